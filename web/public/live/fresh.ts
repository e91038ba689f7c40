/**
 * What has changed about services since the pages were built: the open directory of the same address is asked for that
 * alone. Without an answer the page stays as it was built.
 */
import { dialled } from "../dialled.ts";
import { isWeekly, packHours, slotOf, slotText, type OnHolidays, type Schedule, type Slot } from "../hours.ts";

/** The fields of a service, as the open directory gives them, that a list or a page shows. */
interface Changed {
  readonly status: string;
  readonly x_page: string;
  readonly alert?: string;
  readonly x_alert?: Readonly<Record<string, string>>;
  readonly phones?: readonly { readonly number: string }[];
  readonly schedules?: readonly (Schedule & { readonly freq?: string })[];
  readonly x_bank_holidays?: OnHolidays;
  readonly x_always_open?: boolean;
}

const kTag = "openness";

async function changedSince(since: string): Promise<readonly Changed[]> {
  const answer = await fetch(`/open/services?${new URLSearchParams({ modified_after: since, full: "true", per_page: "100" })}`, { cache: "no-store" });
  return answer.ok ? ((await answer.json()) as { contents: Changed[] }).contents : [];
}

/** Rewrites number and hours in `place`, a row of the list or the whole page of one service. */
function rewrite(place: Element, { phones = [], schedules = [], x_bank_holidays: onHolidays = "unknown", x_always_open: isAlways = false, alert, x_alert: alerts = {} }: Changed): void {
  const [phone] = phones;
  const link = place.querySelector<HTMLAnchorElement>("a.number");
  if (phone && link) {
    link.href = `tel:${dialled(phone.number)}`;
    const text = link.querySelector("span")?.firstChild;
    if (text) text.nodeValue = phone.number;
  }
  const note = place.querySelector<HTMLElement>(".alert");
  const said = note?.querySelector("strong");
  if (note && said) {
    const translated = alerts[document.documentElement.lang];
    note.hidden = !alert;
    said.lang = translated === undefined ? "en" : document.documentElement.lang;
    said.textContent = translated ?? alert ?? "";
  }
  const line = place.querySelector<HTMLElement>("[data-hours]");
  // What cannot be said as a week is not said; what the build said is no longer true.
  if (line && !isAlways && !schedules.every(isWeekly)) {
    line.remove();
    if (place.id === "main") place.querySelector(".week")?.remove();
  } else if (line && !isAlways && schedules.length > 0) {
    const slots: readonly Slot[] = schedules.map(slotOf);
    line.dataset["hours"] = packHours({ slots, onHolidays });
    const tag = line.querySelector(`.${kTag}`);
    line.replaceChildren(...(tag ? [tag] : []), ...slots.map((slot) => {
      const span = document.createElement("span");
      span.className = "slot";
      span.textContent = slotText(slot, document.documentElement.lang);
      return span;
    }));
    // The table of the week is of the build; the line says what is true now.
    if (place.id === "main") place.querySelector(".week")?.remove();
  }
}

/** Brings the services on this page up to date; resolves to whether anything changed. */
export async function freshen(): Promise<boolean> {
  const since = document.querySelector<HTMLElement>("[data-since]")?.dataset["since"];
  if (since === undefined) return false;
  const changed = await changedSince(since).catch((): readonly Changed[] => []);
  let isChanged = false;
  for (const service of changed) {
    const place = document.querySelector(`[data-page="${service.x_page}"]`);
    if (place === null) continue;
    isChanged = true;
    if (service.status === "active") rewrite(place, service);
    else if (place.id === "main") place.querySelector("a.number")?.remove();
    else place.remove();
  }
  return isChanged;
}
