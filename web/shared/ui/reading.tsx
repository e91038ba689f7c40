/**
 * Parts of pages that are read rather than worked with. They keep no state and need no script, so that a build can write
 * them out as plain HTML.
 */
import type { ComponentChildren, JSX } from "preact";
import { t, ts } from "../i18n/index.ts";
import { kLanguages, type Language } from "../i18n/languages.ts";
import { Icon, type IconName } from "./icons.tsx";

/** The four languages as links to the same page; under them, that nobody has checked the words of this one. */
export function LanguageLinks({ current, address, label = ts("language.label"), children }: {
  current: Language; address: (language: Language) => string; label?: string; children?: ComponentChildren;
}): JSX.Element {
  return (
    <nav class="languages" aria-label={label}>
      <ul>
        {kLanguages.map(({ id, name }) => (
          <li key={id}><a href={address(id)} lang={id} hreflang={id} aria-current={id === current ? "true" : undefined}>{name}</a></li>
        ))}
      </ul>
      {children && <p class="unreviewed">{children}</p>}
    </nav>
  );
}

/** A large way in: what somebody may need, as a whole card that can be pressed. */
export function WayIn({ href, icon, title, strong = false, children }: {
  href: string; icon: IconName; title: ComponentChildren; strong?: boolean; children?: ComponentChildren;
}): JSX.Element {
  return (
    <li class={strong ? "way-in strong" : "way-in"}>
      <a href={href}><Icon name={icon} /><span><strong>{title}</strong>{children && <span>{children}</span>}</span></a>
    </li>
  );
}

export function WaysIn({ children }: { children: ComponentChildren }): JSX.Element {
  return <ul class="ways-in">{children}</ul>;
}

export type CallOutKind = "danger" | "step" | "say" | "call" | "note";

/** Set apart from the text around it; the label says what it is for. */
export function CallOut({ kind, label, children }: { kind: CallOutKind; label: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return <div class={`callout ${kind}`}><p class="callout-label">{label}</p>{children}</div>;
}

/** How far a text has been checked; plain words in small print, before the text itself. */
export function Standing({ isDraft = false, children }: { isDraft?: boolean; children: ComponentChildren }): JSX.Element {
  return <p class={isDraft ? "standing draft" : "standing"}>{children}</p>;
}

/** A number that can be called. */
export function CallLink({ number, dial, children }: { number: string; dial: string; children?: ComponentChildren }): JSX.Element {
  return <a class="number" href={`tel:${dial}`}><Icon name="phone" /><span>{number}{children && <span class="unseen"> {children}</span>}</span></a>;
}

/** One entry of a list of places and texts: its name as a link, what it is, and what else to know. */
export function Entry({ href, title, language, tags, children }: {
  href: string; title: ComponentChildren; language?: string | undefined; tags?: ComponentChildren; children?: ComponentChildren;
}): JSX.Element {
  return (
    <li class="entry">
      <p class="list-title"><a href={href} lang={language}>{title}</a>{tags && <> {tags}</>}</p>
      {children}
    </li>
  );
}

/** A link that looks like a button, for the one main act of a page. */
export function ActionLink({ href, kind = "primary", children }: { href: string; kind?: "primary" | "secondary" | "quiet"; children: ComponentChildren }): JSX.Element {
  return <a class={`button ${kind}`} href={href}>{children}</a>;
}

/** A choice that a style sheet can see, so that it works without script: a tick, or one of several of the same name. */
export function Tick({ id, name, children }: { id: string; name?: string; children: ComponentChildren }): JSX.Element {
  return (
    <label class="choice" for={id}>
      <input type={name === undefined ? "checkbox" : "radio"} id={id} name={name} autocomplete="off" />
      <span>{children}</span>
    </label>
  );
}

/**
 * A line to type into, which a script reads and nobody else: it has no name, so that no form sends it, and what is typed is
 * neither completed nor looked at by a spelling service. The script shows the error, `${id}-error`, and says in the
 * field that it is there.
 */
export function TypeIn({ id, label, hint, error, action, children }: {
  id: string; label: ComponentChildren; hint: ComponentChildren; error: ComponentChildren; action: ComponentChildren; children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>{hint}</p>
      <p class="error" id={`${id}-error`} hidden><span class="unseen">{t("error.prefix")} </span>{error}</p>
      <div class="with-button">
        <input id={id} type="text" autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck={false} enterkeyhint="search" maxLength={60}
          aria-describedby={`${id}-hint`} />
        <button type="submit" class="button secondary">{action}</button>
      </div>
      {children}
    </div>
  );
}

/** A list to choose one from, which a style sheet can see. */
export function Choose({ id, label, children }: { id: string; label: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return <div class="field"><label for={id}>{label}</label><select id={id} autocomplete="off">{children}</select></div>;
}
