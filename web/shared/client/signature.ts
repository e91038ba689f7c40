/** Ed25519 (RFC 8032). The caller puts a label in front of every message, so that one signature means one thing. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { type Bytes, sized } from "./bytes.ts";

export const publicKeySize = 32;
export const signatureSize = 64;

export interface SigningKey {
  /** 32 bytes, the "private key" of RFC 8032. */
  readonly seed: Bytes;
  readonly publicKey: Bytes;
}

export function signingKey(seed: Bytes): SigningKey {
  sized(seed, 32, "signing seed");
  return { seed, publicKey: ed25519.getPublicKey(seed) };
}

export function sign(key: SigningKey, message: Uint8Array): Bytes {
  return ed25519.sign(message, key.seed);
}

/**
 * Strict, as libsodium on the server: no keys or R of small order, no encodings that are not canonical, S below the
 * group order. Wrong lengths are false.
 */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== publicKeySize || signature.length !== signatureSize) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
