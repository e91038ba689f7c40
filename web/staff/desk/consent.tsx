/** What the reporter permits, in whole sentences. Beside every step of working with a report. */
import type { JSX } from "preact";
import { formatDay, t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/index.ts";
import type { Scope } from "../../shared/generated/vocabulary.ts";
import type { Permission } from "../services.ts";

/** The permissions that somebody can give in this version, in the order in which they build on each other. */
export const kShownScopes = ["READ", "CASE", "WARN", "CHECK", "LINK"] as const satisfies readonly Scope[];

export function isLive(permissions: readonly Permission[], scope: Scope): boolean {
  return permissions.some((permission) => permission.scope === scope && permission.state === "live");
}

export function ConsentPanel({ permissions }: { permissions: readonly Permission[] }): JSX.Element {
  return (
    <>
      <h2>{t("permits.heading")}</h2>
      <ul>
        {kShownScopes.map((scope) => {
          // The newest word on a scope counts.
          const latest = [...permissions].reverse().find((permission) => permission.scope === scope);
          const state = latest?.state ?? "never";
          const yes = state === "live";
          return (
            <li key={scope} class={yes ? "yes" : "no"}>
              <Icon name={yes ? "done" : "leave"} />
              <span>
                <strong>{t(yes ? "permits.yes" : "permits.no")}</strong>{" "}
                {t(yes ? `permits.${scope}_yes` : `permits.${scope}_no`)}{" "}
                {latest && state === "live" && <span class="soft">{t("permits.until", { day: formatDay(new Date(latest.expires)) })}</span>}
                {state === "withdrawn" && <span class="soft">{t("permits.withdrawn")}</span>}
                {state === "expired" && <span class="soft">{t("permits.expired")}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      <p class="note">{t("permits.note")}</p>
    </>
  );
}
