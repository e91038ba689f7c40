/**
 * XLIFF 1.2, which Weblate and the usual programs of translators read and write; few read 2.0. A file of content is a
 * <file>, each text a <trans-unit> with plain text in it: placeholders and Markdown's marks stand as they are, and what
 * must stay is compared when the file comes back. The plural forms of a key are texts of their own.
 *
 *   state="needs-translation"   missing         approved="yes"   read by a second native reader
 *   state="needs-adaptation"    stale
 */
import { elementsOf, escapeXml, parseXml, textOf, XmlFault, type Element } from "./xml.ts";
import type { Exchange, Row } from "./exchange.ts";
import type { State } from "./texts.ts";

const kNamespace = "urn:oasis:names:tc:xliff:document:1.2";
const kStateNames: Readonly<Record<State, string>> = { missing: "needs-translation", stale: "needs-adaptation", translated: "translated", read: "final" };
/** Unfinished, in the words of the standard. */
const kUnfinished = ["new", "needs-translation", "needs-l10n"];
/** Marks of a program around words of ours: they go, the words stay. */
const kTransparent = ["mrk"];

export function writeXliff({ language, rows }: Exchange): string {
  const files = new Map<string, Row[]>();
  for (const row of rows) files.set(row.file, [...(files.get(row.file) ?? []), row]);
  const unit = ({ id, source, target, state, about, isCritical, longest }: Row): string => [
    `      <trans-unit id="${escapeXml(id)}" xml:space="preserve"${longest === null ? "" : ` maxwidth="${longest}" size-unit="char"`}${state === "read" ? ' approved="yes"' : ""}>`,
    `        <source>${escapeXml(source)}</source>`,
    `        <target state="${kStateNames[state]}">${escapeXml(target ?? "")}</target>`,
    ...[isCritical ? "Critical." : "", about, longest === null ? "" : `At most ${longest} characters.`].filter(Boolean).map((note) => `        <note>${escapeXml(note)}</note>`),
    "      </trans-unit>",
  ].join("\n");
  const parts = [...files].map(([file, units]) =>
    `  <file original="${escapeXml(file)}" datatype="plaintext" source-language="en" target-language="${language}">\n    <body>\n${units.map(unit).join("\n")}\n    </body>\n  </file>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<xliff xmlns="${kNamespace}" version="1.2">\n${parts.join("")}</xliff>\n`;
}

/** Throws an XmlFault if the file is no XLIFF 1.2 from English into one language. */
export function readXliff(source: string): Exchange {
  const root = parseXml(source);
  if (root.name !== "xliff" || root.attributes.get("version") !== "1.2") throw new XmlFault("is no XLIFF 1.2");
  const files = elementsOf(root, "file");
  const languages = new Set(files.map(({ attributes }) => attributes.get("target-language") ?? ""));
  const [language] = languages;
  if (language === undefined || languages.size > 1) throw new XmlFault("has not one target language");
  if (files.some(({ attributes }) => attributes.get("source-language") !== "en")) throw new XmlFault("is not from English");
  return {
    language,
    rows: files.flatMap((file) => {
      const units = ({ children }: Element): readonly Element[] =>
        children.flatMap((child) => (typeof child === "string" ? [] : child.name === "trans-unit" ? [child] : child.name === "group" ? units(child) : []));
      return elementsOf(file, "body").flatMap(units).map((unit) => rowOf(unit, file.attributes.get("original") ?? ""));
    }),
  };
}

function rowOf(unit: Element, file: string): Row {
  const id = unit.attributes.get("id") ?? "";
  const [source] = elementsOf(unit, "source");
  const [target] = elementsOf(unit, "target");
  if (id === "" || source === undefined) throw new XmlFault(`a trans-unit has no id or no source: ${id}`);
  const words = target === undefined ? "" : plain(target, id);
  const state = target?.attributes.get("state") ?? "translated";
  const longest = Number(unit.attributes.get("maxwidth"));
  return {
    id, file, source: plain(source, id), target: words === "" ? null : words, about: "", isCritical: false, longest: longest || null,
    state: words === "" || kUnfinished.includes(state) ? "missing" : state === kStateNames.stale ? "stale" : unit.attributes.get("approved") === "yes" ? "read" : "translated",
  };
}

function plain(element: Element, id: string): string {
  const strange = element.children.find((child) => typeof child !== "string" && !kTransparent.includes(child.name));
  if (strange !== undefined) throw new XmlFault(`${id}: has <${(strange as Element).name}> in it; texts are plain`);
  return textOf(element);
}

