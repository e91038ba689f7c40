import { describe, expect, it } from "vitest";
import { keepWhole } from "./whole.ts";

/** What stays together, of some text in an element. */
const kept = (text: string, element = "p"): string[] =>
  [...keepWhole(`<${element}>${text}</${element}>`).matchAll(/<span class="whole">(.*?)<\/span>/g)].map(([, word]) => word ?? "");

describe("words that no line divides", () => {
  it("are ranges of hours, days, postcodes and numbers", () => {
    expect(kept("Mon–Thu 9:30–15:30, Fri 09:30–12:00")).toEqual(["Mon–Thu", "9:30–15:30,", "09:30–12:00"]);
    expect(kept("RM1–14, 6–8 and 0 to 10; not this – or 2026")).toEqual(["RM1–14,", "6–8", "0 to 10;"]);
    expect(kept("de 0 a 10")).toEqual(["0 a 10"]);
    expect(kept("de la 0 la 10, de la 0 până la 10")).toEqual(["0 la 10,", "0 până la 10"]);
    expect(kept("周一–周四09:30–15:30，0到10，0 至 10")).toEqual(["周一–周四", "09:30–15:30，", "0到10，", "0 至 10"]);
  });

  it("are Chinese days", () => {
    expect(kept("这些页面制作于2026年11月23日。2023年起，11月23日")).toEqual(["2026年11月23日。", "2023年", "11月23日"]);
  });

  it("are those with a hyphen of which next to nothing would be left on a line", () => {
    expect(kept("s-a, spuneți-mi, site-ului, an e-mail")).toEqual(["s-a,", "spuneți-mi,", "site-ului,", "e-mail"]);
    expect(kept("ex-responsibilities, a non-judgemental place, a - b, 0800 464 7669, https://example.org/zh-Hans/c/")).toEqual([]);
  });

  it("are in headings all with a hyphen, and the signs around them do not stand alone", () => {
    expect(kept("An ex-partner, a “non-judgemental” one: 6–8", "h1")).toEqual(["ex-partner,", "“non-judgemental”", "6–8"]);
    expect(kept("A non-judgemental one", "legend")).toEqual(["non-judgemental"]);
  });

  it("are words alone: attributes, titles and choices stay as they are", () => {
    const html = '<title>6–8</title><p data-words="a > 6–8" title="s-a">&amp;<a href="/s-a/">x</a></p><option lang="ro">s-a</option><p>';
    expect(keepWhole(html)).toBe(html);
    expect(keepWhole("<h2>x</h2><p>x-ray &amp; 6–8</p>")).toBe('<h2>x</h2><p><span class="whole">x-ray</span> &amp; <span class="whole">6–8</span></p>');
  });
});
