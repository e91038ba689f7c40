/** Hashes and key derivation. The C++ counterpart is src/crypto/primitives.h; both give the same bytes. */
import { blake2b as nobleBlake2b } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256, sha512 as nobleSha512 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, utf8 } from "./bytes.ts";

export function sha256(message: Uint8Array): Bytes {
  return nobleSha256(message);
}

export function sha512(message: Uint8Array): Bytes {
  return nobleSha512(message);
}

/** HMAC-SHA-512 (RFC 2104). */
export function hmacSha512(key: Uint8Array, message: Uint8Array): Bytes {
  return hmac(nobleSha512, key, message);
}

/** KDF(key, label, n): the first `length` (1 to 64) bytes of HMAC-SHA-512(key, label). One label, one purpose. */
export function kdf(key: Uint8Array, label: string | Uint8Array, length: number): Bytes {
  return hmacSha512(key, typeof label === "string" ? utf8(label) : label).slice(0, length);
}

/** BLAKE2b (RFC 7693) with `length` (1 to 64) bytes of output, keyed if a key of at most 64 bytes is given. */
export function blake2b(message: Uint8Array, length: number, key?: Uint8Array): Bytes {
  return nobleBlake2b(message, key === undefined ? { dkLen: length } : { dkLen: length, key });
}

/** The 16-byte salt of a slow hash: BLAKE2b-128(label || parts). */
export function salt(label: string, ...parts: readonly Uint8Array[]): Bytes {
  return blake2b(concat(utf8(label), ...parts), 16);
}
