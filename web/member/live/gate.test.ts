/** What has begun before the code for signing in was there, and that nothing of it is waited for in vain. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Session } from "../services.ts";
import { type Begun, gate } from "./gate.ts";
import type { ServicesOf } from "./services.ts";

const said = { trust: "", teams: [], organisation: "Example network", demo: false };
class FakeWorker {
  onerror: (() => void) | null = null;
}

let workers: FakeWorker[];
let prepared: number;
let begun: Begun | null;
/** How often the code was asked for, and whether it can be had. */
let loads: { count: number; fail: boolean };
beforeEach(() => {
  workers = [];
  prepared = 0;
  begun = null;
  loads = { count: 0, fail: false };
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(Response.json(said))));
});
afterEach(() => void vi.unstubAllGlobals());

function opened(): ServicesOf<Session> {
  return gate<Session>({
    startWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
    load: () => {
      loads.count += 1;
      if (loads.fail) return Promise.reject(new TypeError("no connection"));
      return Promise.resolve((given) => {
        begun = given;
        return { prepare: () => (prepared += 1), signIn: () => Promise.resolve({}) } as unknown as ServicesOf<Session>;
      });
    },
  });
}

test("whoever only looks fetches nothing", async () => {
  expect(await opened().about()).toEqual({ organisation: "Example network", demo: false });
  expect([loads.count, workers.length]).toEqual([0, 0]);
});

test("the first letter starts the worker and fetches the code, and every further one nothing", async () => {
  const services = opened();
  await services.about();
  for (let i = 0; i < 3; i += 1) services.prepare();
  await expect.poll(() => prepared).toBe(3);
  expect([loads.count, workers.length]).toEqual([1, 1]);
  // The worker is handed on, a second one is new; what the page was told serves once more.
  expect(begun?.startWorker()).toBe(workers[0]);
  expect(begun?.startWorker()).toBe(workers[1]);
  expect((await begun?.trust)?.json).toEqual(said);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("a worker that did not start is not handed on", async () => {
  const services = opened();
  services.prepare();
  workers[0]?.onerror?.();
  await services.signIn("", "");
  expect(begun?.startWorker()).toBe(workers[1]);
});

test("code that could not be had is asked for again, and preparing fails in silence", async () => {
  loads.fail = true;
  const services = opened();
  services.prepare();
  await expect(services.signIn("", "")).rejects.toThrow(TypeError);
  loads.fail = false;
  services.prepare();
  await services.signIn("", "");
  expect(loads.count).toBe(2);
  expect(workers.length).toBe(1);
});

test("an answer that is no trust file is not taken for one", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ error: "unavailable" }, { status: 503 })));
  const services = opened();
  await expect(services.about()).rejects.toThrow("503");
  await services.signIn("", "");
  await expect(begun?.trust).rejects.toThrow("503");
});
