import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readLists, typescript, validate } from "./generate_vocabulary.mjs";

const tools = dirname(fileURLToPath(import.meta.url));
const sources = join(tools, "..", "vocabulary");
const scratch = mkdtempSync(join(tmpdir(), "vocabulary-"));
after(() => rmSync(scratch, { recursive: true }));

const lists = () => readLists(sources);
const list = (all, name) => all.find((one) => one.name === name);

// The faults after one change to otherwise sound lists.
function faultsAfter(change) {
  const all = lists();
  change(all);
  return validate(all).join("\n");
}

test("the sources are sound", () => assert.deepEqual(validate(lists()), []));

const refusals = {
  "a code used twice": [(all) => { list(all, "sectors").entries[1].code = "outcall"; }, /sectors\.outcall: code is used twice/],
  "a wire number used twice": [(all) => { list(all, "roles").entries[1].wire = 1; }, /roles\.project_worker: wire must be unique/],
  "a wire number over one byte": [(all) => { list(all, "roles").entries.at(-1).wire = 256; }, /0 to 255/],
  "a reference to nowhere": [(all) => { list(all, "mo_tags").entries[0].group = "charm"; }, /mo_tags\.phone: group refers to unknown mo_groups\.charm/],
  "a list that is missing": [(all) => all.splice(all.indexOf(list(all, "nations")), 1), /force_areas\.nation: refers to unknown list nations/],
  "an attribute that is missing": [(all) => { delete list(all, "incident_types").entries[0].digital; }, /incident_types\.rape: digital is missing/],
  "an attribute nobody declared": [(all) => { list(all, "sectors").entries[0].colour = "red"; }, /unknown attribute colour/],
  "a severity out of range": [(all) => { list(all, "incident_types").entries[0].severity = 5; }, /severity is out of range/],
  "a label that is missing": [(all) => { list(all, "sectors").entries[0].label = ""; }, /label is missing/],
  "two codes with one C++ name": [(all) => { list(all, "languages").entries[0].code = "zh_Hans"; }, /same C\+\+ name/],
  "immigration enforcement as a recipient": [(all) => { list(all, "recipient_kinds").entries[0].code = "immigration_enforcement"; }, /can't be a recipient/],
  "a recipient that is immigration by label": [(all) => { list(all, "recipient_kinds").entries[0].label = "Home Office"; }, /can't be a recipient/],
  "the tax office as a referral": [(all) => { list(all, "referral_kinds").entries[0].code = "tax_office"; }, /can't be a recipient/],
  "a nuisance that can warn": [(all) => { list(all, "incident_types").entries.find((one) => one.code === "no_show").checker_only = false; }, /no_show: checker_only/],
  "scopes that need each other": [(all) => { list(all, "scopes").entries[0].needs = "READ"; }, /scopes\.HOLD: needs must name an earlier scope/],
};
for (const [name, [change, expected]] of Object.entries(refusals)) {
  test(`refused: ${name}`, () => assert.match(faultsAfter(change), expected));
}

test("a bad source stops the command and nothing is written", () => {
  const copy = join(scratch, "sources");
  cpSync(sources, copy, { recursive: true });
  const file = join(copy, "recipient_kinds.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"support_service"', '"border_force"'));
  const output = join(scratch, "typescript");
  const run = spawnSync(process.execPath, [join(tools, "generate_vocabulary.mjs"), "--sources", copy, "--typescript", output]);
  assert.equal(run.status, 1);
  assert.match(run.stderr.toString(), /recipient_kinds\.border_force/);
  assert.equal(existsSync(output), false);
});

test("the TypeScript tables hold what the source says, the labels apart", async () => {
  const folder = join(scratch, "tables");
  mkdirSync(join(folder, "vocabulary"), { recursive: true });
  const files = typescript(lists());
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const made = await import(join(folder, "vocabulary.ts"));
  assert.equal(made.scopes.WARN.needs, "READ");
  assert.equal(made.scopes.CASE.lifeDays, null);
  assert.equal(made.fromWire(made.roles, 4), "case_lead");
  assert.equal(made.isCode(made.languages, "toString"), false);
  assert.deepEqual(made.codes(made.jurisdictions), ["england_wales", "scotland", "northern_ireland"]);
  const { roleLabels } = await import(join(folder, "vocabulary_labels.ts"));
  assert.equal(roleLabels.case_lead, list(lists(), "roles").entries.find(({ code }) => code === "case_lead").label);
  for (const [name, text] of files) if (name !== "vocabulary_labels.ts") assert.doesNotMatch(text, /label:/);
});
