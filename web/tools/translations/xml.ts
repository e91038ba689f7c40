/** As much of XML 1.0 as translation tools write: elements, attributes, text, comments. No document types, so no entities of its own. */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

export class XmlFault extends Error {}

const kEntities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** What may stand in a document at all. */
const kOutside = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const kName = "[A-Za-z_][\\w.:-]*";
const kTag = new RegExp(`<(${kName})((?:\\s+${kName}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, "y");
const kAttribute = new RegExp(`(${kName})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "g");
const kEnd = new RegExp(`</(${kName})\\s*>`, "y");
const kDepth = 100;

/** Text as it stands in a document; nothing in it counts as a mark. */
export function escapeXml(text: string): string {
  if (kOutside.test(text)) throw new XmlFault("a sign that no XML document may hold");
  return text.replace(/[&<>"\r\n\t]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The root element. Throws an XmlFault that says in which line. */
export function parseXml(source: string): Element {
  const text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  let at = 0;
  const fail = (what: string): never => {
    throw new XmlFault(`line ${text.slice(0, at).split("\n").length}: ${what}`);
  };
  const outside = kOutside.exec(text);
  if (outside) {
    at = outside.index;
    fail("a sign that no XML document may hold");
  }
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found;
  };
  const decode = (raw: string): string => raw.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));|&/g, (all, hex?: string, decimal?: string, name?: string) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : null;
    const sign = code === null ? (Object.hasOwn(kEntities, name ?? "") ? kEntities[name ?? ""] : undefined) : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    return sign === undefined || kOutside.test(sign) ? fail(`no such sign: ${all}`) : sign;
  });
  const upTo = (end: string, what: string): string => {
    const index = text.indexOf(end, at);
    if (index < 0) fail(`${what} does not end`);
    const inside = text.slice(at, index);
    at = index + end.length;
    return inside;
  };
  /** Comments and instructions to programs; true if there was one. */
  const skip = (): boolean => {
    if (text.startsWith("<!--", at)) upTo("-->", "a comment");
    else if (text.startsWith("<?", at)) upTo("?>", "an instruction");
    else return false;
    return true;
  };
  const between = (): void => {
    do match(/\s*/y); while (skip());
  };
  const element = (depth: number): Element => {
    if (depth > kDepth) fail("elements in too many elements");
    const [, name = "", raw = "", isEmpty = ""] = match(kTag) ?? fail(text.startsWith("<!DOCTYPE", at) ? "document types are not read" : "is no tag");
    const attributes = new Map<string, string>();
    for (const [, attribute = "", double, single] of raw.matchAll(kAttribute)) {
      if (attributes.has(attribute)) fail(`${attribute} stands twice`);
      attributes.set(attribute, decode((double ?? single ?? "").replace(/[\n\t]/g, " ")));
    }
    const children: (Element | string)[] = [];
    if (isEmpty !== "") return { name, attributes, children };
    for (;;) {
      const plain = match(/[^<]+/y)?.[0];
      if (plain !== undefined) {
        if (plain.includes("]]>")) fail("]]> in a text");
        children.push(decode(plain));
      } else if (at >= text.length) fail(`<${name}> does not end`);
      else if (text.startsWith("<![CDATA[", at)) {
        at += "<![CDATA[".length;
        children.push(upTo("]]>", "a section of text"));
      } else if (text.startsWith("</", at)) {
        const end = match(kEnd)?.[1];
        if (end !== name) fail(`<${name}> is ended by ${end === undefined ? "something else" : `</${end}>`}`);
        return { name, attributes, children };
      } else if (!skip()) children.push(element(depth + 1));
    }
  };
  between();
  const root = element(0);
  between();
  if (at < text.length) fail("there is more after the end");
  return root;
}

/** The words of an element and of all in it. */
export function textOf({ children }: Element): string {
  return children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

export function elementsOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => typeof child !== "string").flatMap((child) => (child.name === name ? [child] : []));
}
