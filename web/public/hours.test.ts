/** Opening hours over whole years: both changes of the clock, midnight, bank holidays. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import calendar from "../../content/directory/bank_holidays.json" with { type: "json" };
import { dialled } from "./dialled.ts";
import { isAlways, isWeekly, londonTime, openness, packHours, slotOf, unpackHours, week, type Hours, type OnHolidays, type Slot } from "./hours.ts";

const kMinute = 60_000;
const kDay = 86_400_000;

/** UK time worked out from the rule: summer time from 01:00 UTC on the last Sunday in March to that in October. */
function reference(now: number): { date: string; day: number; minute: number } {
  const year = new Date(now).getUTCFullYear();
  const lastSunday = (month: number): number => {
    const end = new Date(Date.UTC(year, month + 1, 0));
    return Date.UTC(year, month, end.getUTCDate() - end.getUTCDay(), 1);
  };
  const local = new Date(now >= lastSunday(2) && now < lastSunday(9) ? now + 60 * kMinute : now);
  return { date: local.toISOString().slice(0, 10), day: local.getUTCDay() === 0 ? 7 : local.getUTCDay(), minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

/** Whether some slot holds the moment, by going through yesterday's and today's as stretches of minutes. */
function isInSlots(slots: readonly Slot[], now: number, holidays: readonly string[], onHolidays: OnHolidays): string {
  const today = reference(now);
  const before = { date: new Date(Date.parse(`${today.date}T12:00:00Z`) - kDay).toISOString().slice(0, 10), day: today.day === 1 ? 7 : today.day - 1, minute: today.minute + 1440 };
  let answer = "closed";
  for (const { date, day, minute } of [today, before]) {
    for (const { days, from, to } of slots) {
      const end = minutes(to) <= minutes(from) ? minutes(to) + 1440 : minutes(to);
      if (!days.includes(day) || minute < minutes(from) || minute >= end) continue;
      if (!holidays.includes(date) || onHolidays === "open") return "open";
      if (onHolidays === "unknown") answer = "holiday";
    }
  }
  return answer;
}

const time = fc.integer({ min: 0, max: 95 }).map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`);
const slot: fc.Arbitrary<Slot> = fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), from: time, to: fc.oneof(time, fc.constant("24:00")) })
  .filter(({ from, to }) => from !== to);
const slots = fc.array(slot, { maxLength: 4 });
const division = fc.constantFrom(...(Object.keys(calendar.divisions) as (keyof typeof calendar.divisions)[]));
const onHolidays = fc.constantFrom<OnHolidays>("open", "closed", "unknown");
const first = Date.UTC(2026, 0, 1);
const moment = fc.integer({ min: 0, max: 3 * 366 * 1440 }).map((minute) => first + minute * kMinute);

describe("UK time", () => {
  it("is right at every quarter of an hour of a year", () => {
    for (let now = first; now < Date.UTC(2027, 0, 2); now += 15 * kMinute) {
      const { date, day, minute } = reference(now);
      const found = londonTime(new Date(now));
      if (found.date !== date || found.day !== day || minutes(found.time) !== minute) expect([now, found]).toEqual([now, { date, day, minute }]);
    }
  });

  it("jumps and falls back on the last Sundays of March and October", () => {
    expect(["2026-03-29T00:59Z", "2026-03-29T01:00Z", "2026-10-25T00:59Z", "2026-10-25T01:00Z"].map((each) => londonTime(new Date(each)).time)).toEqual(["00:59", "02:00", "01:59", "01:00"]);
  });
});

describe("open or not", () => {
  it("is what going through the slots says, at any moment of three years", () => {
    fc.assert(fc.property(slots, onHolidays, division, moment, (all, kept, nation, now) => {
      const holidays = calendar.divisions[nation].map(({ date }) => date);
      expect(openness({ slots: all, onHolidays: kept }, new Date(now), holidays)).toBe(isInSlots(all, now, holidays, kept));
    }), { numRuns: 3000 });
  });

  it("is so around both changes of the clock and on every bank holiday", () => {
    const changes = [2026, 2027, 2028].flatMap((year) => [2, 9].map((month) => {
      const end = new Date(Date.UTC(year, month + 1, 0));
      return Date.UTC(year, month, end.getUTCDate() - end.getUTCDay(), 1);
    }));
    const nearChange = fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -180, max: 180 })).map(([at, minute]) => at + minute * kMinute);
    fc.assert(fc.property(slots, nearChange, (all, now) => {
      expect(openness({ slots: all, onHolidays: "open" }, new Date(now), [])).toBe(isInSlots(all, now, [], "open"));
    }), { numRuns: 2000 });
    fc.assert(fc.property(slots, onHolidays, division, fc.nat(), fc.integer({ min: -1440, max: 2 * 1440 }), (all, kept, nation, which, minute) => {
      const holidays = calendar.divisions[nation].map(({ date }) => date);
      const now = Date.parse(`${holidays[which % holidays.length]}T00:00:00Z`) + minute * kMinute;
      expect(openness({ slots: all, onHolidays: kept }, new Date(now), holidays)).toBe(isInSlots(all, now, holidays, kept));
    }), { numRuns: 2000 });
  });

  it("keeps the hours that are known from the police guidance page", () => {
    const line: Hours = { onHolidays: "unknown", slots: [{ days: [1, 2, 3, 4], from: "09:30", to: "15:30" }, { days: [5], from: "09:30", to: "12:00" }] };
    const at = (moment_: string): string => openness(line, new Date(moment_), ["2026-12-25"]);
    // The same hour of the day, in the winter and in the summer.
    expect([at("2026-11-23T09:29Z"), at("2026-11-23T09:30Z"), at("2026-07-06T08:29Z"), at("2026-07-06T08:30Z"), at("2026-07-06T14:30Z")]).toEqual(["closed", "open", "closed", "open", "closed"]);
    expect([at("2026-11-27T11:59Z"), at("2026-11-27T12:00Z"), at("2026-11-28T10:00Z"), at("2026-12-25T10:00Z")]).toEqual(["open", "closed", "closed", "holiday"]);
  });

  it("counts a slot in its season", () => {
    const season: Hours = { onHolidays: "open", slots: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "10:00", to: "12:00", since: "2026-06-01", until: "2026-08-31" }] };
    expect(["2026-05-31T10:00Z", "2026-06-01T10:00Z", "2026-08-31T10:00Z", "2026-09-01T10:00Z"].map((each) => openness(season, new Date(each), []))).toEqual(["closed", "open", "open", "closed"]);
    expect(week(season, "2026-09-01").flat()).toEqual([]);
  });

  it("goes into an attribute and comes back the same", () => {
    fc.assert(fc.property(slots, onHolidays, (all, kept) => {
      const hours = { onHolidays: kept, slots: all };
      expect(unpackHours(packHours(hours))).toEqual({ onHolidays: kept, slots: all.map((each) => ({ ...each, since: undefined, until: undefined })) });
    }));
  });

  it("knows what is always open", () => {
    expect(isAlways({ onHolidays: "open", slots: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" }] })).toBe(true);
    expect(isAlways({ onHolidays: "open", slots: [{ days: [1, 2, 3, 4, 5, 6], from: "00:00", to: "24:00" }] })).toBe(false);
  });
});

it("is told from what is no week", () => {
  const week = { freq: "WEEKLY", byday: "MO,TU", opens_at: "09:30", closes_at: "15:30" };
  expect(isWeekly(week)).toBe(true);
  for (const other of [{ freq: "MONTHLY" }, { freq: undefined }, { byday: "2MO" }, { byday: "" }, { byday: undefined }, { opens_at: "09:30Z" }, { closes_at: undefined }]) {
    expect([other, isWeekly({ ...week, ...other } as typeof week)]).toEqual([other, false]);
  }
});

describe("what other directories write", () => {
  it("is a slot without its seconds, and ends with the day however that is said", () => {
    const weekly = { freq: "WEEKLY", byday: "MO,TU", opens_at: "09:30:00", closes_at: "17:00" };
    expect([isWeekly(weekly), slotOf(weekly)]).toEqual([true, { days: [1, 2], from: "09:30", to: "17:00", since: undefined, until: undefined }]);
    for (const end of ["24:00", "24:00:00", "00:00", "00:00:00", "23:59", "23:59:00"]) expect([end, isWeekly({ ...weekly, closes_at: end }), slotOf({ ...weekly, closes_at: end }).to]).toEqual([end, true, "24:00"]);
    for (const other of ["09:30Z", "09:30+01:00", "9:30", "24:00", ""]) expect([other, isWeekly({ ...weekly, opens_at: other })]).toEqual([other, false]);
  });

  it("is dialled without what only the eye needs", () => {
    expect(["0800 464 7669", "(0161) 496-0000", "+44 (0)161 496 0000", "+44 161 496 0000", "999"].map(dialled)).toEqual(["08004647669", "01614960000", "+441614960000", "+441614960000", "999"]);
  });
});
