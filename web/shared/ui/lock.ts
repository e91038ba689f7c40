/**
 * When the screen locks: after some time in the background, after some time without a touch, and at once when the
 * browser brings the page back from its own cache. Locking is the application's act (it drops its keys and keeps what
 * was typed); this file only says when.
 */

export interface LockRules {
  readonly hiddenMs: number;
  readonly idleMs: number;
  /** How long before locking for idleness the person is asked whether they are still there. */
  readonly warningMs: number;
}

export const kMemberLock: LockRules = { hiddenMs: 60_000, idleMs: 120_000, warningMs: 20_000 };
export const kDeskLock: LockRules = { hiddenMs: 900_000, idleMs: 900_000, warningMs: 60_000 };

export interface LockEvents {
  /** Every second while a lock for idleness is near: whole seconds left; null when the person is back. */
  onWarning(seconds: number | null): void;
  /** Once; the watch has stopped by then. */
  onLock(): void;
}

const kActivity = ["pointerdown", "click", "keydown", "input", "wheel", "touchmove"] as const;

/**
 * Watches this page until it locks or the returned function is called. Also hides the page's content while it is in
 * the background (class `away` on the root), to keep it out of the phone's list of open apps as well as we can.
 */
export function watchForLock(rules: LockRules, events: LockEvents): () => void {
  const root = document.documentElement;
  let lastActivity = Date.now();
  let hiddenSince: number | null = document.hidden ? lastActivity : null;
  let warned = false;

  const lock = (): void => {
    stop();
    events.onLock();
  };
  // Looks at the clock instead of trusting a timer: phones stop timers in the background.
  const look = (): void => {
    const now = Date.now();
    const idle = now - lastActivity;
    if (hiddenSince !== null && now - hiddenSince >= rules.hiddenMs) return lock();
    if (idle >= rules.idleMs) return lock();
    if (idle >= rules.idleMs - rules.warningMs) {
      warned = true;
      events.onWarning(Math.ceil((rules.idleMs - idle) / 1000));
    }
  };
  const onActivity = (): void => {
    look();
    lastActivity = Date.now();
    if (!warned) return;
    warned = false;
    events.onWarning(null);
  };
  const onVisibility = (): void => {
    if (document.hidden) {
      hiddenSince = Date.now();
      root.classList.add("away");
      return;
    }
    look();
    hiddenSince = null;
    root.classList.remove("away");
  };
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) lock();
  };

  root.classList.toggle("away", document.hidden);
  const timer = setInterval(look, 1000);
  for (const name of kActivity) addEventListener(name, onActivity, { capture: true, passive: true });
  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("pageshow", onPageShow);

  function stop(): void {
    clearInterval(timer);
    for (const name of kActivity) removeEventListener(name, onActivity, { capture: true });
    document.removeEventListener("visibilitychange", onVisibility);
    removeEventListener("pageshow", onPageShow);
    root.classList.remove("away");
  }
  return stop;
}
