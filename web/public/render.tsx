/** Every page of the site in every language, as HTML. The build calls this; nothing of it reaches a browser as code. */
import { createHash } from "node:crypto";
import { renderToString } from "preact-render-to-string";
import type { VNode } from "preact";
import { putTexts } from "../shared/i18n/index.ts";
import type { Catalogue } from "../shared/i18n/catalogue.ts";
import { kLanguages, type Language } from "../shared/i18n/languages.ts";
import { Faults } from "./content/faults.ts";
import { Frame, type Place, type Section } from "./frame.tsx";
import { findPages } from "./find.tsx";
import { frontPages, kNotFound } from "./front.tsx";
import { readingPages } from "./reading.tsx";
import { sheetPages } from "./sheet.tsx";
import { staffGuide, staffPages } from "./staff.tsx";
import type { Site } from "./site.ts";
import { keepWhole } from "./whole.ts";

/** A page before it has a language. */
export interface Page {
  readonly path: string;
  /** The name of its file where it has no address of its own. */
  readonly file?: string;
  /** What sort of page it is: tests look at one of each. */
  readonly kind: string;
  readonly section: Section | null;
  tab(language: Language): string;
  draw(place: Place, faults: Faults): VNode;
}

export interface Written {
  /** "en/g/k3f/index.html" */
  readonly file: string;
  readonly kind: string;
  readonly text: string;
}

export function pagesOf(site: Site): readonly Page[] {
  return [...frontPages(site), ...findPages(site), ...readingPages(site), ...staffPages(site), ...sheetPages(site)];
}

/** `catalogues` gives the texts of a language, the common ones and those of these pages. */
export function writePages(site: Site, catalogues: (language: Language) => readonly Catalogue[]): readonly Written[] {
  const faults = new Faults();
  const pages = pagesOf(site);
  const written = kLanguages.flatMap(({ id: language }) => {
    putTexts(language, catalogues(language));
    const drawn = pages.map(({ path, file = `${path}index.html`, kind, section, tab, draw }) => {
      const place: Place = { site, language, path };
      const html = renderToString(<Frame place={place} tab={tab(language)} section={section}>{draw(place, faults)}</Frame>);
      return { file: `${language}/${file}`, kind, text: `<!doctype html>${keepWhole(html)}` };
    });
    return [...drawn, { file: `${language}/w/guide.json`, kind: "data", text: staffGuide(site, language, versionOf) }];
  });
  faults.stop();
  // In no language's folder: every language is one press away from the English one.
  const lost = written.filter(({ file }) => file === `en/${kNotFound}`).map(({ text }) => ({ file: kNotFound, kind: "copy", text }));
  return [...written, ...lost];
}

/** Changes whenever the text does. */
function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
