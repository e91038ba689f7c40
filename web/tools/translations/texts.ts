/** What a translation must have of its English, text by text. */
import words from "../../../content/catalogues/words.json" with { type: "json" };
import { isPlural, placeholders } from "../../shared/i18n/catalogue.ts";
import type { Language } from "../../shared/i18n/languages.ts";
import { hiddenSigns } from "../../public/content/hidden.ts";
import { figuresAmiss } from "./figures.ts";

/** One text in English and in another language. */
export interface Unit {
  /** "leave.again_few", "sheets/medical#speak_pt", "resources/after-assault#title", "resources/after-assault#12": no two are the same. */
  readonly id: string;
  /** What is translated as one: "leave.again", "sheets/medical#speak_pt", "resources/after-assault". */
  readonly whole: string;
  /** The file of the translation, in content/, and the place in it. */
  readonly file: string;
  readonly at: string;
  readonly source: string;
  readonly target: string | null;
  readonly state: State;
  readonly about: string;
  readonly isCritical: boolean;
  readonly longest: number | null;
  /** Seen in the browser's history. */
  readonly isTab: boolean;
  /** The law's own words, and what is quoted, may say what our own texts avoid. */
  readonly isFree: boolean;
  /** A line of a resource; its marks must stay. */
  readonly isMarked: boolean;
}

/** stale: the English has changed since. read: by a second native reader. */
export const kStates = ["missing", "stale", "translated", "read"] as const;
export type State = (typeof kStates)[number];

export interface Line {
  /** "- ", "## ", "> 1. ": stays as it is. */
  readonly lead: string;
  /** null: nothing to translate in this line. */
  readonly text: string | null;
}

/** A line of Markdown: what makes it a heading, an item or a quotation, and its words. */
export function splitLine(line: string): Line {
  const [, lead = "", text = ""] = /^((?:\s*(?:#{1,6}|-|\d+\.|>)(?=\s|$)\s*)*)(.*)$/.exec(line) ?? [];
  return /^\s*:::/.test(line) || !/[\p{L}\p{N}]/u.test(text) ? { lead: line, text: null } : { lead, text };
}

const kHan = /\p{Script=Han}/u;
const count = (text: string, mark: string): number => text.split(mark).length - 1;
/** Marks of Markdown inside a line: as many as in the English. Brackets and slashes would make a link in another way. */
const kMarks = ["**", "|", "[", "]", "`", "\\", "<"];

const without = (some: readonly string[], others: readonly string[]): string[] => some.filter((each) => !others.includes(each));
const listed = (names: readonly string[]): string => names.join(", ");

/** What is wrong with `text` as the `language` of this unit; English is held against itself. */
export function faultsOf(unit: Unit, language: Language, text: string): string[] {
  const { source, longest, isTab, isFree, isMarked } = unit;
  const faults: string[] = [];
  if (text.trim() === "") return ["is empty"];
  if (/[\n\r]/.test(text)) faults.push("has a line break");
  const hidden = hiddenSigns(text.replace(/\r/g, ""));
  if (hidden !== "") faults.push(`has a sign that nobody can see: ${hidden}`);
  if (/^\s/.test(text) !== /^\s/.test(source) || /\s$/.test(text) !== /\s$/.test(source)) faults.push("begins or ends with a space, or lacks one");
  if (longest !== null && text.length > longest) faults.push(`has ${text.length} characters, ${longest} at most`);

  const [wanted, found] = [placeholders(source), placeholders(text)];
  // One form may say "one" and not the number.
  const missing = without(wanted, found).filter((name) => !(isPlural(unit.id) && name === "count"));
  if (missing.length > 0) faults.push(`lacks {{${missing.join("}}, {{")}}}`);
  if (without(found, wanted).length > 0) faults.push(`has {{${without(found, wanted).join("}}, {{")}}}, which the English has not`);
  faults.push(...figuresAmiss(source, text, language));
  if (language !== "zh-Hans" && kHan.test(text) && !kHan.test(source)) faults.push("has Chinese in it");

  if (isMarked) {
    for (const mark of kMarks) if (count(source, mark) !== count(text, mark)) faults.push(`has ${count(text, mark)} times ${mark}, the English ${count(source, mark)} times`);
    if (splitLine(text).lead !== "" || splitLine(text).text === null) faults.push("begins with a mark of Markdown");
  }
  const small = text.toLowerCase();
  const avoided = isFree ? [] : words.avoid[language].filter((word) => small.includes(word));
  if (avoided.length > 0) faults.push(`says what our texts avoid: ${listed(avoided)}`);
  const telling = isTab ? words.titles.filter((word) => small.includes(word)) : [];
  if (telling.length > 0) faults.push(`tells others in the browser's tab: ${listed(telling)}`);
  return faults;
}
