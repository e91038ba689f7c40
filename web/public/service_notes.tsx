/** What one should know of a service wherever it is listed: what is different just now, and how old what stands there is. */
import type { JSX } from "preact";
import { t } from "../shared/i18n/index.ts";
import type { Language } from "../shared/i18n/languages.ts";
import { isStale, type Service } from "./content/directory.ts";
import { pick, type Site } from "./site.ts";

/** Stands there empty as well: the script fills it when something changes after the build. */
export function ServiceAlert({ service: { alert }, language, className = "" }: { service: Service; language: Language; className?: string }): JSX.Element {
  const said = alert && pick(alert, language);
  return <p class={`alert ${className}`.trim()} hidden={said === null}><strong lang={said?.isEnglish === true ? "en" : undefined}>{said?.text}</strong></p>;
}

/** Above or below a list, rather than on each of its rows. */
export function AgeOfServices({ services, site }: { services: readonly Service[]; site: Site }): JSX.Element | null {
  const old = services.filter(({ assured }) => assured === null || isStale(assured, site.today));
  return old.length === 0 ? null : <p class="note age">{t("find.age", { old: old.length, all: services.length })}</p>;
}
