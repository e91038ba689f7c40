/** For tests only: known answers, repeatable randomness and the second implementation's missing pieces. */
import { readFileSync } from "node:fs";
import type { RandomSource } from "./bytes.ts";
import { concat, u16, u8, utf8 } from "./bytes.ts";
import { ClientError, type ClientErrorCode } from "./errors.ts";

/** A file of tests/vectors. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/${name}`, import.meta.url), "utf8")) as T;
}

/** Gives out `queue` piece by piece; asking for another size than the next piece's is an error. */
export function scripted(...queue: Uint8Array[]): RandomSource {
  return (length) => {
    const next = queue.shift();
    if (next?.length !== length) throw new Error(`${length} random bytes were not expected`);
    return new Uint8Array(next);
  };
}

/** The code of the ClientError that `action` throws; "nothing" if it throws none. */
export function errorOf(action: () => unknown): ClientErrorCode | "nothing" {
  try {
    action();
  } catch (error) {
    if (error instanceof ClientError) return error.code;
    throw error;
  }
  return "nothing";
}

export async function errorOfAsync(promise: Promise<unknown>): Promise<ClientErrorCode | "nothing"> {
  try {
    await promise;
  } catch (error) {
    return errorOf(() => {
      throw error;
    });
  }
  return "nothing";
}

/** A copy of `bytes` with one bit turned. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

/** expand_message_xmd with SHA-512 for 64 bytes (RFC 9380 §5.3.1), over whatever SHA-512 is passed. */
export function expandMessageXmd(
  sha512: (message: Uint8Array) => Uint8Array,
  message: Uint8Array,
  tag: Uint8Array,
): Uint8Array {
  const tagPrime = concat(tag, u8(tag.length));
  const b0 = sha512(concat(new Uint8Array(128), message, u16(64), u8(0), tagPrime));
  return sha512(concat(b0, u8(1), tagPrime));
}

/** The domain separation of RFC 9497 for a mode of ristretto255-SHA512. */
export function hashToGroupTag(mode: number): Uint8Array {
  return concat(utf8("HashToGroup-OPRFV1-"), u8(mode), utf8("-ristretto255-SHA512"));
}
