// @vitest-environment happy-dom
import { createElement, render } from "preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { formatDay, formatMonth, formatPeriod, formatTime, language, putTexts, setAddresses, setLanguage, t, ts, type Key } from "./index.ts";

const kRomanian = {
  texts: {
    "page.back": "Înapoi",
    "lock.seconds_one": "A rămas {{count}} secundă", "lock.seconds_few": "Au rămas {{count}} secunde", "lock.seconds_other": "Au rămas {{count}} de secunde",
    "field.left_one": "{{count}} character left", "field.left_other": "{{count}} characters left",
    "error.title": "Eroare: {{title}}",
    "page.retry": "Try again",
  },
  english: ["field.left", "page.retry"],
};

function html(child: ReturnType<typeof t>): string {
  const box = document.createElement("div");
  render(createElement("p", null, child), box);
  return box.innerHTML;
}

describe("texts", () => {
  beforeEach(() => putTexts("ro", [kRomanian]));

  it("chooses plural forms by the language", () => {
    expect(ts("lock.seconds", { count: 1 })).toBe("A rămas 1 secundă");
    expect(ts("lock.seconds", { count: 0 })).toBe("Au rămas 0 secunde");
    expect(ts("lock.seconds", { count: 19 })).toBe("Au rămas 19 secunde");
    expect(ts("lock.seconds", { count: 20 })).toBe("Au rămas 20 de secunde");
    expect(ts("lock.seconds", { count: 12345 })).toBe("Au rămas 12.345 de secunde");
  });

  it("marks English where there is no translation, with English plural forms", () => {
    expect(html(t("page.back"))).toBe("<p>Înapoi</p>");
    expect(html(t("page.retry"))).toBe('<p><span lang="en">Try again</span></p>');
    expect(html(t("field.left", { count: 5 }))).toBe('<p><span lang="en">5 characters left</span></p>');
    expect(ts("field.left", { count: 5 })).toBe("5 characters left");
  });

  it("puts elements at placeholders, and never takes text for markup", () => {
    expect(html(t("error.title", { title: createElement("b", null, "x") }))).toBe("<p>Eroare: <b>x</b></p>");
    expect(html(t("error.title", { title: "<b>x</b>" }))).toBe("<p>Eroare: &lt;b&gt;x&lt;/b&gt;</p>");
  });

  it("shows the key where there is no text at all", () => {
    expect(ts("no.such" as Key)).toBe("no.such");
  });

  it("sets the page's language, and changes nothing if a language cannot be had", async () => {
    expect(document.documentElement.lang).toBe("ro");
    setAddresses({ pt: { common: "/pt.json", member: "", staff: "" } });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
    await expect(setLanguage("pt", ["common"])).rejects.toThrow("offline");
    expect(language()).toBe("ro");
    expect(ts("page.back")).toBe("Înapoi");
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ texts: { "page.back": "Voltar" }, english: [] }))));
    await setLanguage("pt", ["common"]);
    expect([language(), ts("page.back"), document.documentElement.lang]).toEqual(["pt", "Voltar", "pt"]);
    vi.unstubAllGlobals();
  });

  it("writes months as words and times with 24 hours", () => {
    putTexts("en", []);
    const moment = new Date(2026, 2, 3, 14, 2);
    expect([formatTime(moment), formatDay(moment), formatMonth(moment)]).toEqual(["14:02", "3 March 2026", "March 2026"]);
  });

  it("reads periods as years and months, and anything else as it is", () => {
    putTexts("en", []);
    expect(["2026", "2026-11", "2026-Q4", "some day"].map((period) => formatPeriod(period).replace(/\s/gu, " "))).toEqual(
      ["2026", "November 2026", "October – December 2026", "some day"]);
    putTexts("zh-Hans", []);
    expect([formatDay(new Date(2026, 10, 23)), formatPeriod("2026-11"), formatPeriod("2026")]).toEqual(["2026年11月23日", "2026年11月", "2026年"]);
  });
});
