/**
 * What the pages say, in the pseudo-language in place of English: longer, with accents and a Chinese sign. Whatever is
 * then cut off, or too wide, would be so in some language that people read. For tests; no build that is served calls it.
 */
import { pseudoText } from "../shared/i18n/catalogue.ts";
import type { Content } from "./site.ts";

/** A line of Markdown with its words changed; marks, cells and where links lead stay. */
export function pseudoLine(line: string): string {
  if (/^\s*:::/.test(line) || !/\p{L}/u.test(line)) return line;
  const [, lead = "", rest = ""] = /^((?:\s*(?:#{1,6}|-|\d+\.|>)\s+)*)(.*)$/.exec(line) ?? [];
  return lead + rest.split("|").map((cell) => (/\p{L}/u.test(cell) ? pseudoCell(cell) : cell)).join("|");
}

function pseudoCell(cell: string): string {
  // Marks go in as placeholders, which the pseudo-language leaves alone, and come out as they were.
  const marks: string[] = [];
  const held = cell.replace(/\]\([^)]*\)|\*\*|\[/g, (mark) => `{{m${marks.push(mark) - 1}}}`);
  return pseudoText(held).replace(/\{\{m(\d+)\}\}/g, (_, index) => marks[Number(index)] ?? "");
}

/** The same content with every English text in the pseudo-language; what is read of a directory by machines stays. */
export function pseudoContent(content: Content): Content {
  const { resources, directory, sheets, operator } = content;
  return {
    resources: resources.map((resource) => {
      const english = resource.versions.en;
      if (english === undefined) return resource;
      const text = { ...english.text, body: english.text.body.split("\n").map(pseudoLine).join("\n") };
      return { ...resource, versions: { ...resource.versions, en: { ...english, title: pseudoText(english.title), summary: pseudoText(english.summary), text } } };
    }),
    directory: withPseudoTexts(directory),
    sheets: withPseudoTexts(sheets),
    operator,
  };
}

/** Every table of translations in `value`, with its English changed. */
function withPseudoTexts<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withPseudoTexts) as T;
  if (typeof value !== "object" || value === null) return value;
  const changed = Object.entries(value).map(([name, each]) => [name, name === "en" && typeof each === "string" ? pseudoText(each) : withPseudoTexts(each)]);
  return Object.fromEntries(changed) as T;
}
