/**
 * The linkage engine's requests and answers (src/linkage/report_wire.h), and the engine on top of whatever carries them: a
 * worker in browsers (`linkageInWorker`), the module itself in Node (`linkageInNode`).
 */
import {
  areaBands,
  descriptorKinds,
  descriptorValues,
  identifierKinds,
  incidentTypes,
  isCode,
  moTags,
} from "../generated/vocabulary.ts";
import { platforms } from "../identifier.ts";
import type { RequestModule } from "../request_module.ts";
import { type Bytes, concat, utf8, wipe } from "./bytes.ts";
import { type Reader, type Writer, decodeWith, encodeWith } from "./encoding.ts";
import { ClientError, orNull } from "./errors.ts";
import type { LinkExtract, LinkField } from "./link_extract.ts";
import type { Candidate, CandidateRow, Candidates, LinkageEngine } from "./linkage_engine.ts";

/** A request and its number, as the worker gets them. */
export interface LinkageRequest {
  readonly id: number;
  readonly request: Bytes;
}

/** Null: it failed, now or before, and what it was told is lost. */
export interface LinkageReply {
  readonly id: number;
  readonly answer: Bytes | null;
}

/** Carries requests to an engine of its own, one after the other. */
export interface LinkageCarrier {
  /** Takes the request's bytes. Rejects with "linkage". */
  ask(request: Bytes): Promise<Bytes>;
  stop(): void;
}

const operations = { add: 1, forget: 2, decide: 3, candidates: 4, clusters: 5 } as const;
const verdicts = [null, "same_person", "different_people"] as const;
const strengths = ["strong", "likely", "possible", "weak"] as const;
const limits = { entry: 64, identifier: 320, identifiers: 64, words: 128, entries: 100_000, atOnce: 1024, bytesAtOnce: 2 ** 20 };

export function linkageEngine(carrier: LinkageCarrier): LinkageEngine {
  const ask = async <T>(request: Bytes, read: (reader: Reader) => T): Promise<T> => {
    const answer = await carrier.ask(request);
    try {
      return decodeWith(answer, read);
    } finally {
      wipe(answer);
    }
  };
  const requested = (operation: number, write: (w: Writer) => void): Bytes => encodeWith((w) => {
    w.u8(operation);
    write(w);
  });
  const entriesIn = (r: Reader): string[] => r.list(limits.entries, 5, () => r.text(limits.entry));

  return {
    load: async (entries) => {
      const encoded = entries.map((one) => ({ entry: one.entry, bytes: orNull(() => encodeEntry(one)) }));
      for (const part of inParts(encoded.flatMap(({ bytes }) => bytes ?? []))) {
        const request = concat(requested(operations.add, (w) => w.u32(part.length)), ...part);
        for (const entry of part) wipe(entry);
        const hadRoom = await ask(request, (r) => {
          r.u32();
          return r.boolean();
        });
        if (!hadRoom) throw new ClientError("linkage", "too many to compare");
      }
      return encoded.filter(({ bytes }) => bytes === null).map(({ entry }) => entry);
    },
    forget: async (entries) => {
      for (let from = 0; from < entries.length; from += limits.atOnce) {
        const some = entries.slice(from, from + limits.atOnce);
        await ask(requested(operations.forget, (w) => w.list(some, limits.atOnce, (entry) => w.text(entry, limits.entry))), (r) => r.u32());
      }
    },
    decide: async (one, other, verdict) => {
      const conflict = await ask(requested(operations.decide, (w) => {
        w.text(one, limits.entry);
        w.text(other, limits.entry);
        w.u8(verdicts.indexOf(verdict));
      }), entriesIn);
      return conflict.length === 0 ? "taken" : { conflict };
    },
    candidates: async (entry, count) => {
      const found = await ask(requested(operations.candidates, (w) => {
        w.text(entry, limits.entry);
        w.u32(count);
      }), (r) => r.optional(() => readCandidates(r)));
      if (found === null) throw new ClientError("linkage", "an entry that was not loaded");
      return found;
    },
    clusters: () => ask(requested(operations.clusters, () => undefined), (r) => r.list(limits.entries, 4, () => entriesIn(r))),
    stop: () => carrier.stop(),
  };
}

/** As many at once as one request takes. */
function inParts(entries: readonly Bytes[]): Bytes[][] {
  const parts: Bytes[][] = [];
  let size = 0;
  for (const entry of entries) {
    const last = parts.at(-1);
    if (last === undefined || last.length === limits.atOnce || size + entry.length > limits.bytesAtOnce) {
      parts.push([entry]);
      size = entry.length;
    } else {
      last.push(entry);
      size += entry.length;
    }
  }
  return parts;
}

/** What this client does not know is left out. */
function encodeEntry({ entry, extract }: { readonly entry: string; readonly extract: LinkExtract }): Bytes {
  const identifiers = extract.identifiers
    .map((identifier) => ({ ...identifier, text: identifier.text.replace(/[\0\p{Surrogate}]/gu, " ") }))
    .filter(({ kind, text }) => isCode(identifierKinds, kind) && utf8(text).length <= limits.identifier)
    .slice(0, limits.identifiers);
  return encodeWith((w) => {
    w.text(entry, limits.entry);
    w.list(identifiers, limits.identifiers, ({ kind, platform, text }) => {
      w.u8(identifierKinds[kind].wire);
      w.u8(platform === null ? 0 : platforms.indexOf(platform) + 1);
      w.text(text, limits.identifier);
    });
    const words = <Code extends string>(table: Readonly<Record<Code, { readonly wire: number }>>, codes: readonly Code[]): void => {
      const known = [...new Set(codes)].filter((code) => isCode(table, code)).slice(0, limits.words);
      w.list(known, limits.words, (code) => w.u8(table[code].wire));
    };
    words(descriptorValues, extract.descriptors);
    words(incidentTypes, extract.types);
    words(moTags, extract.behaviours);
    w.u8(extract.area !== null && isCode(areaBands, extract.area) ? areaBands[extract.area].wire : 0);
    const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(extract.month ?? "");
    w.u16(month === null ? 0 : 12 * Number(month[1]) + Number(month[2]) - 1);
  });
}

function readCandidates(r: Reader): Candidates {
  const self = signed(r);
  const line = signed(r);
  const prior = signed(r);
  return { self, line, candidates: r.list(limits.entries, 39, () => readCandidate(r, prior)) };
}

function readCandidate(r: Reader, prior: number): Candidate {
  const entry = r.text(limits.entry);
  const total = signed(r);
  const probability = r.u32() / 1_000_000;
  const strength = r.text(limits.entry);
  const behaviour = signed(r);
  const withoutStrongest = signed(r);
  const against = r.text(limits.entry);
  const decision = verdicts[r.u8()];
  const decidedThrough = r.boolean();
  const rows = r.list(limits.entries, 24, () => readRow(r));
  return {
    entry, total, probability, prior, rows, behaviour, withoutStrongest, decidedThrough,
    strength: known(strengths.find((one) => one === strength)),
    against: against === "" ? null : fieldNamed(against),
    decision: known(decision),
  };
}

function readRow(r: Reader): CandidateRow {
  const field = fieldNamed(r.text(limits.entry));
  const level = r.text(limits.entry);
  const uses = r.u32();
  const of = r.u32();
  return { field, level, oneIn: uses === 0 ? null : Math.max(1, Math.round(of / uses)), bits: signed(r), counted: signed(r) };
}

function signed(r: Reader): number {
  return r.u32() | 0;
}

function fieldNamed(name: string): LinkField {
  const isField = isCode(identifierKinds, name) || isCode(descriptorKinds, name) || ["types", "behaviours", "area", "month"].includes(name);
  return known(isField ? name as LinkField : undefined);
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new ClientError("linkage", "an answer that makes no sense");
  return value;
}

/** An engine in a worker that `make` starts: its code is ../linkage/worker.ts. */
export function linkageInWorker(make: () => Worker): LinkageEngine {
  const worker = make();
  interface Waiting {
    readonly resolve: (answer: Bytes) => void;
    readonly reject: (error: ClientError) => void;
  }
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let isOver = false;
  const stop = (): void => {
    isOver = true;
    worker.terminate();
    const open = [...waiting.values()];
    waiting.clear();
    for (const { reject } of open) reject(new ClientError("linkage", "the engine was stopped"));
  };
  worker.onmessage = ({ data: { id, answer } }: MessageEvent<LinkageReply>) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (answer !== null) asked?.resolve(answer);
    else asked?.reject(new ClientError("linkage", "it could not run"));
  };
  worker.onerror = stop;
  return linkageEngine({
    ask: (request) => new Promise((resolve, reject) => {
      if (isOver) {
        reject(new ClientError("linkage", "the engine was stopped"));
        return;
      }
      const id = nextId;
      nextId += 1;
      waiting.set(id, { resolve, reject });
      const message: LinkageRequest = { id, request };
      // Moved, not copied: nothing of it stays behind here.
      worker.postMessage(message, [request.buffer]);
    }),
    stop,
  });
}

/** An engine in this very thread, from build/wasm. For Node. */
export function linkageInNode(): LinkageEngine {
  let module: Promise<RequestModule> | null = loadFromFile();
  module.catch(() => undefined);
  return linkageEngine({
    ask: async (request) => {
      try {
        const answer = (await module)?.run(request) ?? null;
        if (answer !== null) return answer;
      } catch {
        module = null;
      } finally {
        wipe(request);
      }
      throw new ClientError("linkage", "it could not run");
    },
    stop: () => {
      module = null;
    },
  });
}

async function loadFromFile(): Promise<RequestModule> {
  const { RequestModule } = await import("../request_module.ts");
  // A path in a variable, and the file system by name: bundlers for browsers must not try to follow either.
  const path = "../../../build/wasm/linkage.wasm";
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  return RequestModule.load(await readFile(new URL(path, import.meta.url)));
}
