/**
 * Where we are, in memory only: addresses and the browser's history never say what was on the screen.
 *
 * The browser gets one extra history entry (the sentinel). The phone's Back button pops it; we go one screen back and
 * put it in place again. On the first screen Back leaves the application as it would any page.
 */
import { useEffect, useState } from "preact/hooks";

export interface Router<Route> {
  readonly route: () => Route;
  /** Opens a screen; Back returns to the present one. */
  readonly go: (route: Route) => void;
  /** Opens a screen in place of the present one. */
  readonly replace: (route: Route) => void;
  /** One screen back. Returns false, doing nothing, on the first screen. */
  readonly back: () => boolean;
  /** Forgets every earlier screen and opens `route`: after signing in, sending, locking. */
  readonly reset: (route: Route) => void;
  readonly canGoBack: () => boolean;
  readonly listen: (listener: () => void) => () => void;
}

const kEntry = "entry";
const kSentinel = "sentinel";

export function createRouter<Route>(first: Route): Router<Route> {
  let stack: Route[] = [first];
  const listeners = new Set<() => void>();
  const current = (): Route => stack[stack.length - 1] as Route;

  // Puts the sentinel on top unless it is there (it is after a reload). The address loses any query or fragment.
  const arm = (): void => {
    if (history.state === kSentinel) return;
    history.replaceState(kEntry, "", location.pathname);
    history.pushState(kSentinel, "", location.pathname);
  };
  const set = (next: Route[]): void => {
    stack = next;
    arm();
    scrollTo(0, 0);
    for (const listener of listeners) listener();
  };
  const back = (): boolean => {
    if (stack.length < 2) return false;
    set(stack.slice(0, -1));
    return true;
  };

  arm();
  addEventListener("popstate", (event) => {
    if (event.state === kEntry) back();
  });

  return {
    route: current,
    go: (route) => set([...stack, route]),
    replace: (route) => set([...stack.slice(0, -1), route]),
    back,
    reset: (route) => set([route]),
    canGoBack: () => stack.length > 1,
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The present route; the component is drawn again when it changes. */
export function useRoute<Route>(router: Router<Route>): Route {
  const [route, setRoute] = useState<Route>(router.route);
  useEffect(() => router.listen(() => setRoute(() => router.route())), [router]);
  return route;
}
