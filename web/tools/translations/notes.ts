/**
 * What goes with the catalogues besides texts: content/catalogues/notes.json says what each text is for, and
 * content/catalogues/<language>/record.json from which English each was translated and which a second reader has read.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fields, type Faults } from "../../public/content/faults.ts";
import { fingerprint } from "../../public/content/fingerprint.ts";
import { readJson } from "../../public/content/resources.ts";
import { baseKey, type Texts } from "../../shared/i18n/catalogue.ts";
import { kParts, type Language, type Part } from "../../shared/i18n/languages.ts";

export interface Note {
  /** For translators: where the text stands, and for whom; empty if nobody has said so. */
  readonly about: string;
  /** Must be translated and up to date; a second native reader reads it. */
  readonly isCritical: boolean;
  readonly longest: number | null;
}

export interface Notes {
  /** The parts of the catalogues that are translated. */
  readonly parts: readonly Part[];
  /** The note on a key without plural ending. */
  of(key: string): Note;
  /** How the words of an English text are said in `language`, for a translator. */
  words(english: string, language: Language): string;
  /** Patterns and sections that fit no key are of no use. */
  unused(keys: readonly string[]): readonly string[];
}

export const kNotesFile = "catalogues/notes.json";

const kNothing: Note = { about: "", isCritical: false, longest: null };

/** A text message carries 70 characters once one of them is outside the oldest alphabet, as ș, ã and all Chinese ones are. */
const kTextMessage = 70;

export function readNotes(faults: Faults, content: string): Notes {
  const fields = new Fields(faults, kNotesFile, readJson(faults, content, kNotesFile));
  fields.text("_about");
  const inEnglish = fields.texts("parts_in_english");
  const rows = (name: string): Map<string, Fields> => fields.object(name, (all) => new Map(all.names().map((row) => [row, all.object(row, (each) => each)])));
  const sections = new Map([...rows("sections")].map(([section, row]) => {
    const note: Note = {
      about: row.text("about"), isCritical: row.has("critical") && row.flag("critical"), longest: section === "sms" ? kTextMessage : null,
    };
    row.end();
    return [section, note] as const;
  }));
  const texts = [...rows("texts")].map(([pattern, row]) => {
    const note = { pattern, like: patternOf(pattern), about: row.optionalText("about"), longest: row.has("longest") ? row.number("longest") : null };
    row.end();
    return note;
  });
  const words = [...rows("words")].map(([english, row]) => ({ english, row }));
  fields.end();
  const sectionOf = (key: string): string => key.split(".")[0] ?? "";
  return {
    parts: kParts.filter((part) => !inEnglish.includes(part)),
    of: (key) => {
      const section = sections.get(sectionOf(key)) ?? kNothing;
      const more = texts.filter(({ like }) => like.test(key));
      const limits = [section.longest, ...more.map(({ longest }) => longest)].filter((each) => each !== null);
      return { ...section, about: section.about && [section.about, ...more.map(({ about }) => about)].filter(Boolean).join(" "), longest: limits.length > 0 ? Math.min(...limits) : null };
    },
    words: (english, language) => words.filter((word) => english.toLowerCase().includes(word.english))
      .map((word) => `“${word.english}”: ${word.row.text(language)}.`).join(" "),
    unused: (keys) => [
      ...[...sections.keys()].filter((section) => !keys.some((key) => sectionOf(key) === section)),
      ...texts.filter(({ like }) => !keys.some((key) => like.test(key))).map(({ pattern }) => pattern),
    ],
  };
}

function patternOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.split("*").map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`);
}

/** Both by key without plural ending. */
export interface TranslationRecord {
  /** The fingerprint of the English that was translated. */
  readonly based_on: Readonly<{ [key: string]: string }>;
  /** The fingerprint of the translation that a second native reader has read. */
  readonly read_again: Readonly<{ [key: string]: string }>;
}

export const recordFile = (language: Language): string => `catalogues/${language}/record.json`;

export function readRecord(content: string, language: Language): TranslationRecord {
  const file = join(content, recordFile(language));
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) as TranslationRecord : { based_on: {}, read_again: {} };
}

export function writeRecord(content: string, language: Language, { based_on, read_again }: TranslationRecord): void {
  const sorted = (texts: Readonly<{ [key: string]: string }>): object => Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(content, recordFile(language)), `${JSON.stringify({ based_on: sorted(based_on), read_again: sorted(read_again) }, null, 2)}\n`);
}

/** What the texts of each key, in all its plural forms, are known by. */
export function fingerprints(texts: Texts): ReadonlyMap<string, string> {
  const forms = new Map<string, string[]>();
  for (const [key, text] of Object.entries(texts)) forms.set(baseKey(key), [...(forms.get(baseKey(key)) ?? []), `${key}\n${text}`]);
  return new Map([...forms].map(([key, all]) => [key, fingerprint(all.sort().join("\n"))]));
}
