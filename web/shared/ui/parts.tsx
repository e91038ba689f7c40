/** Small parts that screens are put together from. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { isPartlyEnglish, language, setLanguage, t, ts } from "../i18n/index.ts";
import { kLanguages, kReviewed } from "../i18n/languages.ts";
import { Button } from "./form.tsx";
import { Link } from "./page.tsx";

/** A short word about a thing's state. The word says it; the kind only weighs it. */
export function Tag({ kind = "plain", children }: { kind?: "plain" | "strong" | "live" | "unknown"; children: ComponentChildren }): JSX.Element {
  return <span class={`tag ${kind}`}>{children}</span>;
}

export interface SummaryRow {
  readonly key: ComponentChildren;
  /** Nothing given reads "Not provided". */
  readonly value?: ComponentChildren;
  readonly onChange?: () => void;
  /** What a screen reader hears after "Change": "what happened". */
  readonly what?: string;
}

/** Answers before they are sent, each with a way to change it. */
export function SummaryList({ rows }: { rows: readonly SummaryRow[] }): JSX.Element {
  return (
    <dl class="summary">
      {rows.map(({ key, value, onChange, what }, index) => (
        <div key={index}>
          <dt>{key}</dt>
          <dd>{value ?? <span class="soft">{t("summary.none")}</span>}</dd>
          {onChange && <dd class="change"><Link onFollow={onChange}>{t("summary.change")}<span class="unseen"> {what}</span></Link></dd>}
        </div>
      ))}
    </dl>
  );
}

/**
 * A receipt code, 20 digits in five groups of four. It can be hidden from people nearby; it is never copied, since a
 * clipboard outlives the page.
 */
export function CodeDisplay({ code, label }: { code: string; label: ComponentChildren }): JSX.Element {
  const [shown, setShown] = useState(true);
  const groups = code.match(/.{1,4}/g) ?? [];
  return (
    <div class="code">
      <p class="code-label">{label}</p>
      <p class="digits" translate={false}>
        {groups.map((group, index) => <span key={index}>{shown ? group : "••••"}{" "}</span>)}
      </p>
      {!shown && <p class="unseen" role="status">{t("code.hidden")}</p>}
      <Button kind="quiet" onClick={() => setShown(!shown)}>{shown ? t("code.hide") : t("code.show")}</Button>
    </div>
  );
}

/** More on a thing for those who want it. */
export function Details({ summary, children }: { summary: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return <details><summary>{summary}</summary><div>{children}</div></details>;
}

/** A table that scrolls inside its own labelled box on a narrow screen. Children are thead and tbody. */
export function Table({ caption, name, children }: { caption: ComponentChildren; name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="table" role="region" aria-labelledby={name} tabIndex={0}>
      <table><caption id={name}>{caption}</caption>{children}</table>
    </div>
  );
}

/** Rows of a list, each with one main link and what else there is to say; for warnings, messages, queues. */
export function List({ children }: { children: ComponentChildren }): JSX.Element {
  return <ul class="list">{children}</ul>;
}

export function ListItem({ title, onFollow, tags, children }: {
  title: ComponentChildren; onFollow: () => void; tags?: ComponentChildren; children?: ComponentChildren;
}): JSX.Element {
  return (
    <li>
      <p class="list-title"><Link onFollow={onFollow}>{title}</Link>{tags && <> {tags}</>}</p>
      {children && <div class="soft">{children}</div>}
    </li>
  );
}

/**
 * The four languages in their own words. What is typed stays; a language that can't be fetched changes nothing. A
 * translation that nobody has approved says so.
 */
export function LanguageSwitch(): JSX.Element {
  const [failed, setFailed] = useState(false);
  return (
    <nav class="languages" aria-label={ts("language.label")}>
      <ul>
        {kLanguages.map(({ id, name }) => (
          <li key={id}>
            <button type="button" lang={id} aria-current={language() === id ? "true" : undefined}
              onClick={() => setLanguage(id).then(() => setFailed(false), () => setFailed(true))}>{name}</button>
          </li>
        ))}
      </ul>
      {failed && <p class="error" role="alert">{t("language.failed")}</p>}
      {!kReviewed.includes(language()) && <p class="unreviewed">{t("language.unreviewed")}</p>}
      {isPartlyEnglish() && <p class="unreviewed">{t("language.partly")}</p>}
    </nav>
  );
}
