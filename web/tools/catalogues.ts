/**
 * Vite plugin: the catalogues as hashed JSON files, one per language and part, English filled in where a translation
 * is missing, and `virtual:catalogues`, the table of their addresses. With `pseudo` the pseudo-language is added.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { Faults } from "../public/content/faults.ts";
import { baseKey, mergeCatalogue, pseudoText, type Catalogue, type Texts } from "../shared/i18n/catalogue.ts";
import { kLanguages, kParts, kPseudoLanguage, type AnyLanguage, type Language, type Part } from "../shared/i18n/languages.ts";
import { fingerprints, readNotes, readRecord } from "./translations/notes.ts";

export const kContent = join(import.meta.dirname, "../../content");
const kVirtual = "virtual:catalogues";

export const textsFile = (language: string, part: Part): string => `catalogues/${language}/${part}.json`;

/** The file of one language and part as it is, for the build and for tests. Throws if there is none. */
export function readTexts(language: string, part: Part, content: string = kContent): Texts {
  return JSON.parse(readFileSync(join(content, textsFile(language, part)), "utf8")) as Texts;
}

/** What the page loads for one language and part. */
export function readCatalogue(language: AnyLanguage, part: Part, content: string = kContent): Catalogue {
  const english = readTexts("en", part, content);
  if (language === kPseudoLanguage) return { texts: Object.fromEntries(Object.entries(english).map(([key, text]) => [key, pseudoText(text)])), english: [] };
  return mergeCatalogue(english, language === "en" ? english : stillTrue(language, english, readTexts(language, part, content), content), language);
}

/** Without critical texts whose English has changed since: readers get English rather than what was true once. */
function stillTrue(language: Language, english: Texts, translated: Texts, content: string): Texts {
  const notes = readNotes(new Faults(), content);
  const { based_on: basedOn } = readRecord(content, language);
  const present = fingerprints(english);
  const isTrue = (key: string): boolean => !notes.of(key).isCritical || (basedOn[key] ?? present.get(key)) === present.get(key);
  return Object.fromEntries(Object.entries(translated).filter(([key]) => isTrue(baseKey(key))));
}

export function catalogues({ parts, pseudo = false }: { parts: readonly Part[]; pseudo?: boolean }): Plugin {
  const languages: AnyLanguage[] = [...kLanguages.map(({ id }) => id), ...(pseudo ? [kPseudoLanguage] as const : [])];
  let building = false;
  return {
    name: "parasol-catalogues",
    configResolved(config) {
      building = config.command === "build";
    },
    resolveId: (id) => (id === kVirtual ? `\0${kVirtual}` : null),
    load(id) {
      if (id !== `\0${kVirtual}`) return null;
      const rows = languages.map((language) => {
        const columns = parts.map((part) => {
          const source = JSON.stringify(readCatalogue(language, part));
          this.addWatchFile(join(kContent, textsFile(language, part)));
          if (!building) return `${part}: ${JSON.stringify(`data:application/json,${encodeURIComponent(source)}`)}`;
          const file = this.emitFile({ type: "asset", name: `${part}-${language}.json`, source });
          return `${part}: import.meta.ROLLUP_FILE_URL_${file}`;
        });
        return `${JSON.stringify(language)}: { ${columns.join(", ")} }`;
      });
      return `export const addresses = { ${rows.join(", ")} };`;
    },
  };
}

/** The parts an application reads. Staff read what members read, in the same words; the desks' words never reach a member. */
export function partsOf(application: string): readonly Part[] {
  return kParts.filter((part) => part === "common" || part === application || application === "gallery" || (application === "staff" && part === "member"));
}
