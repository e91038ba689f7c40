// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installLeave, leave, onLeave } from "./leave.ts";

const replace = vi.fn();
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
    replace.mockClear();
    progress.mockClear();
    document.documentElement.hidden = false;
    press("Escape", 0);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("blanks before anything else, then forgets, then goes", () => {
    const seen: string[] = [];
    const stop = onLeave(() => seen.push(`hidden ${document.documentElement.hidden}, gone ${replace.mock.calls.length}`));
    leave();
    stop();
    expect(seen).toEqual(["hidden true, gone 0"]);
    expect(replace).toHaveBeenCalledExactlyOnceWith("/leave");
  });

  it("goes even if forgetting fails", () => {
    const stop = onLeave(() => {
      throw new Error("broken");
    });
    expect(leave).toThrow("broken");
    stop();
    expect(document.documentElement.hidden).toBe(true);
    expect(replace).toHaveBeenCalledOnce();
  });

  it("follows a press of the link in its own way", () => {
    const click = new MouseEvent("click", { cancelable: true, ctrlKey: true });
    link.dispatchEvent(click);
    expect(click.defaultPrevented).toBe(true);
    expect(replace).toHaveBeenCalledOnce();
  });

  it("leaves at the third Shift within five seconds and says how many are left", () => {
    press("Shift", 1000);
    press("Shift", 3000);
    expect(replace).not.toHaveBeenCalled();
    expect(progress).toHaveBeenCalledExactlyOnceWith(1);
    press("Shift", 5900);
    expect(replace).toHaveBeenCalledOnce();
  });

  it("does not count slow presses, a held key, or presses between other keys", () => {
    press("Shift", 1000);
    press("Shift", 3000);
    press("Shift", 6100);
    expect(replace).not.toHaveBeenCalled();
    press("a", 6200);
    press("Shift", 6300);
    press("Shift", 6400, true);
    press("Shift", 6500, true);
    press("A", 6600);
    press("Shift", 6700);
    press("Shift", 6800);
    expect(replace).not.toHaveBeenCalled();
  });
});
