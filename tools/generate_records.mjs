// Generates the canonical encoding of every record in protocol/records.json. The format is described in
// src/crypto/encoding.h, the schema in protocol/README.md.
//
//   node tools/generate_records.mjs                      web/shared/generated/records.ts and, of each record, records/NAME.ts
//   node tools/generate_records.mjs --typescript FOLDER  the same, elsewhere
//   node tools/generate_records.mjs --cpp FOLDER         records.{h,cpp} and, for tests, records_dispatch.{h,cpp}
//   node tools/generate_records.mjs --vectors            protocol/vectors.json
//   node tools/generate_records.mjs --corpus FOLDER      seeds for fuzz/records.cpp
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const schemaFile = join(root, "protocol/records.json");

// ---- Schema ----

const integerLimits = { u8: 0xff, u16: 0xffff, u32: 0xffffffff, u53: Number.MAX_SAFE_INTEGER };
const integerSizes = { u8: 1, u16: 2, u32: 4, u53: 8 };
const greatestMax = 1 << 24;
const defaultItemMax = 120;

const cppKeywords = new Set(
  `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
   concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
   do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
   namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
   requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
   true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
   errno stdin stdout stderr`.split(/\s+/),
);
// Names that the generated files use themselves.
const takenRecordNames = new Set(
  `Array ByteArray ByteView Bytes DecodeError EncodeError Error Reader Result Status String Uint8Array Writer`.split(" "),
);

// A type is {kind, …}: u8 u16 u32 u53 bool | fixed {size} | bytes {max} | text {max} | list {max, item} |
// optional {item} | record {record}.
function parseType(text, field, earlier, inside = "") {
  if (text in integerLimits || text === "bool") return { kind: text };
  const fixed = /^bytes([1-9][0-9]*)$/.exec(text);
  if (fixed) return { kind: "fixed", size: Number(fixed[1]) };
  if (text === "bytes" || text === "text")
    return { kind: text, max: inside.includes("list") ? takeItemLimit(field) : takeLimit(field, "max") };
  const outer = /^(list|optional)<(.+)>$/.exec(text);
  if (outer) {
    const kind = outer[1];
    if (inside.includes(kind)) throw new Error(`${kind} inside ${kind}: make the inner one a record`);
    const max = kind === "list" ? { max: takeLimit(field, "max") } : {};
    return { kind, ...max, item: parseType(outer[2], field, earlier, `${inside} ${kind}`) };
  }
  const record = earlier.get(text);
  if (record) return { kind: "record", record };
  throw new Error(`unknown type ${text} (a record must stand before its users)`);
}

function takeLimit(field, key) {
  const value = field[key];
  if (!Number.isInteger(value) || value < 1 || value > greatestMax)
    throw new Error(`"${key}" must be a whole number from 1 to ${greatestMax}`);
  field.used.add(key);
  return value;
}

// Items of a list, where "max" is the number of items.
function takeItemLimit(field) {
  return "item_max" in field ? takeLimit(field, "item_max") : defaultItemMax;
}

function checkDoc(doc) {
  if (doc !== undefined && (typeof doc !== "string" || /[\n\r\\]|\*\//.test(doc)))
    throw new Error('"doc" must be one line without backslash or end of comment');
}

function checkKeys(object, allowed) {
  for (const key of Object.keys(object)) if (!allowed.includes(key)) throw new Error(`unknown key "${key}"`);
}

function parseField(source, record, earlier) {
  checkKeys(source, ["name", "type", "max", "item_max", "doc"]);
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(source.name)) throw new Error("a field name is lower_snake_case");
  if (cppKeywords.has(source.name)) throw new Error("is a word that C++ reserves");
  if (record.fields.some((field) => toCamel(field.name) === toCamel(source.name))) throw new Error("stands twice");
  checkDoc(source.doc);
  const field = { ...source, used: new Set() };
  const type = parseType(source.type, field, earlier);
  for (const key of ["max", "item_max"])
    if (key in source && !field.used.has(key)) throw new Error(`"${key}" has no meaning for ${source.type}`);
  return { name: source.name, doc: source.doc, type };
}

// Returns the records in their order; throws an Error that names the place of the first mistake.
export function parseSchema(text) {
  const records = new Map();
  const labels = new Set();
  for (const source of JSON.parse(text).records) {
    let place = source.name;
    try {
      checkKeys(source, ["name", "label", "doc", "fields"]);
      if (!/^[A-Z][A-Za-z0-9]*$/.test(source.name)) throw new Error("a record name is CamelCase");
      if (takenRecordNames.has(source.name)) throw new Error("is a name that the generated files use");
      if ([...records.keys()].some((name) => toSnake(name) === toSnake(source.name))) throw new Error("stands twice");
      if (source.label !== null && !/^parasol(\/[a-z0-9][a-z0-9_-]*)+\/[1-9][0-9]*$/.test(source.label))
        throw new Error('"label" is null or parasol/name/version');
      if (labels.has(source.label)) throw new Error(`label ${source.label} stands twice`);
      if (source.label !== null) labels.add(source.label);
      if (!source.doc) throw new Error('needs a "doc"');
      checkDoc(source.doc);
      const record = { name: source.name, label: source.label, doc: source.doc, fields: [] };
      for (const field of source.fields) {
        place = `${source.name}.${field.name}`;
        record.fields.push(parseField(field, record, records));
      }
      place = source.name;
      if (record.fields.length === 0) throw new Error("needs at least one field");
      records.set(record.name, record);
    } catch (error) {
      throw new Error(`${place}: ${error.message}`);
    }
  }
  return [...records.values()];
}

function toCamel(snake) {
  return snake.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function toSnake(camel) {
  return camel.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3_$2$4").toLowerCase();
}

// The fewest bytes that a value takes: how many list items can still follow is known before any is read.
function leastSize(type) {
  if (type.kind in integerSizes) return integerSizes[type.kind];
  if (type.kind === "fixed") return type.size;
  if (type.kind === "bool" || type.kind === "optional") return 1;
  if (type.kind !== "record") return 4;
  const { label, fields } = type.record;
  return fields.reduce((sum, field) => sum + leastSize(field.type), label === null ? 0 : 2 + label.length);
}

// ---- C++ ----

const generatedNote = "// Generated by tools/generate_records.mjs from protocol/records.json.";

function cppType(type) {
  switch (type.kind) {
    case "u8":
    case "u16":
    case "u32":
      return `std::uint${type.kind.slice(1)}_t`;
    case "u53":
      return "std::uint64_t";
    case "fixed":
      return `ByteArray<${type.size}>`;
    case "bytes":
      return "Bytes";
    case "text":
      return "std::string";
    case "list":
      return `std::vector<${cppType(type.item)}>`;
    case "optional":
      return `std::optional<${cppType(type.item)}>`;
    case "record":
      return type.record.name;
    default:
      return type.kind;
  }
}

function cppWrite(type, value) {
  switch (type.kind) {
    case "bool":
      return `w.boolean(${value})`;
    case "bytes":
    case "text":
      return `w.${type.kind}(${value}, ${type.max})`;
    case "list":
      return `w.list(${value}, ${type.max}, [&](const auto& item) { ${cppWrite(type.item, "item")}; })`;
    case "optional":
      return `w.optional(${value}, [&](const auto& some) { ${cppWrite(type.item, "some")}; })`;
    case "record":
      return `write(w, ${value})`;
    default:
      return `w.${type.kind}(${value})`;
  }
}

function cppRead(type) {
  switch (type.kind) {
    case "bool":
      return "r.boolean()";
    case "fixed":
      return `r.fixed<${type.size}>()`;
    case "bytes":
    case "text":
      return `r.${type.kind}(${type.max})`;
    case "list":
      return `r.list(${type.max}, ${leastSize(type.item)}, [&] { return ${cppRead(type.item)}; })`;
    case "optional":
      return `r.optional([&] { return ${cppRead(type.item)}; })`;
    case "record":
      return `read_${toSnake(type.record.name)}(r)`;
    default:
      return `r.${type.kind}()`;
  }
}

function bareLabelNote(record) {
  return record.label === null ? " Has no label: never hash or sign it by itself." : "";
}

function wrapComment(indent, text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (indent.length + 4 + lines.at(-1).length + word.length > 118) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines.map((line) => `${indent}// ${line}\n`).join("");
}

function cppHeader(records) {
  const struct = (record) => `
${wrapComment("", record.doc + bareLabelNote(record))}struct ${record.name} {
${record.fields
  .map((field) => `${field.doc ? wrapComment("  ", field.doc) : ""}  ${cppType(field.type)} ${field.name}{};\n`)
  .join("")}
  bool operator==(const ${record.name}&) const = default;
};
Bytes encode(const ${record.name}& value);
Result<${record.name}> decode_${toSnake(record.name)}(ByteView encoding);
`;
  return `#pragma once
${generatedNote}
// Everything that is hashed or signed, in its canonical encoding (crypto/encoding.h).
// encode: a value over its limits is a bug (PARASOL_CHECK). decode_…: kInvalid, with the field's dotted path.
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::records {
${records.map(struct).join("")}
}  // namespace parasol::records
`;
}

function cppSource(records) {
  const inner = (record) => `
void write(Writer& w, const ${record.name}& value) {
${record.label === null ? "" : `  w.label("${record.label}");\n`}${record.fields
    .map((field) => `  ${cppWrite(field.type, `value.${field.name}`)};\n`)
    .join("")}}

${record.name} read_${toSnake(record.name)}(Reader& r) {
  ${record.name} value;
${record.label === null ? "" : `  r.label("${record.label}");\n`}${record.fields
    .map((field) => `  value.${field.name} = r.field("${field.name}", [&] { return ${cppRead(field.type)}; });\n`)
    .join("")}  return value;
}
`;
  const outer = (record) => `
Bytes encode(const ${record.name}& value) { return encode_with_writer(value); }
Result<${record.name}> decode_${toSnake(record.name)}(ByteView encoding) {
  return decode_with_reader(encoding, read_${toSnake(record.name)});
}
`;
  return `${generatedNote}
#include "crypto/records.h"

#include "crypto/encoding.h"

namespace parasol::records {
namespace {

using crypto::Reader;
using crypto::Writer;
${records.map(inner).join("")}
template <class Record>
Bytes encode_with_writer(const Record& value) {
  Writer writer;
  write(writer, value);
  return std::move(writer).take();
}

template <class Record>
Result<Record> decode_with_reader(ByteView encoding, Record (*read)(Reader&)) {
  Reader reader(encoding);
  Record value = read(reader);
  PARASOL_CHECK_OK(reader.finish());
  return value;
}

}  // namespace
${records.map(outer).join("")}
}  // namespace parasol::records
`;
}

function cppDispatchHeader() {
  return `#pragma once
${generatedNote}
// For tests and fuzzing: any record by its name.
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::records {

std::span<const std::string_view> record_names();
// Decodes and encodes again. kNotFound for an unknown name, else as decode_….
Result<Bytes> dispatch(std::string_view record, ByteView encoding);

}  // namespace parasol::records
`;
}

function cppDispatchSource(records) {
  return `${generatedNote}
#include "crypto/records_dispatch.h"

#include "crypto/records.h"

namespace parasol::records {
namespace {

constexpr std::string_view kNames[] = {
${records.map((record) => `    "${record.name}",\n`).join("")}};

template <class Record>
Result<Bytes> encode_again(const Result<Record>& decoded) {
  if (!decoded) return decoded.error();
  return encode(*decoded);
}

}  // namespace

std::span<const std::string_view> record_names() { return kNames; }

Result<Bytes> dispatch(std::string_view record, ByteView encoding) {
${records
  .map(({ name }) => `  if (record == "${name}") return encode_again(decode_${toSnake(name)}(encoding));\n`)
  .join("")}  return failure(ErrorCode::kNotFound);
}

}  // namespace parasol::records
`;
}

// ---- TypeScript ----

function tsType(type) {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "fixed":
    case "bytes":
      return "Uint8Array";
    case "text":
      return "string";
    case "list":
      return type.item.kind === "optional" ? `(${tsType(type.item)})[]` : `${tsType(type.item)}[]`;
    case "optional":
      return `${tsType(type.item)} | null`;
    case "record":
      return type.record.name;
    default:
      return "number";
  }
}

function tsWrite(type, value) {
  switch (type.kind) {
    case "bool":
      return `w.boolean(${value})`;
    case "fixed":
      return `w.fixed(${value}, ${type.size})`;
    case "bytes":
    case "text":
      return `w.${type.kind}(${value}, ${type.max})`;
    case "list":
      return `w.list(${value}, ${type.max}, (item) => ${tsWrite(type.item, "item")})`;
    case "optional":
      return `w.optional(${value}, (some) => ${tsWrite(type.item, "some")})`;
    case "record":
      return `write${type.record.name}(w, ${value})`;
    default:
      return `w.${type.kind}(${value})`;
  }
}

function tsRead(type) {
  switch (type.kind) {
    case "bool":
      return "r.boolean()";
    case "fixed":
      return `r.fixed(${type.size})`;
    case "bytes":
    case "text":
      return `r.${type.kind}(${type.max})`;
    case "list":
      return `r.list(${type.max}, ${leastSize(type.item)}, () => ${tsRead(type.item)})`;
    case "optional":
      return `r.optional(() => ${tsRead(type.item)})`;
    case "record":
      return `read${type.record.name}(r)`;
    default:
      return `r.${type.kind}()`;
  }
}

function recordsIn(type) {
  if (type.kind === "record") return [type.record.name];
  return type.item === undefined ? [] : recordsIn(type.item);
}

// The files by name. Each record has one of its own, so that no application carries records that it never handles.
function typeScript(records) {
  const fileOf = (name) => `${toSnake(name)}.ts`;
  const one = (record) => {
    const inside = [...new Set(record.fields.flatMap(({ type }) => recordsIn(type)))].sort();
    return `${generatedNote}
import type { Bytes } from "../../client/bytes.ts";
import { decodeWith, encodeWith, type Reader, type Writer } from "../../client/encoding.ts";
${inside.map((name) => `import { type ${name}, read${name}, write${name} } from "./${fileOf(name)}";\n`).join("")}
/** ${record.doc}${bareLabelNote(record)} */
export interface ${record.name} {
${record.fields
  .map((field) => `${field.doc ? `  /** ${field.doc} */\n` : ""}  ${toCamel(field.name)}: ${tsType(field.type)};\n`)
  .join("")}}

export function write${record.name}(w: Writer, value: ${record.name}): void {
${record.label === null ? "" : `  w.label("${record.label}");\n`}${record.fields
    .map((field) => `  w.field("${field.name}", () => ${tsWrite(field.type, `value.${toCamel(field.name)}`)});\n`)
    .join("")}}

export function read${record.name}(r: Reader): ${record.name} {
${record.label === null ? "" : `  r.label("${record.label}");\n`}  return {
${record.fields
  .map((field) => `    ${toCamel(field.name)}: r.field("${field.name}", () => ${tsRead(field.type)}),\n`)
  .join("")}  };
}

export function encode${record.name}(value: ${record.name}): Bytes {
  return encodeWith((w) => write${record.name}(w, value));
}

export function decode${record.name}(encoding: Uint8Array): ${record.name} {
  return decodeWith(encoding, read${record.name});
}
`;
  };
  const all = `${generatedNote}
// Everything that is hashed or signed, in its canonical encoding (../client/encoding.ts).
// encode… throws EncodeError, decode… throws DecodeError, each with the field's dotted path in the schema's names.
${records.map(({ name }) => `export { type ${name}, decode${name}, encode${name} } from "./records/${fileOf(name)}";\n`).join("")}`;
  return new Map([["records.ts", all], ...records.map((record) => [`records/${fileOf(record.name)}`, one(record)])]);
}

// ---- Vectors ----

const sampleStyles = ["small", "full", "edge"];
const sampleText = "Notă 😀 中文 – ask for Ana at example.org, 07700 900123. ";

function clip(text, limit) {
  let out = "";
  for (const character of text) {
    if (Buffer.byteLength(out + character) > limit) break;
    out += character;
  }
  return out;
}

// A value in the JSON form of the vectors: schema names, hex for bytes, null for an absent optional. Bytes and small
// numbers count upwards, so that two fields that changed places show.
function sampleValue(type, style, counter) {
  const hex = (count) => Array.from({ length: count }, () => (counter.next++ & 0xff).toString(16).padStart(2, "0")).join("");
  const length = (max) => ({ small: 0, full: Math.min(max, 20), edge: Math.min(max, 64) })[style];
  switch (type.kind) {
    case "bool":
      return style !== "small";
    case "fixed":
      return hex(type.size);
    case "bytes":
      return hex(length(type.max));
    case "text": {
      const text = clip(sampleText.repeat(2), length(type.max));
      return text + (style === "edge" ? "x".repeat(length(type.max) - Buffer.byteLength(text)) : "");
    }
    case "list":
      return Array.from({ length: Math.min(type.max, { small: 0, full: 2, edge: 4 }[style]) }, () =>
        sampleValue(type.item, style, counter),
      );
    case "optional":
      return style === "small" ? null : sampleValue(type.item, style, counter);
    case "record":
      return Object.fromEntries(
        type.record.fields.map((field) => [field.name, sampleValue(field.type, style, counter)]),
      );
    default:
      return style === "edge" ? integerLimits[type.kind] : counter.next++ % (integerLimits[type.kind] + 1);
  }
}

// Encodes a value, and collects patches {field, at, bytes} each of which makes the encoding one to be refused there.
class SampleEncoder {
  chunks = [];
  length = 0;
  refused = [];

  put(bytes) {
    this.chunks.push(bytes);
    this.length += bytes.length;
  }

  integer(value, size) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    this.put(bytes.subarray(8 - size));
  }

  refuse(path, hex) {
    this.refused.push({ field: path.join("."), at: this.length, bytes: hex });
  }

  limited(path, count, max) {
    this.refuse(path, (max + 1).toString(16).padStart(8, "0"));
    this.integer(count, 4);
  }

  encode(type, value, path) {
    switch (type.kind) {
      case "bool":
        this.refuse(path, "02");
        this.integer(value ? 1 : 0, 1);
        break;
      case "fixed":
        this.put(Buffer.from(value, "hex"));
        break;
      case "bytes": {
        const bytes = Buffer.from(value, "hex");
        this.limited(path, bytes.length, type.max);
        this.put(bytes);
        break;
      }
      case "text": {
        const bytes = Buffer.from(value, "utf8");
        this.limited(path, bytes.length, type.max);
        if (bytes.length > 0) for (const bad of ["00", "80"]) this.refuse(path, bad);
        this.put(bytes);
        break;
      }
      case "list":
        this.limited(path, value.length, type.max);
        value.forEach((item, index) => this.encode(type.item, item, [...path, String(index)]));
        break;
      case "optional":
        this.refuse(path, "02");
        this.integer(value === null ? 0 : 1, 1);
        if (value !== null) this.encode(type.item, value, path);
        break;
      case "record": {
        const { label, fields } = type.record;
        if (label !== null) {
          this.integer(label.length, 2);
          this.refuse(path, "00");
          this.put(Buffer.from(label, "ascii"));
          this.length -= 1;
          this.refuse(path, "00");
          this.length += 1;
        }
        for (const field of fields) this.encode(field.type, value[field.name], [...path, field.name]);
        break;
      }
      case "u53":
        this.refuse(path, "0020000000000000");
        this.integer(value, 8);
        break;
      default:
        this.integer(value, integerSizes[type.kind]);
    }
  }
}

function makeVectors(records) {
  return records.flatMap((record) =>
    sampleStyles.map((style) => {
      const type = { kind: "record", record };
      const value = sampleValue(type, style, { next: 1 });
      const encoder = new SampleEncoder();
      encoder.encode(type, value, []);
      const encoding = Buffer.concat(encoder.chunks).toString("hex");
      return { record: record.name, value, encoding, refused: encoder.refused };
    }),
  );
}

export function vectorsText(records) {
  return `{"vectors":[\n${makeVectors(records).map((vector) => JSON.stringify(vector)).join(',\n')}\n]}\n`;
}

// ---- Command line ----

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function main(mode = "--typescript", target = join(root, "web/shared/generated")) {
  const records = parseSchema(readFileSync(schemaFile, "utf8"));
  if (mode === "--typescript") {
    // A record that is no more leaves no file.
    rmSync(join(target, "records"), { recursive: true, force: true });
    for (const [name, text] of typeScript(records)) write(join(target, name), text);
  } else if (mode === "--cpp") {
    write(join(target, "records.h"), cppHeader(records));
    write(join(target, "records.cpp"), cppSource(records));
    write(join(target, "records_dispatch.h"), cppDispatchHeader());
    write(join(target, "records_dispatch.cpp"), cppDispatchSource(records));
  } else if (mode === "--vectors") {
    write(join(root, "protocol/vectors.json"), vectorsText(records));
  } else if (mode === "--corpus") {
    makeVectors(records).forEach(({ record, encoding }, index) =>
      write(join(target, `${record}-${sampleStyles[index % sampleStyles.length]}`), Buffer.from(encoding, "hex")),
    );
  } else {
    throw new Error(`unknown option ${mode}`);
  }
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(...process.argv.slice(2));
  } catch (error) {
    console.error(`generate_records: ${error.message}`);
    process.exitCode = 1;
  }
}
