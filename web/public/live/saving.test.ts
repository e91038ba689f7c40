// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from "vitest";
import { leave } from "../../shared/ui/leave.ts";
import { offerSaving } from "./saving.ts";

afterEach(() => vi.unstubAllGlobals());

it("a page that is still being saved when somebody leaves is not kept, nor asked for any longer", async () => {
  const kept = new Set<string>();
  const asked: Request[] = [];
  let arrive = (): void => undefined;
  vi.stubGlobal("caches", {
    keys: () => Promise.resolve([...kept]),
    has: (name: string) => Promise.resolve(kept.has(name)),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
    open: (name: string) => {
      kept.add(name);
      return Promise.resolve({
        keys: () => Promise.resolve([]),
        put: () => Promise.resolve(),
        addAll: (requests: Request[]) => new Promise<void>((resolve) => {
          asked.push(...requests);
          arrive = () => {
            // It was under way, and stands there again.
            kept.add(name);
            resolve();
          };
        }),
      });
    },
  });
  const register = vi.fn();
  const unregister = vi.fn(() => Promise.resolve(true));
  vi.stubGlobal("navigator", { serviceWorker: { register, getRegistrations: () => Promise.resolve([{ unregister }]) }, clipboard: {} });
  vi.stubGlobal("location", { pathname: "/en/c/abc/", replace: vi.fn() });
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  document.body.innerHTML = '<button data-act="save">Save</button>';
  offerSaving();
  document.querySelector<HTMLButtonElement>("[data-act=save]")?.click();
  await vi.waitFor(() => expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(["/en/c/abc/", "/en/h/"]));

  leave();
  expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  await vi.waitFor(() => expect([kept.size, unregister.mock.calls.length]).toEqual([0, 1]));
  arrive();
  await vi.waitFor(() => expect([kept.size, unregister.mock.calls.length]).toEqual([0, 2]));
  expect(register).not.toHaveBeenCalled();
});
