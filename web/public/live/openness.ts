/** "Open now" beside the hours of a service, by UK time; and the list of services with the open ones first. */
import calendar from "../../../content/directory/bank_holidays.json" with { type: "json" };
import { londonTime, openness, unpackHours, type Openness } from "../hours.ts";
import { words } from "./words.ts";

type Division = keyof typeof calendar.divisions;

function holidaysOf(division: string | undefined): readonly string[] {
  return (calendar.divisions[division as Division] ?? []).map(({ date }) => date);
}

function opennessOf(line: HTMLElement, now: Date): Openness {
  return openness(unpackHours(line.dataset["hours"] ?? ""), now, holidaysOf(line.dataset["holidays"]));
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
  const list = document.querySelector<HTMLElement>(".find .services");
  if (list) sortAndCount(list, now);
}

const kOrder: Readonly<Record<Openness, number>> = { open: 0, holiday: 1, closed: 2 };

/** Services without known hours come after the closed ones, each group in the order of the page. */
function sortAndCount(list: HTMLElement, now: Date): void {
  const rows = [...list.children] as HTMLElement[];
  const rank = (row: HTMLElement): number => {
    const line = row.querySelector<HTMLElement>("[data-hours]");
    return line === null ? 3 : kOrder[opennessOf(line, now)];
  };
  const ranked = rows.map((row, index) => ({ row, index, rank: rank(row) }));
  const openFirst = document.querySelector<HTMLInputElement>("#open-first");
  const form = document.querySelector(".choices-of-find");
  const shown = document.getElementById("shown");
  const update = (): void => {
    const ordered = openFirst?.checked ? ranked.toSorted((a, b) => a.rank - b.rank || a.index - b.index) : ranked;
    list.replaceChildren(...ordered.map(({ row }) => row));
    const count = rows.filter((row) => row.checkVisibility()).length;
    if (shown) shown.textContent = count === 0 ? words().none : words().shown.replace("#", String(count));
  };
  form?.addEventListener("change", update);
  update();
}
