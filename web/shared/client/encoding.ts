// The canonical encoding of everything that is hashed or signed; the format is described in src/crypto/encoding.h.
// Records with their fields are generated on top of it (../generated/records.ts).

import type { Bytes } from "./bytes.ts";
import { ClientError } from "./errors.ts";

const greatestU53 = Number.MAX_SAFE_INTEGER;

/** A value or bytes without a place in the encoding. */
class FieldError extends ClientError {
  /** Dotted path of the field at fault, in the schema's names; empty for a label, or for bytes left over. */
  readonly field: string;

  constructor(field: string, message: string) {
    super("malformed", `${field || "encoding"}: ${message}`);
    this.field = field;
  }
}

/** A value that cannot be encoded: out of range, over its limit, or text with NUL or a lone surrogate. */
export class EncodeError extends FieldError {
  override name = "EncodeError";
}

/** Bytes that are not the canonical encoding of anything. */
export class DecodeError extends FieldError {
  override name = "DecodeError";
}

/** Appends values one after the other; throws EncodeError. */
export class Writer {
  private buffer = new Uint8Array(256);
  private length = 0;
  private readonly path: string[] = [];

  label(text: string): void {
    this.u16(text.length);
    this.append(new TextEncoder().encode(text));
  }

  u8(value: number): void {
    this.integer(value, 1, 0xff);
  }

  u16(value: number): void {
    this.integer(value, 2, 0xffff);
  }

  u32(value: number): void {
    this.integer(value, 4, 0xffffffff);
  }

  u53(value: number): void {
    this.integer(value, 8, greatestU53);
  }

  boolean(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  fixed(value: Uint8Array, size: number): void {
    if (value.length !== size) throw this.error(`needs ${size} bytes`);
    this.append(value);
  }

  bytes(value: Uint8Array, max: number): void {
    this.count(value.length, max);
    this.append(value);
  }

  text(value: string, max: number): void {
    if (/[\0\p{Surrogate}]/u.test(value)) throw this.error("text with NUL or a lone surrogate");
    this.bytes(new TextEncoder().encode(value), max);
  }

  list<T>(items: readonly T[], max: number, writeItem: (item: T) => void): void {
    this.count(items.length, max);
    items.forEach((item, index) => this.field(String(index), () => writeItem(item)));
  }

  optional<T>(value: T | null, writeValue: (value: T) => void): void {
    this.boolean(value !== null);
    if (value !== null) writeValue(value);
  }

  /** Names what `write` writes, for errors. */
  field(name: string, write: () => void): void {
    this.path.push(name);
    write();
    this.path.pop();
  }

  /** What was written. */
  finish(): Bytes {
    return this.buffer.slice(0, this.length);
  }

  private integer(value: number, size: number, greatest: number): void {
    if (!Number.isInteger(value) || value < 0 || value > greatest) throw this.error(`not from 0 to ${greatest}`);
    const bytes = new Uint8Array(size);
    for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    this.append(bytes);
  }

  private count(value: number, max: number): void {
    if (value > max) throw this.error(`over the limit of ${max}`);
    this.u32(value);
  }

  private append(more: Uint8Array): void {
    if (this.length + more.length > this.buffer.length) {
      const larger = new Uint8Array(2 * (this.length + more.length));
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer.set(more, this.length);
    this.length += more.length;
  }

  private error(message: string): EncodeError {
    return new EncodeError(this.path.join("."), message);
  }
}

/** Reads the same from bytes; throws DecodeError. Returned byte strings are copies. */
export class Reader {
  private readonly input: Uint8Array;
  private position = 0;
  private readonly path: string[] = [];

  constructor(input: Uint8Array) {
    this.input = input;
  }

  label(expected: string): void {
    const size = this.u16();
    const found = size === expected.length ? String.fromCharCode(...this.take(size)) : "";
    if (found !== expected) throw this.error("wrong label");
  }

  u8(): number {
    return this.integer(1);
  }

  u16(): number {
    return this.integer(2);
  }

  u32(): number {
    return this.integer(4);
  }

  u53(): number {
    const value = this.integer(8);
    if (value > greatestU53) throw this.error("over 2^53 - 1");
    return value;
  }

  boolean(): boolean {
    const value = this.u8();
    if (value > 1) throw this.error("neither 0 nor 1");
    return value === 1;
  }

  fixed(size: number): Bytes {
    return new Uint8Array(this.take(size));
  }

  bytes(max: number): Bytes {
    return new Uint8Array(this.take(this.count(max, 1)));
  }

  text(max: number): string {
    const bytes = this.take(this.count(max, 1));
    if (bytes.includes(0)) throw this.error("not clean UTF-8");
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.error("not clean UTF-8");
    }
  }

  /** At most `max` items, each at least `leastSize` bytes long, so that a count is refused before memory is taken. */
  list<T>(max: number, leastSize: number, readItem: () => T): T[] {
    const items: T[] = [];
    const count = this.count(max, leastSize);
    for (let i = 0; i < count; i++) items.push(this.field(String(i), readItem));
    return items;
  }

  optional<T>(readValue: () => T): T | null {
    return this.boolean() ? readValue() : null;
  }

  /** Names what `read` reads, for errors. */
  field<T>(name: string, read: () => T): T {
    this.path.push(name);
    const value = read();
    this.path.pop();
    return value;
  }

  finish(): void {
    if (this.position !== this.input.length) throw this.error("bytes left over");
  }

  // 2^53 and more may be rounded, which never brings them back under the limit that u53() checks.
  private integer(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  private count(max: number, leastSize: number): number {
    const count = this.u32();
    if (count > max) throw this.error("over the limit");
    if (count * leastSize > this.input.length - this.position) throw this.error("too short");
    return count;
  }

  private take(count: number): Uint8Array {
    if (count > this.input.length - this.position) throw this.error("too short");
    this.position += count;
    return this.input.subarray(this.position - count, this.position);
  }

  private error(message: string): DecodeError {
    return new DecodeError(this.path.join("."), message);
  }
}

/** The bytes that `write` writes. */
export function encodeWith(write: (writer: Writer) => void): Bytes {
  const writer = new Writer();
  write(writer);
  return writer.finish();
}

/** The value that `read` reads from exactly these bytes. */
export function decodeWith<T>(encoding: Uint8Array, read: (reader: Reader) => T): T {
  const reader = new Reader(encoding);
  const value = read(reader);
  reader.finish();
  return value;
}
