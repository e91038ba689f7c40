/**
 * Signing in, unlocking, locking, changing the passphrase. The server never sees the passphrase nor anything it could
 * try passphrases against: keyd hardens it, the resulting key signs a nonce, and another opens the account secret.
 */
import { type Link, decodeLink, encodeSignInStatement } from "../generated/records.ts";
import type { Role } from "../generated/vocabulary.ts";
import { ApiError, call } from "./api.ts";
import type { AccountAnswer, Base64 } from "./api_types.ts";
import { stopWorker } from "./argon2.ts";
import { type Bytes, base64url, equal, fromBase64url, wipe } from "./bytes.ts";
import { openSmall, sealSmall } from "./envelope.ts";
import { ClientError, orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type AccountKeys, type PassphraseKeys, accountKeys, hardenFinish, hardenStart, wipeAccountKeys } from "./keys.ts";
import { type Ahead, CouldNotCheck, type CouldNotCheckReason, type List, type SeenList, openList } from "./list.ts";
import { canonicalLogin } from "./passphrase.ts";
import { sign } from "./signature.ts";
import type { Client } from "./trust.ts";
import { type Vault, mergedVault, openVault, sealVault } from "./vault.ts";
import { secretContext } from "./wraps.ts";

export interface SignedIn {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly login: string;
  readonly role: Role;
  /** 16 bytes; null for whoever belongs to no team. */
  readonly team: Bytes | null;
  readonly link: Link;
  readonly keys: AccountKeys;
  /** The account secret; only a change of the passphrase needs it again. */
  readonly secret: Bytes;
  /** True while a case lead has not yet wrapped the current keys for her. */
  readonly awaitsKeys: boolean;
}

export interface Account extends SignedIn {
  readonly vault: Vault;
  /** What the server was last seen to keep. */
  readonly stored: StoredVault;
}

export interface StoredVault {
  readonly vault: Vault;
  /** SHA-256 of it as sealed: a write names what it takes the place of. */
  readonly hash: Bytes;
}

/**
 * Signs in; the transport now holds a session. ApiError "unauthorised" for a wrong login or passphrase, alike;
 * "rate_limited"; ClientError "signature" if what the server keeps was not made with this passphrase under this client's
 * root: then nothing of this server may be believed; "slow_hash".
 */
export async function signIn(client: Client, login: string, passphrase: string): Promise<SignedIn> {
  const name = canonicalLogin(login);
  const { keys: unlocking, nonce } = await harden(client, name, passphrase);
  try {
    const body = { login: name, nonce, signature: signNonce(client, unlocking, name, nonce) };
    return signedIn(client, await call(client.api, "POST /api/sign-in/finish", { body }), unlocking.wrapKey);
  } finally {
    wipePassphraseKeys(unlocking);
  }
}

export interface Unlocked {
  readonly account: Account;
  /** Null if the list could not be had now; the account works without it, checks do not. */
  readonly list: List | null;
  readonly couldNotCheck: CouldNotCheckReason | null;
}

/**
 * Opens the vault, looks at the list, and writes the vault back with what was seen. ClientError "signature" if the vault
 * is not hers, made under this client's root: then nothing of this server may be believed.
 */
export async function unlock(client: Client, signed: SignedIn): Promise<Unlocked> {
  const opened = await openAccount(client, signed, Promise.resolve(null), "nothing");
  return { ...opened, account: await saveVault(client, opened.account, opened.account.vault) };
}

/**
 * The same but for the write, which whoever holds the account then owes: every unlock writes. `last`: the list as it was
 * just before, or null; `ahead`: as of openList.
 */
export async function openAccount(
  client: Client,
  signed: SignedIn,
  last: Promise<List | null>,
  ahead: Ahead,
): Promise<Unlocked> {
  const reading = readVault(client, signed);
  // The list comes at the same time; it counts only when it is compared with what the vault remembers.
  const seen = reading.then(({ vault }) => seenOf(vault));
  seen.catch(() => undefined);
  const listing = last.then((known) => openList(client, seen, known, ahead)).then(
    (list) => ({ list, couldNotCheck: null }),
    (error: unknown) => {
      if (!(error instanceof CouldNotCheck)) throw error;
      return { list: null, couldNotCheck: error.reason };
    },
  );
  const [stored, { list, couldNotCheck }] = await Promise.all([reading, listing]);
  const { vault } = stored;
  const newest = list === null ? vault.seen : { seq: list.seen.seq, hash: base64url(list.seen.hash) };
  return { account: { ...signed, vault: { ...vault, seen: newest }, stored }, list, couldNotCheck };
}

/** What the vault remembers of the list. */
export function seenOf(vault: Vault): SeenList | null {
  return vault.seen === null ? null : { seq: vault.seen.seq, hash: fromBase64url(vault.seen.hash) };
}

/**
 * Writes the vault and returns the account with it. If another session wrote in between, both are put together, so that
 * neither loses what it kept. ClientError "malformed" if it is full.
 */
export async function saveVault(client: Client, account: Account, vault: Vault): Promise<Account> {
  let { stored } = account;
  let wanted = vault;
  for (let tries = 1; ; tries += 1) {
    const sealed = sealVault(account.keys, client.installation, wanted, client.random);
    try {
      await putVault(client, sealed, stored.hash);
      return { ...account, vault: wanted, stored: { vault: wanted, hash: sha256(sealed) } };
    } catch (error) {
      const isOvertaken = error instanceof ApiError && error.code === "conflict" && error.field === "replaces";
      if (!isOvertaken || tries === mostWrites) throw error;
    }
    const theirs = await readVault(client, account);
    wanted = mergedVault(stored.vault, wanted, theirs.vault);
    stored = theirs;
  }
}

const mostWrites = 5;

/** Puts a sealed vault in the place of the one with this hash; "conflict" with field "replaces" if another is there. */
export async function putVault(client: Client, sealed: Uint8Array, replaces: Uint8Array): Promise<void> {
  await call(client.api, "PUT /api/vault", { body: { vault: base64url(sealed), replaces: base64url(replaces) } });
}

async function readVault(client: Client, signed: SignedIn): Promise<StoredVault> {
  const sealed = fromBase64url((await call(client.api, "GET /api/vault", {})).vault);
  const vault = orNull(() => openVault(signed.keys, client.installation, sealed));
  if (vault === null) throw new ClientError("signature", "a vault that she did not make under this root");
  return { vault, hash: sha256(sealed) };
}

/** Forgets the secrets of an account. The session at the server stays until `leave`. */
export function lock(account: SignedIn): void {
  wipeAccountKeys(account.keys);
  wipe(account.secret);
  stopWorker();
}

/** Ends the session at the server. */
export async function leave(client: Client): Promise<void> {
  await call(client.api, "POST /api/session/leave", { body: {} });
}

/**
 * Changes what unlocks the account; its keys stay. Every other session ends. ApiError "unauthorised" if `current` is
 * not the passphrase.
 */
export async function changePassphrase(
  client: Client,
  account: SignedIn,
  current: string,
  wanted: string,
): Promise<void> {
  const { keys: before } = await harden(client, account.login, current);
  const { keys: after } = await harden(client, account.login, wanted);
  try {
    const { nonce } = await call(client.api, "POST /api/passphrase/nonce", { body: {} });
    const body = {
      nonce,
      signature: signNonce(client, before, account.login, nonce),
      auth_key: base64url(after.auth.publicKey),
      secret_wrap: base64url(wrapSecret(client, account.login, account.secret, after.wrapKey)),
    };
    await call(client.api, "POST /api/passphrase", { body });
  } finally {
    wipePassphraseKeys(before);
    wipePassphraseKeys(after);
  }
}

/** What a passphrase unlocks, and a nonce to sign in with. The login need not exist: joining hardens before it does. */
export async function harden(
  client: Client,
  login: string,
  passphrase: string,
): Promise<{ keys: PassphraseKeys; nonce: Base64 }> {
  const hardening = await hardenStart(passphrase, login, client.installation.deployment, client.random);
  const body = { login, element: base64url(hardening.element) };
  const answer = await call(client.api, "POST /api/sign-in/start", { body });
  return { keys: hardenFinish(hardening, fromBase64url(answer.element)), nonce: answer.nonce };
}

/** The account secret as the server keeps it: 72 bytes. */
export function wrapSecret(client: Client, login: string, secret: Uint8Array, wrapKey: Uint8Array): Bytes {
  return sealSmall(wrapKey, secret, secretContext(client.installation, login), client.random);
}

export function wipePassphraseKeys(keys: PassphraseKeys): void {
  wipe(keys.auth.seed, keys.wrapKey);
}

function signedIn(client: Client, answer: AccountAnswer, wrapKey: Uint8Array): SignedIn {
  const context = secretContext(client.installation, answer.login);
  const secret = orNull(() => openSmall(wrapKey, fromBase64url(answer.secret_wrap), context));
  if (secret === null) throw new ClientError("signature", "an account that was not made under this root");
  const keys = accountKeys(secret);
  const link = decodeLink(fromBase64url(answer.link));
  if (!equal(link.membership.signingKey, keys.sign.publicKey)) {
    throw new ClientError("malformed", "the link is of another account");
  }
  return {
    id: fromBase64url(answer.account),
    login: answer.login,
    role: answer.role,
    team: answer.team === undefined ? null : fromBase64url(answer.team),
    link,
    keys,
    secret,
    awaitsKeys: answer.joined_before_epoch === true,
  };
}

function signNonce(client: Client, keys: PassphraseKeys, login: string, nonce: Base64): Base64 {
  const { deployment } = client.installation;
  const statement = encodeSignInStatement({ deployment, login, nonce: fromBase64url(nonce) });
  return base64url(sign(keys.auth, statement));
}
