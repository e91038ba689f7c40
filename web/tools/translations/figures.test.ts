/** Which numbers and addresses count as the same in two languages, and which do not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresAmiss } from "./figures.ts";

describe("numbers", () => {
  it.each([
    ["Ring 999 or 0800 464 7669.", "Sunați la 0800 464 7669 sau 999."],
    ["Within 72 hours, 1,000 people, 1.5 times.", "În 72 de ore, 1.000 de oameni, de 1,5 ori."],
    ["From 09:30 to 15:00, 50% of 1 000.", "09:30–15:00，1000 中的 50 ％。"],
    ["Two of three work online.", "2/3 lucrează online."],
    ["[999](tel:999), page 4", "4, [999](tel:999)"],
  ])("are the same: %s", (source, text) => expect(figuresAmiss(source, text, "ro")).toEqual([]));

  it("of months may stand in Chinese dates, and nowhere else", () => {
    expect(figuresAmiss("On 5 November 2026.", "2026年11月5日。", "zh-Hans")).toEqual([]);
    expect(figuresAmiss("On 5 November 2026.", "În 5.11.2026.", "ro")).not.toEqual([]);
    expect(figuresAmiss("On 5 November 2026.", "2026年12月5日。", "zh-Hans")).toEqual(["has the number 12, which the English has not"]);
  });

  it.each([
    ["Ring 0800 464 7669.", "Sunați la 0800 464 7696.", "lacks the number 08004647669"],
    ["Ring 999.", "Sunați la 999 sau 07700 900123.", "has the number 07700900123, which the English has not"],
    ["Ring 999. Text 999.", "Sunați la 999.", "lacks the number 999"],
    ["From 16.", "De la 18.", "has the number 18, which the English has not"],
    ["Until 15:30.", "Până la 15:50.", "lacks the number 30"],
    ["10% more.", "10 mai mult.", "lacks the number 10%"],
    ["1.5 times.", "De 15 ori.", "lacks the number 1.5"],
    ["For 24 hours.", "Timp de douăzeci și patru de ore.", "lacks the number 24"],
    ["One call.", "1 apel.", "has the number 1, which the English has not"],
    ["Two calls.", "3 apeluri.", "has the number 3, which the English has not"],
    ["Ring.", "Sunați la ９９９.", "has the number ９, which the English has not"],
    ["Ring.", "Sunați la ٩.", "has the number ٩, which the English has not"],
    ["Ring.", "Sunați ①.", "has the number ①, which the English has not"],
    ["[Call](tel:999)", "[Sunați la 101](tel:999)", "shows 101 and dials 999"],
  ])("are not the same: %s – %s", (source, text, expected) => expect(figuresAmiss(source, text, "ro").join("\n")).toContain(expected));

  it("of any text are those of itself in another order, and another digit is found", () => {
    const words = fc.array(fc.oneof(fc.nat(99_999).map(String), fc.constantFrom("a", "–", "0800 111 222", "09:30", "50%")), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(words, (some) => {
      expect(figuresAmiss(some.join("; "), [...some].reverse().join("; "), "pt")).toEqual([]);
    }));
    fc.assert(fc.property(words, fc.nat(5), fc.integer({ min: 1, max: 9 }), (some, index, by) => {
      const at = index % some.length;
      const changed = some.map((word, i) => (i === at ? word.replace(/\d/, (digit) => String((Number(digit) + by) % 10)) : word));
      fc.pre(changed[at] !== some[at]);
      expect(figuresAmiss(some.join("; "), changed.join("; "), "pt")).not.toEqual([]);
    }));
  });
});

describe("addresses", () => {
  it.each([
    ["See https://example.org/a.", "Vedeți https://example.org/a."], ["Write to a@example.org.", "Scrieți: a@example.org"],
    ["[A](resource:b) [C](https://example.org)", "[C](https://example.org) [A](resource:b)"], ["**Within 72 hours:** go.", "**În 72 de ore:** mergeți."],
  ])("are the same: %s", (source, text) => expect(figuresAmiss(source, text, "ro")).toEqual([]));

  it.each([
    ["See https://example.org/a.", "Vedeți https://example.org/b.", "lacks https://example.org/a, has besides https://example.org/b"],
    ["See the page.", "Vedeți example.org", "has besides example.org"], ["Write.", "Scrieți: a@example.org", "has besides a@example.org"],
    ["Write.", "Scrieți tel:x", "has besides tel:x"], ["Go.", "Mergeți la javascript:alert", "has besides javascript:alert"],
    ["[A](resource:b)", "[A](resource:c)", "lacks resource:b, has besides resource:c"], ["[A](resource:b)", "[A](resource:b) [A](resource:b)", "has besides resource:b"],
  ])("are not the same: %s – %s", (source, text, expected) => expect(figuresAmiss(source, text, "ro").join("\n")).toContain(expected));
});
