/** When somebody answers: in words for everybody, and in a form that the script turns into "open now". */
import type { JSX } from "preact";
import { language, t } from "../shared/i18n/index.ts";
import { kDivisions, type Service } from "./content/directory.ts";
import { dayName, isAlways, packHours, slotText, week } from "./hours.ts";
import type { Site } from "./site.ts";

/** Which bank holidays count for a service; one that serves several nations keeps England's and Wales's. */
export function division({ nations }: Service): (typeof kDivisions)[number] {
  if (nations.includes("england") || nations.includes("wales") || nations.length === 0) return "england-and-wales";
  return nations.includes("scotland") ? "scotland" : "northern-ireland";
}

/** Whether somebody could come too late: where one rings, or goes for care; a website is there at any hour. */
export function hasHours({ hours, phones, terms }: Service): boolean {
  return hours !== null || phones.length > 0 || terms["need"]?.includes("health") === true;
}

export function HoursLine({ service, site }: { service: Service; site: Site }): JSX.Element | null {
  const { hours } = service;
  if (!hasHours(service)) return null;
  if (hours === null) return <p class="hours note">{t("phones.hours_unknown")}</p>;
  if (isAlways(hours)) return <p class="hours note" data-hours={packHours(hours)}><span class="tag strong">{t("phones.always")}</span></p>;
  return (
    <p class="hours note" data-hours={packHours(hours)} data-holidays={division(service)}>
      <span class="tag openness scripted" aria-live="off"></span>
      {hours.slots.filter(({ until }) => !until || until >= site.today).map((slot) => <span key={slotText(slot, language())} class="slot">{slotText(slot, language())}</span>)}
    </p>
  );
}

/** The whole week, a row per day. */
export function Week({ service, site }: { service: Service; site: Site }): JSX.Element | null {
  const { hours } = service;
  if (hours === null) return <p>{t("phones.hours_unknown")}</p>;
  if (isAlways(hours)) return <p>{t("phones.always")}</p>;
  return (
    <dl class="week">
      {week(hours, site.today).map((slots, index) => (
        <div key={index} data-day={index + 1}>
          <dt>{dayName(index + 1, language(), "long")}</dt>
          <dd>{slots.length === 0 ? t("service.closed_day") : slots.map(({ from, to }) => `${from}–${to}`).join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}
