/** content/sheets: what somebody can tick in one language so that staff read it in English, and the other way round. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { kLanguages } from "../../shared/i18n/languages.ts";
import type { Translated } from "./directory.ts";
import { type Faults, Fields } from "./faults.ts";
import { readJson } from "./resources.ts";

export interface SheetGroup {
  readonly id: string;
  readonly title: Translated;
  /** Several may be ticked, or one of them. */
  readonly kind: "tick" | "one";
  readonly items: readonly { readonly id: string; readonly text: Translated }[];
}

export interface Sheet {
  readonly slug: string;
  readonly id: string;
  readonly for: "health" | "police";
  readonly groups: readonly SheetGroup[];
  readonly replies: readonly SheetGroup[];
}

const kLanguageIds = kLanguages.map(({ id }) => id);

export function readSheets(faults: Faults, content: string): readonly Sheet[] {
  const folder = join(content, "sheets");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => readSheet(faults, content, name));
}

function readSheet(faults: Faults, content: string, name: string): Sheet {
  const fields = new Fields(faults, `sheets/${name}`, readJson(faults, content, `sheets/${name}`));
  const seen = new Set<string>();
  const id = (each: Fields): string => {
    const value = each.text("id", { like: /^[a-z0-9_]+$/ });
    if (seen.has(value)) each.fault("id", `${value} stands twice`);
    seen.add(value);
    return value;
  };
  const translated = (each: Fields, field: string): Translated => {
    const texts = each.translated(field, kLanguageIds);
    // Whoever cannot read one row cannot use the sheet: here nothing may stay English.
    for (const language of kLanguageIds) if (!texts[language]) each.fault(`${field}.${language}`, "is missing");
    return texts;
  };
  const group = (each: Fields): SheetGroup => {
    const read = {
      id: id(each), title: translated(each, "title"), kind: each.oneOf("kind", ["tick", "one"]),
      items: each.list("items", (item) => {
        const one = { id: id(item), text: translated(item, "text") };
        item.end();
        return one;
      }, { required: true }),
    };
    each.end();
    return read;
  };
  const sheet: Sheet = {
    slug: name.replace(/\.json$/, ""), id: fields.text("id", { like: /^[a-z0-9]{3}$/ }), for: fields.oneOf("for", ["health", "police"]),
    groups: fields.list("groups", group, { required: true }), replies: fields.list("replies", group, { required: true }),
  };
  fields.end();
  return sheet;
}
