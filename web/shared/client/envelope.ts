/**
 * Sealing: keys to people, bodies under keys. The server checks sizes and the named recipient (src/crypto/envelope.h);
 * only this file seals and opens.
 *
 * Wrap, 1,225 bytes, a 32-byte key for the owner of an X-Wing key (ML-KEM-768 + X25519):
 *   suite 0x02 (1) | SHA-256(recipient public key) (32) | KEM ciphertext (1120) | nonce (24) | AEAD (32 + 16)
 *   under BLAKE2b-256(key = shared secret, "parasol/seal/v1" || SHA-256(ciphertext) || SHA-256(public key) || AAD)
 *
 * Body: suite 0x02 (1) | nonce prefix (19) | chunks of 16,384 bytes, each + 16 (the last may be shorter), in the STREAM
 * construction: nonce = prefix (19) | counter (4, big-endian) | final flag (1), the AAD on every chunk. The plaintext is
 * padded first: true length (4) | data | zeros to 4096 · 2^n, n = 0..10, so that a size says little.
 *
 * The AAD is what ties a sealed thing to its place (report, section, team, epoch …). It is never sent along: who opens
 * must know what they believe they are opening.
 */
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { type Bytes, type RandomSource, byteAt, concat, equal, randomBytes, readU32, sized, u32, u8, utf8, wipe } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import { blake2b, kdf, sha256 } from "./kdf.ts";

const suite = 0x02;
export const sealingPublicKeySize = 1216;
const kemCiphertextSize = 1120;
export const wrapSize = 1 + 32 + kemCiphertextSize + 24 + 48;
const prefixSize = 19;
const chunkSize = 16384;
const sealedChunkSize = chunkSize + 16;
const smallestBody = 4096;
const largestBody = smallestBody << 10;
/** The longest plaintext of one body; longer things are cut by their owners. */
export const longestPlaintext = largestBody - 4;

/** An X-Wing key pair. The 32-byte seed is the secret half. */
export interface SealingKey {
  readonly seed: Bytes;
  readonly publicKey: Bytes;
}

export function sealingKey(seed: Bytes): SealingKey {
  sized(seed, 32, "sealing seed");
  return { seed, publicKey: ml_kem768_x25519.keygen(seed).publicKey };
}

/** Wraps a 32-byte key for the owner of `recipient` (1,216 bytes). "malformed" for what is no X-Wing key. */
export function wrapKey(
  recipient: Uint8Array,
  key: Uint8Array,
  aad: Uint8Array,
  random: RandomSource = randomBytes,
): Bytes {
  sized(recipient, sealingPublicKeySize, "sealing public key");
  sized(key, 32, "key");
  let kem: { cipherText: Bytes; sharedSecret: Bytes };
  try {
    kem = ml_kem768_x25519.encapsulate(recipient, random(64));
  } catch {
    throw new ClientError("malformed", "not an X-Wing public key");
  }
  const recipientHash = sha256(recipient);
  const wrappingKey = wrappingKeyOf(kem.sharedSecret, kem.cipherText, recipientHash, aad);
  const nonce = random(24);
  const sealed = xchacha20poly1305(wrappingKey, nonce, aad).encrypt(key);
  wipe(kem.sharedSecret, wrappingKey);
  return concat(u8(suite), recipientHash, kem.cipherText, nonce, sealed);
}

/** Opens a wrap. "malformed" for another size or suite, "recipient" for another's, "sealed" if it does not open. */
export function unwrapKey(own: SealingKey, wrap: Uint8Array, aad: Uint8Array): Bytes {
  sized(wrap, wrapSize, "wrap");
  checkSuite(wrap);
  const recipientHash = sha256(own.publicKey);
  if (!equal(wrap.subarray(1, 33), recipientHash)) throw new ClientError("recipient", "sealed to another key");
  const ciphertext = wrap.subarray(33, 33 + kemCiphertextSize);
  const nonce = wrap.subarray(33 + kemCiphertextSize, 57 + kemCiphertextSize);
  return orSealed(() => {
    const shared = ml_kem768_x25519.decapsulate(ciphertext, own.seed);
    const wrappingKey = wrappingKeyOf(shared, ciphertext, recipientHash, aad);
    try {
      return xchacha20poly1305(wrappingKey, nonce, aad).decrypt(wrap.subarray(57 + kemCiphertextSize));
    } finally {
      wipe(shared, wrappingKey);
    }
  });
}

/** Whom a wrap is for: SHA-256 of the recipient's public key. */
export function wrapRecipient(wrap: Uint8Array): Bytes {
  sized(wrap, wrapSize, "wrap");
  checkSuite(wrap);
  return new Uint8Array(wrap.subarray(1, 33));
}

/** Seals at most `longestPlaintext` bytes under a 32-byte key. */
export function sealBody(
  key: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  random: RandomSource = randomBytes,
): Bytes {
  sized(key, 32, "key");
  const padded = pad(plaintext);
  const prefix = random(prefixSize);
  const parts: Uint8Array[] = [u8(suite), prefix];
  for (let start = 0, counter = 0; start < padded.length; start += chunkSize, counter += 1) {
    const nonce = chunkNonce(prefix, counter, start + chunkSize >= padded.length);
    parts.push(xchacha20poly1305(key, nonce, aad).encrypt(padded.subarray(start, start + chunkSize)));
  }
  wipe(padded);
  return concat(...parts);
}

/**
 * Opens a body. "malformed" for another suite or a size no body has; "sealed" if any chunk is changed, missing, swapped
 * or of another key or place, or if the padding is not as it should be.
 */
export function openBody(key: Uint8Array, body: Uint8Array, aad: Uint8Array): Bytes {
  sized(key, 32, "key");
  const paddedSize = paddedSizeOfBody(body.length);
  checkSuite(body);
  const prefix = body.subarray(1, 1 + prefixSize);
  const padded = new Uint8Array(paddedSize);
  for (let start = 0, counter = 0; start < paddedSize; start += chunkSize, counter += 1) {
    const from = 1 + prefixSize + counter * sealedChunkSize;
    const nonce = chunkNonce(prefix, counter, start + chunkSize >= paddedSize);
    const chunk = body.subarray(from, from + sealedChunkSize);
    padded.set(
      orSealed(() => xchacha20poly1305(key, nonce, aad).decrypt(chunk)),
      start,
    );
  }
  return unpad(padded);
}

/** A message to one recipient: a fresh key, its wrap, and the body under it, one after the other. */
export function seal(
  recipient: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  random: RandomSource = randomBytes,
): Bytes {
  const key = random(32);
  try {
    return concat(wrapKey(recipient, key, aad, random), sealBody(key, plaintext, aad, random));
  } finally {
    wipe(key);
  }
}

/** Opens what `seal` made. Errors as of `unwrapKey` and `openBody`. */
export function open(own: SealingKey, message: Uint8Array, aad: Uint8Array): Bytes {
  if (message.length < wrapSize) throw new ClientError("malformed", "too short for a sealed message");
  const key = unwrapKey(own, message.subarray(0, wrapSize), aad);
  try {
    return openBody(key, message.subarray(wrapSize), aad);
  } finally {
    wipe(key);
  }
}

/**
 * As `seal`, for a writer who wants to read it again: the body's key follows from `own`, 32 bytes that nobody else has, and
 * from the body's random prefix.
 */
export function sealAndKeep(
  recipient: Uint8Array,
  own: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  random: RandomSource = randomBytes,
): Bytes {
  const prefix = random(prefixSize);
  const key = keptKey(own, prefix);
  try {
    return concat(wrapKey(recipient, key, aad, random), sealBody(key, plaintext, aad, () => prefix));
  } finally {
    wipe(key);
  }
}

/** Opens what `sealAndKeep` made, for its writer. Errors as of `openBody`. */
export function openKept(own: Uint8Array, message: Uint8Array, aad: Uint8Array): Bytes {
  const body = message.subarray(wrapSize);
  const key = keptKey(own, body.subarray(1, 1 + prefixSize));
  try {
    return openBody(key, body, aad);
  } finally {
    wipe(key);
  }
}

function keptKey(own: Uint8Array, prefix: Uint8Array): Bytes {
  sized(own, 32, "key");
  return kdf(own, concat(utf8("parasol/kept/1"), prefix), 32);
}

/** Small things of known size under a 32-byte key, without padding: nonce (24) | ciphertext + 16. */
export function sealSmall(
  key: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  random: RandomSource = randomBytes,
): Bytes {
  sized(key, 32, "key");
  const nonce = random(24);
  return concat(nonce, xchacha20poly1305(key, nonce, aad).encrypt(plaintext));
}

/** Opens what `sealSmall` made: "malformed" below 40 bytes, "sealed" if it does not open. */
export function openSmall(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Bytes {
  sized(key, 32, "key");
  if (sealed.length < 40) throw new ClientError("malformed", "too short for a sealed value");
  return orSealed(() => xchacha20poly1305(key, sealed.subarray(0, 24), aad).decrypt(sealed.subarray(24)));
}

function wrappingKeyOf(
  shared: Uint8Array,
  ciphertext: Uint8Array,
  recipientHash: Uint8Array,
  aad: Uint8Array,
): Bytes {
  return blake2b(concat(utf8("parasol/seal/v1"), sha256(ciphertext), recipientHash, aad), 32, shared);
}

function chunkNonce(prefix: Uint8Array, counter: number, final: boolean): Bytes {
  return concat(prefix, u32(counter), u8(final ? 1 : 0));
}

/** The size of 4096 · 2^n that holds a length and `size` bytes. */
function paddedSizeOf(size: number): number {
  if (size > longestPlaintext) throw new ClientError("malformed", "too long to seal in one body");
  let padded = smallestBody;
  while (padded < size + 4) padded *= 2;
  return padded;
}

function paddedSizeOfBody(size: number): number {
  for (let padded = smallestBody; padded <= largestBody; padded *= 2) {
    if (1 + prefixSize + padded + 16 * Math.ceil(padded / chunkSize) === size) return padded;
  }
  throw new ClientError("malformed", "no sealed body has this size");
}

function pad(plaintext: Uint8Array): Bytes {
  const padded = new Uint8Array(paddedSizeOf(plaintext.length));
  padded.set(u32(plaintext.length));
  padded.set(plaintext, 4);
  return padded;
}

function unpad(padded: Bytes): Bytes {
  const length = readU32(padded, 0);
  const fits = length <= longestPlaintext && paddedSizeOf(length) === padded.length;
  if (!fits || padded.subarray(4 + length).some((byte) => byte !== 0)) {
    throw new ClientError("sealed", "the padding is not as it should be");
  }
  const plaintext = padded.slice(4, 4 + length);
  wipe(padded);
  return plaintext;
}

function checkSuite(bytes: Uint8Array): void {
  if (byteAt(bytes, 0) !== suite) throw new ClientError("malformed", "unknown suite");
}

function orSealed<T>(action: () => T): T {
  try {
    return action();
  } catch {
    throw new ClientError("sealed", "does not open");
  }
}
