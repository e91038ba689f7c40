import sodium from "libsodium-wrappers-sumo";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { WorkerReply, WorkerRequest } from "./argon2.ts";
import { hex, utf8 } from "./bytes.ts";
import { scriptPolicy } from "./script_policy.ts";

const salt = new Uint8Array(16).fill(2);
const password = utf8("password");

/** The module anew for each test: its factory and worker are its state. */
let argon2: typeof import("./argon2.ts");
let errorOfAsync: typeof import("./test_support.ts").errorOfAsync;
beforeEach(async () => {
  vi.resetModules();
  argon2 = await import("./argon2.ts");
  ({ errorOfAsync } = await import("./test_support.ts"));
});
afterEach(() => vi.unstubAllGlobals());

/** A worker whose answers the test gives. */
class HandWorker {
  readonly requests: WorkerRequest[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent<WorkerReply>) => void) | null = null;
  onerror: (() => void) | null = null;
  postMessage(request: WorkerRequest): void {
    this.requests.push(structuredClone(request));
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(reply: WorkerReply): void {
    this.onmessage?.({ data: reply } as MessageEvent<WorkerReply>);
  }
}

function withHandWorkers(): HandWorker[] {
  const made: HandWorker[] = [];
  argon2.setWorkerFactory(() => {
    const worker = new HandWorker();
    made.push(worker);
    return worker as unknown as Worker;
  });
  return made;
}

async function bySodium(): Promise<string> {
  await sodium.ready;
  return hex(sodium.crypto_pwhash(32, password, salt, 2, 1 << 20, sodium.crypto_pwhash_ALG_ARGON2ID13));
}

describe("in Node", () => {
  test("computes what libsodium computes", async () => {
    expect(hex(await argon2.argon2id(password, salt, 2, 1, 32))).toBe(await bySodium());
  });

  test("leaves the caller's password alone and goes on after a failure", async () => {
    const tooShort = argon2.argon2id(password, new Uint8Array(4), 2, 1, 32);
    const good = argon2.argon2id(password, salt, 2, 1, 32);
    expect(await errorOfAsync(tooShort)).toBe("slow_hash");
    expect(hex(await good)).toBe(await bySodium());
    expect(hex(password)).toBe(hex(utf8("password")));
  });
});

describe("with a worker", () => {
  test("starts one when first needed and matches answers by number", async () => {
    const made = withHandWorkers();
    expect(made).toHaveLength(0);
    const first = argon2.argon2id(password, salt, 2, 19, 32);
    const second = argon2.argon2id(utf8("other"), salt, 3, 64, 64);
    expect(made).toHaveLength(1);
    const worker = made[0] as HandWorker;
    expect(worker.requests).toMatchObject([
      { password, salt, passes: 2, mib: 19, length: 32 },
      { password: utf8("other"), salt, passes: 3, mib: 64, length: 64 },
    ]);
    const [a, b] = worker.requests as [WorkerRequest, WorkerRequest];
    worker.answer({ id: b.id, hash: Uint8Array.of(2) });
    worker.answer({ id: a.id, hash: Uint8Array.of(1) });
    expect([hex(await first), hex(await second)]).toEqual(["01", "02"]);
  });

  test("a failed job, a stopped and a broken worker are slow_hash errors", async () => {
    const made = withHandWorkers();
    const failed = argon2.argon2id(password, salt, 2, 19, 32);
    const [worker] = made as [HandWorker];
    worker.answer({ id: (worker.requests[0] as WorkerRequest).id, hash: null });
    expect(await errorOfAsync(failed)).toBe("slow_hash");

    const stopped = argon2.argon2id(password, salt, 2, 19, 32);
    argon2.stopWorker();
    expect(await errorOfAsync(stopped)).toBe("slow_hash");
    expect(worker.terminated).toBe(true);

    const broken = argon2.argon2id(password, salt, 2, 19, 32);
    expect(made).toHaveLength(2);
    (made[1] as HandWorker).onerror?.();
    expect(await errorOfAsync(broken)).toBe("slow_hash");
    expect((made[1] as HandWorker).terminated).toBe(true);
  });
});

test("the worker's own code answers each job, in order, and failures too", async () => {
  const replies: WorkerReply[] = [];
  const done = new Promise<void>((resolve) => {
    vi.stubGlobal("postMessage", (reply: WorkerReply) => {
      replies.push(structuredClone(reply));
      if (replies.length === 3) resolve();
    });
  });
  vi.stubGlobal("onmessage", null);
  await import("./worker.ts");
  const { onmessage } = globalThis as unknown as { onmessage: (event: { data: WorkerRequest }) => void };
  const job = { salt, passes: 2, mib: 1, length: 32 };
  onmessage({ data: { ...job, password: utf8("password"), id: 7 } });
  onmessage({ data: { ...job, password: utf8("password"), salt: new Uint8Array(4), id: 8 } });
  onmessage({ data: { ...job, password: utf8("password"), id: 9 } });
  await done;
  const hash = await bySodium();
  expect(replies.map((reply) => [reply.id, reply.hash === null ? null : hex(reply.hash)])).toEqual([
    [7, hash],
    [8, null],
    [9, hash],
  ]);
});

describe("the script policy", () => {
  test("lets through the given addresses only, with and without Trusted Types", () => {
    for (const trustedTypes of [undefined, { createPolicy: (_: string, rules: unknown) => rules }]) {
      vi.stubGlobal("trustedTypes", trustedTypes);
      const allow = scriptPolicy(["/assets/worker.js"]);
      expect(allow("/assets/worker.js")).toBe("/assets/worker.js");
      for (const other of ["/assets/other.js", "https://example.org/assets/worker.js", ""]) {
        expect(() => allow(other)).toThrow(TypeError);
      }
    }
  });

  test("is named scripts", () => {
    const names: string[] = [];
    vi.stubGlobal("trustedTypes", {
      createPolicy: (name: string, rules: unknown) => {
        names.push(name);
        return rules;
      },
    });
    scriptPolicy([]);
    expect(names).toEqual(["scripts"]);
  });
});
