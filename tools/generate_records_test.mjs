import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseSchema, vectorsText } from "./generate_records.mjs";

const protocol = join(dirname(fileURLToPath(import.meta.url)), "..", "protocol");

// A schema of one sound record, after one change to it.
function parseAfter(change) {
  const record = {
    name: "Letter",
    label: "parasol/letter/1",
    doc: "A letter.",
    fields: [
      { name: "to", type: "list<bytes32>", max: 3 },
      { name: "text", type: "text", max: 20, doc: "What it says." },
    ],
  };
  const schema = { records: [record] };
  change(record, schema);
  return parseSchema(JSON.stringify(schema));
}

test("the schema is sound and its vectors are those of the generator", () => {
  const records = parseSchema(readFileSync(join(protocol, "records.json"), "utf8"));
  const committed = readFileSync(join(protocol, "vectors.json"), "utf8");
  assert.ok(committed === vectorsText(records), "run: node tools/generate_records.mjs --vectors");
});

test("a sound record is accepted", () => {
  const [letter] = parseAfter(() => {});
  assert.deepEqual(letter.fields[0].type, { kind: "list", max: 3, item: { kind: "fixed", size: 32 } });
});

test("limits of items stand apart from the number of items", () => {
  const [letter] = parseAfter((record) => {
    record.fields = [
      { name: "a", type: "optional<list<text>>", max: 3, item_max: 7 },
      { name: "b", type: "list<bytes>", max: 3 },
    ];
  });
  assert.deepEqual(letter.fields[0].type.item, { kind: "list", max: 3, item: { kind: "text", max: 7 } });
  assert.deepEqual(letter.fields[1].type, { kind: "list", max: 3, item: { kind: "bytes", max: 120 } });
});

const refusals = {
  "a keyword of C++ as a field": [(record) => { record.fields[0].name = "operator"; }, /Letter\.operator: is a word that C\+\+ reserves/],
  "a field in another style": [(record) => { record.fields[0].name = "toWhom"; }, /lower_snake_case/],
  "a field twice": [(record) => { record.fields[0].name = "text"; }, /Letter\.text: stands twice/],
  "two fields with one TypeScript name": [(record) => { record.fields[0].name = "line_1"; record.fields[1].name = "line1"; }, /stands twice/],
  "an unknown type": [(record) => { record.fields[0].type = "u64"; }, /unknown type u64/],
  "a record that stands later": [(record) => { record.fields[0].type = "Letter"; }, /unknown type Letter/],
  "bytes of no size": [(record) => { record.fields[0].type = "bytes0"; }, /unknown type bytes0/],
  "a text without a limit": [(record) => { delete record.fields[1].max; }, /Letter\.text: "max" must be/],
  "a list without a limit": [(record) => { delete record.fields[0].max; }, /Letter\.to: "max" must be/],
  "a limit beyond reason": [(record) => { record.fields[1].max = 2 ** 24 + 1; }, /"max" must be/],
  "a limit without meaning": [(record) => { record.fields[1] = { name: "age", type: "u8", max: 3 }; }, /"max" has no meaning/],
  "an item limit without meaning": [(record) => { record.fields[0].item_max = 3; }, /"item_max" has no meaning/],
  "a list in a list": [(record) => { record.fields[0].type = "list<list<u8>>"; }, /list inside list/],
  "an optional in an optional": [(record) => { record.fields[0].type = "optional<optional<u8>>"; }, /optional inside optional/],
  "an unknown key of a field": [(record) => { record.fields[0].min = 1; }, /unknown key "min"/],
  "an unknown key of a record": [(record) => { record.version = 1; }, /unknown key "version"/],
  "a record without fields": [(record) => { record.fields = []; }, /at least one field/],
  "a record without a sentence": [(record) => { delete record.doc; }, /needs a "doc"/],
  "a sentence that ends a comment": [(record) => { record.doc = "*/ export"; }, /"doc" must be one line/],
  "a label without a version": [(record) => { record.label = "parasol/letter"; }, /"label" is null or/],
  "no label at all": [(record) => { delete record.label; }, /"label" is null or/],
  "a record twice": [(record, schema) => { schema.records.push({ ...record, label: null }); }, /Letter: stands twice/],
  "a label twice": [(record, schema) => { schema.records.push({ ...record, name: "Card" }); }, /Card: label .* stands twice/],
  "a record named as what the output uses": [(record) => { record.name = "Result"; }, /Result: is a name that/],
};

for (const [what, [change, message]] of Object.entries(refusals))
  test(`refuses ${what}`, () => assert.throws(() => parseAfter(change), message));
