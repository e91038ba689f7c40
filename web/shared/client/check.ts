/**
 * The private check, from a token to the bucket and back, without network: slow hash, the input of the evaluation, and
 * what the 64-byte output y says about where a warning would lie and which keys open it. The slots themselves are in
 * slot.ts; the same protocol in C++ is src/client and src/crypto, held together by tests/vectors/check_protocol.json.
 */
import { argon2id } from "./argon2.ts";
import { type Bytes, concat, readU32, sized, u32, u8, utf8, wipe } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import { kdf, salt } from "./kdf.ts";

/** Up to eight warnings on one identifier, each under a tag and a key of its own. */
export const tagsPerToken = 8;

/** What the tokens and this protocol are called in packets and vectors. */
export const slowHashPasses = 2;
export const slowHashMib = 19;

/**
 * Argon2id over a token of identifier.ts: 19 MiB, two passes, 32 bytes; `deployment` is the installation's 16-byte id.
 * It makes a dictionary of all numbers about 300 times dearer for whoever steals the check key.
 */
export async function slowHash(token: string, deployment: Uint8Array): Promise<Bytes> {
  sized(deployment, 16, "deployment");
  return argon2id(utf8(token), salt("parasol/slow/", deployment), slowHashPasses, slowHashMib, 32);
}

/** What is evaluated: "parasol/chk/v1" 0x00 type 0x00 slow hash. The type is the token's text before its first NUL. */
export function evaluationInput(token: string, slow: Uint8Array): Bytes {
  sized(slow, 32, "slow hash");
  const end = token.indexOf("\0");
  if (end <= 0) throw new ClientError("malformed", "not a token");
  return concat(utf8("parasol/chk/v1\0"), utf8(token.slice(0, end)), u8(0), slow);
}

/** What one evaluation gives: where to look and with what. Wipe with `wipeLookup` when done. */
export interface Lookup {
  readonly epoch: number;
  /** 32 bits. The bucket is its first `bits` bits. */
  readonly prefix: number;
  /** Eight tags of 16 bytes. */
  readonly tags: readonly Bytes[];
  /** Eight keys of 32 bytes. */
  readonly keys: readonly Bytes[];
}

/** Derives prefix, tags and keys from the evaluation's 64-byte output. */
export function lookupOf(output: Uint8Array, epoch: number): Lookup {
  sized(output, 64, "output");
  const tags: Bytes[] = [];
  const keys: Bytes[] = [];
  for (let j = 0; j < tagsPerToken; j += 1) {
    tags.push(kdf(output, concat(utf8("tag"), u32(epoch), u8(j)), 16));
    keys.push(kdf(output, concat(utf8("key"), u32(epoch), u8(j)), 32));
  }
  return { epoch, prefix: readU32(kdf(output, concat(utf8("bucket"), u32(epoch)), 4), 0), tags, keys };
}

/** The bucket of a prefix when the manifest says that 2^bits buckets exist (0 to 32). */
export function bucketIndex(prefix: number, bits: number): number {
  if (!Number.isInteger(bits) || bits < 0 || bits > 32) throw new ClientError("malformed", "bucket bits");
  return bits === 0 ? 0 : prefix >>> (32 - bits);
}

export function wipeLookup(lookup: Lookup): void {
  wipe(...lookup.tags, ...lookup.keys);
}
