/**
 * Numbers of help and their hours. One content file serves the applications, the text shown without scripts and the
 * public pages; nothing here needs a browser.
 */
import content from "../../content/phone_lines.json" with { type: "json" };

/** Days 1 (Monday) to 7 (Sunday); times "HH:MM", UK time; `to` is later than `from` on the same day. */
export interface Hours {
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

export interface PhoneLine {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly about: Readonly<Record<string, string>>;
  /** null: nobody has confirmed them, and we say so. */
  readonly hours: readonly Hours[] | "always" | null;
  readonly site: string | null;
}

export const kPhoneLines = content.lines as readonly PhoneLine[];

/** What a person in danger needs first; shown where there is room for little. */
export const kFirstLines = kPhoneLines.slice(0, 2);

const kWeekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * Whether somebody answers at `now`, by UK time wherever the phone is; null if the hours are not known.
 * Public holidays are not known here.
 */
export function isOpen(hours: PhoneLine["hours"], now: Date): boolean | null {
  if (hours === null) return null;
  if (hours === "always") return true;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const day = kWeekdays.indexOf(part("weekday")) + 1;
  const time = `${part("hour")}:${part("minute")}`;
  return hours.some((slot) => slot.days.includes(day) && slot.from <= time && time < slot.to);
}

/** "Mon–Thu 09:30–15:30", one text per slot, days named in `language`. */
export function hoursTexts(hours: readonly Hours[], language: string): string[] {
  const name = new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "short" });
  // 1 January 2024 was a Monday.
  const day = (number: number): string => name.format(new Date(Date.UTC(2024, 0, number)));
  return hours.map((slot) => {
    const first = slot.days[0] ?? 1;
    const last = slot.days[slot.days.length - 1] ?? first;
    return `${day(first)}${last === first ? "" : `–${day(last)}`} ${slot.from}–${slot.to}`;
  });
}

/** For a tel: address. */
export function dialled(number: string): string {
  return number.replace(/[^0-9+]/g, "");
}
