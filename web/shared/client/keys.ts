/**
 * An account's keys, and the way from a passphrase to them. Two secrets, kept apart: the account secret (32 random
 * bytes, made once) gives the keys; the passphrase, hardened by the key daemon, only unlocks it and so can change.
 */
import { argon2id } from "./argon2.ts";
import { type Bytes, type RandomSource, randomBytes, sized, utf8, wipe } from "./bytes.ts";
import { type SealingKey, sealingKey } from "./envelope.ts";
import { kdf, salt } from "./kdf.ts";
import { type Blinded, blindPlain, finalizePlain } from "./oprf.ts";
import { canonicalLogin, canonicalPassphrase } from "./passphrase.ts";
import { type SigningKey, signingKey } from "./signature.ts";

export interface AccountKeys {
  /** Signs what the person does: warnings, orders, memberships. */
  readonly sign: SigningKey;
  /** Signs requests to the key daemon; spends her budget of checks. */
  readonly check: SigningKey;
  /** Opens what is sealed to her. */
  readonly seal: SealingKey;
  /** 32 bytes; what she keeps for herself is sealed under it, and nobody else can make a vault that opens. */
  readonly vault: Bytes;
}

/** A fresh account secret. */
export function newAccountSecret(random: RandomSource = randomBytes): Bytes {
  return random(32);
}

/** The keys of a 32-byte account secret. */
export function accountKeys(secret: Uint8Array): AccountKeys {
  sized(secret, 32, "account secret");
  return {
    sign: signingKey(kdf(secret, "parasol/account/sign", 32)),
    check: signingKey(kdf(secret, "parasol/account/check", 32)),
    seal: sealingKey(kdf(secret, "parasol/account/seal", 32)),
    vault: kdf(secret, "parasol/account/vault", 32),
  };
}

/** Overwrites the secret halves: on lock. */
export function wipeAccountKeys(keys: AccountKeys): void {
  wipe(keys.sign.seed, keys.check.seed, keys.seal.seed, keys.vault);
}

/** A hardening under way: send `element`, then call `hardenFinish` with the answer. */
export interface Hardening {
  readonly blinded: Blinded;
  readonly element: Bytes;
}

/** What a passphrase unlocks. */
export interface PassphraseKeys {
  /** Signs the server's nonce at sign-in. */
  readonly auth: SigningKey;
  /** 32 bytes; opens the stored account secret. */
  readonly wrapKey: Bytes;
}

/**
 * First half: Argon2id (three passes, 64 MiB) over the passphrase, then blinding (RFC 9497 mode 0). `deployment` is the
 * installation's 16-byte id. "slow_hash" if the memory cannot be had.
 */
export async function hardenStart(
  passphrase: string,
  login: string,
  deployment: Uint8Array,
  random: RandomSource = randomBytes,
): Promise<Hardening> {
  const w0 = await passphraseHash(passphrase, login, deployment);
  const blinded = blindPlain(w0, random);
  return { blinded, element: blinded.element };
}

/** w0, the 32 bytes that are blinded. */
export function passphraseHash(passphrase: string, login: string, deployment: Uint8Array): Promise<Bytes> {
  sized(deployment, 16, "deployment");
  const password = utf8(canonicalPassphrase(passphrase));
  return argon2id(password, salt("parasol/login/", deployment, utf8(canonicalLogin(login))), 3, 64, 32);
}

/**
 * Second half, with the key daemon's answer. A wrong passphrase is not noticed here: it gives keys that sign in nowhere
 * and open nothing. "malformed" if the answer is no group element. The hardening is used up.
 */
export function hardenFinish(hardening: Hardening, evaluated: Uint8Array): PassphraseKeys {
  const z = finalizePlain(hardening.blinded, evaluated);
  const keys = { auth: signingKey(kdf(z, "parasol/auth", 32)), wrapKey: kdf(z, "parasol/wrap", 32) };
  wipe(z, hardening.blinded.blind, hardening.blinded.input);
  return keys;
}
