/** All that the pages are made from, and where each page is. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { kLanguages, type Language } from "../shared/i18n/languages.ts";
import { type Directory, type Service, type Translated } from "./content/directory.ts";
import { readDirectory } from "./content/directory.ts";
import { Faults } from "./content/faults.ts";
import type { LinkKind } from "./content/markdown.ts";
import { readOperator, type Operator } from "./content/operator.ts";
import { readResources, type Kind, type Resource, type Version } from "./content/resources.ts";
import { readSheets, type Sheet } from "./content/sheets.ts";

export interface Content {
  readonly resources: readonly Resource[];
  readonly directory: Directory;
  readonly sheets: readonly Sheet[];
  /** Who runs the site; null: nobody is named. */
  readonly operator: Operator | null;
}

/** Addresses of the files that come with the pages. */
export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly places: string;
}

export interface Site extends Content {
  readonly assets: Assets;
  /** The day of the build, as YYYY-MM-DD: what is old counts from here. */
  readonly today: string;
  /** Where the pages will be, if the build knows: "https://example.org". */
  readonly origin?: string | undefined;
}

/** Reads and checks everything; throws with every fault, each by file and field. What stands in `own`, an operator's folder, takes the place of what `folder` has. */
export function readContent(folder: string, own?: string): Content {
  const faults = new Faults();
  const placeOf = (name: string): string => join(own !== undefined && existsSync(join(own, name)) ? own : folder, name);
  const content = { resources: readResources(faults, folder), directory: readDirectory(faults, placeOf("directory")), sheets: readSheets(faults, folder), operator: readOperator(faults, placeOf("site.json")) };
  const ids = [...content.resources.map(({ id, slug }) => [id, slug] as const), ...content.sheets.map(({ id, slug }) => [id, slug] as const)];
  for (const [id, slug] of ids) if (ids.some(([other, name]) => other === id && name !== slug)) faults.add(slug, "id", `${id} stands twice`);
  faults.stop();
  return content;
}

/** One letter says which shelf a page stands on; nothing in an address says what is on it. */
const kShelves: Readonly<Partial<Record<Kind, string>>> = { card: "c", staff: "w", page: "a" };

export function resourcePath({ kind, id }: Resource): string {
  return `${kShelves[kind] ?? "g"}/${id}/`;
}

export const servicePath = ({ page }: Service): string => `s/${page}/`;
export const sheetPath = ({ id }: Sheet): string => `m/${id}/`;

export function address(language: Language, path: string): string {
  return `/${language}/${path}`;
}

/** Pages that are drawn from no text, as texts call them. */
const kPages: Readonly<Record<string, string>> = { help: "h/", find: "f/", contacts: "w/loc/" };

/** Where a link of a text leads, as an address without language. */
export function linkTarget(content: Content, kind: LinkKind, slug: string): string | null {
  if (kind === "page") return kPages[slug] ?? null;
  if (kind === "service") {
    const service = content.directory.services.find((each) => each.slug === slug);
    return service ? servicePath(service) : null;
  }
  const resource = content.resources.find((each) => each.slug === slug);
  const sheet = content.sheets.find((each) => each.slug === slug);
  return resource ? resourcePath(resource) : sheet ? sheetPath(sheet) : null;
}

/** How a service is reached by whoever reads its name on paper: by its number, or else at its site. */
export function reachOf({ phones: [phone], url }: Service): { readonly number?: string; readonly site?: string } {
  return phone !== undefined ? { number: phone.number } : url !== null ? { site: url.replace(/^https?:\/\/(?:www\.)?|\/$/g, "") } : {};
}

/** The same, as attributes of a link; the style sheet prints them. */
export function onPaper(service: Service): Readonly<Record<string, string | undefined>> {
  const { number, site } = reachOf(service);
  return { "data-number": number, "data-site": site };
}

/** The text in `language`, or the English one and that it is English. */
export function pick(texts: Translated, language: Language): { readonly text: string; readonly isEnglish: boolean } {
  const text = texts[language];
  return { text: text ?? texts.en ?? "", isEnglish: text === undefined && language !== "en" };
}

/** The version that is shown in `language`: English where there is none, or the translation is withdrawn. */
export function versionFor({ versions }: Resource, language: Language): Version {
  const version = versions[language];
  const shown = version && version.status !== "withdrawn" ? version : versions.en;
  if (shown === undefined) throw new Error("a resource without English");
  return shown;
}

/** Languages in which there is a text. */
export function languagesOf({ versions }: Resource): readonly Language[] {
  return kLanguages.map(({ id }) => id).filter((id) => versions[id] !== undefined && versions[id].status !== "withdrawn");
}
