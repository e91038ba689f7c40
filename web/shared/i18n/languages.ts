/**
 * The languages people can choose, in the order of the switch. Each is named in its own script.
 *
 * The pseudo-language (longer words, accents, one Chinese character in every text) exists in tests and in the gallery
 * only: it shows at once which text does not come from a catalogue and which box is too small.
 */

import type { Language } from "../generated/vocabulary.ts";

export type { Language };

export const kLanguages = [
  { id: "en", name: "English" },
  { id: "pt", name: "Português" },
  { id: "ro", name: "Română" },
  { id: "zh-Hans", name: "中文" },
] as const satisfies readonly { id: Language; name: string }[];

/** Languages whose texts a second native reader has approved; English is where they come from. The others say so. */
export const kReviewed: readonly AnyLanguage[] = ["en"];

export const kPseudoLanguage = "en-XA";

export type AnyLanguage = Language | typeof kPseudoLanguage;

/**
 * The catalogue files of a language. `common` is read before the first screen; an application's own part follows with
 * its first screen behind the sign-in. `public` is for the pages that are written out at build.
 */
export const kParts = ["common", "member", "staff", "public"] as const;
export type Part = (typeof kParts)[number];

/**
 * Chooses a language for somebody who has not chosen yet, from what the browser says it prefers.
 * `preferred` holds BCP 47 tags, most wanted first. Traditional Chinese readers get our simplified texts rather than
 * English; everybody unknown gets English.
 */
export function firstLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split("-")[0];
    const match = kLanguages.find((language) => language.id.toLowerCase().split("-")[0] === primary);
    if (match) return match.id;
  }
  return "en";
}
