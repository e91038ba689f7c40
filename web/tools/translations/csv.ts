/**
 * Tables for people who translate in a spreadsheet: RFC 4180 in UTF-8 with a byte order mark. A spreadsheet takes what
 * begins with = + - @ for a formula and computes it; such a cell gets an apostrophe in front, which goes when it comes back.
 *
 *   id, status, critical, longest, context, en, pt      the last column is the one to write in, and names the language
 */
import type { Exchange, Row } from "./exchange.ts";
import { kStates, type State } from "./texts.ts";

export class CsvFault extends Error {}

const kColumns = ["id", "status", "critical", "longest", "context", "en"];
const kFormula = /^'*[=+\-@\t\r＝＋－＠]/;

const safe = (text: string): string => (kFormula.test(text) ? `'${text}` : text);
const plain = (text: string): string => (text.startsWith("'") && kFormula.test(text) ? text.slice(1) : text);
const cell = (text: string): string => (/[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function writeTable(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map((text) => cell(safe(text))).join(",")}\r\n`).join("")}`;
}

/** The cells of a table. Spreadsheets of some countries write semicolons or tabs; the first line tells. */
export function readTable(source: string): string[][] {
  const text = source.replace(/^\ufeff/, "");
  const separator = /^"?id"?([,;\t])/.exec(text)?.[1] ?? ",";
  const rows: string[][] = [];
  let at = 0;
  const fail = (what: string): never => {
    throw new CsvFault(`line ${text.slice(0, at).split("\n").length}: ${what}`);
  };
  const quoted = (): string => {
    let inside = "";
    for (at += 1; ; at += 1) {
      const end = text.indexOf('"', at);
      if (end < 0) fail("a quotation mark is not closed");
      inside += text.slice(at, end);
      at = end + 1;
      if (text[at] !== '"') return inside;
      inside += '"';
    }
  };
  const unquoted = (): string => {
    const start = at;
    while (at < text.length && !["\r", "\n", separator].includes(text[at] ?? "")) at += 1;
    const inside = text.slice(start, at);
    return inside.includes('"') ? fail("a quotation mark inside a cell that is not quoted") : inside;
  };
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      row.push(plain(text[at] === '"' ? quoted() : unquoted()));
      if (text[at] !== separator) break;
      at += 1;
    }
    const end = /(?:\r\n|\n|$)/y;
    end.lastIndex = at;
    const found = end.exec(text) ?? fail("a cell goes on after its quotation mark");
    at += found[0].length;
    rows.push(row);
    if (found[0] === "") break;
  }
  return rows;
}

export function writeCsv({ language, rows }: Exchange): string {
  return writeTable([[...kColumns, language], ...rows.map(({ id, state, isCritical, longest, about, source, target }) =>
    [id, state, isCritical ? "critical" : "", longest === null ? "" : String(longest), about, source, target ?? ""])]);
}

/** Throws a CsvFault if the table is not one of ours. */
export function readCsv(source: string): Exchange {
  const [head = [], ...rows] = readTable(source);
  const language = head[kColumns.length] ?? "";
  if (head.length !== kColumns.length + 1 || kColumns.some((name, index) => head[index] !== name)) throw new CsvFault(`line 1: the columns are not ${kColumns.join(", ")} and a language`);
  return {
    language,
    rows: rows.filter((row) => row.some((text) => text !== "")).map((row, index): Row => {
      const [id = "", state = "", critical, longest = "", about = "", english = "", target = ""] = row;
      if (row.length !== head.length) throw new CsvFault(`row ${index + 2}: has ${row.length} cells, ${head.length} are expected`);
      if (!(kStates as readonly string[]).includes(state)) throw new CsvFault(`row ${index + 2}: status: is none of ${kStates.join(", ")}`);
      return { id, file: "", state: state as State, isCritical: critical === "critical", longest: longest === "" ? null : Number(longest), about, source: english, target: target === "" ? null : target };
    }),
  };
}
