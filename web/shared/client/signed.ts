/** `Signed`, the one form of everything signed: a statement's bytes, the signer's key, a signature over exactly these. */
import { type Signed, decodeSigned, encodeSigned } from "../generated/records.ts";
import type { Base64 } from "./api_types.ts";
import { base64url, equal, fromBase64url } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import { type SigningKey, sign, verify } from "./signature.ts";

export function signStatement(key: SigningKey, statement: Uint8Array): Signed {
  return { statement, signer: key.publicKey, signature: sign(key, statement) };
}

/** "signature" unless the named signer signed the statement. Who she is, the caller must know. */
export function checkSignature(envelope: Signed): void {
  if (!verify(envelope.signer, envelope.statement, envelope.signature)) {
    throw new ClientError("signature", "the signature does not verify");
  }
}

/**
 * The statement, if it is of this kind, of this installation and signed by the signer it names. "malformed" or
 * "signature".
 */
export function openStatement<R extends { readonly deployment: Uint8Array }>(
  envelope: Signed,
  decode: (encoding: Uint8Array) => R,
  deployment: Uint8Array,
): R {
  const statement = decode(envelope.statement);
  if (!equal(statement.deployment, deployment)) throw new ClientError("malformed", "of another installation");
  checkSignature(envelope);
  return statement;
}

/** The same for a statement that only one key may make: "signature" also if another signed it. */
export function openStatementBy<R extends { readonly deployment: Uint8Array }>(
  signer: Uint8Array,
  envelope: Signed,
  decode: (encoding: Uint8Array) => R,
  deployment: Uint8Array,
): R {
  if (!equal(envelope.signer, signer)) throw new ClientError("signature", "another signer");
  return openStatement(envelope, decode, deployment);
}

/** As it stands in JSON. */
export function signedText(envelope: Signed): Base64 {
  return base64url(encodeSigned(envelope));
}

export function signedFromText(text: Base64): Signed {
  return decodeSigned(fromBase64url(text));
}
