import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { RequestModule } from "../request_module.ts";
import type { LinkExtract } from "./link_extract.ts";
import type { Candidate, LinkageEngine } from "./linkage_engine.ts";
import { type LinkageReply, type LinkageRequest, linkageInNode, linkageInWorker } from "./linkage_wire.ts";
import { errorOfAsync, vectors } from "./test_support.ts";

interface Vectors {
  readonly prior: number;
  readonly line: number;
  readonly fields: readonly [string, string[]][];
  readonly entries: Readonly<Record<string, LinkExtract>>;
  readonly decisions: readonly [string, string, "same_person" | "different_people", string[]][];
  readonly questions: readonly { readonly entry: string; readonly self: number; readonly candidates: readonly unknown[] }[];
  readonly clusters: readonly (readonly string[])[];
}

const all = vectors<Vectors>("linkage.json");
const entries = Object.entries(all.entries).map(([entry, extract]) => ({ entry, extract }));
const code = readFileSync(join(fileURLToPath(new URL("../../..", import.meta.url)), "build/wasm/linkage.wasm"));

const nothing: LinkExtract = { identifiers: [], descriptors: [], types: [], behaviours: [], area: null, month: null };

function withPhone(text: string): LinkExtract {
  return { ...nothing, identifiers: [{ kind: "phone", text, region: "GB", platform: null }] };
}

function inVectors(of: Candidate): unknown {
  return {
    entry: of.entry, total: of.total, strength: of.strength, behaviour: of.behaviour, without_strongest: of.withoutStrongest,
    against: of.against, decision: of.decision, decided_through: of.decidedThrough,
    rows: of.rows.map(({ field, level, bits, counted }) => [field, level, bits, counted]),
  };
}

/** Everything that can be asked about these entries. */
async function everything(engine: LinkageEngine, about: readonly { readonly entry: string }[]): Promise<unknown> {
  const candidates = [];
  for (const { entry } of about) candidates.push(await engine.candidates(entry, 10));
  return { candidates, clusters: await engine.clusters() };
}

describe("what the compiled engine says", () => {
  let engine: LinkageEngine;
  beforeAll(async () => {
    engine = linkageInNode();
    await engine.load(entries);
  });

  test("is what the native build says of the same reports, to the last thousandth of a bit", async () => {
    for (const [one, other, verdict, conflict] of all.decisions) {
      expect(await engine.decide(one, other, verdict)).toEqual(conflict.length === 0 ? "taken" : { conflict });
    }
    for (const { entry, self, candidates } of all.questions) {
      const found = await engine.candidates(entry, candidates.length);
      expect([found.self, found.line]).toEqual([self, all.line]);
      const known = (candidates as { readonly rows: readonly unknown[][] }[]).map((one) => ({
        ...one, rows: one.rows.map(([field, level, , , bits, counted]) => [field, level, bits, counted]),
      }));
      expect(found.candidates.map(inVectors)).toEqual(known);
    }
    expect(await engine.clusters()).toEqual(all.clusters);
  });

  test("adds up: the prior and all that was counted are the total", async () => {
    for (const { entry } of entries) {
      for (const { total, prior, rows, probability, behaviour, withoutStrongest } of (await engine.candidates(entry, 1000)).candidates) {
        expect(prior).toBe(all.prior);
        expect(rows.reduce((sum, { counted }) => sum + counted, prior)).toBe(total);
        expect(rows.filter(({ field }) => ["role", "group_size", "behaviours", "types", "area", "month"].includes(field)).reduce((sum, { counted }) => sum + counted, 0)).toBe(behaviour);
        expect(behaviour + prior).toBeLessThan(all.line);
        expect(probability).toBeCloseTo(1 / (1 + 2 ** (-total / 1000)), 5);
        expect(withoutStrongest).toBeLessThanOrEqual(total);
      }
    }
  });

  test("counts how common a value is", async () => {
    const own = linkageInNode();
    await own.load(["a", "b", "c", "d"].map((entry, index) => ({ entry, extract: withPhone(index < 2 ? "+447700900123" : `+44770090${index}000`) })));
    const { candidates } = await own.candidates("a", 1);
    expect(candidates).toMatchObject([{ entry: "b", strength: "strong", rows: [{ field: "phone", level: "identical", oneIn: 2, bits: 17_000 }] }]);
  });
});

test("an entry that was forgotten was never there; one that was loaded again has its new content", async () => {
  const engine = linkageInNode();
  const never = linkageInNode();
  const [stays, goes] = [entries.slice(0, 40), entries.slice(40)];
  await never.load(stays);
  await engine.load(goes.map(({ entry }) => ({ entry, extract: withPhone("+447700900999") })));
  await engine.load([...stays].reverse());
  await engine.load(goes);
  await engine.decide(stays[0]?.entry as string, goes[0]?.entry as string, "same_person");
  await engine.forget(goes.map(({ entry }) => entry));
  expect(await everything(engine, stays)).toEqual(await everything(never, stays));
  expect(await errorOfAsync(engine.candidates(goes[0]?.entry as string, 5))).toBe("linkage");
});

test("decisions are taken back, and refused with the chain that contradicts them", async () => {
  const engine = linkageInNode();
  await engine.load(["a", "b", "c"].map((entry) => ({ entry, extract: nothing })));
  expect(await engine.decide("a", "b", "same_person")).toBe("taken");
  expect(await engine.decide("b", "c", "same_person")).toBe("taken");
  expect(await engine.decide("a", "c", "different_people")).toEqual({ conflict: ["a", "b", "c"] });
  expect(await engine.clusters()).toEqual([["a", "b", "c"]]);
  const { candidates, self, line } = await engine.candidates("a", 2);
  expect(candidates).toMatchObject([
    { entry: "b", decision: "same_person", decidedThrough: false, rows: [] },
    { entry: "c", decision: "same_person", decidedThrough: true },
  ]);
  expect(self).toBeLessThan(line);
  expect(await engine.decide("b", "c", null)).toBe("taken");
  expect(await engine.clusters()).toEqual([["a", "b"]]);
});

test("what a later version added, and what is too long, is left out", async () => {
  const engine = linkageInNode();
  const odd = {
    identifiers: [
      { kind: "phone", text: "07700 900123\0", region: "GB", platform: null }, { kind: "crypto_wallet", text: "x", region: null, platform: null },
      { kind: "handle", text: "x".repeat(400), region: null, platform: "x" },
    ],
    descriptors: ["eyes_blue", "eyes_violet", "eyes_blue"], types: ["robbery", "constructor"], behaviours: ["locks_door", ""], area: "atlantis", month: "2026-13",
  } as unknown as LinkExtract;
  await engine.load([{ entry: "odd", extract: odd }, { entry: "same", extract: odd }]);
  const { candidates } = await engine.candidates("odd", 1);
  expect(candidates[0]?.rows.map(({ field }) => field)).toEqual(["phone", "eyes", "behaviours", "types"]);
});

test("an entry that cannot be written down is left out alone, and named", async () => {
  const engine = linkageInNode();
  const wrong: LinkExtract = { ...nothing, month: "9999-12" };
  expect(await engine.load([{ entry: "a", extract: withPhone("+447700900123") }, { entry: "wrong", extract: wrong }, { entry: "b", extract: withPhone("+447700900123") }])).toEqual(["wrong"]);
  expect((await engine.candidates("a", 5)).candidates.map(({ entry }) => entry)).toEqual(["b"]);
});

test("many reports are loaded in several requests", async () => {
  const engine = linkageInNode();
  await engine.load(Array.from({ length: 2500 }, (_, index) => ({ entry: `e${index}`, extract: withPhone(`+447700900${String(index % 1000).padStart(3, "0")}`) })));
  expect((await engine.clusters()).flat()).toHaveLength(2500);
  await engine.forget(Array.from({ length: 2499 }, (_, index) => `e${index}`));
  expect((await engine.candidates("e2499", 5)).candidates).toEqual([]);
});

test("a stopped engine answers nothing", async () => {
  const engine = linkageInNode();
  engine.stop();
  expect(await errorOfAsync(engine.clusters())).toBe("linkage");
});

test("both sides know the same fields", () => {
  expect(all.fields.map(([field]) => field)).toEqual([
    "phone", "email", "handle", "plate", "gender", "age_band", "ethnicity", "height_band", "build", "hair", "facial_hair", "eyes", "skin_marks", "appearance",
    "smell_intoxication", "vehicle", "role", "group_size", "behaviours", "types", "area", "month",
  ]);
});

describe("the compiled module", () => {
  test("can reach nothing outside and is small", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(code))).toEqual([]);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(120_000);
  });

  test("refuses bytes that are no request, and goes on", async () => {
    const module = await RequestModule.load(code);
    expect(module.run(new Uint8Array(0))).toBeNull();
    expect(module.run(Uint8Array.of(9))).toBeNull();
    expect(module.run(new Uint8Array(2 ** 22 + 1))).toBeNull();
    expect(module.run(Uint8Array.of(5))).toEqual(Uint8Array.of(0, 0, 0, 0));
  });

  test("keeps nothing of what it was told to forget", async () => {
    const { instance } = await WebAssembly.instantiate(code);
    const exports = instance.exports as unknown as { memory: WebAssembly.Memory; _initialize(): void; request_buffer(size: number): number; respond(): number };
    exports._initialize();
    const ask = (request: Uint8Array): void => {
      const room = exports.request_buffer(request.length);
      new Uint8Array(exports.memory.buffer, room, request.length).set(request);
      exports.respond();
    };
    const text = "remarkable_fox_7781@example.org";
    const bytes = new TextEncoder().encode(text);
    const held = (what: string): boolean => Buffer.from(exports.memory.buffer).includes(what);
    const worker = handWorker(ask);
    const engine = linkageInWorker(() => worker as unknown as Worker);
    void engine.load([{ entry: "pseudonym_4711", extract: { ...nothing, identifiers: [{ kind: "email", text, region: null, platform: null }] } }]).catch(() => undefined);
    await vi.waitFor(() => expect(worker.requests).toBe(1));
    expect(bytes.length).toBe(text.length);
    expect(held("remarkable_fox_7781")).toBe(true);
    void engine.forget(["pseudonym_4711"]).catch(() => undefined);
    await vi.waitFor(() => expect(worker.requests).toBe(2));
    for (const part of ["remarkable_fox_7781", "remarkablefox", "remarkable", "fox_7781"]) expect(held(part), part).toBe(false);
    engine.stop();
  });
});

interface HandWorker {
  requests: number;
  terminated: boolean;
  onmessage: ((event: MessageEvent<LinkageReply>) => void) | null;
  onerror: (() => void) | null;
  postMessage(request: LinkageRequest, moved: ArrayBuffer[]): void;
  terminate(): void;
}

/** A worker whose answers the test gives. */
function handWorker(take: (request: Uint8Array, id: number) => void): HandWorker {
  return {
    requests: 0,
    terminated: false,
    onmessage: null,
    onerror: null,
    postMessage(message, moved) {
      const { id, request } = structuredClone(message, { transfer: moved });
      take(request, id);
      this.requests += 1;
    },
    terminate() {
      this.terminated = true;
    },
  };
}

describe("with a worker", () => {
  test("answers are matched by number, and what failed or was stopped is no answer", async () => {
    const module = await RequestModule.load(code);
    const asked: { request: Uint8Array; id: number }[] = [];
    const worker = handWorker((request, id) => asked.push({ request, id }));
    const engine = linkageInWorker(() => worker as unknown as Worker);
    const answers = [engine.decide("a", "b", "same_person"), engine.decide("b", "c", "same_person"), engine.decide("a", "c", "different_people")] as const;
    const replies = asked.map(({ request, id }): LinkageReply => ({ id, answer: module.run(request) }));
    for (const data of replies.reverse()) worker.onmessage?.({ data } as MessageEvent<LinkageReply>);
    expect(await Promise.all(answers)).toEqual(["taken", "taken", { conflict: ["a", "b", "c"] }]);

    const failed = engine.clusters();
    worker.onmessage?.({ data: { id: 4, answer: null } } as MessageEvent<LinkageReply>);
    expect(await errorOfAsync(failed)).toBe("linkage");
    const stopped = engine.clusters();
    engine.stop();
    expect(await errorOfAsync(stopped)).toBe("linkage");
    expect(worker.terminated).toBe(true);
    expect(await errorOfAsync(engine.clusters())).toBe("linkage");

    const second = handWorker(() => undefined);
    const broken = linkageInWorker(() => second as unknown as Worker);
    const open = broken.clusters();
    second.onerror?.();
    expect(await errorOfAsync(open)).toBe("linkage");
  });

  afterEach(() => vi.unstubAllGlobals());

  test("its code fetches once and answers; once it has failed it has forgotten, and says so", async () => {
    const replies: LinkageReply[] = [];
    let arrived = (): void => undefined;
    vi.stubGlobal("postMessage", (reply: LinkageReply) => {
      replies.push(reply);
      arrived();
    });
    vi.stubGlobal("onmessage", null);
    const fetches = [new Response(code)];
    vi.stubGlobal("fetch", async () => fetches.shift());
    await import("../linkage/worker.ts");
    const { onmessage } = globalThis as unknown as { onmessage: (event: { data: LinkageRequest }) => void };
    const ask = async (id: number, request: Uint8Array<ArrayBuffer>): Promise<LinkageReply | undefined> => {
      const answered = new Promise<void>((resolve) => { arrived = resolve; });
      onmessage({ data: { id, request } });
      await answered;
      return replies.at(-1);
    };
    expect(await ask(1, Uint8Array.of(5))).toEqual({ id: 1, answer: Uint8Array.of(0, 0, 0, 0) });
    expect(await ask(2, Uint8Array.of(7))).toEqual({ id: 2, answer: null });
    expect(await ask(3, Uint8Array.of(5))).toEqual({ id: 3, answer: null });
    expect(fetches).toHaveLength(0);
  });
});
