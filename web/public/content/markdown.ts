/**
 * The texts of resources: front matter, then a part of CommonMark that writers need and nothing else. HTML is never let
 * through; whatever the format does not know is a fault with its line.
 */
import Markdown, { type MarkdownIt, type Token } from "markdown-it";
import container from "markdown-it-container";
import type { Faults } from "./faults.ts";
import { checkSigns } from "./hidden.ts";

export interface FrontMatter {
  readonly fields: Readonly<Record<string, string>>;
  readonly body: string;
  /** The line of the file on which the body begins, from 0. */
  readonly firstLine: number;
}

export interface Heading {
  readonly level: 2 | 3;
  readonly id: string;
  readonly text: string;
}

export interface Prose {
  readonly html: string;
  readonly headings: readonly Heading[];
}

export const kCallOuts = ["danger", "step", "say", "call", "note"] as const;
export type CallOut = (typeof kCallOuts)[number];

export interface Target {
  readonly address: string;
  /** Of a service: the number to ring, or without one its site, for whoever reads the text on paper. */
  readonly number?: string | undefined;
  readonly site?: string | undefined;
}

/** Says where a link of a text leads; null if it leads nowhere. */
export type Resolve = (kind: LinkKind, slug: string) => Target | null;

const kLinkKinds = ["resource", "service", "page"] as const;
export type LinkKind = (typeof kLinkKinds)[number];

const kKnownTokens = new Set([
  "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "softbreak", "strong_open", "strong_close",
  "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open", "list_item_close",
  "blockquote_open", "blockquote_close", "link_open", "link_close", "table_open", "table_close", "thead_open", "thead_close",
  "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "text_special",
  ...kCallOuts.flatMap((kind) => [`container_${kind}_open`, `container_${kind}_close`]),
]);

/** The lines between the first two `---`, as `key: value`. */
export function readFrontMatter(faults: Faults, file: string, source: string): FrontMatter {
  checkSigns(faults, file, source);
  const lines = source.split("\n");
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0) {
    faults.add(file, "line 1", "the file does not begin with front matter between two lines ---");
    return { fields: {}, body: source, firstLine: 0 };
  }
  const fields: Record<string, string> = {};
  lines.slice(1, end).forEach((line, index) => {
    const [, key, value] = /^([a-z_]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) faults.add(file, `line ${index + 2}`, "is not key: value");
    else if (key in fields) faults.add(file, key, "stands twice");
    else fields[key] = value;
  });
  return { fields, body: lines.slice(end + 1).join("\n"), firstLine: end + 1 };
}

/** So many columns are too many for a phone. */
const kMany = 3;
/** A table whose rows a style sheet stacks is no table any more to some screen readers, unless each part says what it is. */
const kRoles: Readonly<Record<string, string>> = { thead_open: "rowgroup", tbody_open: "rowgroup", tr_open: "row", th_open: "columnheader", td_open: "cell" };
/** A number to ring, as it is written: it is not broken over two lines. */
const kTelephone = /\b0\d{2,4}(?: \d{3,6}){1,2}\b/g;

// How each call-out begins for people who do not see its colour.
type Labels = Readonly<Record<CallOut, string>>;

/** Sentences, and what stands in quotation marks or brackets, each with the space before it. */
const kPieces = /(?<=[.?!…”)）])(?=\s)|(?=\s?[(（“])|(?<=[)）])/u;

/** A text of another language cut where it changes into English and back: what the English version says in the same words is English. */
export function englishPieces(content: string, english: string): readonly { readonly text: string; readonly isEnglish: boolean }[] {
  const pieces: { text: string; isEnglish: boolean }[] = [];
  for (const text of content.split(kPieces)) {
    const words = text.replace(/[“”()（）]/gu, "").replaceAll("\u00a0", " ").trim();
    const isEnglish = /^[\x20-\x7e’–…]+$/u.test(words) && words.includes(" ") && english.includes(words);
    const last = pieces.at(-1);
    if (last?.isEnglish === isEnglish) last.text += text;
    else pieces.push({ text, isEnglish });
  }
  return pieces;
}

function makeParser(labels: Labels, labelLanguage?: string, english = ""): MarkdownIt {
  const language = labelLanguage === undefined ? "" : ` lang="${labelLanguage}"`;
  const parser = new Markdown("commonmark", { html: false, linkify: false, typographer: false }).enable("table");
  for (const kind of kCallOuts) {
    parser.use(container, kind, {
      render: (tokens: readonly { nesting: number }[], index: number): string =>
        tokens[index]?.nesting === 1 ? `<div class="callout ${kind}"><p class="callout-label"${language}>${parser.utils.escapeHtml(labels[kind])}</p>\n` : "</div>\n",
    });
  }
  // A table scrolls inside its own box; the box is named by the heading before it.
  parser.renderer.rules["table_open"] = (tokens, index) => `<div class="${tokens[index]?.attrGet("class") ?? "table"}" role="region" tabindex="0" ${tokens[index]?.attrGet("aria-labelledby") ? `aria-labelledby="${tokens[index]?.attrGet("aria-labelledby")}"` : ""}><table role="table">\n`;
  const { escapeHtml } = parser.utils;
  parser.renderer.rules["mixed_text"] = (tokens, index) => englishPieces(tokens[index]?.content ?? "", english)
    .map(({ text, isEnglish }) => (isEnglish ? `<span lang="en">${escapeHtml(text)}</span>` : escapeHtml(text))).join("");
  parser.renderer.rules["table_close"] = () => "</table></div>\n";
  return parser;
}

/**
 * Turns a text into HTML. `labelLanguage` is given where the labels are in another language than the text. Tables before
 * any heading of the text are named by the page's own, #top. `english`, given for a translation, is the text that it was made from:
 * words that are quoted from it say that they are English.
 */
export function renderMarkdown(faults: Faults, file: string, text: FrontMatter, resolve: Resolve, labels: Labels, labelLanguage?: string, english?: string): Prose {
  const parser = makeParser(labels, labelLanguage, english && plainBlocks(english).join("\n"));
  const at = (map: readonly [number, number] | null | undefined): string => `line ${text.firstLine + (map?.[0] ?? 0) + 1}`;
  for (const [index, line] of text.body.split("\n").entries()) {
    const kind = /^\s*:{3,}\s*(\S+)/.exec(line)?.[1];
    if (kind !== undefined && !(kCallOuts as readonly string[]).includes(kind)) faults.add(file, at([index, index]), `no such call-out: ${kind}`);
    if (/<\/?[a-z!][^>]*>/i.test(line)) faults.add(file, at([index, index]), "HTML is not let through");
  }
  const tokens = parser.parse(text.body, {});
  const headings: Heading[] = [];
  let last = "top";
  let table: Token | undefined;
  let columns: string[] = [];
  let column = 0;
  for (const [index, token] of tokens.entries()) {
    if (!kKnownTokens.has(token.type)) faults.add(file, at(token.map as [number, number] | null), `not in the format: ${token.type.replace(/_open$/, "")}`);
    if (token.type === "heading_open") {
      const level = Number(token.tag.slice(1));
      const inline = tokens[index + 1];
      if (level !== 2 && level !== 3) faults.add(file, at(token.map as [number, number] | null), `headings are ## or ###, not ${"#".repeat(level)}`);
      if (level === 3 && headings.length === 0) faults.add(file, at(token.map as [number, number] | null), "### without ## before it");
      last = `p${headings.length + 1}`;
      token.attrSet("id", last);
      headings.push({ level: level === 3 ? 3 : 2, id: last, text: inline?.children?.map(({ content }) => content).join("") ?? "" });
    }
    if (token.type === "table_open") {
      token.attrSet("aria-labelledby", last);
      table = token;
      columns = [];
    }
    const role = kRoles[token.type];
    if (role !== undefined) token.attrSet("role", role);
    if (token.type === "th_open") {
      token.attrSet("scope", "col");
      if (columns.push(tokens[index + 1]?.content ?? "") === kMany) table?.attrSet("class", "table many");
    }
    if (token.type === "tr_open") column = 0;
    if (token.type === "td_open") {
      // A table of many columns is stacked on a narrow screen: the first cell heads the others, and each of these says its column.
      if (column === 0 && columns.length >= kMany) {
        for (const end of [token, tokens[index + 2]]) if (end !== undefined) end.tag = "th";
        token.attrSet("role", "rowheader");
        token.attrSet("scope", "row");
      } else token.attrSet("data-column", columns[column] ?? "");
      column += 1;
    }
    if (token.type !== "inline") continue;
    const isHeading = tokens[index - 1]?.type === "heading_open";
    for (const child of token.children ?? []) {
      if (child.type === "text") child.content = child.content.replace(kTelephone, (number) => number.replaceAll(" ", "\u00a0"));
      if (!kKnownTokens.has(child.type)) faults.add(file, at(token.map as [number, number] | null), `not in the format: ${child.type.replace(/_open$/, "")}`);
      if (child.type === "link_open") resolveLink(child, token.content);
      if (child.type === "text" && !isHeading && english !== undefined) child.type = "mixed_text";
    }
  }

  function resolveLink(link: Token, around: string): void {
    const target = String(link.attrGet("href") ?? "");
    const [, scheme = "", rest = ""] = /^([a-z]+):(.*)$/.exec(target) ?? [];
    if (scheme === "https") {
      link.attrSet("rel", "noreferrer noopener external");
      return;
    }
    if (scheme === "tel" && /^\+?[0-9]{3,15}$/.test(rest)) return;
    const kind = kLinkKinds.find((each) => each === scheme);
    if (kind !== undefined) {
      const found = resolve(kind, rest);
      if (found !== null) {
        link.attrSet("href", found.address);
        for (const [name, value] of [["data-number", found.number], ["data-site", found.site]] as const) if (value !== undefined && !around.includes(value)) link.attrSet(name, value);
        return;
      }
    }
    faults.add(file, "link", `leads nowhere: ${target}`);
  }

  return { html: parser.renderer.render(tokens, parser.options, {}), headings };
}

/** The words of a text without its marks, block by block: for the reading test and for a staff guide as data. */
export function plainBlocks(body: string): string[] {
  const parser = makeParser({ danger: "", step: "", say: "", call: "", note: "" });
  return parser.parse(body, {}).filter(({ type }) => type === "inline")
    .map(({ children }) => (children ?? []).map((child) => (child.type === "softbreak" ? " " : child.content)).join("").trim())
    .filter(Boolean);
}
