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
const kPresses = 3;
const kWithinMs = 5000;

const wipers = new Set<() => void>();

/** `wipe` is called while leaving, to forget keys and answers held in memory. Returns the way to stop. */
export function onLeave(wipe: () => void): () => void {
  wipers.add(wipe);
  return () => void wipers.delete(wipe);
}

/** Blanks the page in this very tick, forgets, and goes. Asks nothing and cannot fail half-way. */
export function leave(): void {
  document.documentElement.hidden = true;
  forgetStored();
  try {
    for (const wipe of wipers) wipe();
  } finally {
    goQuietly();
  }
}

/**
 * To the empty page at /leave, also where there is no connection: this page becomes as empty, and gives way to the real one
 * once that has answered, ended the session and cleared what was kept; if it cannot, then when the connection is back. A page
 * of the browser about a lost connection would forget the tab's name, and could show again what the browser still has.
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
  const ask = (): void => {
    fetch(kAddress, { cache: "no-store", keepalive: true }).then(() => location.replace(kAddress), () => undefined);
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
