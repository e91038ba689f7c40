/** Bytes, their text forms and the random generator. Everything else of the client stands on this file. */
import { ClientError } from "./errors.ts";

/** What this folder returns: bytes with memory of their own, good for `fetch` and `postMessage`. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Gives `length` random bytes. Tests pass their own to functions that draw; nobody else does. */
export type RandomSource = (length: number) => Bytes;

/** The system's generator, in pieces of at most 65,536 bytes as WebCrypto demands. */
export function randomBytes(length: number): Bytes {
  const out = new Uint8Array(length);
  for (let start = 0; start < length; start += 65536) {
    crypto.getRandomValues(out.subarray(start, start + 65536));
  }
  return out;
}

/** A uniform integer from 0 to `bound` − 1, without bias. `bound` is at most 2^32. */
export function randomBelow(bound: number, random: RandomSource = randomBytes): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const value = readU32(random(4), 0);
    if (value < limit) return value % bound;
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    out.set(part, position);
    position += part.length;
  }
  return out;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

/** Strict: bytes that are not UTF-8 are refused ("malformed"); a byte order mark is kept as text. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ClientError("malformed", "not UTF-8");
  }
}

export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += byte.toString(16).padStart(2, "0");
  return out;
}

/** Lower or upper case, an even number of digits, nothing else ("malformed"). */
export function fromHex(text: string): Bytes {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new ClientError("malformed", "not hexadecimal");
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i += 1) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

// A vault is 64 KiB: tables, so that a phone does not stand still over its text.
const base64urlCodes = /* @__PURE__ */ utf8("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
const base64urlDigits = /* @__PURE__ */ digitsOf(base64urlCodes);

/** By code point, the place in an alphabet; -1 for what is not in it. */
function digitsOf(codes: Uint8Array): Int8Array {
  const digits = new Int8Array(128).fill(-1);
  codes.forEach((code, digit) => (digits[code] = digit));
  return digits;
}

/** RFC 4648 §5 without padding. */
export function base64url(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let position = 0;
  let bits = 0;
  let value = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    value = (value << 8) | (bytes[i] as number);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out[position] = base64urlCodes[(value >> bits) & 63] as number;
      position += 1;
    }
    value &= (1 << bits) - 1;
  }
  if (bits > 0) out[position] = base64urlCodes[(value << (6 - bits)) & 63] as number;
  return decoder.decode(out);
}

/**
 * The inverse of `base64url`, strict: no padding, no other alphabet, unused bits zero, so that each byte string has one
 * text. Anything else is "malformed".
 */
export function fromBase64url(text: string): Bytes {
  if (text.length % 4 === 1) throw new ClientError("malformed", "not base64url");
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let position = 0;
  let bits = 0;
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = base64urlDigits[text.charCodeAt(i)] ?? -1;
    if (digit < 0) throw new ClientError("malformed", "not base64url");
    value = (value << 6) | digit;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[position] = value >> bits;
      position += 1;
      value &= (1 << bits) - 1;
    }
  }
  if (value !== 0) throw new ClientError("malformed", "not base64url");
  return out;
}

export function u8(value: number): Bytes {
  return Uint8Array.of(checkedInteger(value, 0xff));
}

export function u16(value: number): Bytes {
  checkedInteger(value, 0xffff);
  return Uint8Array.of(value >>> 8, value & 0xff);
}

/** Big-endian, like all integers on the wire. */
export function u32(value: number): Bytes {
  checkedInteger(value, 0xffffffff);
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Big-endian. `value` is a safe integer (below 2^53), enough for milliseconds. */
export function u64(value: number): Bytes {
  checkedInteger(value, Number.MAX_SAFE_INTEGER);
  return concat(u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32));
}

function checkedInteger(value: number, largest: number): number {
  if (!Number.isInteger(value) || value < 0 || value > largest) throw new ClientError("malformed", "integer out of range");
  return value;
}

export function readU16(bytes: Uint8Array, position: number): number {
  return byteAt(bytes, position) * 0x100 + byteAt(bytes, position + 1);
}

export function readU32(bytes: Uint8Array, position: number): number {
  return readU16(bytes, position) * 0x10000 + readU16(bytes, position + 2);
}

/** Big-endian; values of 2^53 and more are "malformed". */
export function readU64(bytes: Uint8Array, position: number): number {
  return checkedInteger(readU32(bytes, position) * 2 ** 32 + readU32(bytes, position + 4), Number.MAX_SAFE_INTEGER);
}

/** The byte at `position`; "malformed" behind the end. */
export function byteAt(bytes: Uint8Array, position: number): number {
  const byte = bytes[position];
  if (byte === undefined) throw new ClientError("malformed", "too short");
  return byte;
}

/** LP(x): a 2-byte length, then x. */
export function lengthPrefixed(bytes: Uint8Array): Bytes {
  return concat(u16(bytes.length), bytes);
}

/** Compares without leaving early. The time depends on the lengths only. */
export function equal(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i += 1) difference |= (left[i] as number) ^ (right[i] as number);
  return difference === 0;
}

/** Overwrites secrets that are no longer needed. The engine may hold copies of its own; this is the best there is. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** Returns `bytes` if it has exactly `length` bytes; "malformed" otherwise. */
export function sized<T extends Uint8Array>(bytes: T, length: number, what: string): T {
  if (bytes.length !== length) throw new ClientError("malformed", `${what}: ${bytes.length} bytes instead of ${length}`);
  return bytes;
}
