/** Looking for what must not be there: canaries, in every form in which bytes of a text could lie around. */
import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Hit {
  readonly canary: string;
  readonly form: string;
  readonly where: string;
}

/** Every form of a text: as it is, in lower and upper case, UTF-16, base64 at the three offsets, hex, URL-encoded. */
export function formsOf(text: string): ReadonlyMap<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const [name, variant] of [
    ["raw", text],
    ["lower", text.toLowerCase()],
    ["upper", text.toUpperCase()],
  ] as const) {
    forms.set(name, Buffer.from(variant, "utf8"));
    forms.set(`${name} utf-16le`, Buffer.from(variant, "utf16le"));
    forms.set(`${name} utf-16be`, Buffer.from(variant, "utf16le").swap16());
    forms.set(`${name} url`, Buffer.from(encodeURIComponent(variant)));
    for (const [encoded, form] of formsOfBytes(Buffer.from(variant, "utf8"))) if (encoded !== "raw") forms.set(`${name} ${encoded}`, form);
  }
  return forms;
}

/** Bytes as they are, in hex, and in both base64 alphabets at the three offsets without the characters that neighbours change. */
export function formsOfBytes(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const plain = Buffer.from(bytes);
  const hex = plain.toString("hex");
  const forms = new Map([
    ["raw", plain],
    ["hex", Buffer.from(hex)],
    ["HEX", Buffer.from(hex.toUpperCase())],
  ]);
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), plain]);
    for (const alphabet of ["base64", "base64url"] as const) {
      const text = shifted.toString(alphabet).replaceAll("=", "");
      const last = (shifted.length % 3) === 0 ? text.length : text.length - 1;
      forms.set(`${alphabet} +${offset}`, Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, last)));
    }
  }
  return forms;
}

interface Needle {
  readonly canary: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** Finds any of many needles in one pass. */
export class Scanner {
  private readonly byStart = new Map<number, Needle[]>();
  private readonly filter = new Uint8Array(1 << 22);
  readonly longest: number;

  constructor(canaries: ReadonlyMap<string, ReadonlyMap<string, Buffer>>) {
    let longest = 0;
    const seen = new Set<string>();
    for (const [canary, forms] of canaries) {
      for (const [form, bytes] of forms) {
        const name = bytes.toString("latin1");
        if (bytes.length < 8 || seen.has(name)) continue;
        seen.add(name);
        const start = bytes.readUInt32LE(0);
        this.byStart.set(start, [...(this.byStart.get(start) ?? []), { canary, form, bytes }]);
        this.filter[slotOf(start)] = 1;
        longest = Math.max(longest, bytes.length);
      }
    }
    this.longest = longest;
  }

  scan(content: Buffer, where: string): Hit[] {
    const hits: Hit[] = [];
    if (content.length < 8) return hits;
    let window = content.readUInt32LE(0) >>> 0;
    for (let at = 0; at + 4 <= content.length; at += 1) {
      if (this.filter[slotOf(window)] === 1) {
        for (const needle of this.byStart.get(window) ?? []) {
          if (content.compare(needle.bytes, 0, needle.bytes.length, at, Math.min(at + needle.bytes.length, content.length)) === 0) {
            hits.push({ canary: needle.canary, form: needle.form, where });
          }
        }
      }
      window = ((window >>> 8) | ((content[at + 4] ?? 0) << 24)) >>> 0;
    }
    return hits;
  }

  scanFile(path: string): Hit[] {
    return this.scan(readFileSync(path), path);
  }

  scanFolder(folder: string): Hit[] {
    return filesIn(folder).flatMap((path) => this.scanFile(path));
  }

  /** All readable memory of a process. Throws EACCES or EPERM if this process may not look. */
  scanProcess(pid: number): Hit[] {
    const memory = openSync(`/proc/${pid}/mem`, "r");
    const hits: Hit[] = [];
    const piece = Buffer.alloc(4 << 20);
    try {
      for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
        const [, first, last] = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line) ?? [];
        if (first === undefined || last === undefined || /\[(vvar|vsyscall|vvar_vclock)\]/.test(line)) continue;
        const end = Number.parseInt(last, 16);
        for (let at = Number.parseInt(first, 16); at < end; at += piece.length - this.longest) {
          const length = readOrNothing(memory, piece, Math.min(piece.length, end - at), at);
          hits.push(...this.scan(piece.subarray(0, length), `memory of ${pid}`));
        }
      }
    } finally {
      closeSync(memory);
    }
    return hits;
  }
}

/** Pages may go away while they are read. */
function readOrNothing(file: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(file, into, 0, length, at);
  } catch {
    return 0;
  }
}

function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> 10;
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const info = statSync(path);
    return info.isDirectory() ? filesIn(path) : info.isFile() ? [path] : [];
  });
}
