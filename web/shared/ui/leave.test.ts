// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installLeave, leave, onLeave } from "./leave.ts";

const replace = vi.fn();
/** The server, or that there is none to be reached. */
const ask = vi.fn<(address: string) => Promise<unknown>>();
const progress = vi.fn();

function press(key: string, at: number, repeat = false): void {
  const event = new KeyboardEvent("keydown", { key, repeat });
  Object.defineProperty(event, "timeStamp", { value: at });
  dispatchEvent(event);
}

describe("quick exit", () => {
  const link = document.createElement("a");
  installLeave(link, progress);

  beforeEach(() => {
    vi.stubGlobal("location", { replace });
    vi.stubGlobal("fetch", ask);
    replace.mockReset();
    ask.mockReset().mockReturnValue(new Promise(() => undefined));
    progress.mockClear();
    document.documentElement.hidden = false;
    press("Escape", 0);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("blanks before anything else, then forgets, then goes", () => {
    const seen: string[] = [];
    const stop = onLeave(() => seen.push(`hidden ${document.documentElement.hidden}, gone ${ask.mock.calls.length}`));
    leave();
    stop();
    expect(seen).toEqual(["hidden true, gone 0"]);
    expect(ask).toHaveBeenCalledExactlyOnceWith("/leave", expect.anything());
  });

  it("gives way to the server's empty page once that has answered, and not before", async () => {
    let answer = (_: unknown): void => undefined;
    ask.mockReturnValue(new Promise((resolve) => void (answer = resolve)));
    document.body.textContent = "her words";
    document.title = "One";
    leave();
    expect([document.body.textContent, document.title, replace.mock.calls.length]).toEqual(["", "Notes", 0]);
    answer({ ok: true });
    await vi.waitFor(() => expect(replace).toHaveBeenCalledExactlyOnceWith("/leave"));
  });

  it("without a connection becomes the empty page, forgets what is stored, hears nothing of Back, and tells the server later", async () => {
    ask.mockRejectedValue(new TypeError("no connection"));
    const entries = new Map([["/en/c/1/", "saved"]]);
    const gone: string[] = [];
    vi.stubGlobal("caches", {
      keys: () => Promise.resolve(["pages"]), delete: (name: string) => Promise.resolve(gone.push(name)),
      open: () => Promise.resolve({ keys: () => Promise.resolve([...entries.keys()]), delete: (key: string) => Promise.resolve(entries.delete(key)) }),
    });
    localStorage.setItem("x", "1");
    sessionStorage.setItem("x", "1");
    const onBack = vi.fn();
    addEventListener("popstate", onBack);
    leave();
    expect([localStorage.length, sessionStorage.length, document.body.textContent]).toEqual([0, 0, ""]);
    await vi.waitFor(() => expect([entries.size, gone]).toEqual([0, ["pages"]]));
    dispatchEvent(new PopStateEvent("popstate"));
    expect([onBack.mock.calls.length, replace.mock.calls.length]).toEqual([0, 0]);
    removeEventListener("popstate", onBack);
    ask.mockResolvedValue({ ok: true });
    dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(replace).toHaveBeenCalledWith("/leave"));
  });

  it.each([["no connection", () => Promise.reject(new TypeError("no connection"))], ["an error of the server", () => Promise.resolve({ ok: false })]])(
    "after %s stays empty and asks again by itself, whatever the browser knows of its connection", async (_, fail) => {
      vi.useFakeTimers();
      ask.mockImplementation(fail);
      leave();
      await vi.advanceTimersByTimeAsync(60_000);
      expect([ask.mock.calls.length > 3, replace.mock.calls.length]).toEqual([true, 0]);
      ask.mockReset().mockResolvedValue({ ok: true });
      await vi.advanceTimersByTimeAsync(60_000);
      expect([ask.mock.calls.length, replace.mock.calls]).toEqual([1, [["/leave"]]]);
    });

  it("goes even if forgetting fails, and whoever else has something to forget does", () => {
    const forgotten: string[] = [];
    const stops = [
      onLeave(() => {
        throw new Error("broken");
      }),
      onLeave(() => {
        // What ends with this one has its turn all the same.
        stops[2]?.();
      }),
      onLeave(() => forgotten.push("keys")),
    ];
    expect(leave).toThrow("broken");
    for (const stop of stops) stop();
    expect([document.documentElement.hidden, window.name, forgotten]).toEqual([true, "left", ["keys"]]);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("follows a press of the link in its own way", () => {
    const click = new MouseEvent("click", { cancelable: true, ctrlKey: true });
    link.dispatchEvent(click);
    expect(click.defaultPrevented).toBe(true);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("leaves at the third Shift within five seconds and says how many are left", () => {
    press("Shift", 1000);
    press("Shift", 3000);
    expect(ask).not.toHaveBeenCalled();
    expect(progress).toHaveBeenCalledExactlyOnceWith(1);
    press("Shift", 5900);
    expect(ask).toHaveBeenCalledOnce();
  });

  it("does not count slow presses, a held key, or presses between other keys", () => {
    press("Shift", 1000);
    press("Shift", 3000);
    press("Shift", 6100);
    expect(ask).not.toHaveBeenCalled();
    press("a", 6200);
    press("Shift", 6300);
    press("Shift", 6400, true);
    press("Shift", 6500, true);
    press("A", 6600);
    press("Shift", 6700);
    press("Shift", 6800);
    expect(ask).not.toHaveBeenCalled();
  });
});
