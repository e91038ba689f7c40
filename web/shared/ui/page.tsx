/** A screen: one heading that takes the focus when the screen opens, a neutral title, a way back, and what went wrong. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t, ts } from "../i18n/index.ts";
import { Icon } from "./icons.tsx";
import { setTitle } from "./surroundings.ts";

/** One thing to put right. `field` is the name of the Field or group it belongs to. */
export interface FieldError {
  readonly field: string;
  readonly message: ComponentChildren;
}

/** The message for one field, or undefined: for a Field's `error`. */
export function errorFor(errors: readonly FieldError[], field: string): ComponentChildren {
  return errors.find((error) => error.field === field)?.message;
}

let opened = false;

export interface PageProps {
  readonly heading: ComponentChildren;
  /** Short and neutral: it stands in the browser's history. */
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly onBack?: (() => void) | undefined;
  readonly errors?: readonly FieldError[];
  /** The widest layout, for tables of the desks. */
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
}

/** Give it a `key` per screen, so that each screen is a new page and its heading is read out. */
export function Page({ heading, title, lead, onBack, errors = [], wide = false, children }: PageProps): JSX.Element {
  const top = useRef<HTMLHeadingElement>(null);
  const failed = errors.length > 0;
  useEffect(() => setTitle(failed ? ts("error.title", { title }) : title));
  useEffect(() => {
    // At the very first screen the focus stays at the top, where Leave is; errors take it themselves.
    if (opened && !failed) {
      top.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    opened = true;
  }, []);
  return (
    <main id="main" class={wide ? "page wide" : "page"}>
      {onBack && <BackLink onBack={onBack} />}
      {failed && <ErrorSummary errors={errors} />}
      <h1 ref={top} tabIndex={-1}>{heading}</h1>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </main>
  );
}

export function BackLink({ onBack }: { onBack: () => void }): JSX.Element {
  return (
    <p class="back"><Link onFollow={onBack}><Icon name="back" />{t("page.back")}</Link></p>
  );
}

/** A link inside the application. Its address says nothing; opened in a new tab it shows the first screen. */
export function Link({ onFollow, current = false, children }: {
  onFollow: () => void; current?: boolean; children: ComponentChildren;
}): JSX.Element {
  return (
    <a href={location.pathname} aria-current={current ? "page" : undefined} onClick={(event) => {
      event.preventDefault();
      onFollow();
    }}>{children}</a>
  );
}

/** Takes the focus whenever its list changes, that is, after each attempt to go on. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [errors]);
  return (
    <div class="error-summary" role="alert" aria-labelledby="error-summary" tabIndex={-1} ref={box}>
      <h2 id="error-summary">{t("error.summary", { count: errors.length })}</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li key={field}><a href={`#${field}`} onClick={(event) => {
            event.preventDefault();
            focusField(field);
          }}>{message}</a></li>
        ))}
      </ul>
    </div>
  );
}

// Puts the focus into a Field by name, or on the first choice of a group.
function focusField(name: string): void {
  const element = document.getElementById(name);
  const control = element?.matches("fieldset") ? element.querySelector<HTMLElement>("input") : element;
  control?.focus();
  // The label, not only the box, should come into view.
  (control?.closest("fieldset, .field") ?? control)?.scrollIntoView({ block: "nearest" });
}
