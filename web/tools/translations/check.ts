/**
 * What is wrong with the texts as they are, by file and key: words, marks, lengths, plural forms, what is not translated
 * and what was translated from an English that has changed since.
 */
import { Faults } from "../../public/content/faults.ts";
import { baseKey } from "../../shared/i18n/catalogue.ts";
import { kLanguages, kParts, kReviewed, type Language } from "../../shared/i18n/languages.ts";
import { readTexts, textsFile } from "../catalogues.ts";
import { readData } from "./data.ts";
import { kNotesFile, readNotes, readRecord, recordFile, type Notes } from "./notes.ts";
import { faultsOf, type Unit } from "./texts.ts";
import { catalogueUnits, dataUnits, hasSameLines, keysIn, resourceUnits } from "./units.ts";

/** Of the texts that are not critical, how many must be translated and up to date; of the critical ones, all. */
const kShare = 0.98;

export interface Coverage {
  readonly language: Language;
  readonly critical: Share;
  readonly rest: Share;
  readonly resources: Share;
}

interface Share {
  readonly done: number;
  readonly all: number;
}

export interface Report {
  readonly faults: readonly string[];
  /** What is to be done and holds nothing up. */
  readonly open: readonly string[];
  readonly coverage: readonly Coverage[];
}

export function check(content: string, reviewed: readonly string[] = kReviewed): Report {
  const faults = new Faults();
  const open = new Faults();
  const notes = readNotes(faults, content);
  checkNotes(faults, content, notes);
  const files = readData(faults, content);
  const coverage = kLanguages.map(({ id }) => {
    const texts = [...catalogueUnits(faults, content, id), ...dataUnits(faults, content, files, id)];
    checkKeys(faults, content, notes, id);
    checkTexts(faults, texts, id);
    const resources = checkResources(faults, open, content, id);
    if (id === "en") return null;
    checkRecord(faults, content, id, texts);
    if (reviewed.includes(id)) {
      for (const unit of texts) if (unit.isCritical && unit.state !== "read") faults.add(unit.file, unit.at, "no second native reader has read it, but the language counts as reviewed");
    }
    return { language: id, resources, ...checkCoverage(faults, open, texts) };
  });
  return { faults: faults.lines, open: open.lines, coverage: coverage.filter((each) => each !== null) };
}

const isDone = ({ state }: Unit): boolean => state === "translated" || state === "read";

function checkNotes(faults: Faults, content: string, notes: Notes): void {
  const keys = notes.parts.flatMap((part) => Object.keys(readTexts("en", part, content)).map((key) => ({ file: textsFile("en", part), key: baseKey(key) })));
  for (const { file, key } of keys) if (notes.of(key).about === "") faults.add(file, key, `${kNotesFile} does not say what it is for`);
  for (const name of notes.unused(keys.map(({ key }) => key))) faults.add(kNotesFile, name, "fits no key");
}

/** No key that English lacks, only the plural forms of the language, and nothing where nothing is translated. */
function checkKeys(faults: Faults, content: string, notes: Notes, language: Language): void {
  for (const part of kParts) {
    const file = textsFile(language, part);
    const known = new Set(keysIn(language, readTexts("en", part, content)));
    for (const key of Object.keys(readTexts(language, part, content))) {
      if (!known.has(key)) faults.add(file, key, "is no key of English, or no plural form of the language");
      else if (language !== "en" && !notes.parts.includes(part)) faults.add(file, key, `${kNotesFile} says that ${part} is not translated`);
    }
  }
}

function checkTexts(faults: Faults, units: readonly Unit[], language: Language): void {
  const begun = new Set(units.filter(({ target }) => target !== null).map(({ whole }) => whole));
  for (const unit of units) {
    if (unit.target !== null) for (const what of faultsOf(unit, language, unit.target)) faults.add(unit.file, unit.at, what);
    else if (begun.has(unit.whole)) faults.add(unit.file, unit.at, "is missing, but another plural form is there");
  }
}

/** Each translation is known by the English it was made from, and none has gone since. */
function checkRecord(faults: Faults, content: string, language: Language, units: readonly Unit[]): void {
  const record = readRecord(content, language);
  const there = new Set(units.filter(({ target }) => target !== null).map(({ whole }) => whole));
  for (const { file, whole } of units) if (there.has(whole) && !(whole in record.based_on)) faults.add(file, whole, `${recordFile(language)} does not say from what it was translated: tools/translations confirm ${language} ${whole}`);
  for (const key of [...Object.keys(record.based_on), ...Object.keys(record.read_again)]) if (!there.has(key)) faults.add(recordFile(language), key, "there is no such translation any more");
}

function checkCoverage(faults: Faults, open: Faults, units: readonly Unit[]): Omit<Coverage, "language" | "resources"> {
  const shareOf = (some: readonly Unit[]): Share => ({ done: some.filter(isDone).length, all: some.length });
  const [critical, rest] = [units.filter(({ isCritical }) => isCritical), units.filter(({ isCritical }) => !isCritical)];
  const isEnough = shareOf(rest).done >= kShare * rest.length;
  const say = (unit: Unit, into: Faults): void => {
    const what = unit.state === "stale" ? "the English has changed since it was translated" : "is not translated";
    into.add(unit.file, unit.at, `${what}${!unit.isCritical ? "" : unit.file.startsWith("catalogues/") ? "; it is critical, and shown in English" : "; it is critical"}`);
  };
  for (const unit of critical) if (!isDone(unit)) say(unit, faults);
  for (const unit of rest) if (!isDone(unit)) say(unit, isEnough ? open : faults);
  return { critical: shareOf(critical), rest: shareOf(rest) };
}

function checkResources(faults: Faults, open: Faults, content: string, language: Language): Share {
  let done = 0;
  const all = resourceUnits(faults, content, language);
  for (const [{ versions }, units] of all) {
    const [english, version] = [versions.en, versions[language]];
    if (english === undefined || version === undefined) continue;
    if (version.isStale) {
      // Readers are told either way; whoever changed the English has looked at it and says so.
      const what = "the English has changed since it was translated";
      if (version.status === "stale") open.add(version.file, "based_on", what);
      else faults.add(version.file, "based_on", `${what}: translate it anew, confirm it, or say status: stale`);
    } else {
      done += 1;
      if (!hasSameLines(english, version)) faults.add(version.file, "text", "its lines are not those of the English: headings, items and call-outs one by one");
    }
    for (const unit of units) {
      // What stands for an older English cannot be held against this one, but for the words it uses.
      if (unit.target === null) continue;
      const held = version.isStale ? { ...unit, source: unit.target } : unit;
      for (const what of faultsOf(held, language, unit.target)) faults.add(version.file, /^\d+$/.test(unit.at) ? `line ${version.text.firstLine + Number(unit.at)}` : unit.at, what);
    }
  }
  return { done, all: all.size };
}
