import { describe, expect, it } from "vitest";
import { dialled, hoursTexts, isOpen, kPhoneLines } from "./phone_lines.ts";

const kOffice = [{ days: [1, 2, 3, 4], from: "09:30", to: "15:30" }, { days: [5], from: "09:30", to: "12:00" }];

describe("phone lines", () => {
  it("follow UK time, summer and winter", () => {
    // Thursday 8 January 2026, winter: UTC. Thursday 9 July 2026, summer: UTC + 1.
    expect(isOpen(kOffice, new Date("2026-01-08T09:29:00Z"))).toBe(false);
    expect(isOpen(kOffice, new Date("2026-01-08T09:30:00Z"))).toBe(true);
    expect(isOpen(kOffice, new Date("2026-07-09T08:30:00Z"))).toBe(true);
    expect(isOpen(kOffice, new Date("2026-07-09T14:30:00Z"))).toBe(false);
    expect(isOpen(kOffice, new Date("2026-01-09T12:00:00Z"))).toBe(false);
    expect(isOpen(kOffice, new Date("2026-01-10T10:00:00Z"))).toBe(false);
  });

  it("are open at midnight when they always are, and unknown when nobody confirmed the hours", () => {
    expect(isOpen("always", new Date("2026-01-08T00:00:00Z"))).toBe(true);
    expect(isOpen(null, new Date())).toBeNull();
    expect(isOpen([{ days: [4], from: "00:00", to: "01:00" }], new Date("2026-01-08T00:30:00Z"))).toBe(true);
  });

  it("write hours in the reader's language", () => {
    expect(hoursTexts(kOffice, "en")).toEqual(["Mon–Thu 09:30–15:30", "Fri 09:30–12:00"]);
    expect(hoursTexts(kOffice, "zh-Hans")[0]).toBe("周一–周四 09:30–15:30");
  });

  it("are written so that both functions hold: neighbouring days, whole times, from before to", () => {
    for (const { hours } of kPhoneLines) {
      if (hours === null || hours === "always") continue;
      for (const { days, from, to } of hours) {
        expect(days).toEqual(days.map((_, index) => (days[0] ?? 0) + index));
        expect(`${from}${to}`).toMatch(/^(\d\d:\d\d){2}$/);
        expect(from < to).toBe(true);
      }
    }
    expect(kPhoneLines[0]?.number).toBe("999");
    expect(dialled("0800 464 7669")).toBe("08004647669");
  });
});
