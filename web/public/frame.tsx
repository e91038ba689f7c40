/** What every page stands in: the way out first, then the languages, the sections, the page, the small print. */
import type { ComponentChildren, JSX } from "preact";
import { formatDay, formatPeriod, isPartlyEnglish, t, ts } from "../shared/i18n/index.ts";
import { kReviewed, type Language } from "../shared/i18n/languages.ts";
import { Icon, type IconName } from "../shared/ui/icons.tsx";
import { LanguageLinks } from "../shared/ui/reading.tsx";
import { pick, type Site, address } from "./site.ts";
import type { Translated } from "./content/directory.ts";

export type Section = "help" | "find" | "guides" | "about";

/** Which page, in which language. */
export interface Place {
  readonly site: Site;
  readonly language: Language;
  /** Without language: "g/k3f/". */
  readonly path: string;
}

/** The words of `of` in the page's language; English ones say that they are English. */
export function Said({ of, language }: { of: Translated; language: Language }): JSX.Element {
  const { text, isEnglish } = pick(of, language);
  return isEnglish ? <span lang="en">{text}</span> : <>{text}</>;
}

const kSections: readonly { readonly id: Section; readonly path: string; readonly icon: IconName }[] = [
  { id: "help", path: "h/", icon: "phone" },
  { id: "find", path: "f/", icon: "people" },
  { id: "guides", path: "g/", icon: "report" },
  { id: "about", path: "a/", icon: "info" },
];

export interface PageProps {
  readonly place: Place;
  readonly heading: ComponentChildren;
  readonly headingLanguage?: Language | undefined;
  readonly lead?: ComponentChildren;
  readonly back?: { readonly path: string; readonly title: ComponentChildren };
  readonly wide?: boolean;
  readonly className?: string;
  /** Of a page about one service: its three signs. */
  readonly service?: string;
  readonly children: ComponentChildren;
}

/** The part of a page that changes from page to page. */
export function Main({ place, heading, headingLanguage, lead, back, wide = false, className = "", service, children }: PageProps): JSX.Element {
  return (
    <main id="main" class={["page", wide && "wide", className].filter(Boolean).join(" ")} data-page={service} data-since={service && newest(place.site)}>
      {back && <p class="back"><a href={address(place.language, back.path)}><Icon name="back" />{back.title}</a></p>}
      <h1 id="top" tabIndex={-1} lang={headingLanguage}>{heading}</h1>
      {lead && <p class="lead" lang={headingLanguage}>{lead}</p>}
      {children}
    </main>
  );
}

/** From when on a change of a service is news to these pages: the script asks for what came then or later. */
export function newest({ directory }: Site): string | undefined {
  const last = Math.max(...directory.services.map(({ changed }) => Date.parse(changed)));
  return Number.isFinite(last) ? new Date(last + 1).toISOString() : undefined;
}

/** The whole document. `tab` is neutral: it stands in the browser's history. */
export function Frame({ place, tab, section, children }: { place: Place; tab: string; section: Section | null; children: ComponentChildren }): JSX.Element {
  const { language, path, site } = place;
  const to = (target: string): string => address(language, target);
  return (
    <html lang={language} class="no-script">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        {/* To be found by whoever looks for help; but no copy elsewhere, without Leave and with the numbers of another day. */}
        <meta name="robots" content="noarchive" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>{`${tab} – Parasol`}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href={site.assets.style} />
        {/* Before anything is drawn: after Leave, Back must find an empty page and not this one. */}
        <script src={site.assets.script} />
      </head>
      <body data-words={JSON.stringify(wordsForScript())}>
        <header class="bar">
          <a id="leave" href="/leave" title={ts("site.leave_hint")}><Icon name="leave" /><span>{t("leave.action")}</span></a>
          <a id="skip" href="#main">{t("page.skip")}</a>
          <a id="name" href={to("")}>Parasol</a>
        </header>
        <p id="live" class="unseen" role="status"></p>
        <LanguageLinks current={language} address={(id) => address(id, path)}>{!kReviewed.includes(language) && t("site.draft")}</LanguageLinks>
        {isPartlyEnglish() && <p class="unreviewed">{t("language.partly")}</p>}
        {path !== "t/" && <p class="first-time"><a href={to("t/")}><Icon name="info" /><span>{t("site.first_time")}</span></a></p>}
        <nav class="sections" aria-label={ts("page.sections")}>
          <ul>
            {kSections.map(({ id, path: target, icon }) => (
              <li key={id}><a href={to(target)} aria-current={path === target ? "page" : id === section ? "true" : undefined}><Icon name={icon} /><span>{t(`site.section_${id}`)}</span></a></li>
            ))}
          </ul>
        </nav>
        {children}
        <footer class="small-print">
          <ul>
            <li><a href={to("t/")}>{t("site.to_exit")}</a></li>
            <li><a href={to("w/")}>{t("site.to_staff")}</a></li>
            {site.sheets.length > 0 && <li><a href={to("m/")}>{t("site.to_sheets")}</a></li>}
            <li><a href={to("a/")}>{t("site.to_about")}</a></li>
          </ul>
        </footer>
      </body>
    </html>
  );
}

/** What the script says, in the page's language. */
function wordsForScript(): Readonly<Record<string, string>> {
  return {
    open: ts("phones.open"), closed: ts("phones.closed"), holiday: ts("find.holiday"),
    again_one: ts("leave.again", { count: 1 }), again_two: ts("leave.again", { count: 2 }),
    saved: ts("text.saved"), kept: ts("text.kept"), kept_mark: ts("text.kept_mark"), not_saved: ts("text.not_saved"), copied: ts("text.copied"), shown: ts("find.count"), none: ts("find.count_none"),
  };
}

/** Between two sentences of a page; Chinese has nothing there. */
export const gap = (language: Language): string => (language === "zh-Hans" ? "" : " ");

/** When a source was written, in the words of the page. */
export function dated(date: string): string {
  const [, year] = /^undated, (\d{4}) or later$/.exec(date) ?? [];
  if (year !== undefined) return ts("text.undated_since", { year });
  if (date === "undated") return ts("text.undated");
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? formatDay(new Date(`${date}T12:00:00Z`)) : formatPeriod(date);
}
