/**
 * Texts out to translators and back. What comes back is held against the content as it is now, all of it before anything
 * is written: one fault, and nothing changes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Faults } from "../../public/content/faults.ts";
import { fingerprint } from "../../public/content/fingerprint.ts";
import type { Resource, Version } from "../../public/content/resources.ts";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { readTexts, textsFile } from "../catalogues.ts";
import { readData, type DataFile } from "./data.ts";
import { fingerprints, readNotes, readRecord, writeRecord } from "./notes.ts";
import { faultsOf, type Unit } from "./texts.ts";
import { catalogueUnits, dataUnits, englishOf, keysIn, linesOf, resourceUnits, wholeOf } from "./units.ts";

/** A text as translators get it. */
export type Row = Pick<Unit, "id" | "file" | "source" | "target" | "state" | "about" | "isCritical" | "longest">;

export interface Exchange {
  readonly language: string;
  readonly rows: readonly Row[];
}

/** A language that is translated into; a fault if it is none. */
export function languageOf(faults: Faults, file: string, name: string): Language | null {
  const known = kLanguages.map(({ id }) => id).filter((id) => id !== "en");
  const found = known.find((id) => id === name) ?? null;
  if (found === null) faults.add(file, "language", `${name} is none of ${known.join(", ")}`);
  return found;
}

interface Texts {
  readonly catalogues: readonly Unit[];
  readonly files: readonly DataFile[];
  readonly data: readonly Unit[];
  readonly resources: ReadonlyMap<Resource, readonly Unit[]>;
}

function readAll(content: string, language: Language): Texts {
  const faults = new Faults();
  const files = readData(faults, content);
  const read = { files, catalogues: catalogueUnits(faults, content, language), data: dataUnits(faults, content, files, language), resources: resourceUnits(faults, content, language) };
  faults.stop();
  return read;
}

const unitsOf = ({ catalogues, data, resources }: Texts): readonly Unit[] => [...catalogues, ...data, ...[...resources.values()].flat()];

/** Everything that is translated; with `only`, what begins with one of these: "leave.", "resources/card-". */
export function exportTexts(content: string, language: Language, only: readonly string[] = [""]): Exchange {
  return { language, rows: unitsOf(readAll(content, language)).filter(({ id }) => only.some((beginning) => id.startsWith(beginning))) };
}

export interface Imported {
  readonly faults: readonly string[];
  /** What was not finished, and stays as it was. */
  readonly open: readonly string[];
  /** Files that were written. */
  readonly written: readonly string[];
}

/** `file` is what the faults call the file that came back. */
export function importTexts(content: string, file: string, exchange: Exchange, today: string): Imported {
  const faults = new Faults();
  const open = new Faults();
  const language = languageOf(faults, file, exchange.language);
  if (language === null) return { faults: faults.lines, open: [], written: [] };
  const all = readAll(content, language);
  const known = new Map(unitsOf(all).map((unit) => [unit.id, unit]));
  const rows = new Map<string, Row>();
  for (const row of exchange.rows) {
    const unit = known.get(row.id);
    if (rows.has(row.id)) faults.add(file, row.id, "stands twice");
    else if (unit === undefined) faults.add(file, row.id, "there is no such text");
    else if (row.source !== unit.source) faults.add(file, row.id, "the English has changed since this was given out");
    else if (row.target === null && unit.target !== null) faults.add(file, row.id, "is empty, and was translated before");
    else if (row.target !== null) for (const what of faultsOf(unit, language, row.target)) faults.add(file, row.id, what);
    rows.set(row.id, row);
  }
  const [catalogues, data] = [mergeForms(faults, file, all.catalogues, rows), mergeForms(faults, file, all.data, rows)];
  const resources = [...all.resources].map(([resource, units]) => mergeResource(open, file, resource, units, rows)).filter((each) => each !== null);
  if (faults.lines.length > 0) return { faults: faults.lines, open: [], written: [] };
  return { faults: [], open: open.lines, written: [
    ...writeCatalogues(content, language, catalogues), ...writeData(content, language, all.files, data), ...resources.flatMap((merged) => writeResource(content, language, merged, today)),
  ] };
}

/** What becomes of the texts that are translated as one. */
interface Merged {
  readonly whole: string;
  readonly targets: ReadonlyMap<Unit, string>;
  readonly isChanged: boolean;
  /** Every text is of the present English. */
  readonly isDone: boolean;
  readonly isRead: boolean;
}

/** A text counts as done if the translator says so, or has changed it: many programs leave the old mark on what is new. */
function merge(whole: string, units: readonly Unit[], rows: ReadonlyMap<string, Row>): Merged & { readonly missing: readonly Unit[] } {
  const targetOf = (unit: Unit): string | null => rows.get(unit.id)?.target ?? unit.target;
  const isChanged = (unit: Unit): boolean => targetOf(unit) !== unit.target;
  const stateOf = (unit: Unit): Unit["state"] => {
    const row = rows.get(unit.id) ?? unit;
    // Whoever changes what was read makes something that nobody else has read.
    if (isChanged(unit)) return row.state === "read" && unit.state !== "read" ? "read" : "translated";
    return unit.state === "read" ? "read" : row.state;
  };
  const states = units.map(stateOf);
  return {
    whole, isChanged: units.some(isChanged), isDone: states.every((state) => state === "translated" || state === "read"), isRead: states.every((state) => state === "read"),
    targets: new Map(units.flatMap((unit) => {
      const target = targetOf(unit);
      return target === null ? [] : [[unit, target]];
    })),
    missing: units.filter((unit) => targetOf(unit) === null),
  };
}

/** The plural forms of a key are translated as one; a text of data is one by itself. */
function mergeForms(faults: Faults, file: string, units: readonly Unit[], rows: ReadonlyMap<string, Row>): readonly Merged[] {
  const wholes = new Map<string, Unit[]>();
  for (const unit of units) wholes.set(unit.whole, [...(wholes.get(unit.whole) ?? []), unit]);
  return [...wholes].filter(([, forms]) => forms.some(({ id }) => rows.has(id))).flatMap(([whole, forms]) => {
    const merged = merge(whole, forms, rows);
    if (merged.targets.size === 0) return [];
    for (const { id } of merged.missing) faults.add(file, id, "is missing, but another plural form is there");
    return [merged];
  });
}

/** Keeps of what was merged from which English it is, and what has been read; `present` and `read` are what the texts are known by now. */
function keepRecord(content: string, language: Language, all: readonly (Merged & { readonly present: string; readonly read: string })[]): void {
  const record = readRecord(content, language);
  const [basedOn, readAgain] = [{ ...record.based_on }, { ...record.read_again }];
  for (const { whole, isChanged, isDone, isRead, present, read } of all) {
    if (isDone) basedOn[whole] = present;
    if (isRead) readAgain[whole] = read;
    else if (isChanged) delete readAgain[whole];
  }
  writeRecord(content, language, { based_on: basedOn, read_again: readAgain });
}

function writeCatalogues(content: string, language: Language, all: readonly Merged[]): string[] {
  return readNotes(new Faults(), content).parts.flatMap((part) => {
    const file = textsFile(language, part);
    const english = readTexts("en", part, content);
    const texts: { [key: string]: string } = { ...readTexts(language, part, content) };
    const here = all.filter(({ targets }) => [...targets.keys()].some((unit) => unit.file === file));
    for (const { targets } of here) for (const [{ id }, target] of targets) texts[id] = target;
    const [present, read] = [fingerprints(english), fingerprints(texts)];
    keepRecord(content, language, here.map((merged) => ({ ...merged, present: present.get(merged.whole) ?? "", read: read.get(merged.whole) ?? "" })));
    if (!here.some(({ isChanged }) => isChanged)) return [];
    const ordered = Object.fromEntries(keysIn(language, english).flatMap((key) => (texts[key] === undefined ? [] : [[key, texts[key]]])));
    writeFileSync(join(content, file), `${JSON.stringify(ordered, null, 2)}\n`);
    return [file];
  });
}

function writeData(content: string, language: Language, files: readonly DataFile[], all: readonly Merged[]): string[] {
  const merged = new Map(all.map((each) => [each.whole, each]));
  const here = files.flatMap((file) => file.texts.flatMap((text) => {
    const each = merged.get(text.id);
    const [target] = each === undefined ? [] : [...each.targets.values()];
    return each === undefined || target === undefined ? [] : [{ ...each, file, text, target, present: fingerprint(text.source), read: fingerprint(target) }];
  }));
  keepRecord(content, language, here);
  const changed = here.filter(({ isChanged }) => isChanged);
  for (const { text, target } of changed) text.put(language, target);
  const written = new Set(changed.map(({ file }) => file));
  for (const file of written) file.write();
  return [...written].map(({ file }) => file);
}

interface MergedResource extends Merged {
  readonly resource: Resource;
}

/** A resource comes whole: half a guide in another language helps nobody. */
function mergeResource(open: Faults, file: string, resource: Resource, units: readonly Unit[], rows: ReadonlyMap<string, Row>): MergedResource | null {
  if (!units.some(({ id }) => rows.has(id))) return null;
  const merged = merge(wholeOf(resource), units, rows);
  const isNew = units.some(({ id, target }) => target === null && rows.get(id)?.target);
  if (merged.missing.length > 0) {
    if (isNew) open.add(file, merged.whole, `${merged.missing.length} of ${units.length} texts are not translated, the first ${merged.missing[0]?.id}; nothing of it was taken over`);
    return null;
  }
  return { ...merged, resource };
}

const kFields = ["title", "tab", "summary", "media", "captions", "poster", "based_on", "status", "checked_by", "published"];

function writeResource(content: string, language: Language, { resource, whole, targets, isChanged, isDone }: MergedResource, today: string): string[] {
  const english = resource.versions.en as Version;
  const version = resource.versions[language];
  if (!isChanged && !(isDone && version?.isStale === true)) return [];
  const at = new Map([...targets].map(([unit, target]) => [unit.at, target]));
  const { media, captions, poster } = english.text.fields;
  const before = version?.text.fields ?? { ...(media && { media }), ...(captions && { captions }), ...(poster && { poster }) };
  const fields: { [name: string]: string } = {
    ...before,
    ...(isChanged && { status: "draft", checked_by: "nobody yet", published: today }),
    ...Object.fromEntries(["title", "tab", "summary"].map((name) => [name, at.get(name) ?? ""])),
  };
  if (isDone) fields["based_on"] = englishOf(content, resource);
  if (isDone && fields["status"] === "stale") fields["status"] = "draft";
  if (!isDone && version?.status === "stale") fields["status"] = "stale";
  const body = linesOf(english).map(({ lead, text }, index) => (text === null ? lead : `${lead}${at.get(String(index + 1)) ?? ""}`)).join("\n");
  writeFileSync(join(content, whole, `${language}.md`), `---\n${kFields.flatMap((name) => (fields[name] ? [`${name}: ${fields[name]}\n`] : [])).join("")}---\n${body}`);
  return [`${whole}/${language}.md`];
}

/** Says of translations that they are of the present English: because somebody wrote them by hand, or the change meant nothing to them. */
export function confirm(content: string, language: Language, ids: readonly string[] | "all"): Imported {
  const faults = new Faults();
  const units = unitsOf(readAll(content, language));
  const isMeant = ({ whole }: Unit): boolean => ids === "all" || ids.includes(whole);
  for (const id of ids === "all" ? [] : ids) {
    const named = units.filter(({ whole }) => whole === id);
    if (!named.some(({ target }) => target !== null)) faults.add("confirm", id, "there is no such translation");
    else if (named.some(({ target }) => target === null)) faults.add("confirm", id, "has not every text of the English");
  }
  if (faults.lines.length > 0) return { faults: faults.lines, open: [], written: [] };
  const meant = units.filter((unit) => isMeant(unit) && unit.target !== null);
  return importTexts(content, "confirm", { language, rows: meant.map((unit) => ({ ...unit, state: unit.state === "stale" ? "translated" : unit.state })) }, "");
}
