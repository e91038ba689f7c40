/**
 * The vault: what one person keeps for herself and no device remembers. Sealed under a key of her account secret and tied
 * to the root, so that nobody else can make one; always of one size, written anew at every unlock, so that a write tells
 * nothing.
 */
import type { Base64 } from "./api_types.ts";
import { type Bytes, type RandomSource, fromUtf8, utf8, wipe } from "./bytes.ts";
import { openBody, sealBody } from "./envelope.ts";
import { ClientError } from "./errors.ts";
import type { AccountKeys } from "./keys.ts";
import { type Home, vaultContext } from "./wraps.ts";

export interface VaultReport {
  /** 20 digits. */
  readonly code: string;
  /** The 64 bytes behind the code, so that opening it again needs no slow hash. */
  readonly root: Base64;
  /** Days since 1970. */
  readonly made: number;
}

export interface VaultDraft {
  readonly id: string;
  /** Days since 1970. */
  readonly saved: number;
  /** Answers of an unfinished report, as the form keeps them. */
  readonly answers: unknown;
}

export interface Vault {
  readonly version: 1;
  /** The newest list seen: number and hash of its manifest. */
  readonly seen: { readonly seq: number; readonly hash: Base64 } | null;
  readonly reports: readonly VaultReport[];
  readonly drafts: readonly VaultDraft[];
  /** Choices of the application; not looked into here. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** The JSON text is padded with spaces to this many bytes, which makes the sealed body's 64 KiB. */
const plaintextSize = 65536 - 4;

export const emptyVault: Vault = { version: 1, seen: null, reports: [], drafts: [], settings: {} };

/** "malformed" if it holds more than fits: drafts must go first. "sealed" if the keys are wiped. */
export function sealVault(keys: AccountKeys, home: Home, vault: Vault, random: RandomSource): Bytes {
  // A write that a lock overtook must not seal under what is left of the key.
  if (keys.vault.every((byte) => byte === 0)) throw new ClientError("sealed", "locked");
  const text = utf8(JSON.stringify(vault));
  if (text.length > plaintextSize) throw new ClientError("malformed", "the vault is full");
  const padded = new Uint8Array(plaintextSize).fill(0x20);
  padded.set(text);
  try {
    return sealBody(keys.vault, padded, vaultContext(home, keys.sign.publicKey), random);
  } finally {
    wipe(text, padded);
  }
}

/** "sealed" for what she did not make, or made under another root; "malformed". */
export function openVault(keys: AccountKeys, home: Home, sealed: Uint8Array): Vault {
  const plain = openBody(keys.vault, sealed, vaultContext(home, keys.sign.publicKey));
  try {
    const vault = JSON.parse(fromUtf8(plain)) as Vault;
    if (vault.version !== 1) throw new ClientError("malformed", "a vault of another version");
    return vault;
  } finally {
    wipe(plain);
  }
}

/**
 * Two vaults that both came from `base`: no report is ever lost, the newest list stays, and of drafts and settings what
 * was changed counts, `mine` before `theirs`. A draft that was thrown away on one side and changed on the other stays.
 */
export function mergedVault(base: Vault, mine: Vault, theirs: Vault): Vault {
  const known = new Set(mine.reports.map(({ code }) => code));
  const reports = [...mine.reports, ...theirs.reports.filter(({ code }) => !known.has(code))];
  const byId = ({ drafts }: Vault): Record<string, VaultDraft> => Object.fromEntries(drafts.map((draft) => [draft.id, draft]));
  return {
    version: 1,
    seen: (mine.seen?.seq ?? -1) >= (theirs.seen?.seq ?? -1) ? mine.seen : theirs.seen,
    reports: reports.sort((left, right) => right.made - left.made),
    drafts: Object.values(mergedRows(byId(base), byId(mine), byId(theirs))),
    settings: mergedRows(base.settings, mine.settings, theirs.settings),
  };
}

type Rows<T> = Readonly<Record<string, T>>;

function mergedRows<T>(base: Rows<T>, mine: Rows<T>, theirs: Rows<T>): Record<string, T> {
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const rows = Array.from(names, (name): [string, T | undefined] => {
    const [before, own, other] = [base[name], mine[name], theirs[name]];
    const isMine = !isSame(own, before) && (own !== undefined || isSame(other, before));
    return [name, isMine ? own : other];
  });
  return Object.fromEntries(rows.filter((row): row is [string, T] => row[1] !== undefined));
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
