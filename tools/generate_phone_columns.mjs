// Writes web/shared/generated/phone_columns.ts: what the normaliser needs of the metadata of libphonenumber-js (min),
// column by column, because like compresses best beside like: a phone fetches it before its first check. Left out is
// only what no answer depends on here: how a number is written within its own country, formats for typing, extensions.
// web/shared/phone_metadata.ts puts it together again, and its test compares it with the library's own.
//
//   node tools/generate_phone_columns.mjs [FILE]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The columns of a metadata file of version 4, each a text. The library's METADATA.md says what stands where in a plan. */
export function columnsOf(metadata) {
  if (metadata.version !== 4) throw new Error(`metadata of version ${metadata.version}`);
  // The plans of one calling code stand together, its main country first, so that the codes need no table.
  const countries = Object.values(metadata.country_calling_codes).flat();
  if (new Set(countries).size !== countries.length || countries.length !== Object.keys(metadata.countries).length) {
    throw new Error("a country has no calling code, or two");
  }
  const plans = [...countries.map((country) => metadata.countries[country]), ...Object.values(metadata.nonGeographic)];
  const formats = plans.flatMap((plan) => plan[4] || []);
  const lines = (cells) => cells.map((cell) => cell || "").join("\n");
  const column = (index) => lines(plans.map((plan) => plan[index]));
  // An empty pattern means "as the fixed lines", which is not the same as none.
  const type = (entry) => (entry ? [entry[0] || "=", entry[1] ?? ""].join(" ").trim() : "");
  return {
    countries: lines(countries),
    callingCodes: column(0),
    internationalPrefixes: column(1),
    patterns: column(2),
    lengths: column(3),
    nationalPrefixes: column(5),
    parsingPrefixes: column(7),
    transformRules: column(8),
    leadingDigits: column(10),
    // Ten of them, one below the other.
    types: Array.from({ length: 10 }, (_, index) => lines(plans.map((plan) => type((plan[11] || [])[index])))).join("\n"),
    formatCounts: lines(plans.map((plan) => (plan[4] || []).length)),
    formatPatterns: lines(formats.map((format) => format[0])),
    formatTexts: lines(formats.map((format) => format[5] || format[1])),
    // Only the last of them decides between formats; the others are for typing.
    formatDigits: lines(formats.map((format) => format[2]?.at(-1))),
  };
}

function main() {
  const metadata = JSON.parse(readFileSync(join(root, "web/node_modules/libphonenumber-js/metadata.min.json"), "utf8"));
  const rows = Object.entries(columnsOf(metadata)).map(([name, text]) => {
    if (/[`$]\{|`/.test(text)) throw new Error(`${name} cannot stand in a template`);
    return `export const ${name} = String.raw\`${text}\`;\n`;
  });
  const file = process.argv[2] ?? join(root, "web/shared/generated/phone_columns.ts");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `// Generated from libphonenumber-js (Apache 2.0) by tools/generate_phone_columns.mjs, which says what this is.\n${rows.join("")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
