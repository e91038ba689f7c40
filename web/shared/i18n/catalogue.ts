/**
 * Catalogues: flat JSON files of key → text, in the form of i18next version 4, which translation tools read and which
 * the server can read as easily:
 *   "check.left_one": "{{count}} check left today"      plural forms end in _zero _one _two _few _many _other
 *   "check.title": "Check"                              {{name}} is a placeholder
 *
 * This file knows the format and nothing of browsers; the build, the tests and the page use it.
 */

export type Texts = Readonly<Record<string, string>>;

/**
 * What the page loads: every English key has a text. `english` names the keys (without plural ending) for which there
 * is no translation, so that the page can mark them as English.
 */
export interface Catalogue {
  readonly texts: Texts;
  readonly english: readonly string[];
}

const kPluralEnding = /_(zero|one|two|few|many|other)$/;
const kPlaceholder = /\{\{(\w+)\}\}/g;

/** "check.left_one" → "check.left" */
export function baseKey(key: string): string {
  return key.replace(kPluralEnding, "");
}

export function isPlural(key: string): boolean {
  return kPluralEnding.test(key);
}

/** The names of the placeholders of a text, sorted, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(kPlaceholder)].map((match) => match[1] ?? ""))].sort();
}

/** The plural endings that a language needs, for instance one, few, other for Romanian. */
export function pluralForms(language: string): string[] {
  return [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
}

/**
 * Puts a translation over the English texts. A key counts as translated only if every plural form that the language
 * needs is there; otherwise all its forms stay English.
 */
export function mergeCatalogue(english: Texts, translated: Texts, language: string): Catalogue {
  const texts: Record<string, string> = {};
  const missing = new Set<string>();
  const bases = new Map<string, boolean>();
  for (const key of Object.keys(english)) bases.set(baseKey(key), isPlural(key));
  for (const [base, plural] of bases) {
    const keys = plural ? pluralForms(language).map((form) => `${base}_${form}`) : [base];
    if (keys.every((key) => translated[key])) {
      for (const key of keys) texts[key] = translated[key] as string;
      continue;
    }
    missing.add(base);
    for (const key of Object.keys(english)) if (baseKey(key) === base) texts[key] = english[key] as string;
  }
  return { texts, english: [...missing] };
}

/** A text split at its placeholders: strings and {name} in turn, so that a page can put a link or a number there. */
export function splitText(text: string): (string | { name: string })[] {
  const pieces: (string | { name: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(kPlaceholder)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push({ name: match[1] ?? "" });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

const kAccents: Readonly<Record<string, string>> = {
  a: "å", c: "ç", d: "ð", e: "é", i: "ï", n: "ñ", o: "ö", s: "š", u: "û", y: "ý", z: "ž",
  A: "Å", C: "Ç", E: "É", I: "Ï", N: "Ñ", O: "Ö", S: "Š", U: "Û",
};

/** The pseudo-language's text for an English one: accents, 中 in front, and 40 % longer. Placeholders stay. */
export function pseudoText(text: string): string {
  const accented = splitText(text)
    .map((piece) => (typeof piece === "string" ? piece.replace(/[A-Za-z]/g, (letter) => kAccents[letter] ?? letter) : `{{${piece.name}}}`))
    .join("");
  return `中 ${accented}${" lorem".repeat(Math.ceil((text.length * 0.4) / 6))}`;
}
