// Every record of protocol/records.json against protocol/vectors.json, which the C++ side is tested against too.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as generated from "../generated/records.ts";
import { equal, fromHex, hex } from "./bytes.ts";
import { DecodeError } from "./encoding.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface RecordSchema {
  name: string;
  fields: { name: string; type: string }[];
}

interface Vector {
  record: string;
  value: Json;
  encoding: string;
  refused: { field: string; at: number; bytes: string }[];
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../protocol/${name}`, import.meta.url), "utf8"));
const schema: RecordSchema[] = read("records.json").records;
const vectors: Vector[] = read("vectors.json").vectors;
const functions = generated as unknown as Record<string, (argument: unknown) => unknown>;

function call(name: string, argument: unknown): unknown {
  const found = functions[name];
  if (!found) throw new Error(`${name} is not generated`);
  return found(argument);
}

const encode = (record: string, value: unknown) => call(`encode${record}`, value) as Uint8Array;
const decode = (record: string, encoding: Uint8Array) => call(`decode${record}`, encoding);

/** The TypeScript value of a vector's JSON: bytes from hex, names in camel case. */
function valueOf(type: string, json: Json): unknown {
  const outer = /^(list|optional)<(.+)>$/.exec(type);
  if (outer?.[1] === "list") return (json as Json[]).map((item) => valueOf(outer[2] as string, item));
  if (outer) return json === null ? null : valueOf(outer[2] as string, json);
  if (/^bytes\d*$/.test(type)) return fromHex(json as string);
  const record = schema.find((one) => one.name === type);
  if (!record) return json;
  const fields = json as { [name: string]: Json };
  return Object.fromEntries(
    record.fields.map(({ name, type: fieldType }) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      valueOf(fieldType, fields[name] as Json),
    ]),
  );
}

function refusedAt(record: string, encoding: Uint8Array): string {
  try {
    decode(record, encoding);
  } catch (error) {
    if (error instanceof DecodeError) return error.field;
    throw error;
  }
  throw new Error(`${record} accepted ${hex(encoding)}`);
}

test("every record has vectors, and every vector a record", () => {
  for (const { name } of schema) expect(vectors.filter(({ record }) => record === name).length, name).toBeGreaterThan(1);
  expect(new Set(vectors.map(({ record }) => record)).size).toBe(schema.length);
});

describe.each(schema.map(({ name }) => name))("%s", (name) => {
  const own = vectors.filter(({ record }) => record === name);

  test("encodes and decodes its vectors", () => {
    for (const { value, encoding } of own) {
      const typed = valueOf(name, value);
      expect(hex(encode(name, typed))).toBe(encoding);
      expect(decode(name, fromHex(encoding))).toEqual(typed);
    }
  });

  test("refuses truncated and longer bytes", () => {
    for (const { encoding } of own) {
      const bytes = fromHex(encoding);
      for (let size = 0; size < bytes.length; size += 1) refusedAt(name, bytes.subarray(0, size));
      expect(refusedAt(name, Uint8Array.of(...bytes, 0))).toBe("");
    }
  });

  test("refuses targeted damage at its field", () => {
    for (const { encoding, refused } of own)
      for (const { field, at, bytes } of refused) {
        const damaged = fromHex(encoding);
        damaged.set(fromHex(bytes), at);
        expect(refusedAt(name, damaged)).toBe(field);
      }
  });

  test("changed bytes are refused or encode to themselves", () => {
    for (const { encoding } of own) {
      const bytes = fromHex(encoding);
      for (let at = 0; at < bytes.length; at += 1) {
        bytes[at] = (bytes[at] as number) ^ 0x81;
        let value: unknown = null;
        try {
          value = decode(name, bytes);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
        }
        if (value !== null && !equal(encode(name, value), bytes)) expect.unreachable(`byte ${at} of ${encoding}`);
        bytes[at] = (bytes[at] as number) ^ 0x81;
      }
    }
  });
});
