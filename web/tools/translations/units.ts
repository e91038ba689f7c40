/** The texts of the catalogues, of files of data and of content/resources, beside their translations in one language. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Faults } from "../../public/content/faults.ts";
import { fingerprint } from "../../public/content/fingerprint.ts";
import { readResources, type Resource, type Version } from "../../public/content/resources.ts";
import { baseKey, isPlural, pluralForms, type Texts } from "../../shared/i18n/catalogue.ts";
import { kParts, type Language } from "../../shared/i18n/languages.ts";
import { readTexts, textsFile } from "../catalogues.ts";
import type { DataFile } from "./data.ts";
import { fingerprints, readNotes, readRecord } from "./notes.ts";
import { splitLine, type Line, type State, type Unit } from "./texts.ts";

/** Every text of the catalogues. `language` may be English itself: then the parts that are not translated are among them. */
export function catalogueUnits(faults: Faults, content: string, language: Language): readonly Unit[] {
  const notes = readNotes(faults, content);
  const record = readRecord(content, language);
  return (language === "en" ? kParts : notes.parts).flatMap((part) => {
    const english = readTexts("en", part, content);
    const translated = language === "en" ? english : readTexts(language, part, content);
    const [present, read] = [fingerprints(english), fingerprints(translated)];
    return keysIn(language, english).map((key): Unit => {
      const whole = baseKey(key);
      const note = notes.of(whole);
      const source = english[key] ?? english[`${whole}_other`] ?? "";
      const target = translated[key] || null;
      const state: State = target === null ? "missing"
        : language !== "en" && record.based_on[whole] !== present.get(whole) ? "stale"
          : record.read_again[whole] === read.get(whole) ? "read" : "translated";
      return {
        id: key, whole, at: key, file: textsFile(language, part), source, target, state,
        about: [note.about, language === "en" ? "" : notes.words(source, language)].filter(Boolean).join(" "),
        isCritical: note.isCritical, longest: note.longest, isTab: key.endsWith(".tab"), isMarked: false,
        // What only desks read may name findings and quote law.
        isFree: !notes.parts.includes(part),
      };
    });
  });
}

/** Every text of the files of data, each by itself. */
export function dataUnits(faults: Faults, content: string, files: readonly DataFile[], language: Language): readonly Unit[] {
  const notes = readNotes(faults, content);
  const record = readRecord(content, language);
  return files.flatMap(({ file, texts }) => texts.map((text): Unit => {
    const { id, source, about, isCritical, longest } = text;
    const target = text.in(language) ?? (language === "en" ? source : null);
    const state: State = target === null ? "missing"
      : language !== "en" && record.based_on[id] !== fingerprint(source) ? "stale"
        : record.read_again[id] === fingerprint(target) ? "read" : "translated";
    return {
      id, whole: id, at: id.slice(id.indexOf("#") + 1), file, source, target, state, isCritical, longest,
      about: [about, language === "en" ? "" : notes.words(source, language)].filter(Boolean).join(" "),
      isTab: false, isMarked: false, isFree: false,
    };
  }));
}

/** The keys that a language needs for the English ones, in their order, each with the plural forms of the language. */
export function keysIn(language: Language, english: Texts): string[] {
  const order = ["zero", "one", "two", "few", "many", "other"];
  const forms = pluralForms(language).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return [...new Set(Object.keys(english).map((key) => (isPlural(key) ? `${baseKey(key)}_*` : key)))]
    .flatMap((key) => (key.endsWith("_*") ? forms.map((form) => key.replace("*", form)) : [key]));
}

const kHead = [["title", 60], ["tab", 40], ["summary", 160]] as const;
const kWhere = { title: "The title of the text.", tab: "On the browser's tab and in its history, where others see it: says nothing of what the text is about.", summary: "Under the title in lists." };

export const linesOf = (version: Version): readonly Line[] => version.text.body.split("\n").map(splitLine);

/** What stays as it is from language to language. */
const skeletonOf = (lines: readonly Line[]): string => lines.map(({ lead, text }) => `${lead}${text === null ? "" : "…"}`).join("\n");

/** Whether each line of one text stands for a line of the other. */
export const hasSameLines = (a: Version, b: Version): boolean => skeletonOf(linesOf(a)) === skeletonOf(linesOf(b));

export const wholeOf = ({ slug }: Resource): string => `resources/${slug}`;

/** Every resource with its texts, line by line. Where the lines no longer stand for one another, only the front matter has a translation. */
export function resourceUnits(faults: Faults, content: string, language: Language): ReadonlyMap<Resource, readonly Unit[]> {
  const notes = readNotes(faults, content);
  return new Map(readResources(faults, content).flatMap((resource) => {
    const english = resource.versions.en;
    const version = resource.versions[language];
    if (english === undefined) return [];
    const whole = wholeOf(resource);
    const isStale = version !== undefined && version.isStale;
    const isRead = version !== undefined && version.status !== "draft";
    const unit = (at: string, source: string, target: string | null, more: Partial<Unit>): Unit => ({
      id: `${whole}#${at}`, whole, at, file: `${whole}/${language}.md`, source, target,
      state: target === null ? "missing" : isStale ? "stale" : isRead ? "read" : "translated",
      about: [`In the ${resource.kind} “${english.title}”.`, language === "en" ? "" : notes.words(source, language)].filter(Boolean).join(" "),
      isCritical: false, longest: null, isTab: false, isFree: resource.kind === "law", isMarked: false, ...more,
    });
    const isAligned = version !== undefined && hasSameLines(english, version);
    const lines = isAligned ? linesOf(version) : [];
    return [[resource, [
      ...kHead.map(([name, longest]) => unit(name, english[name], version?.[name] || null, { longest, isTab: name === "tab", about: kWhere[name] })),
      ...linesOf(english).flatMap(({ lead, text }, index) => (text === null ? []
        : [unit(String(index + 1), text, lines[index]?.text ?? null, { isMarked: true, ...(lead.includes(">") && { isFree: true }) })])),
    ]]];
  }));
}

/** What the English of a resource is known by. */
export function englishOf(content: string, resource: Resource): string {
  return fingerprint(readFileSync(join(content, wholeOf(resource), "en.md")));
}
