/**
 * Quick exit: one press and the screen is empty.
 *
 * The link stands in the page's HTML, first in the tab order, so that it works before and without our scripts; here it
 * learns to blank first. `/leave` is our own empty page: the server ends the session there and clears what the browser
 * stored. Replacing (not following) the address and keeping a single history entry mean that Back shows the locked
 * start page, never what was on the screen.
 */

const kAddress = "/leave";
const kPresses = 3;
const kWithinMs = 5000;

const wipers = new Set<() => void>();

/** `wipe` is called while leaving, to forget keys and answers held in memory. Returns the way to stop. */
export function onLeave(wipe: () => void): () => void {
  wipers.add(wipe);
  return () => void wipers.delete(wipe);
}

/** Blanks the page in this very tick, forgets, and goes, by `go` if there is another way. Asks nothing and cannot fail half-way. */
export function leave(go: () => void = () => location.replace(kAddress)): void {
  document.documentElement.hidden = true;
  try {
    for (const wipe of wipers) wipe();
  } finally {
    go();
  }
}

/**
 * Counts presses of Shift: three in a row within five seconds leave; any other key begins again.
 * `onProgress` hears how many presses remain, for people who cannot see the screen. `go` as in leave().
 */
export function installLeave(link: HTMLElement, onProgress: (remaining: number) => void, go?: () => void): void {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(go);
  });
  let presses: number[] = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = [...presses.filter((time) => event.timeStamp - time < kWithinMs), event.timeStamp];
    if (presses.length >= kPresses) leave(go);
    else if (presses.length > 1) onProgress(kPresses - presses.length);
  });
}
