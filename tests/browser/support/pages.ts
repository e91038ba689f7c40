/** The public pages as they were built, by their addresses below a language's folder. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pagesFolder } from "./stage.ts";

export const languages = ["en", "pt", "ro", "zh-Hans"] as const;
export type Language = (typeof languages)[number];

const folder = join(pagesFolder, "member/en");

/** "g/" and "g/k3f/", for every folder with pages. */
export function allPages(): readonly string[] {
  const shelves = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`).sort();
  const isPage = (path: string): boolean => existsSync(join(folder, path, "index.html"));
  const below = (shelf: string): string[] => readdirSync(join(folder, shelf), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${shelf}${name}/`);
  return ["", "not_found.html", ...shelves.filter(isPage), ...shelves.flatMap(below).filter(isPage)];
}

/** One of each sort: the list pages, and the first page on each shelf. */
export function kindsOf(pages: readonly string[]): readonly string[] {
  const isDeep = (path: string): boolean => path.split("/").length > 2;
  return pages.filter((path, index) => !isDeep(path) || pages.findIndex((other) => isDeep(other) && other[0] === path[0]) === index);
}
