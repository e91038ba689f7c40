/**
 * What surrounds every screen of an application. The bar with Leave is not here: it stands in index.html, so that it
 * is there before this code and after any fault in it.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onLanguage, ts } from "../i18n/index.ts";
import { Icon, type IconName } from "./icons.tsx";
import { installLeave } from "./leave.ts";
import { watchForLock, type LockRules } from "./lock.ts";
import { LockNotice } from "./notices.tsx";
import { Link } from "./page.tsx";
import { LanguageSwitch } from "./parts.tsx";
import { announce, applicationName } from "./surroundings.ts";

export interface NavigationItem {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly icon: IconName;
  readonly onFollow: () => void;
}

export interface ShellProps {
  /** The top sections, five at most; none before sign-in and none in one-way journeys. */
  readonly navigation?: readonly NavigationItem[];
  readonly current?: string;
  /** While unlocked: when to lock and what to do then. Absent: nothing to lock. */
  readonly lock?: { readonly rules: LockRules; readonly onLock: () => void } | undefined;
  readonly children: ComponentChildren;
}

/** What every screen stands in: the languages, the sections, and the question before locking. */
export function Shell({ navigation = [], current, lock, children }: ShellProps): JSX.Element {
  const [seconds, setSeconds] = useState<number | null>(null);
  const onLock = useRef<() => void>(undefined);
  onLock.current = lock?.onLock;
  useEffect(() => {
    setSeconds(null);
    // Only locking and unlocking start a new watch: drawing again is not a sign of life.
    return lock && watchForLock(lock.rules, { onWarning: setSeconds, onLock: () => onLock.current?.() });
  }, [lock !== undefined]);
  return (
    <>
      <LanguageSwitch />
      <div class="body">
        {navigation.length > 0 && (
          <nav class="sections" aria-label={ts("page.sections")}>
            <ul>
              {navigation.map(({ id, label, icon, onFollow }) => (
                <li key={id}><Link onFollow={onFollow} current={id === current}><Icon name={icon} /><span>{label}</span></Link></li>
              ))}
            </ul>
          </nav>
        )}
        {children}
      </div>
      {seconds !== null && <LockNotice seconds={seconds} />}
    </>
  );
}

/** Brings the bar of index.html to life: Leave blanks first, the skip link finds the heading, words follow the language. */
export function startBar(): void {
  const [link, skip] = [document.getElementById("leave"), document.getElementById("skip")];
  if (!link || !skip) throw new Error("index.html has no #leave or #skip");
  installLeave(link, (remaining) => announce(ts("leave.again", { count: remaining })));
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const heading = document.querySelector<HTMLElement>("#main h1");
    heading?.focus();
    heading?.scrollIntoView();
  });
  const write = (): void => {
    const [word, name] = [link.querySelector("span"), document.getElementById("name")];
    if (word) word.textContent = ts("leave.action");
    skip.textContent = ts("page.skip");
    link.title = ts("leave.hint");
    if (name) name.textContent = applicationName();
  };
  onLanguage(write);
}
