/**
 * The vault: what one person keeps for herself and no device remembers. Sealed to her own key, always of one size, written
 * anew at every unlock, so that a write tells nothing.
 */
import type { Base64 } from "./api_types.ts";
import { type Bytes, type RandomSource, fromUtf8, utf8, wipe } from "./bytes.ts";
import { type SealingKey, open, seal } from "./envelope.ts";
import { ClientError } from "./errors.ts";
import { wrapContext } from "./wraps.ts";

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
  /** The pinned root. */
  readonly rootKey: Base64;
  /** The newest list seen: number and hash of its manifest. */
  readonly seen: { readonly seq: number; readonly hash: Base64 } | null;
  readonly reports: readonly VaultReport[];
  readonly drafts: readonly VaultDraft[];
  /** Choices of the application; not looked into here. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

/** The JSON text is padded with spaces to this many bytes, which makes the sealed body's 64 KiB. */
const plaintextSize = 65536 - 4;

export function emptyVault(rootKey: Base64): Vault {
  return { version: 1, rootKey, seen: null, reports: [], drafts: [], settings: {} };
}

/** "malformed" if it holds more than fits: drafts must go first. */
export function sealVault(own: SealingKey, deployment: Uint8Array, vault: Vault, random: RandomSource): Bytes {
  const text = utf8(JSON.stringify(vault));
  if (text.length > plaintextSize) throw new ClientError("malformed", "the vault is full");
  const padded = new Uint8Array(plaintextSize).fill(0x20);
  padded.set(text);
  try {
    return seal(own.publicKey, padded, vaultContext(own, deployment), random);
  } finally {
    wipe(text, padded);
  }
}

/** "sealed" or "malformed". */
export function openVault(own: SealingKey, deployment: Uint8Array, sealed: Uint8Array): Vault {
  const plain = open(own, sealed, vaultContext(own, deployment));
  try {
    const vault = JSON.parse(fromUtf8(plain)) as Vault;
    if (vault.version !== 1) throw new ClientError("malformed", "a vault of another version");
    return vault;
  } finally {
    wipe(plain);
  }
}

function vaultContext(own: SealingKey, deployment: Uint8Array): Bytes {
  return wrapContext({ deployment, purpose: "vault", recipient: own.publicKey });
}
