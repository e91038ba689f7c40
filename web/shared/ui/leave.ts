/**
 * Quick exit: one press and the screen is empty, with a connection or without one.
 *
 * The link stands in the page's HTML, first in the tab order, so that it works before and without our scripts; here it
 * learns to blank first. `/leave` is our own empty page: the server ends the session there and clears what the browser
 * stored. Replacing (not following) the address and keeping a single history entry mean that Back shows the locked
 * start page, never what was on the screen.
 */
import { forgetStored } from "./forget.ts";

const kAddress = "/leave";
/** The tab's name after Leave, the one thing of it that outlives the clearing of all storage: a public page that Back brings up again looks for it. */
export const kLeft = "left";
/** Browsers do not always notice that a connection is back. */
const kAgainMs = 10_000;
const kPresses = 3;
const kWithinMs = 5000;

/** Whether somebody went to this page, rather than finding it again by Back. */
export function isVisit(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "navigate";
}

const wipers = new Set<() => void>();

/** `wipe` is called while leaving, to forget keys and answers held in memory. Returns the way to stop. */
export function onLeave(wipe: () => void): () => void {
  wipers.add(wipe);
  return () => void wipers.delete(wipe);
}

/** Blanks the page in this very tick, forgets, and goes. Asks nothing and cannot fail half-way. */
export function leave(): void {
  document.documentElement.hidden = true;
  window.name = kLeft;
  forgetStored();
  const faults: unknown[] = [];
  // Of all that are here now: one of them ends the application, and the others with it.
  for (const wipe of [...wipers]) {
    try {
      wipe();
    } catch (error) {
      faults.push(error);
    }
  }
  goQuietly();
  if (faults.length > 0) throw faults[0];
}

/**
 * To the empty page at /leave, also where there is no connection: this page becomes as empty, and gives way to the real one
 * once that has answered, ended the session and cleared what was kept; until it can, this page stays and asks again. A page of
 * the browser about a lost connection would forget the tab's name, and could show again what the browser still has.
 */
export function goQuietly(): void {
  const empty = (): void => {
    document.title = "Notes";
    document.body.replaceChildren();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", empty);
  else empty();
  // Back within this page finds it empty; nothing of the application hears of it.
  addEventListener("popstate", (event) => event.stopImmediatePropagation(), { capture: true });
  let next: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    clearTimeout(next);
    const again = (): void => void (next = setTimeout(ask, kAgainMs));
    // An error may be one on the way to the server, which has ended and cleared nothing.
    fetch(kAddress, { cache: "no-store", keepalive: true }).then(({ ok }) => (ok ? location.replace(kAddress) : again()), again);
  };
  addEventListener("online", ask);
  ask();
}

/**
 * Counts presses of Shift: three in a row within five seconds leave; any other key begins again.
 * `onProgress` hears how many presses remain, for people who cannot see the screen.
 */
export function installLeave(link: HTMLElement, onProgress: (remaining: number) => void): void {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses: number[] = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = [...presses.filter((time) => event.timeStamp - time < kWithinMs), event.timeStamp];
    if (presses.length >= kPresses) leave();
    else if (presses.length > 1) onProgress(kPresses - presses.length);
  });
}
