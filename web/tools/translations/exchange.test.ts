/** Texts go out to translators and come back: the same if nobody has touched them, and only what is right. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kContent, readTexts } from "../catalogues.ts";
import { hiddenSigns } from "../../public/content/hidden.ts";
import { check } from "./check.ts";
import { run } from "./command.ts";
import { CsvFault, readCsv, readTable, writeCsv, writeTable } from "./csv.ts";
import { exportTexts, importTexts, type Imported, type Row } from "./exchange.ts";
import { readRecord } from "./notes.ts";
import { kStates } from "./texts.ts";
import { readXliff, writeXliff } from "./xliff.ts";
import { escapeXml, parseXml, textOf, XmlFault } from "./xml.ts";

const kToday = "2026-11-22";
const kFormats = [["xliff", writeXliff, readXliff], ["csv", writeCsv, readCsv]] as const;
const kLanguages = ["pt", "ro", "zh-Hans"] as const;

/** Enough to be wrong about. */
const kSome = ["sheets/", "directory/", "phone_lines", "page.", "error.", "leave.", "report.heading", "shelf.heading", "resources/card-assault", "resources/after-assault"];

let content: string;

beforeEach(() => {
  content = mkdtempSync(join(tmpdir(), "texts-"));
  for (const name of ["catalogues", "phone_lines.json", "sheets", "directory", ...["card-assault", "after-assault", "staff-press"].map((slug) => `resources/${slug}`)]) cpSync(join(kContent, name), join(content, name), { recursive: true });
  // One text in English alone.
  for (const language of ["pt", "ro", "zh-Hans"]) rmSync(join(content, `resources/staff-press/${language}.md`));
});
afterEach(() => rmSync(content, { recursive: true }));

/** Every file below `content`, by name. */
function files(): Record<string, string> {
  return Object.fromEntries(readdirSync(content, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name).slice(content.length + 1), readFileSync(join(parentPath, name), "utf8")]));
}

/** Exports, lets a translator change rows, and imports. */
function exchange(format: (typeof kFormats)[number], language: (typeof kLanguages)[number], change: (row: Row) => Partial<Row>, only?: readonly string[]): Imported {
  const [, write, read] = format;
  const given = exportTexts(content, language, only);
  const back = read(write({ ...given, rows: given.rows.map((row) => ({ ...row, ...change(row) })) }));
  return importTexts(content, "back", back, kToday);
}

const translate = (id: string, target: string | null, more: Partial<Row> = {}) => (row: Row): Partial<Row> => (row.id === id ? { target, ...more } : {});

/** What may stand in a text: anything but signs that nobody can see. */
const text = fc.string({ unit: "grapheme", maxLength: 40 }).map((each) => each.replace(/[\u0000-\u001f\u007f\ufffd-\uffff\p{Surrogate}]/gu, ""));
const awkward = fc.oneof(text, fc.constantFrom("=1+1", "'=x", "''@", "-", "a,b;c", 'say "x"', "<b>&amp;]]>", " x ", "\u00a0x", "{{count}}", "＝1", "1. x"));
const row = fc.record<Row>({
  id: fc.stringMatching(/^[a-z]{1,8}\.[a-z_]{1,12}$/), file: fc.constantFrom("catalogues/ro/common.json", "resources/x/ro.md"), source: awkward,
  target: awkward.map((each) => each || null), state: fc.constantFrom(...kStates), about: fc.constant(""), isCritical: fc.constant(false), longest: fc.option(fc.integer({ min: 1, max: 400 })),
}).map((each) => ({ ...each, state: each.target === null ? "missing" as const : each.state === "missing" ? "translated" as const : each.state }));

describe.each(kFormats)("as %s", (...format) => {
  const [name, write, read] = format;

  it("any text comes back as it went", () => {
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const byFile = [...rows].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
      const back = read(write({ language: "ro", rows: byFile }));
      expect(back).toEqual({ language: "ro", rows: byFile.map((each) => (name === "csv" ? { ...each, file: "" } : each)) });
    }), { numRuns: 300 });
  });

  it.each(kLanguages)("a round trip of everything in %s changes nothing", (language) => {
    cpSync(join(kContent, "resources"), join(content, "resources"), { recursive: true });
    const before = files();
    expect(exchange(format, language, () => ({}))).toEqual({ faults: [], open: [], written: [] });
    expect(files()).toEqual(before);
  });

  it("a translation is taken over, and nothing else changes", () => {
    fc.assert(fc.property(fc.constantFrom("page.back", "page.retry", "report.heading", "shelf.heading"), text.filter((each) => /^[a-zșțăâî]/i.test(each) && !/[{}!.:@\p{N}\s\p{Script=Han}]|invalid|prostituat/iu.test(each) && hiddenSigns(each) === ""), (id, target) => {
      const before = exportTexts(content, "ro").rows;
      expect(exchange(format, "ro", translate(id, target), kSome).faults).toEqual([]);
      const changed = exportTexts(content, "ro").rows.filter((each, index) => JSON.stringify(each) !== JSON.stringify(before[index]));
      expect(changed.map((each) => [each.id, each.target, each.state])).toEqual(before.some((each) => each.id === id && each.target === target) ? [] : [[id, target, "translated"]]);
    }), { numRuns: 12 });
    expect(check(content).faults).toEqual([]);
  });

  it.each<[string, (row: Row) => Partial<Row>, string]>([
    ["a placeholder that is missing", translate("error.title", "Eroare"), "back: error.title: lacks {{title}}"],
    ["a text that is too long", translate("leave.action", "Părăsește acum"), "back: leave.action: has 14 characters, 10 at most"],
    ["a word to avoid", translate("page.back", "Invalid"), "back: page.back: says what our texts avoid: invalid"],
    ["a text that nobody knows", (each) => (each.id === "page.back" ? { id: "page.onward" } : {}), "back: page.onward: there is no such text"],
    ["a text that stands twice", (each) => (each.id === "page.back" ? { id: "page.retry" } : {}), "back: page.retry: stands twice"],
    ["an English text that has changed", (each) => (each.id === "page.back" ? { source: "Go back" } : {}), "back: page.back: the English has changed since this was given out"],
    ["a translation that was emptied", translate("page.back", null), "back: page.back: is empty, and was translated before"],
    ["a link that got lost", translate("resources/card-assault#3", "Text"), "back: resources/card-assault#3: lacks the number 999"],
    ["a number that was added", (each) => (each.id === "page.back" ? { target: `${each.target} 07700 900123` } : {}), "back: page.back: has the number 07700900123, which the English has not"],
    ["an address that was added", (each) => (each.id === "page.back" ? { target: `${each.target}: https://example.org/x` } : {}), "back: page.back: has other addresses than the English: lacks none, has besides https://example.org/x"],
    ["a sign that nobody sees", (each) => (each.id === "page.back" ? { target: `${each.target}\u202e` } : {}), "back: page.back: has a sign that nobody can see: U+202E"],
    ["another number on a sheet of help", translate("phone_lines#emergency", "Apăsați 56."), "back: phone_lines#emergency: lacks the number 55"],
    ["another age of a service", (each) => (each.id === "directory/services/sarcs-scotland#eligibility_description" ? { target: each.target?.replace("16", "18") ?? null } : {}), "back: directory/services/sarcs-scotland#eligibility_description: has the number 18, which the English has not"],
    ["a line that begins with a mark", translate("resources/card-assault#3", "- 999 [999](tel:999)"), "back: resources/card-assault#3: begins with a mark"],
    ["a title that is too long", translate("resources/after-assault#title", "Un titlu mult prea lung ca să încapă undeva pe un ecran de telefon"), "back: resources/after-assault#title: has 66 characters, 60 at most"],
  ])("names %s, and writes nothing", (_, change, expected) => {
    const before = files();
    const { faults } = exchange(format, "ro", (each) => ({ ...change(each), ...(each.id === "page.skip" && { target: "Altceva" }) }), kSome);
    expect(faults.join("\n")).toContain(expected);
    expect(files()).toEqual(before);
  });

  it("names one plural form without the others, and takes all of them", () => {
    const [file, record] = [join(content, "catalogues/ro/common.json"), join(content, "catalogues/ro/record.json")];
    for (const each of [file, record]) writeFileSync(each, readFileSync(each, "utf8").replace(/ *"field\.left.*\n/g, ""));
    expect(exchange(format, "ro", translate("field.left_few", "{{count}} litere"), ["field."]).faults).toEqual(["back: field.left_one: is missing, but another plural form is there", "back: field.left_other: is missing, but another plural form is there"]);
    expect(exchange(format, "ro", (each) => (each.target === null ? { target: "{{count}} litere" } : {}), ["field."]).written).toEqual(["catalogues/ro/common.json"]);
    expect(check(content).faults).toEqual([]);
  });

  it("texts of data are taken over where they stand, and nothing else of their file changes", () => {
    const said: Record<string, string> = { "sheets/medical#speak_other": "Altceva.", "directory/services/num-casework#phones.1": "Gratuit.", "directory/taxonomies#need.danger": "Pericol", "phone_lines#num": "Ascultă." };
    const before = files();
    const { faults, written } = exchange(format, "ro", ({ id, target }) => ({ target: said[id] ?? target }));
    expect([faults, written]).toEqual([[], ["sheets/medical.json", "directory/services/num-casework.json", "directory/taxonomies.json", "phone_lines.json"]]);
    const after = files();
    for (const file of written) expect(after[file]?.split("\n").filter((line, index) => line !== before[file]?.split("\n")[index])).toEqual([expect.stringContaining('"ro": ')]);
    expect(Object.keys(after).filter((file) => after[file] !== before[file]).sort()).toEqual([...written].sort());
    expect(check(content).faults).toEqual([]);
    // Whoever changes the English makes the translation stale; it is done when somebody says so.
    writeFileSync(join(content, "sheets/medical.json"), (after["sheets/medical.json"] ?? "").replace("Another language. I will", "Some other language. I will"));
    expect(exportTexts(content, "ro", ["sheets/medical#speak_other"]).rows.map(({ state }) => state)).toEqual(["stale"]);
    expect(run(["confirm", "ro", "sheets/medical#speak_other"], content, () => undefined, kToday)).toBe(0);
    expect(exportTexts(content, "ro", ["sheets/medical#speak_other"]).rows.map(({ state }) => state)).toEqual(["translated"]);
  });

  it("names a language that is none of ours", () => {
    const { rows } = exportTexts(content, "ro", ["page."]);
    for (const language of ["fr", "en", ""]) {
      expect(importTexts(content, "back", read(write({ language, rows })), kToday).faults).toEqual([`back: language: ${language} is none of pt, ro, zh-Hans`]);
    }
  });

  it("what a second reader has read is known, until somebody changes it", () => {
    exchange(format, "ro", (each) => (each.id.startsWith("leave.") ? { state: "read" } : {}));
    const states = (): string[] => exportTexts(content, "ro", ["leave.hint", "leave.action"]).rows.map(({ state }) => state);
    expect(states()).toEqual(["read", "read"]);
    // The mark of the reader stays in the file when a translator writes something new.
    exchange(format, "ro", translate("leave.action", "Afară"));
    expect(states()).toEqual(["translated", "read"]);
  });

  it("what is of an older English stays so until it is done", () => {
    const english = { ...readTexts("en", "common", content), "page.back": "Back there" };
    writeFileSync(join(content, "catalogues/en/common.json"), JSON.stringify(english));
    const state = (): string | undefined => exportTexts(content, "ro", ["page.back"]).rows[0]?.state;
    expect(state()).toBe("stale");
    exchange(format, "ro", () => ({}));
    expect(state()).toBe("stale");
    exchange(format, "ro", (each) => (each.id === "page.back" ? { state: "translated" } : {}));
    expect(state()).toBe("translated");
  });

  it("a guide that is not translated comes whole or not at all", () => {
    const words = (each: Row): string => (each.id.endsWith("#tab") ? "Ghid" : `${each.source.replace(/[A-Za-z]+(?![^(]*\))/g, "x").slice(0, each.longest ?? 4000)}`);
    const half = exchange(format, "ro", (each) => (each.id === "resources/staff-press#title" ? { target: "Titlu" } : {}), ["resources/staff-press"]);
    expect([half.written, half.open[0]]).toEqual([[], expect.stringMatching(/^back: resources\/staff-press: \d+ of \d+ texts are not translated, the first resources\/staff-press#tab/)]);
    expect(exchange(format, "ro", (each) => ({ target: words(each) }), ["resources/staff-press"])).toEqual({ faults: [], open: [], written: ["resources/staff-press/ro.md"] });
    const written = readFileSync(join(content, "resources/staff-press/ro.md"), "utf8");
    expect(written).toMatch(/^---\ntitle: .*\ntab: Ghid\nsummary: .*\nbased_on: [0-9a-f]{16}\nstatus: draft\nchecked_by: nobody yet\npublished: 2026-11-22\n---\n/);
    expect(check(content).faults).toEqual([]);
  });

  it("a guide that is changed is no longer checked; one that is stale is done when all of it is", () => {
    const file = join(content, "resources/card-assault/ro.md");
    const put = (name: string, from: string, to: string): void => writeFileSync(join(content, "resources/card-assault", name), readFileSync(join(content, "resources/card-assault", name), "utf8").replace(from, to));
    put("ro.md", "status: draft\nchecked_by: nobody yet", "status: published\nchecked_by: a reader");
    expect(exchange(format, "ro", () => ({})).written).toEqual([]);
    put("en.md", "It was not your fault.", "You are not to blame.");
    exchange(format, "ro", (each) => (each.id === "resources/card-assault#title" ? { target: "După" } : {}), ["resources/card-assault"]);
    expect(readFileSync(file, "utf8")).toMatch(/title: După\n[^]*status: draft\nchecked_by: nobody yet\n/);
    expect(check(content).faults.join("\n")).toContain("resources/card-assault/ro.md: based_on: the English has changed");
    exchange(format, "ro", () => ({ state: "translated" }), ["resources/card-assault"]);
    expect(check(content).faults.filter((fault) => fault.includes("assault/ro.md"))).toEqual([]);
  });
});

describe("XLIFF", () => {
  const one = (inside: string, head = 'source-language="en" target-language="ro"'): string =>
    `<?xml version="1.0"?><xliff version="1.2"><file original="x" ${head}><body>${inside}</body></file></xliff>`;
  const unit = '<trans-unit id="page.back"><source>Back</source><target>Înapoi</target></trans-unit>';

  it("of other programs is read: groups, marks of segments, states of their own", () => {
    const { rows } = readXliff(one(`<group><trans-unit id="a" approved="yes"><source>A <![CDATA[<b>]]></source><seg-source/><target><mrk mtype="seg" mid="0">Ă &#60;b></mrk></target></trans-unit></group>
      <trans-unit id="b"><source>B</source></trans-unit><trans-unit id="c"><source>C</source><target state="new">C</target></trans-unit>`));
    expect(rows.map(({ id, source, target, state }) => [id, source, target, state])).toEqual([["a", "A <b>", "Ă <b>", "read"], ["b", "B", null, "missing"], ["c", "C", "C", "missing"]]);
  });

  it.each([
    ["another version", '<xliff version="2.0"/>', "is no XLIFF 1.2"], ["another source", one(unit, 'source-language="fr" target-language="ro"'), "is not from English"],
    ["no target", one(unit, 'source-language="en"'), "back: language:  is none of"],
    ["marks in a text", one(unit.replace("Înapoi", '<g id="1">x</g>')), "page.back: has <g> in it"], ["a unit without id", one(unit.replace(' id="page.back"', "")), "a trans-unit has no id"],
    ["a document type", `<!DOCTYPE x [<!ENTITY a "b">]>${one(unit)}`, "document types are not read"], ["what does not end", one(unit).slice(0, -8), "<xliff> does not end"],
    ["an end of something else", "<a><b></a></b>", "line 1: <b> is ended by </a>"], ["a sign that is none", "<a>&b;</a>", "no such sign: &b;"],
    ["a sign that every object has", "<a>&constructor;</a>", "no such sign: &constructor;"],
    ["an attribute twice", '<a b="1" b="2"/>', "b stands twice"], ["more after the end", "<a/><b/>", "there is more after the end"], ["a sign outside XML", "<a>\u0001</a>", "a sign that no XML document may hold"],
    ["elements without end", "<a>".repeat(200), "elements in too many elements"],
  ])("names %s", (_, source, expected) => {
    writeFileSync(join(content, "back"), source);
    const said: string[] = [];
    expect(run(["import", join(content, "back")], content, (line) => said.push(line), kToday)).toBe(1);
    expect(said.join("\n")).toContain(expected);
  });

  it("any text and attribute is read as it was written", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }).filter((each) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(each)), (each) => {
      const { attributes, children } = parseXml(`<a b="${escapeXml(each)}">${escapeXml(each)}<!-- x --></a>`);
      expect([attributes.get("b"), children.join("")]).toEqual([each, each]);
    }));
    expect(() => escapeXml("\u0000")).toThrow(XmlFault);
  });

  it("that is damaged is read or refused, and nothing else happens", () => {
    const whole = writeXliff(exportTexts(content, "ro", ["leave."]));
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length), fc.nat(20), fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom("<", ">", "&", '"', "</", "<!--", "<![CDATA[", "]]>", "<?", "&#x110000;", "/>"))), { maxLength: 4 }), (cuts) => {
      const damaged = cuts.reduce((sum, [at, length, put]) => sum.slice(0, at) + put + sum.slice(at + length), whole);
      try {
        expect(typeof textOf(parseXml(damaged))).toBe("string");
        readXliff(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(XmlFault);
      }
    }), { numRuns: 1000 });
  });
});

describe("CSV", () => {
  it("has no cell that a spreadsheet would compute", () => {
    const dangerous = ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "＝1"];
    const lines = writeTable(dangerous.map((each) => [each])).slice(1).trimEnd().split("\r\n");
    expect(lines.filter((line) => !/^"?'/.test(line))).toEqual([]);
    expect(readTable(writeTable(dangerous.map((each) => [each])))).toEqual(dangerous.map((each) => [each]));
  });

  it("is the RFC's, with any cell in it", () => {
    fc.assert(fc.property(fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
      expect(readTable(writeTable([["x"], ...rows]))).toEqual([["x"], ...rows]);
    }));
    expect(readTable('a,"b ""c""\r\nd"\r\n')).toEqual([["a", 'b "c"\r\nd']]);
  });

  it("is read with semicolons and tabs as well, and without byte order mark", () => {
    const table = writeCsv(exportTexts(content, "ro", ["page.back"])).slice(1);
    for (const separator of [";", "\t"]) expect(readCsv(table.replaceAll(",", separator)).rows.map(({ id, target }) => [id, target])).toEqual([["page.back", "Înapoi"]]);
  });

  it.each([
    ["other columns", "id,en,ro\r\n", "line 1: the columns are not"], ["a cell too few", "id,status,critical,longest,context,en,ro\r\na,missing\r\n", "row 2: has 2 cells, 7 are expected"],
    ["a status that is none", "id,status,critical,longest,context,en,ro\r\na,done,,,,A,B\r\n", "row 2: status: is none of"],
    ["an open quotation mark", 'id,"x', "a quotation mark is not closed"], ["more after a quotation mark", '"id"x,y', "a cell goes on after its quotation mark"], ["a quotation mark in between", 'id,a"b', "a quotation mark inside a cell"],
  ])("names %s", (_, table, expected) => {
    expect(() => readCsv(table)).toThrow(CsvFault);
    expect(() => readCsv(table)).toThrow(expected);
  });
});

describe("the command", () => {
  const said: string[] = [];
  const call = (...words: string[]): number => run(words, content, (line) => said.push(line), kToday);
  beforeEach(() => void said.splice(0));

  it("writes a file, and reads it back", () => {
    const file = join(content, "out");
    expect(call("export", "ro", "-o", file, "leave.", "resources/card-")).toBe(0);
    expect([/^<\?xml/.test(readFileSync(file, "utf8")), said[0]]).toEqual([true, expect.stringMatching(/^\d{2,} texts in /)]);
    expect([call("import", file), said.at(-1)]).toEqual([0, "no text has changed"]);
    expect(call("export", "ro", "--format", "csv", "-o", file, "leave.")).toBe(0);
    writeFileSync(file, readFileSync(file, "utf8").replace("Ieșire", "Afară"));
    expect([call("import", file), said.at(-1)]).toEqual([0, "written: catalogues/ro/common.json"]);
  });

  it("says what it has not understood", () => {
    for (const words of [[], ["export"], ["export", "ro", "--format", "po"], ["import"], ["confirm", "ro"], ["confirm", "ro", "x", "--all"], ["--what"]]) expect([words, call(...words)]).toEqual([words, 2]);
    for (const words of [["export", "fr"], ["confirm", "fr", "x"], ["confirm", "ro", "no.such"], ["confirm", "ro", "resources/staff-press"]]) expect([words, call(...words)]).toEqual([words, 1]);
  });

  it("confirms a guide whose change meant nothing", () => {
    const english = join(content, "resources/card-assault/en.md");
    writeFileSync(english, readFileSync(english, "utf8").replace("It was not your fault.", "It was not your fault!"));
    expect(call("confirm", "ro", "resources/card-assault")).toBe(0);
    expect(check(content).faults.filter((fault) => fault.includes("assault/ro.md"))).toEqual([]);
    writeFileSync(english, readFileSync(english, "utf8").replace(/\n2\. .*/, ""));
    expect([call("confirm", "ro", "resources/card-assault"), said.at(-1)]).toEqual([1, "confirm: resources/card-assault: has not every text of the English"]);
    expect(Object.keys(readRecord(content, "ro").based_on).length).toBeGreaterThan(300);
  });
});
