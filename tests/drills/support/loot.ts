/** Everything at rest, as a thief of all folders has it: the database with its log, listd's and keyd's files. Not keyd's keys. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { decodeAuditEvent, decodeLedgerEntry } from "../../../web/shared/generated/records.ts";
import { filesIn } from "./scan.ts";

const { DatabaseSync } = process.getBuiltinModule("node:sqlite");

/** A row of a table, an entry of listd's journal or of keyd's ledger: its bytes and its numbers. */
export interface Row {
  readonly table: string;
  /** Its place among the rows of its table, as the table hands them out. */
  readonly place: number;
  readonly bytes: readonly Buffer[];
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Loot {
  readonly rows: readonly Row[];
  /** By path, raw. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export function steal(folder: string): Loot {
  const files = new Map(filesIn(folder).map((path) => [relative(folder, path), readFileSync(path)]));
  return { rows: [...tableRows(join(folder, "serve/parasol.sqlite")), ...journalRows(files.get("listd/journal")), ...ledgerRows(files.get("keyd/ledger"))], files };
}

function* tableRows(path: string): Generator<Row> {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
    for (const { name } of names) {
      const table = String(name);
      let place = 0;
      for (const row of database.prepare(`SELECT * FROM "${table}"`).iterate() as Iterable<Record<string, unknown>>) {
        const bytes: Buffer[] = [];
        const numbers: Record<string, number> = {};
        for (const [column, value] of Object.entries(row)) {
          if (value instanceof Uint8Array) {
            bytes.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
            numbers[`size of ${column}`] = value.length;
          } else if (typeof value === "string") bytes.push(Buffer.from(value));
          else if (typeof value === "number") numbers[column] = value;
        }
        if (table === "audit_event") numbers["time"] = decodeAuditEvent(row["event"] as Uint8Array).time;
        yield { table, place, bytes, numbers };
        place += 1;
      }
    }
  } finally {
    database.close();
  }
}

function* journalRows(file: Buffer | undefined): Generator<Row> {
  let place = 0;
  for (const record of recordsOf(file)) {
    yield { table: "journal", place, bytes: [record.subarray(9)], numbers: { time: Number(record.readBigUInt64BE(0)), operation: record.readUInt8(8), size: record.length } };
    place += 1;
  }
}

function* ledgerRows(file: Buffer | undefined): Generator<Row> {
  let place = 0;
  for (const record of recordsOf(file)) {
    const { kind, time, body } = decodeLedgerEntry(new Uint8Array(record));
    yield { table: "ledger", place, bytes: [Buffer.from(body)], numbers: { kind, time } };
    place += 1;
  }
}

/** Records of an append-only file: length, checksum, payload. */
function* recordsOf(file: Buffer | undefined): Generator<Buffer> {
  if (file === undefined) throw new Error("a file is missing");
  for (let at = 0; at + 8 <= file.length; ) {
    const length = file.readUInt32BE(at);
    yield file.subarray(at + 8, at + 8 + length);
    at += 8 + length;
  }
}

/** Finds byte strings of at least four bytes, each by its number; far faster than one by one. */
export class Finder {
  private readonly filter = new Uint8Array(1 << 24);
  private readonly byStart = new Map<number, number[]>();

  private readonly needles: readonly Buffer[];

  constructor(needles: readonly Buffer[]) {
    this.needles = needles;
    needles.forEach((needle, i) => {
      const start = needle.readUInt32LE(0);
      this.filter[placeOf(start)] = 1;
      const same = this.byStart.get(start);
      if (same === undefined) this.byStart.set(start, [i]);
      else same.push(i);
    });
  }

  /** Calls back with every needle of which at least four bytes begin somewhere in the haystack, how many, and where. */
  scan(haystack: Buffer, found: (needle: number, length: number, at: number) => void): void {
    const last = haystack.length - 4;
    if (last < 0) return;
    let window = haystack.readUInt32LE(0);
    for (let at = 0; at <= last; at += 1) {
      if (this.filter[placeOf(window)] === 1) {
        for (const i of this.byStart.get(window) ?? []) {
          const needle = this.needles[i] as Buffer;
          let length = 4;
          while (length < needle.length && at + length < haystack.length && needle[length] === haystack[at + length]) length += 1;
          found(i, length, at);
        }
      }
      window = ((window >>> 8) | ((haystack[at + 4] ?? 0) << 24)) >>> 0;
    }
  }
}

function placeOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> 8;
}

/** For each of many byte strings how much of its beginning is found anywhere: at least four bytes, otherwise 0. */
export function longestFound(needles: readonly Buffer[], haystacks: Iterable<Buffer>): Uint16Array {
  const longest = new Uint16Array(needles.length);
  const finder = new Finder(needles);
  for (const haystack of haystacks) {
    finder.scan(haystack, (needle, length) => {
      if (length > (longest[needle] as number)) longest[needle] = length;
    });
  }
  return longest;
}
