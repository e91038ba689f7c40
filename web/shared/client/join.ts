/** Joining with an invitation code, nobody else being online. */
import {
  type IssuedInvitation,
  type Link,
  decodeChain,
  decodeIssuedInvitation,
  encodeLink,
  encodeMembership,
} from "../generated/records.ts";
import { type Role, roles } from "../generated/vocabulary.ts";
import { harden, wipePassphraseKeys, wrapSecret } from "./account.ts";
import { type Api, call } from "./api.ts";
import type { JoinBody } from "./api_types.ts";
import { type RandomSource, base64url, equal, fromBase64url, randomBytes, wipe } from "./bytes.ts";
import { type Clock, systemClock } from "./clock.ts";
import { unwrapKey, wrapKey } from "./envelope.ts";
import { ClientError } from "./errors.ts";
import { generateLogin, generatePassphrase } from "./generate.ts";
import { type InvitationCode, type InvitationKeys, invitationKeys } from "./invitation_code.ts";
import { sha256 } from "./kdf.ts";
import { type AccountKeys, accountKeys, newAccountSecret, wipeAccountKeys } from "./keys.ts";
import { canonicalLogin } from "./passphrase.ts";
import { sign } from "./signature.ts";
import { type Client, connect, verifyChain } from "./trust.ts";
import { emptyVault, sealVault } from "./vault.ts";
import { wrapContext } from "./wraps.ts";

/** Reads what was typed; see invitation_code.ts. */
export { parseInvitationCode as parseInvitation } from "./invitation_code.ts";

/** An invitation that holds: issued by people who may, to the root that the code names. */
export interface Offer {
  readonly client: Client;
  readonly role: Role;
  /** When it ends, in milliseconds since 1970. */
  readonly expires: number;
  readonly issued: IssuedInvitation;
  readonly chain: readonly Link[];
  readonly keys: InvitationKeys;
  /** The group key, sealed to the invitation beforehand. */
  readonly group: { readonly epoch: number; readonly wrap: Uint8Array } | null;
}

/** `parasol init` cannot make X-Wing keys: nothing can be sealed to the root's own invitations, which name 1216 zeros. */
const noSealingKeyHash = sha256(new Uint8Array(1216));

/**
 * Connects to the root that the code names and looks the invitation up. ApiError "not_found": unknown, used or expired;
 * ClientError "signature": another root, or issuers who may not; "malformed".
 */
export async function lookUpInvitation(
  api: Api,
  code: InvitationCode,
  base: Clock = systemClock,
  random: RandomSource = randomBytes,
): Promise<Offer> {
  const keys = invitationKeys(code);
  const { client } = await connect(api, { kind: "fingerprint", fingerprint: code.fingerprint }, base, random);
  const answer = await call(api, "GET /api/join/{invitation}", { path: { invitation: base64url(keys.id) } });
  const issued = decodeIssuedInvitation(fromBase64url(answer.issued));
  const { invitation } = issued;
  const isByRoot = invitation.issuers.length === 1 && equal(invitation.issuers[0] as Uint8Array, client.installation.rootKey);
  const isOurs =
    equal(invitation.invitation, keys.id) &&
    equal(invitation.key, keys.sign.publicKey) &&
    equal(invitation.sealingKeyHash, isByRoot ? noSealingKeyHash : sha256(keys.seal.publicKey)) &&
    invitation.role === roles[answer.role].wire;
  if (!isOurs) throw new ClientError("malformed", "an invitation of another code");
  return {
    client,
    role: answer.role,
    expires: invitation.expires,
    issued,
    chain: decodeChain(fromBase64url(answer.chain)).links,
    keys,
    group: answer.group === undefined ? null : { epoch: answer.group.epoch, wrap: fromBase64url(answer.group.wrap) },
  };
}

/** Everything a newcomer needs to keep, and the request that makes her account. Sending it twice does no harm. */
export interface Newcomer {
  readonly client: Client;
  readonly login: string;
  readonly passphrase: string;
  readonly body: JoinBody;
}

/**
 * Makes her keys, login and passphrase, and signs them with the invitation's key. Verifies the whole chain first: nobody
 * hands her keys to people the root did not certify.
 */
export async function prepareJoin(
  offer: Offer,
  passphrase: string = generatePassphrase(offer.client.random),
  login: string = generateLogin(offer.client.random),
): Promise<Newcomer> {
  const { client } = offer;
  const { deployment, rootKey } = client.installation;
  const name = canonicalLogin(login);
  const secret = newAccountSecret(client.random);
  const own = accountKeys(secret);
  try {
    const link = makeLink(offer, own, deployment, client.clock.now());
    verifyChain({ links: [...offer.chain, link] }, rootKey, deployment);
    const { keys: unlocking } = await harden(client, name, passphrase);
    const body: JoinBody = {
      link: base64url(encodeLink(link)),
      login: name,
      auth_key: base64url(unlocking.auth.publicKey),
      sealing_key: base64url(own.seal.publicKey),
      secret_wrap: base64url(wrapSecret(client, name, secret, unlocking.wrapKey)),
      ...(offer.group === null ? {} : { group_epoch: offer.group.epoch, group_wrap: base64url(rewrapGroupKey(offer, offer.group, own)) }),
      vault: base64url(sealVault(own, client.installation, emptyVault, client.random)),
    };
    wipePassphraseKeys(unlocking);
    return { client, login: name, passphrase, body };
  } finally {
    wipe(secret);
    wipeAccountKeys(own);
  }
}

/**
 * Makes the account. Then sign in with login and passphrase. ApiError "conflict" with field "login": take another;
 * "unavailable": a daemon is down, send the same newcomer again.
 */
export async function join(newcomer: Newcomer): Promise<void> {
  await call(newcomer.client.api, "POST /api/join", { body: newcomer.body });
}

function makeLink(offer: Offer, own: AccountKeys, deployment: Uint8Array, now: number): Link {
  const membership = {
    deployment,
    invitation: offer.keys.id,
    role: offer.issued.invitation.role,
    signingKey: own.sign.publicKey,
    checkKey: own.check.publicKey,
    sealingKeyHash: sha256(own.seal.publicKey),
    joined: now,
  };
  return { issued: offer.issued, membership, signature: sign(offer.keys.sign, encodeMembership(membership)) };
}

function rewrapGroupKey(offer: Offer, group: NonNullable<Offer["group"]>, own: AccountKeys): Uint8Array {
  const { deployment } = offer.client.installation;
  const place = (recipient: Uint8Array): Uint8Array =>
    wrapContext({ deployment, purpose: "group", epoch: group.epoch, recipient });
  const key = unwrapKey(offer.keys.seal, group.wrap, place(offer.keys.seal.publicKey));
  try {
    return wrapKey(own.seal.publicKey, key, place(own.seal.publicKey), offer.client.random);
  } finally {
    wipe(key);
  }
}
