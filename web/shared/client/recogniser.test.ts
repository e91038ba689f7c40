import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Artefact } from "../generated/records.ts";
import { RequestModule } from "../request_module.ts";
import type { ArtefactText, Circumstances, ReporterText, WorkerReply, WorkerRequest } from "./recogniser.ts";
import type { ReportContent } from "./report_format.ts";
import { vectors } from "./test_support.ts";

interface Vectors {
  readonly version: number;
  readonly reporter_kinds: string[];
  readonly artefact_fields: string[];
  readonly rules: string[];
  readonly reasons: string[];
  readonly cases: readonly {
    readonly name: string;
    readonly circumstances: Circumstances;
    readonly reporter: readonly [ReporterText["kind"], string][];
    readonly artefact: readonly [ArtefactText["field"], string][];
    readonly level: string;
    readonly hits: readonly unknown[][];
  }[];
}

const all = vectors<Vectors>("recognition.json");
const root = fileURLToPath(new URL("../../..", import.meta.url));
const code = readFileSync(join(root, "build/wasm/recognition.wasm"));

/** The module anew for each test: its factory, worker and instance are its state. */
let client: typeof import("./recogniser.ts");
let errorOfAsync: typeof import("./test_support.ts").errorOfAsync;
beforeEach(async () => {
  vi.resetModules();
  client = await import("./recogniser.ts");
  ({ errorOfAsync } = await import("./test_support.ts"));
});
afterEach(() => vi.unstubAllGlobals());

const hers: ReporterText[] = [{ kind: "phone", text: "07700 900123" }];
const shown: ArtefactText[] = [{ field: "free_text", text: "ring 07700 900123" }];

test("both sides mean the same by each code", () => {
  expect(client.recogniserVersion).toBe(all.version);
  expect(client.reporterKinds).toEqual(all.reporter_kinds);
  expect(client.artefactFields).toEqual(all.artefact_fields);
  expect(client.recognitionRules).toEqual(all.rules);
  expect(client.recognitionReasons).toEqual(all.reasons);
});

test.each(all.cases)("says what the native build says: $name", async (one) => {
  const { level, hits } = await client.recognise(
    one.reporter.map(([kind, text]) => ({ kind, text })),
    one.artefact.map(([field, text]) => ({ field, text })),
    one.circumstances,
  );
  expect(level).toBe(one.level);
  expect(hits.map((hit) => [hit.text, hit.start, hit.excerpt, hit.level, hit.rule, hit.reason])).toEqual(one.hits);
  for (const hit of hits) expect([hit.length, hit.field]).toEqual([Array.from(hit.excerpt).length, one.artefact[hit.text]?.[0]]);
});

test("an artefact's texts each have the field whose form they must have", async () => {
  const artefact: Artefact = {
    salt: new Uint8Array(32), reference: new Uint8Array(16), version: 1, level: 1, area: "north_west", period: "2026-11",
    incidentTypes: ["robbery"], behaviours: ["takes_phone"], advice: ["check_first"],
    descriptors: [{ kind: "hair", value: "hair_short" }, { kind: "names_given", value: "Dave" }],
    freeText: "", shortText: "Caution. Robbery. North West. silver_fox",
    identifiers: [{ type: 3, canonical: "x/silver_fox", shown: "silver_fox" }], expiresMonth: "2027-11",
  };
  const texts = client.artefactTexts(artefact);
  expect(texts.map(({ field, text }) => `${field} ${text}`).sort()).toEqual([
    "area north_west", "coded check_first", "coded hair", "coded hair_short", "coded names_given", "coded robbery", "coded takes_phone",
    "descriptor Dave", "free_text ", "identifier silver_fox", "identifier x/silver_fox", "period 2026-11",
    "short_text Caution. Robbery. North West. silver_fox",
  ]);
  const { hits } = await client.recognise([], texts);
  expect(hits.map(({ field, excerpt, reason }) => [field, excerpt, reason])).toEqual([["descriptor", "Dave", "single_source"]]);
  expect(client.artefactTexts({ ...artefact, period: "" }).some(({ field }) => field === "period")).toBe(false);
});

test("what she wrote is held against a text as what it is; the other person's identifiers are not", async () => {
  const content: ReportContent = {
    subject: {
      identifiers: [{ kind: "handle", text: "silver_fox", region: null, platform: "x" }],
      descriptors: [],
      spoken: { clothing: "a long green coat with brass buttons on it" },
    },
    event: { types: ["robbery"], behaviours: [], area: null, month: null, around: "teatime" },
    words: { text: "Then he locked the door and took everything." },
    about_me: { workingName: "Ruby Moon", pronouns: "they/them" },
    contact: { way: "phone", value: "07700 900123" },
  };
  const reasonsOf = async (text: string): Promise<string[]> => {
    const { hits } = await client.recognise(client.reporterTexts(content), [{ field: "free_text", text }], { ...client.singleSource, sources: 3 });
    return [...new Set(hits.map(({ reason }) => reason))];
  };
  expect(await reasonsOf("silver_fox")).toEqual([]);
  expect(await reasonsOf("a coat with them")).toEqual([]);
  expect(await reasonsOf("long green coat with brass buttons")).toEqual(["verbatim"]);
  expect(await reasonsOf("at teatime")).toEqual(["own_other"]);
  expect(await reasonsOf("locked the door and took everything")).toEqual(["verbatim"]);
  expect(await reasonsOf("Ruby")).toEqual(["own_working_name"]);
  expect(await reasonsOf("00123")).toEqual(["own_phone"]);
  expect(client.reporterTexts({})).toEqual([]);
  expect(client.recogniser.version).toBe(client.recogniserVersion);
});

describe("what does not fit", () => {
  test("NUL and lone surrogates are signs between words", async () => {
    const { hits } = await client.recognise(hers, [{ field: "identifier", text: "tel\0+447700900123\ud800" }]);
    expect(hits).toMatchObject([{ reason: "own_phone", start: 5, length: 12 }]);
  });

  test("too long, too many and half a date are malformed", async () => {
    const long: ReporterText[] = [{ kind: "narrative", text: "a".repeat(65537) }];
    const many: ReporterText[] = Array.from({ length: 17 }, () => ({ kind: "narrative", text: "a".repeat(65536) }));
    expect(await errorOfAsync(client.recognise(long, shown))).toBe("malformed");
    expect(await errorOfAsync(client.recognise(many, shown))).toBe("malformed");
    expect(await errorOfAsync(client.recognise(Array.from({ length: 65 }, () => hers).flat(), shown))).toBe("malformed");
    expect(await errorOfAsync(client.recognise(hers, shown, { ...client.singleSource, date: "2026-11" }))).toBe("malformed");
    expect((await client.recognise(hers, shown)).level).toBe("high");
  });
});

describe("the compiled module", () => {
  test("can reach nothing outside and is small", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(code))).toEqual([]);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(60_000);
  });

  test("refuses bytes that are no request, and goes on", async () => {
    const module = await RequestModule.load(code);
    expect(module.run(new Uint8Array(0))).toBeNull();
    expect(module.run(Uint8Array.of(2))).toBeNull();
    expect(module.run(new Uint8Array(2 ** 20 + 1))).toBeNull();
    expect(module.run(new Uint8Array(18))).toEqual(Uint8Array.of(0, 1, 0, 0, 0, 0, 0));
  });

  test("is the same wherever it is built", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "recognition-"));
    try {
      execFileSync(join(root, "tools/build_wasm"), ["-o", elsewhere, "recognition"]);
      expect(readFileSync(join(elsewhere, "recognition.wasm")).equals(code)).toBe(true);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  }, 300_000);
});

/** A worker whose answers the test gives. */
class HandWorker {
  readonly requests: WorkerRequest[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null = null;
  onerror: (() => void) | null = null;
  postMessage(request: WorkerRequest, moved: ArrayBuffer[]): void {
    this.requests.push(structuredClone(request, { transfer: moved }));
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(reply: WorkerReply): void {
    this.onmessage?.({ data: reply } as MessageEvent<WorkerReply>);
  }
}

describe("with a worker", () => {
  function withHandWorkers(): HandWorker[] {
    const made: HandWorker[] = [];
    client.setRecogniserFactory(() => {
      const worker = new HandWorker();
      made.push(worker);
      return worker as unknown as Worker;
    });
    return made;
  }

  test("starts one when first needed and matches answers by number", async () => {
    const made = withHandWorkers();
    expect(made).toHaveLength(0);
    const first = client.recognise(hers, shown);
    const second = client.recognise([], []);
    const [worker] = made as [HandWorker];
    const module = await RequestModule.load(code);
    const [a, b] = worker.requests as [WorkerRequest, WorkerRequest];
    for (const { id, request } of [b, a]) worker.answer({ id, state: "answered", answer: module.run(request) });
    expect([(await first).level, (await second).level]).toEqual(["high", "low"]);
    expect(made).toHaveLength(1);
  });

  test("what could not be run is never an answer", async () => {
    const made = withHandWorkers();
    const tests = [client.recognise(hers, shown), client.recognise(hers, shown), client.recognise(hers, shown)] as const;
    const [worker] = made as [HandWorker];
    const [a, b, c] = worker.requests as [WorkerRequest, WorkerRequest, WorkerRequest];
    worker.answer({ id: a.id, state: "failed", answer: null });
    worker.answer({ id: b.id, state: "malformed", answer: null });
    worker.answer({ id: c.id, state: "answered", answer: Uint8Array.of(0, 2, 0, 0, 0, 0, 0) });  // of another version
    expect(await Promise.all(tests.map(errorOfAsync))).toEqual(["recogniser", "malformed", "recogniser"]);

    const stopped = client.recognise(hers, shown);
    client.stopRecogniser();
    expect(await errorOfAsync(stopped)).toBe("recogniser");
    expect(worker.terminated).toBe(true);

    const broken = client.recognise(hers, shown);
    (made[1] as HandWorker).onerror?.();
    expect(await errorOfAsync(broken)).toBe("recogniser");
  });
});

test("the worker's own code fetches once, answers, and tries again after a failure", async () => {
  const replies: WorkerReply[] = [];
  let arrived = (): void => undefined;
  vi.stubGlobal("postMessage", (reply: WorkerReply) => {
    replies.push(reply);
    arrived();
  });
  vi.stubGlobal("onmessage", null);
  const fetches = [new Response(null, { status: 503 }), new Response(code)];
  vi.stubGlobal("fetch", async () => fetches.shift());
  await import("../recognition/worker.ts");
  const { onmessage } = globalThis as unknown as { onmessage: (event: { data: WorkerRequest }) => void };
  const ask = async (id: number, request: Uint8Array<ArrayBuffer>): Promise<WorkerReply | undefined> => {
    const answered = new Promise<void>((resolve) => { arrived = resolve; });
    onmessage({ data: { id, request } });
    await answered;
    return replies.at(-1);
  };
  expect(await ask(1, new Uint8Array(18))).toEqual({ id: 1, state: "failed", answer: null });
  expect(await ask(2, new Uint8Array(18))).toMatchObject({ id: 2, state: "answered" });
  expect(await ask(3, new Uint8Array(3))).toEqual({ id: 3, state: "malformed", answer: null });
  expect(fetches).toHaveLength(0);
});
