/** What a translation must have of its English, text by text. */
import words from "../../../content/catalogues/words.json" with { type: "json" };
import { isPlural, placeholders } from "../../shared/i18n/catalogue.ts";
import type { Language } from "../../shared/i18n/languages.ts";

/** One text in English and in another language. */
export interface Unit {
  /** "leave.again_few", "resources/after-assault#title", "resources/after-assault#12": no two are the same. */
  readonly id: string;
  /** What is translated as one: "leave.again", "resources/after-assault". */
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
const links = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1] ?? "").sort();
const count = (text: string, mark: string): number => text.split(mark).length - 1;

/** Numbers of a text, each once: 999, 0800 464 7669, 72. Those in links and placeholders count elsewhere. */
function numbers(text: string): string[] {
  const found = text.replace(/\]\([^)]*\)/g, "]").matchAll(/\d(?:[\d,.]| (?=\d{3}))*\d|\d/g);
  return [...new Set([...found].map(([number]) => number.replace(/\D/g, "")))];
}

const without = (some: readonly string[], others: readonly string[]): string[] => some.filter((each) => !others.includes(each));
const listed = (names: readonly string[]): string => names.join(", ");

/** What is wrong with `text` as the `language` of this unit; English is held against itself. */
export function faultsOf(unit: Unit, language: Language, text: string): string[] {
  const { source, longest, isTab, isFree, isMarked } = unit;
  const faults: string[] = [];
  if (text.trim() === "") return ["is empty"];
  if (/[\u0000-\u001f\u007f\u2028\u2029\ufffd-\uffff\p{Surrogate}]/u.test(text)) faults.push("has a line break or a sign that nobody can see");
  if (/^\s/.test(text) !== /^\s/.test(source) || /\s$/.test(text) !== /\s$/.test(source)) faults.push("begins or ends with a space, or lacks one");
  if (longest !== null && text.length > longest) faults.push(`has ${text.length} characters, ${longest} at most`);

  const [wanted, found] = [placeholders(source), placeholders(text)];
  // One form may say "one" and not the number.
  const missing = without(wanted, found).filter((name) => !(isPlural(unit.id) && name === "count"));
  if (missing.length > 0) faults.push(`lacks {{${missing.join("}}, {{")}}}`);
  if (without(found, wanted).length > 0) faults.push(`has {{${without(found, wanted).join("}}, {{")}}}, which the English has not`);
  if (without(numbers(source), numbers(text)).length > 0) faults.push(`lacks the number ${listed(without(numbers(source), numbers(text)))}`);
  if (language !== "zh-Hans" && kHan.test(text) && !kHan.test(source)) faults.push("has Chinese in it");

  if (isMarked) {
    if (listed(links(source)) !== listed(links(text))) {
      faults.push(`has other links than the English: lacks ${listed(without(links(source), links(text))) || "none"}, has besides ${listed(without(links(text), links(source))) || "none"}`);
    }
    for (const mark of ["**", "|"]) if (count(source, mark) !== count(text, mark)) faults.push(`has ${count(text, mark)} times ${mark}, the English ${count(source, mark)} times`);
    if (splitLine(text).lead !== "" || splitLine(text).text === null) faults.push("begins with a mark of Markdown");
  }
  const small = text.toLowerCase();
  const avoided = isFree ? [] : words.avoid[language].filter((word) => small.includes(word));
  if (avoided.length > 0) faults.push(`says what our texts avoid: ${listed(avoided)}`);
  const telling = isTab ? words.titles.filter((word) => small.includes(word)) : [];
  if (telling.length > 0) faults.push(`tells others in the browser's tab: ${listed(telling)}`);
  return faults;
}
