/**
 * The invitation code, given from hand to hand: 25 characters of secret (125 bits) and 20 characters of the root key's
 * fingerprint (its SHA-256, first 100 bits), in Crockford's base 32, shown as nine groups of five. Whoever joins with it
 * knows whom they join before any server has answered.
 */
import { type Bytes, type RandomSource, equal, randomBytes, utf8 } from "./bytes.ts";
import { type SealingKey, sealingKey } from "./envelope.ts";
import { kdf, sha256 } from "./kdf.ts";
import { type SigningKey, signingKey } from "./signature.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const secretLength = 25;
const fingerprintLength = 20;
const markLength = 15;
const shortMarkLength = 5;

export interface InvitationCode {
  /** 25 characters, upper case. */
  readonly secret: string;
  /** 20 characters, upper case. */
  readonly fingerprint: string;
}

export interface InvitationKeys {
  /** 16 bytes. */
  readonly id: Bytes;
  /** Signs the newcomer's own keys, once. */
  readonly sign: SigningKey;
  /** Opens the group key that was sealed to the invitation beforehand. */
  readonly seal: SealingKey;
}

/** The first 100 bits of SHA-256(root key) as 20 characters. */
export function rootFingerprint(rootKey: Uint8Array): string {
  return base32(sha256(rootKey), fingerprintLength);
}

/** What people compare when they must be sure whose signing key it is: the first 75 bits of its SHA-256 as 15 characters. */
export function keyMark(signingKey: Uint8Array): string {
  return base32(sha256(signingKey), markLength);
}

/** The beginning of that mark, its first group of five: enough to tell the people of a list apart. */
export function shortMark(signingKey: Uint8Array): string {
  return base32(sha256(signingKey), shortMarkLength);
}

/** True if `rootKey` is the one that the code names. */
export function namesRoot(code: InvitationCode, rootKey: Uint8Array): boolean {
  return equal(utf8(code.fingerprint), utf8(rootFingerprint(rootKey)));
}

/** A fresh code under a 32-byte root key. */
export function generateInvitationCode(rootKey: Uint8Array, random: RandomSource = randomBytes): InvitationCode {
  return { secret: base32(random(16), secretLength), fingerprint: rootFingerprint(rootKey) };
}

/** For the eye: nine groups of five. */
export function formatInvitationCode(code: InvitationCode): string {
  return ((code.secret + code.fingerprint).match(/.{5}/g) ?? []).join(" ");
}

export type InvitationCodeProblem = "characters" | "length";

/** Reads what was typed: case, spaces and dashes do not matter; O is 0, I and L are 1. */
export function parseInvitationCode(
  typed: string,
): { readonly code: InvitationCode } | { readonly problem: InvitationCodeProblem } {
  const text = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015\u2212\u200b-\u200f]/gu, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  for (const letter of text) if (!alphabet.includes(letter)) return { problem: "characters" };
  if (text.length !== secretLength + fingerprintLength) return { problem: "length" };
  return { code: { secret: text.slice(0, secretLength), fingerprint: text.slice(secretLength) } };
}

/** The keys of an invitation, from the 25 characters of its secret as ASCII. */
export function invitationKeys(code: InvitationCode): InvitationKeys {
  const secret = utf8(code.secret);
  return {
    id: kdf(secret, "parasol/invitation/id", 16),
    sign: signingKey(kdf(secret, "parasol/invitation/sign", 32)),
    seal: sealingKey(kdf(secret, "parasol/invitation/seal", 32)),
  };
}

/** The first `length` digits of `bytes` read as one big-endian bit string. */
function base32(bytes: Uint8Array, length: number): string {
  let out = "";
  for (let i = 0; i < length; i += 1) {
    const bit = 5 * i;
    const first = bytes[bit >> 3] as number;
    const second = bytes[(bit >> 3) + 1] ?? 0;
    out += alphabet.charAt((((first << 8) | second) >> (11 - (bit & 7))) & 31);
  }
  return out;
}
