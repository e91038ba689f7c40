// Reads vocabulary/*.json, the one source of every controlled word, and writes what the other languages need.
//
//   node tools/generate_vocabulary.mjs [--sources DIR] [--cpp DIR] [--typescript FOLDER] [--docs FILE]
//
// FOLDER gets vocabulary.ts with all that it re-exports, and vocabulary_labels.ts.
// With no output it only checks the sources. The format of a source file is described in vocabulary/README.md.
// Exit status 1, and one line for each fault, if a source breaks a rule.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ATTRIBUTE_KEYS = { bool: ["type", "about"], integer: ["type", "about", "min", "max", "optional"],
  text: ["type", "about"], ref: ["type", "about", "list", "optional"] };

// Nobody who enforces immigration or tax law can be expressed as a recipient, nor as a place to refer someone to.
// Independent immigration advice is help for the person, not a recipient of a report.
const FORBIDDEN = /immigration|border|deport|visa\b|home.?office|hmrc|revenue|\btax|_tax/i;
const FORBIDDEN_IN = { recipient_kinds: new Set(), referral_kinds: new Set(["immigration_advice"]) };

export function readLists(directory) {
  return readdirSync(directory).filter((name) => name.endsWith(".json")).sort().map((name) => {
    const file = join(directory, name);
    try {
      return { name: name.slice(0, -".json".length), ...JSON.parse(readFileSync(file, "utf8")) };
    } catch (error) {
      throw new Error(`${file}: ${error.message}`);
    }
  });
}

// Every fault of the lists as a sentence that names the place; empty if they are sound.
export function validate(lists) {
  const faults = [];
  const byName = new Map(lists.map((list) => [list.name, list]));
  const fault = (where, what) => faults.push(`${where}: ${what}`);
  const repeated = (values) => values.filter((value, index) => values.indexOf(value) !== index);
  for (const name of repeated(lists.map((list) => list.enum))) fault(name, "two lists have this enum name");

  for (const list of lists) {
    const known = ["name", "enum", "about", "attributes", "entries"];
    for (const key of Object.keys(list)) if (!known.includes(key)) fault(list.name, `unknown key ${key}`);
    if (!/^([A-Z][a-z0-9]*)+$/.test(list.enum ?? "")) fault(list.name, "enum must be a CamelCase name");
    if (typeof list.about !== "string" || list.about === "") fault(list.name, "about is missing");
    if (!Array.isArray(list.entries) || list.entries.length === 0) { fault(list.name, "entries are missing"); continue; }
    const attributes = Object.entries(list.attributes ?? {});
    for (const [key, attribute] of attributes) {
      const where = `${list.name}.${key}`;
      if (!/^[a-z][a-z0-9_]*$/.test(key) || ["code", "wire", "label", "value"].includes(key)) fault(where, "unusable attribute name");
      const allowed = ATTRIBUTE_KEYS[attribute.type];
      if (!allowed) { fault(where, `unknown type ${attribute.type}`); continue; }
      for (const part of Object.keys(attribute)) if (!allowed.includes(part)) fault(where, `unknown key ${part}`);
      if (attribute.type === "ref" && !byName.has(attribute.list)) fault(where, `refers to unknown list ${attribute.list}`);
    }
    for (const code of repeated(list.entries.map((entry) => entry.code))) fault(`${list.name}.${code}`, "code is used twice");
    for (const name of repeated(list.entries.map((entry) => enumerator(String(entry.code))))) fault(`${list.name}.${name}`, "two codes give the same C++ name");
    let previous = -1;
    for (const entry of list.entries) {
      const where = `${list.name}.${entry.code}`;
      if (!/^[A-Za-z][A-Za-z0-9]*([_-][A-Za-z0-9]+)*$/.test(entry.code ?? "")) fault(where, "unusable code");
      if (!Number.isInteger(entry.wire) || entry.wire < 0 || entry.wire > 255) fault(where, "wire must be a number from 0 to 255");
      else if (entry.wire <= previous) fault(where, "wire must be unique and rising");
      previous = entry.wire;
      if (typeof entry.label !== "string" || entry.label === "") fault(where, "label is missing");
      for (const key of Object.keys(entry)) {
        if (!["code", "wire", "label"].includes(key) && !Object.hasOwn(list.attributes ?? {}, key)) fault(where, `unknown attribute ${key}`);
      }
      for (const [key, attribute] of attributes) checkValue(where, key, attribute, entry[key]);
      const exceptions = FORBIDDEN_IN[list.name];
      if (exceptions && !exceptions.has(entry.code) && FORBIDDEN.test(`${entry.code} ${entry.label}`)) {
        fault(where, "a body that enforces immigration or tax law can't be a recipient");
      }
    }
  }

  function checkValue(where, key, attribute, value) {
    if (value === undefined || value === null) {
      if (!attribute.optional) fault(where, `${key} is missing`);
    } else if (attribute.type === "bool") {
      if (typeof value !== "boolean") fault(where, `${key} must be true or false`);
    } else if (attribute.type === "integer") {
      if (!Number.isInteger(value) || value < (attribute.min ?? 0) || value > (attribute.max ?? 0xffff)) fault(where, `${key} is out of range`);
    } else if (attribute.type === "text") {
      if (typeof value !== "string" || value === "") fault(where, `${key} must be words`);
    } else if (attribute.type === "ref") {
      const target = byName.get(attribute.list);
      if (target && !target.entries?.some((entry) => entry.code === value)) fault(where, `${key} refers to unknown ${attribute.list}.${value}`);
    }
  }

  const scopes = byName.get("scopes")?.entries ?? [];
  scopes.forEach((scope, index) => {
    if (scope.needs && !scopes.slice(0, index).some((earlier) => earlier.code === scope.needs)) {
      fault(`scopes.${scope.code}`, "needs must name an earlier scope");
    }
  });
  for (const type of byName.get("incident_types")?.entries ?? []) {
    if (type.checker_only !== (type.group === "nuisance")) fault(`incident_types.${type.code}`, "checker_only must hold for nuisance and nothing else");
  }
  return faults;
}

const words = (text) => text.split(/[_-]/).map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word));
const camel = (text) => words(text).map((word) => word[0].toUpperCase() + word.slice(1)).join("");
const enumerator = (code) => `k${camel(code)}`;
const snake = (name) => name.replace(/(?<=[a-z0-9])([A-Z])/g, "_$1").toLowerCase();
const lowerCamel = (text) => camel(text).replace(/^./, (first) => first.toLowerCase());
const quote = (text) => JSON.stringify(text);

export function cppHeader(lists) {
  const enumOf = Object.fromEntries(lists.map((list) => [list.name, list.enum]));
  const type = (attribute) => {
    const plain = { bool: "bool", integer: "std::uint16_t", text: "std::string_view", ref: enumOf[attribute.list] }[attribute.type];
    return attribute.optional ? `std::optional<${plain}>` : plain;
  };
  const value = (attribute, given) => {
    if (given === undefined || given === null) return "std::nullopt";
    if (attribute.type === "ref") return `${enumOf[attribute.list]}::${enumerator(given)}`;
    return attribute.type === "text" ? quote(given) : String(given);
  };
  const enums = lists.map((list) => `// ${list.about}
enum class ${list.enum} : std::uint8_t {
${list.entries.map((entry) => `  ${enumerator(entry.code)} = ${entry.wire},`).join("\n")}
};`);
  const tables = lists.map((list) => {
    const attributes = Object.entries(list.attributes ?? {});
    const rows = list.entries.map((entry) => {
      const fields = [`${list.enum}::${enumerator(entry.code)}`, quote(entry.code), quote(entry.label),
        ...attributes.map(([key, attribute]) => value(attribute, entry[key]))];
      return `    {${fields.join(", ")}},`;
    });
    return `struct ${list.enum}Entry {
  ${list.enum} value;
  std::string_view code;
  std::string_view label;
${attributes.map(([key, attribute]) => `  ${type(attribute)} ${key};${attribute.about ? `  // ${attribute.about}` : ""}\n`).join("")}};
inline constexpr std::array<${list.enum}Entry, ${list.entries.length}> k${camel(list.name)}{{
${rows.join("\n")}
}};
const ${list.enum}Entry& entry(${list.enum} value);
std::string_view code(${list.enum} value);
std::optional<${list.enum}> parse_${snake(list.enum)}(std::string_view code);
std::optional<${list.enum}> ${snake(list.enum)}_from_wire(std::uint8_t wire);`;
  });
  return `#pragma once
// Generated from vocabulary/*.json by tools/generate_vocabulary.mjs. Every controlled word of the project: one
// enumeration for each list, its wire numbers (stable for ever), codes (used in JSON and databases), English labels
// and attributes. entry() and code() take a value of the enumeration and stop the process for anything else; the
// parse_… and …_from_wire functions are for input and answer nothing for what is not in the list.
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parasol::vocabulary {

${enums.join("\n\n")}

${tables.join("\n\n")}

}  // namespace parasol::vocabulary
`;
}

export function cppSource(lists) {
  const functions = lists.map((list) => {
    const table = `k${camel(list.name)}`;
    return `const ${list.enum}Entry& entry(${list.enum} value) { return entry_in(${table}, value); }
std::string_view code(${list.enum} value) { return entry(value).code; }
std::optional<${list.enum}> parse_${snake(list.enum)}(std::string_view code) { return with_code<${list.enum}>(${table}, code); }
std::optional<${list.enum}> ${snake(list.enum)}_from_wire(std::uint8_t wire) { return with_wire<${list.enum}>(${table}, wire); }`;
  });
  return `// Generated from vocabulary/*.json by tools/generate_vocabulary.mjs.
#include "vocabulary/vocabulary.h"

#include <algorithm>

#include "base/check.h"

namespace parasol::vocabulary {
namespace {

template <class Table, class Enum>
const auto& entry_in(const Table& table, Enum value) {
  const auto found = std::find_if(table.begin(), table.end(), [value](const auto& row) { return row.value == value; });
  PARASOL_CHECK(found != table.end());
  return *found;
}

template <class Enum, class Table>
std::optional<Enum> with_code(const Table& table, std::string_view code) {
  for (const auto& row : table) {
    if (row.code == code) return row.value;
  }
  return std::nullopt;
}

template <class Enum, class Table>
std::optional<Enum> with_wire(const Table& table, std::uint8_t wire) {
  for (const auto& row : table) {
    if (static_cast<std::uint8_t>(row.value) == wire) return row.value;
  }
  return std::nullopt;
}

}  // namespace

${functions.join("\n\n")}

}  // namespace parasol::vocabulary
`;
}

// The files by name. Each list has one of its own, so that no application carries lists that it never shows.
export function typescript(lists) {
  const listOf = new Map(lists.map((list) => [list.name, list]));
  const type = (attribute) => {
    const plain = { bool: "boolean", integer: "number", text: "string", ref: listOf.get(attribute.list)?.enum }[attribute.type];
    return attribute.optional ? `${plain} | null` : plain;
  };
  const one = (list) => {
    const attributes = Object.entries(list.attributes ?? {});
    const others = [...new Set(attributes.filter(([, { type: kind, list: name }]) => kind === "ref" && name !== list.name).map(([, { list: name }]) => name))].sort();
    const rows = list.entries.map((entry) => {
      const fields = [["code", entry.code], ["wire", entry.wire], ...attributes.map(([key]) => [lowerCamel(key), entry[key] ?? null])];
      return `  ${quote(entry.code)}: { ${fields.map(([key, value]) => `${key}: ${quote(value)}`).join(", ")} },`;
    });
    return `// Generated from vocabulary/${list.name}.json by tools/generate_vocabulary.mjs.
${others.map((name) => `import type { ${listOf.get(name).enum} } from "./${name}.ts";\n`).join("")}
// ${list.about}
export type ${list.enum} =
${list.entries.map((entry) => `  | ${quote(entry.code)}`).join("\n")};
export interface ${list.enum}Entry {
  readonly code: ${list.enum};
  readonly wire: number;
${attributes.map(([key, attribute]) => `${attribute.about ? `  // ${attribute.about}\n` : ""}  readonly ${lowerCamel(key)}: ${type(attribute)};\n`).join("")}}
export const ${lowerCamel(list.name)}: Readonly<Record<${list.enum}, ${list.enum}Entry>> = {
${rows.join("\n")}
};
`;
  };
  const all = `// Generated from vocabulary/*.json by tools/generate_vocabulary.mjs. Every controlled word of the project: a union type
// and a table for each list. Codes stand in JSON, wire numbers in signed and sealed bytes. The English labels are in
// vocabulary_labels.ts: screens have words of their own, in every language.
${lists.map((list) => `export { type ${list.enum}, type ${list.enum}Entry, ${lowerCamel(list.name)} } from "./vocabulary/${list.name}.ts";\n`).join("")}
export { codes, fromWire, isCode } from "./vocabulary_codes.ts";
`;
  const ofAnyList = `// Generated by tools/generate_vocabulary.mjs: what can be asked of any list.
type Table<C extends string, E = unknown> = Readonly<Record<C, E>>;

// The codes of a list, in the order of its source.
export function codes<C extends string>(table: Table<C>): readonly C[] {
  return Object.keys(table) as C[];
}

// Whether some text, perhaps from outside, is a code of the list.
export function isCode<C extends string>(table: Table<C>, text: string): text is C {
  return Object.hasOwn(table, text);
}

// The code with this wire number, or undefined.
export function fromWire<C extends string>(table: Table<C, { readonly wire: number }>, wire: number): C | undefined {
  return codes(table).find((code) => table[code].wire === wire);
}
`;
  return new Map([["vocabulary.ts", all], ["vocabulary_codes.ts", ofAnyList], ...lists.map((list) => [`vocabulary/${list.name}.ts`, one(list)]), ["vocabulary_labels.ts", labelsOf(lists)]]);
}

function labelsOf(lists) {
  const blocks = lists.map((list) => `export const ${lowerCamel(list.enum)}Labels: Readonly<Record<${list.enum}, string>> = {
${list.entries.map((entry) => `  ${quote(entry.code)}: ${quote(entry.label)},`).join("\n")}
};`);
  return `// Generated from vocabulary/*.json by tools/generate_vocabulary.mjs: the English label of every controlled word.
import type {
${lists.map((list) => `  ${list.enum},`).join("\n")}
} from "./vocabulary.ts";

${blocks.join("\n\n")}
`;
}

export function docs(lists) {
  const cell = (value) => (value === undefined || value === null ? "–" : value === true ? "yes" : value === false ? "no" : String(value).replaceAll("|", "\\|"));
  const blocks = lists.map((list) => {
    const keys = Object.keys(list.attributes ?? {});
    const head = ["wire", "code", "label", ...keys.map((key) => key.replaceAll("_", " "))];
    const rows = list.entries.map((entry) => `| ${[entry.wire, `\`${entry.code}\``, cell(entry.label), ...keys.map((key) => cell(entry[key]))].join(" | ")} |`);
    return `## ${list.enum}\n\n${list.about}\n\n| ${head.join(" | ")} |\n|${head.map(() => "---").join("|")}|\n${rows.join("\n")}\n`;
  });
  return `# Vocabulary\n\nGenerated from \`vocabulary/*.json\`. Wire numbers are stable: a word may be added at the end of its list, never renumbered or reused.\n\n${blocks.join("\n")}`;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function main() {
  const { values } = parseArgs({ options: {
    sources: { type: "string", default: join(dirname(fileURLToPath(import.meta.url)), "..", "vocabulary") },
    cpp: { type: "string" }, typescript: { type: "string" }, docs: { type: "string" } } });
  const lists = readLists(values.sources);
  const faults = validate(lists);
  if (faults.length > 0) {
    for (const fault of faults) console.error(`vocabulary/${fault}`);
    process.exit(1);
  }
  if (values.cpp) {
    write(join(values.cpp, "vocabulary.h"), cppHeader(lists));
    write(join(values.cpp, "vocabulary.cpp"), cppSource(lists));
  }
  if (values.typescript) {
    // A list that is no more leaves no file.
    rmSync(join(values.typescript, "vocabulary"), { recursive: true, force: true });
    for (const [name, text] of typescript(lists)) write(join(values.typescript, name), text);
  }
  if (values.docs) write(values.docs, docs(lists));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
