/** "Open now" beside the hours of a service, by UK time; and the list of services with the open ones first. */
import { londonTime, openness, unpackHours, type Openness } from "../hours.ts";
import { say, words } from "./words.ts";

function opennessOf(line: HTMLElement, now: Date): Openness {
  return openness(unpackHours(line.dataset["hours"] ?? ""), now, kHolidays[line.dataset["holidays"] ?? ""] ?? []);
}

export function showOpenness(now: Date = new Date()): void {
  const said = words();
  for (const line of document.querySelectorAll<HTMLElement>("[data-hours]")) {
    const tag = line.querySelector<HTMLElement>(".openness");
    if (tag === null) continue;
    const state = opennessOf(line, now);
    tag.textContent = said[state];
    tag.classList.toggle("strong", state === "open");
    tag.classList.toggle("unknown", state === "holiday");
  }
  document.querySelector(`.week [data-day="${londonTime(now).day}"]`)?.classList.add("today");
}

const kOrder: Readonly<Record<Openness, number>> = { open: 0, holiday: 1, closed: 2 };

/**
 * Counts what the choices leave, and puts open services first for whoever wants that; those without known hours come last.
 * Returns what looks again, for when services have changed.
 */
export function followChoices(now: Date = new Date()): () => void {
  const list = document.querySelector<HTMLElement>(".find .services");
  const openFirst = document.querySelector<HTMLInputElement>("#open-first");
  const shown = document.getElementById("shown");
  if (list === null || openFirst === null || shown === null) return () => undefined;
  const built = [...list.children];
  const rank = (row: Element): number => {
    const line = row.querySelector<HTMLElement>("[data-hours]");
    return line === null ? 3 : kOrder[opennessOf(line, now)];
  };
  const update = (): void => {
    const rows = built.filter((row) => row.parentElement === list);
    if (openFirst.checked) rows.sort((a, b) => rank(a) - rank(b));
    list.replaceChildren(...rows);
    const count = rows.filter((row) => row.getClientRects().length > 0).length;
    shown.textContent = count === 0 ? words().none : words().shown.replace("#", String(count));
  };
  document.querySelector(".choices-of-find")?.addEventListener("change", () => {
    update();
    say(shown.textContent);
  });
  update();
  return update;
}
