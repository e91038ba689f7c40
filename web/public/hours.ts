/**
 * Opening hours by UK time, wherever the reader's phone is, with summer time and bank holidays. The build and the page
 * share this file; it knows nothing of either.
 */

/** A weekly slot. Days are 1 (Monday) to 7 (Sunday); times "HH:MM", `to` up to "24:00". `to` before `from` ends the next day. */
export interface Slot {
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
  /** First and last day on which the slot counts, as YYYY-MM-DD. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** A weekly schedule as HSDS writes it. */
export interface Schedule {
  readonly byday: string;
  readonly opens_at: string;
  readonly closes_at: string;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
}

const kDayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Of a schedule that is weekly, without seconds. A day has many ends: the minute before it, none, and 24:00. */
export function slotOf({ byday, opens_at: from, closes_at: to, valid_from: since, valid_to: until }: Schedule): Slot {
  const end = to.slice(0, 5);
  return {
    days: byday.split(",").map((day) => kDayCodes.indexOf(day) + 1), from: from.slice(0, 5), to: end === "23:59" || end === "00:00" ? "24:00" : end,
    since: since ?? undefined, until: until ?? undefined,
  };
}

const kTime = /^([01]\d|2[0-3]):[0-5]\d(:\d\d)?$/;

/** Whether a schedule can be said as a weekly slot. HSDS has others, such as every second Monday of a month. */
export function isWeekly({ freq, byday, opens_at: from, closes_at: to }: Partial<Schedule> & { readonly freq?: string }): boolean {
  return freq === "WEEKLY" && (byday ?? "").split(",").every((day) => kDayCodes.includes(day)) && kTime.test(from ?? "") && kTime.test((to ?? "").replace("24:00", "00:00"));
}

/** What a service does on bank holidays; many do not say. */
export type OnHolidays = "open" | "closed" | "unknown";

export interface Hours {
  readonly slots: readonly Slot[];
  readonly onHolidays: OnHolidays;
}

/** "holiday": it would be open, but today is a bank holiday and nobody knows whether they keep it. */
export type Openness = "open" | "closed" | "holiday";

const kWeekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export interface LondonTime {
  readonly date: string;
  readonly day: number;
  readonly time: string;
}

const kLondon = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", weekday: "short", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

export function londonTime(now: Date): LondonTime {
  const parts = Object.fromEntries(kLondon.formatToParts(now).map(({ type, value }) => [type, value]));
  return {
    date: `${parts["year"]}-${parts["month"]}-${parts["day"]}`,
    day: kWeekdays.indexOf(parts["weekday"] ?? "") + 1,
    time: `${parts["hour"]}:${parts["minute"]}`,
  };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** Whether somebody answers at `now`. `holidays` are the bank holidays, as YYYY-MM-DD, of where the service is. */
export function openness({ slots, onHolidays }: Hours, now: Date, holidays: readonly string[]): Openness {
  const today = londonTime(now);
  const yesterday = { date: dayBefore(today.date), day: today.day === 1 ? 7 : today.day - 1 };
  let answer: Openness = "closed";
  for (const slot of slots) {
    const isOvernight = slot.to <= slot.from;
    // On which day did the slot begin that could hold this moment?
    const began = [
      ...(today.time >= slot.from && (isOvernight || today.time < slot.to) ? [today] : []),
      ...(isOvernight && today.time < slot.to ? [yesterday] : []),
    ];
    for (const { date, day } of began) {
      if (!slot.days.includes(day) || (slot.since && date < slot.since) || (slot.until && date > slot.until)) continue;
      if (!holidays.includes(date) || onHolidays === "open") return "open";
      if (onHolidays === "unknown") answer = "holiday";
    }
  }
  return answer;
}

export function isAlways({ slots }: Hours): boolean {
  return slots.some(({ days, from, to, since, until }) => days.length === 7 && from === "00:00" && to === "24:00" && !since && !until);
}

/** For an attribute of the page: "12345 09:30 15:30;5 09:30 12:00". */
export function packHours({ slots, onHolidays }: Hours): string {
  return [onHolidays, ...slots.map(({ days, from, to, since = "", until = "" }) => [days.join(""), from, to, since, until].join(" ").trimEnd())].join(";");
}

export function unpackHours(text: string): Hours {
  const [onHolidays = "unknown", ...slots] = text.split(";");
  return {
    onHolidays: onHolidays as OnHolidays,
    slots: slots.map((slot) => {
      const [days = "", from = "", to = "", since, until] = slot.split(" ");
      return { days: [...days].map(Number), from, to, since: since || undefined, until: until || undefined };
    }),
  };
}

// 1 January 2024 was a Monday.
export function dayName(day: number, language: string, width: "short" | "long" = "short"): string {
  return new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: width }).format(new Date(Date.UTC(2024, 0, day)));
}

/** "Mon–Thu 09:30–15:30" */
export function slotText({ days, from, to }: Slot, language: string): string {
  const runs: number[][] = [];
  for (const day of [...days].sort()) {
    const last = runs[runs.length - 1];
    if (last !== undefined && last[last.length - 1] === day - 1) last.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => dayName(day ?? 1, language);
  return `${runs.map((run) => (run.length < 2 ? name(run[0]) : `${name(run[0])}–${name(run[run.length - 1])}`)).join(", ")} ${from}–${to}`;
}

/** For each weekday its slots in order: what the week's table shows. Slots with an end in the past are left out by `today`. */
export function week({ slots }: Hours, today: string): readonly (readonly Slot[])[] {
  return [1, 2, 3, 4, 5, 6, 7].map((day) =>
    slots.filter(({ days, until }) => days.includes(day) && (!until || until >= today)).sort((a, b) => a.from.localeCompare(b.from)));
}
