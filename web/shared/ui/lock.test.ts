// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { kMemberLock, watchForLock } from "./lock.ts";

let hidden = false;
const onLock = vi.fn();
const onWarning = vi.fn();
let stop = (): void => undefined;

function setHidden(value: boolean): void {
  hidden = value;
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("lock", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    hidden = false;
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    onLock.mockClear();
    onWarning.mockClear();
    stop = watchForLock(kMemberLock, { onLock, onWarning });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it("warns before and locks after two minutes without a touch", () => {
    vi.advanceTimersByTime(99_000);
    expect(onWarning).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(onWarning).toHaveBeenLastCalledWith(20);
    vi.advanceTimersByTime(19_000);
    expect(onWarning).toHaveBeenLastCalledWith(1);
    expect(onLock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(onLock).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(600_000);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("begins again at any touch", () => {
    vi.advanceTimersByTime(110_000);
    dispatchEvent(new Event("pointerdown"));
    expect(onWarning).toHaveBeenLastCalledWith(null);
    vi.advanceTimersByTime(99_000);
    expect(onLock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(21_000);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("hides the page in the background and locks after a minute there", () => {
    setHidden(true);
    expect(document.documentElement.classList.contains("away")).toBe(true);
    vi.advanceTimersByTime(59_000);
    setHidden(false);
    expect(document.documentElement.classList.contains("away")).toBe(false);
    expect(onLock).not.toHaveBeenCalled();
    setHidden(true);
    vi.advanceTimersByTime(60_000);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("hides what appears while the page is in the background", () => {
    stop();
    setHidden(true);
    stop = watchForLock(kMemberLock, { onLock, onWarning });
    expect(document.documentElement.classList.contains("away")).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("locks on return when the phone had stopped our timers", () => {
    setHidden(true);
    vi.setSystemTime(Date.now() + 61_000);
    setHidden(false);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("does not take a late touch for a sign of life", () => {
    vi.setSystemTime(Date.now() + 125_000);
    dispatchEvent(new Event("pointerdown"));
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("locks at once when the browser brings the page back from its cache", () => {
    const restored = new Event("pageshow");
    Object.defineProperty(restored, "persisted", { value: true });
    dispatchEvent(restored);
    expect(onLock).toHaveBeenCalledOnce();
  });

  it("does nothing more once stopped", () => {
    stop();
    vi.advanceTimersByTime(600_000);
    setHidden(true);
    expect(onLock).not.toHaveBeenCalled();
    expect(document.documentElement.classList.contains("away")).toBe(false);
  });
});
