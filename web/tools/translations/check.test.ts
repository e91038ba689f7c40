/** The texts as they are have no fault; and each fault that there could be is named by file and key. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePages } from "../../public/render.tsx";
import { readContent } from "../../public/site.ts";
import { kContent, readCatalogue, readTexts } from "../catalogues.ts";
import { check } from "./check.ts";
import { run } from "./command.ts";
import { exportTexts, importTexts } from "./exchange.ts";

let content: string;

beforeEach(() => {
  content = mkdtempSync(join(tmpdir(), "texts-"));
  for (const name of ["catalogues", "phone_lines.json", "sheets", "directory", ...["card-assault", "after-assault", "staff-press"].map((slug) => `resources/${slug}`)]) cpSync(join(kContent, name), join(content, name), { recursive: true });
  // One text in English alone.
  for (const language of ["pt", "ro", "zh-Hans"]) rmSync(join(content, `resources/staff-press/${language}.md`));
});
afterEach(() => rmSync(content, { recursive: true }));

type Json = Record<string, unknown>;

function edit(file: string, change: (json: Json) => void): void {
  const json = JSON.parse(readFileSync(join(content, file), "utf8")) as Json;
  change(json);
  writeFileSync(join(content, file), JSON.stringify(json));
}

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(content, file), "utf8");
  expect(text.replace(from, to)).not.toBe(text);
  writeFileSync(join(content, file), text.replace(from, to));
}

const put = (language: string, part: string, texts: Readonly<Record<string, string | undefined>>): void =>
  edit(`catalogues/${language}/${part}.json`, (json) => Object.assign(json, texts));

describe("the texts", () => {
  it("have no fault, and are all there", () => {
    const { faults, coverage } = check(kContent);
    expect(faults).toEqual([]);
    for (const { critical, rest } of coverage) expect([critical.done === critical.all, rest.done >= 0.98 * rest.all, critical.all > 400]).toEqual([true, true, true]);
  });
});

describe("check", () => {
  it.each<[string, string, string, Record<string, string | undefined>, string]>([
    ["a key that English lacks", "pt", "common", { "page.onward": "Adiante" }, "catalogues/pt/common.json: page.onward: is no key of English"],
    ["a plural form that the language lacks", "zh-Hans", "common", { "field.left_one": "还剩 {{count}} 个字" }, "catalogues/zh-Hans/common.json: field.left_one: is no key of English, or no plural form"],
    ["a plural form that is not there", "ro", "common", { "lock.seconds_few": undefined }, "catalogues/ro/common.json: lock.seconds_few: is missing, but another plural form is there"],
    ["a placeholder that got lost", "pt", "common", { "error.title": "Erro" }, "catalogues/pt/common.json: error.title: lacks {{title}}"],
    ["a placeholder too many", "pt", "common", { "page.back": "Voltar {{count}}" }, "catalogues/pt/common.json: page.back: has {{count}}, which the English has not"],
    ["another number", "ro", "public", { "urgent.silent": "Nu puteți vorbi? Apăsați 56." }, "catalogues/ro/public.json: urgent.silent: lacks the number 55"],
    ["a word to avoid", "pt", "member", { "check.lead": "O telefone da prostituta." }, "catalogues/pt/member.json: check.lead: says what our texts avoid: prostitut"],
    ["a tab that tells others", "pt", "common", { "help.tab": "Alerta" }, "catalogues/pt/common.json: help.tab: tells others in the browser's tab: alerta"],
    ["a tab that is too long", "en", "common", { "help.tab": "Help and a good many words" }, "catalogues/en/common.json: help.tab: has 26 characters, 24 at most"],
    ["a label that is too long", "ro", "common", { "leave.action": "Părăsește acum" }, "catalogues/ro/common.json: leave.action: has 14 characters, 10 at most"],
    ["a text in another script", "ro", "common", { "page.back": "返回" }, "catalogues/ro/common.json: page.back: has Chinese in it"],
    ["a line break", "pt", "common", { "page.back": "Vol\ntar" }, "catalogues/pt/common.json: page.back: has a line break"],
    ["a sign that nobody sees", "ro", "common", { "page.back": "Îna\u200bpoi" }, "catalogues/ro/common.json: page.back: has a sign that nobody can see: U+200B"],
    ["a sign that nobody sees in English", "en", "staff", { "queue.tab": "Qu\u00adeue" }, "catalogues/en/staff.json: queue.tab: has a sign that nobody can see: U+00AD"],
    ["a number that was added", "ro", "common", { "page.back": "Înapoi: 07700 900123" }, "catalogues/ro/common.json: page.back: has the number 07700900123, which the English has not"],
    ["an address that was added", "ro", "common", { "page.back": "Înapoi la example.org" }, "catalogues/ro/common.json: page.back: has other addresses than the English: lacks none, has besides example.org"],
    ["a critical text that is not translated", "pt", "common", { "leave.hint": undefined }, "catalogues/pt/common.json: leave.hint: is not translated; it is critical"],
    ["a translation that has gone", "pt", "member", { "incident.rape": undefined }, "catalogues/pt/record.json: incident.rape: there is no such translation any more"],
    ["a tab of the desks that tells others", "en", "staff", { "queue.tab": "Reports" }, "catalogues/en/staff.json: queue.tab: tells others in the browser's tab: report"],
    ["a translation of what is not translated", "pt", "staff", { "queue.tab": "Fila" }, "catalogues/pt/staff.json: queue.tab: catalogues/notes.json says that staff is not translated"],
    ["a text whose use nobody has noted", "en", "common", { "unheard.of": "Text" }, "catalogues/en/common.json: unheard.of: catalogues/notes.json does not say what it is for"],
  ])("names %s", (_, language, part, texts, expected) => {
    put(language, part, texts);
    expect(check(content).faults.join("\n")).toContain(expected);
  });

  it("names a translation of unknown origin", () => {
    edit("catalogues/pt/record.json", (record) => delete (record["based_on"] as Json)["use.heading"]);
    expect(check(content).faults.join("\n")).toContain("catalogues/pt/member.json: use.heading: catalogues/pt/record.json does not say from what");
  });

  it("holds text messages to 70 characters", () => {
    edit("catalogues/notes.json", (notes) => Object.assign(notes["sections"] as Json, { sms: { about: "A text message." } }));
    put("en", "common", { "sms.code": "x".repeat(70), "sms.news": "x".repeat(71) });
    const { faults } = check(content);
    expect(faults).toContain("catalogues/en/common.json: sms.news: has 71 characters, 70 at most");
    expect(faults.join("\n")).not.toContain("sms.code: has");
  });

  it("names notes that are about nothing", () => {
    edit("catalogues/notes.json", (notes) => {
      Object.assign(notes["sections"] as Json, { nothing: { about: "Nothing." } });
      Object.assign(notes["texts"] as Json, { "leave.nothing*": { longest: 3 } });
    });
    const { faults } = check(content);
    expect(faults).toEqual(["catalogues/notes.json: nothing: fits no key", "catalogues/notes.json: leave.nothing*: fits no key"]);
  });

  it("lets a few texts lag behind, but none that is critical and not many", () => {
    put("en", "common", { "page.back": "Back there" });
    const few = check(content);
    expect(few.faults).toEqual([]);
    expect(few.open).toContain("catalogues/ro/common.json: page.back: the English has changed since it was translated");
    const changed = Object.fromEntries(Object.entries(readTexts("en", "public", content)).filter(([key]) => key.startsWith("find.")).map(([key, text]) => [key, `${text} now`]));
    put("en", "public", changed);
    expect(check(content).faults.filter((fault) => fault.includes("the English has changed since")).length).toBeGreaterThan(20);
    put("en", "common", { "leave.hint": "Leave this page." });
    expect(check(content).faults).toContain("catalogues/zh-Hans/common.json: leave.hint: the English has changed since it was translated; it is critical, and shown in English");
  });

  it("asks that a second reader has read every critical text before a language counts as reviewed", () => {
    expect(check(content, ["en", "ro"]).faults).toContain("catalogues/ro/common.json: leave.action: no second native reader has read it, but the language counts as reviewed");
    const { rows } = exportTexts(content, "ro", ["sheets/", "phone_lines", ...Object.keys(JSON.parse(readFileSync(join(content, "catalogues/notes.json"), "utf8")).sections as Json).map((section) => `${section}.`)]);
    const read = rows.filter(({ target }) => target !== null).map((row) => ({ ...row, state: "read" as const }));
    expect(importTexts(content, "back", { language: "ro", rows: read }, "2026-11-22").faults).toEqual([]);
    expect(check(content, ["en", "ro"]).faults).toEqual([]);
    put("ro", "common", { "leave.action": "Afară" });
    expect(check(content, ["en", "ro"]).faults).toEqual(["catalogues/ro/common.json: leave.action: no second native reader has read it, but the language counts as reviewed"]);
  });

  const card = "resources/card-assault/ro.md";
  it.each<[string, string | RegExp, string, string]>([
    ["a link that leads elsewhere", "service:sarc)", "service:sarcs)", "line 20: has other links than the English: lacks service:sarc, has besides service:sarcs"],
    ["another number", "72 de ore", "73 de ore", "line 16: lacks the number 72"],
    ["a number that was added", /(\n1\. .*)/, "$1 07700 900123", "has the number 07700900123, which the English has not"],
    ["a link that is made in another way", /(\n1\. .*)/, "$1 [x][y]", "has 2 times [, the English 0 times"],
    ["a sign that nobody sees", "1. ", "1. \u2067", "has a sign that nobody can see: U+2067"],
    ["a number that is not the one dialled", "[999](tel:999)", "[101](tel:999)", "shows 101 and dials 999"],
    ["a mark that got lost", "**", "", "line 16: has 1 times **, the English 2 times"],
    ["a line that got lost", /\n4\. .*/, "", "text: its lines are not those of the English"],
    ["a word to avoid", "1. ", "1. Invalid! ", "line 15: says what our texts avoid: invalid, !"],
    ["a title that is too long", "title: ", `title: ${"x".repeat(60)}`, "title: has "],
    ["an English text that has changed", /based_on: .*/, "based_on: 0123456789abcdef", "based_on: the English has changed since it was translated: translate it anew, confirm it, or say status: stale"],
  ])("names in a guide %s", (_, from, to, expected) => {
    replace(card, from, to);
    const faults = check(content).faults.filter((fault) => fault.startsWith(`${card}: `));
    expect(faults.join("\n")).toContain(expected);
  });

  it("lets a guide be known as stale", () => {
    replace("resources/card-assault/en.md", "It was not your fault.", "You are not to blame.");
    for (const language of ["pt", "ro", "zh-Hans"]) replace(`resources/card-assault/${language}.md`, "status: draft", "status: stale");
    const { faults, open, coverage } = check(content);
    expect([faults, open.length, coverage.map(({ resources }) => resources)]).toEqual([[], 3, Array(3).fill({ done: 1, all: 3 })]);
  });

  const texts = (json: Json, list: string, index: number, field: string): Json => (json[list] as Json[])[index]?.[field] as Json;
  const service = "directory/services/num-casework.json";
  it.each<[string, string, (json: Json) => void, string]>([
    ["a number of help that says nothing in a language", "phone_lines.json", (json) => delete texts(json, "lines", 0, "about")["ro"], "phone_lines.json: emergency: is not translated; it is critical"],
    ["a number of help that says another number", "phone_lines.json", (json) => Object.assign(texts(json, "lines", 0, "about"), { pt: "Tecle 56." }), "phone_lines.json: emergency: lacks the number 55"],
    ["a row of a sheet whose English has changed", "sheets/medical.json", (json) => Object.assign(texts(json, "groups", 0, "title"), { en: "I speak and read" }), "sheets/medical.json: language: the English has changed since it was translated; it is critical"],
    ["a word to avoid on a sheet", "sheets/police.json", (json) => Object.assign(texts(json, "groups", 0, "title"), { "zh-Hans": "你" }), "says what our texts avoid: 你"],
    ["a service that says another age", "directory/services/rape-crisis-support-line.json", (json) => Object.assign(json["x_eligibility"] as Json, { ro: "Oricine de la 18 ani, în Anglia și Țara Galilor." }), "directory/services/rape-crisis-support-line.json: eligibility_description: lacks the number 16\ndirectory/services/rape-crisis-support-line.json: eligibility_description: has the number 18, which the English has not"],
    ["a service that leads elsewhere", service, (json) => Object.assign(json["x_application"] as Json, { pt: "Veja example.org." }), `${service}: application_process: has other addresses than the English: lacks none, has besides example.org`],
    ["a description that is too long", service, (json) => Object.assign(json["x_description"] as Json, { pt: "x".repeat(601) }), `${service}: description: has 601 characters, 600 at most`],
    ["words beside a number of unknown origin", service, (json) => void (json["interpretation_services"] = "Ask.", json["x_interpretation"] = { pt: "Peça." }), `${service}: directory/services/num-casework#interpretation_services: catalogues/pt/record.json does not say from what`],
    ["a term of another script", "directory/taxonomies.json", (json) => Object.assign(texts(json, "taxonomies", 0, "x_name"), { ro: "您需要什么" }), "directory/taxonomies.json: need: has Chinese in it"],
    ["a sign that nobody sees, wherever it stands", service, (json) => Object.assign(json["x_source"] as Json, { note: "a\u202eb" }), `${service}: x_source.note: has a sign that nobody can see: U+202E`],
  ])("names in a file of data %s", (_, file, change, expected) => {
    edit(file, change);
    expect(check(content).faults.join("\n")).toContain(expected);
  });

  it("lets a few services lag behind", () => {
    edit(service, (json) => void (json["description"] = "Caseworkers listen."));
    const { faults, open } = check(content);
    expect([faults, open.filter((line) => line === `${service}: description: the English has changed since it was translated`)]).toEqual([[], [`${service}: description: the English has changed since it was translated`]]);
  });

  it("ends with a status that scripts understand", () => {
    const said: string[] = [];
    expect(run(["check"], content, (line) => said.push(line), "2026-11-22")).toBe(0);
    expect(said.at(-1)).toBe("0 faults, 0 open");
    put("pt", "common", { "error.title": "Erro" });
    expect(run(["check"], content, (line) => said.push(line), "2026-11-22")).toBe(1);
    expect(run(["chekc"], content, (line) => said.push(line), "2026-11-22")).toBe(2);
  });
});

describe("a critical text whose English has changed", () => {
  /** The public first page in Romanian, which warns besides that nobody has checked its words. */
  function drawn(): string {
    const site = { ...readContent(join(import.meta.dirname, "../../public/fixtures/content")), assets: { style: "", script: "", places: "" }, today: "2026-11-22" };
    const pages = writePages(site, (language) => [readCatalogue(language, "common", content), readCatalogue(language, "public", content)]);
    const { text = "" } = pages.find(({ file }) => file === "ro/index.html") ?? {};
    expect(text).toContain(`<p class="unreviewed">${readTexts("ro", "public")["site.draft"]}</p>`);
    return text;
  }

  it("is shown in English until it is translated; one that is not critical stays", () => {
    put("en", "common", { "leave.hint": "Leave this page.", "page.back": "Back there" });
    const { texts, english } = readCatalogue("ro", "common", content);
    expect([texts["leave.hint"], texts["page.back"], english]).toEqual(["Leave this page.", readTexts("ro", "common")["page.back"], ["leave.hint"]]);
    expect(drawn()).toContain(readTexts("ro", "common")["language.partly"]);
    expect(run(["confirm", "ro", "leave.hint"], content, () => undefined, "2026-11-22")).toBe(0);
    expect(readCatalogue("ro", "common", content).english).toEqual([]);
    expect(drawn()).not.toContain(readTexts("ro", "common")["language.partly"]);
  });
});
