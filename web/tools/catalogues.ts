/**
 * Vite plugin: the catalogues as hashed JSON files, one per language and part, English filled in where a translation
 * is missing, and `virtual:catalogues`, the table of their addresses. With `pseudo` the pseudo-language is added.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { mergeCatalogue, pseudoText, type Catalogue, type Texts } from "../shared/i18n/catalogue.ts";
import { kLanguages, kParts, kPseudoLanguage, type AnyLanguage, type Part } from "../shared/i18n/languages.ts";

const kFolder = join(import.meta.dirname, "../../content/catalogues");
const kVirtual = "virtual:catalogues";

function fileOf(language: string, part: Part): string {
  return join(kFolder, language, `${part}.json`);
}

/** The file of one language and part as it is, for the build and for tests. Throws if there is none. */
export function readTexts(language: string, part: Part): Texts {
  return JSON.parse(readFileSync(fileOf(language, part), "utf8")) as Texts;
}

/** What the page loads for one language and part. */
export function readCatalogue(language: AnyLanguage, part: Part): Catalogue {
  const english = readTexts("en", part);
  if (language !== kPseudoLanguage) return mergeCatalogue(english, readTexts(language, part), language);
  return { texts: Object.fromEntries(Object.entries(english).map(([key, text]) => [key, pseudoText(text)])), english: [] };
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
          this.addWatchFile(fileOf(language, part));
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
