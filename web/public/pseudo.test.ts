/** One page of each sort in the pseudo-language, on the narrowest phone. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { buildPublic, type PublicBuild } from "../tools/public.ts";
import { openScreens } from "../tools/screens.ts";
import { pseudoLine } from "./pseudo.ts";

let pages: PublicBuild["pages"] = [];
const folder = mkdtempSync(join(tmpdir(), "pseudo-"));
const screens = openScreens(async () => {
  pages = (await buildPublic(folder, undefined, "2026-11-22", { pseudo: true })).pages;
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
});

/** What is wider than the page or cut off in its box, and what does not come from a catalogue or from content. */
async function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element): string => `${element.tagName.toLowerCase()}.${element.className}: ${(element.textContent ?? "").trim().slice(0, 40)}`;
    const wide = document.documentElement.scrollWidth > 320 ? [`page: ${document.documentElement.scrollWidth} pixels wide`] : [];
    const shown = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => element.checkVisibility() && !element.closest(".unseen, .table, svg, select"));
    const outside = shown.filter((element) => element.getBoundingClientRect().right > 320.5).map((element) => `outside: ${name(element)}`);
    const cut = shown.filter((element) => getComputedStyle(element).overflowX === "hidden" && element.scrollWidth > element.clientWidth + 1).map((element) => `cut off: ${name(element)}`);
    const plain = [...document.querySelectorAll("button, h1, label, summary, .lead, .list-title a, nav.sections a")]
      .filter((element) => /\p{L}{2}/u.test(element.textContent ?? "") && !(element.textContent ?? "").includes("中")).map((element) => `of no catalogue: ${name(element)}`);
    return [...wide, ...outside, ...cut, ...plain];
  });
}

/** The directory's changes since the build: none here. */
async function withoutNews(page: Page): Promise<void> {
  await page.route("**/open/**", (route) => route.fulfill({ json: { contents: [] } }));
}

describe("in the pseudo-language", () => {
  it("every sort of page fits 320 pixels, and all it says comes from catalogues and content", async () => {
    const kinds = pages.filter(({ file, kind }, index) => file.startsWith("en/") && kind !== "data" && pages.findIndex((other) => other.kind === kind && other.file.startsWith("en/")) === index);
    expect(kinds.length).toBeGreaterThan(10);
    const page = await screens.newPage({ viewport: { width: 320, height: 640 } });
    await withoutNews(page);
    for (const { file, kind } of kinds) {
      await page.goto(`${screens.server.origin}/${file.replace(/index\.html$/, "")}`);
      expect([kind, await faultsOf(page)]).toEqual([kind, []]);
    }
  });

  it("a page that does not fit, or says something of its own, is found out", async () => {
    const page = await screens.newPage({ viewport: { width: 320, height: 640 } });
    await withoutNews(page);
    await page.goto(`${screens.server.origin}/en/`);
    await page.evaluate(() => {
      const [button, wide, cut] = [document.createElement("button"), document.createElement("p"), document.createElement("p")];
      button.textContent = "Own words";
      wide.textContent = "Wide";
      wide.style.width = "400px";
      cut.textContent = "A line that is a good deal longer than the page is wide";
      cut.style.cssText = "white-space: nowrap; overflow: hidden";
      document.querySelector("main")?.append(button, wide, cut);
    });
    const found = await faultsOf(page);
    expect(found.map((fault) => fault.split(":")[0])).toEqual(expect.arrayContaining(["page", "outside", "cut off", "of no catalogue"]));
  });

  it("lines keep their marks", () => {
    expect(pseudoLine("- **One** [two](tel:999)")).toBe("- 中 **Öñé** [twö](tel:999) lorem lorem lorem");
    expect(pseudoLine("| A | 12 |")).toMatch(/^\|中 {2}Å .*\| 12 \|$/);
    expect([":::danger", "|---|---|", ""].map(pseudoLine)).toEqual([":::danger", "|---|---|", ""]);
  });
});

describe("what is served", () => {
  it("has nothing of it", async () => {
    const { pages: written } = await buildPublic(join(folder, "served"), undefined, "2026-11-22");
    const english = written.filter(({ file }) => file.startsWith("en/"));
    expect(english.filter(({ file }) => / lorem|en-XA|[Åéñö]{2}/.test(readFileSync(join(folder, "served", file), "utf8")))).toEqual([]);
    expect(readFileSync(join(folder, "en/index.html"), "utf8")).toContain(" lorem");
  });
});
