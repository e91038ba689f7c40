/** The parts of a screen in a real browser, under the content security policy that the server sends. */
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { buildApplication } from "../tools/build.ts";
import { kRules, openScreens } from "../tools/screens.ts";

const kScreens = ["Check", "Warnings", "Report", "Timer", "More", "Read"] as const;

const screens = openScreens(() => buildApplication("gallery"));

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await screens.newPage({ viewport: { width: 360, height: 640 }, ...options });
  await page.goto(screens.server.origin);
  await page.locator("h1").first().waitFor();
  return page;
}

async function show(page: Page, screen: (typeof kScreens)[number]): Promise<void> {
  // What the public pages are made of is no section of an application: it is reached from "More".
  const section = screen === "Read" ? "More" : screen;
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: section, exact: true }).click();
  if (screen === "Read") await page.getByRole("link", { name: "Parts of pages that are read" }).press("Enter");
}

/** Boxes of everything that can be pressed, with what is really at the middle of each once it is in view. */
function targets(page: Page): Promise<{ name: string; width: number; height: number; inText: boolean }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a, button, summary, .choice, input:not([type=radio], [type=checkbox]), textarea")]
      .filter((element) => element.checkVisibility() && !element.matches("#skip"))
      .map((element) => {
        const { width, height } = element.getBoundingClientRect();
        const inText = element.matches("p > a, .error-summary a") && !element.matches(".back a, .list-title a, .number");
        return { name: (element.textContent ?? "").trim().slice(0, 40), width, height, inText };
      }));
}

describe("axe", () => {
  it.each(["light", "dark"] as const)("finds nothing on any screen, %s", async (colorScheme) => {
    const page = await open({ colorScheme });
    for (const screen of kScreens) {
      await show(page, screen);
      if (screen === "Report") {
        await page.getByRole("button", { name: "Continue" }).click();
        await page.getByRole("alert").waitFor();
      }
      const { violations } = await new AxeBuilder({ page }).withTags(kRules).analyze();
      expect(violations.map(({ id, nodes }) => [screen, id, nodes.map((node) => node.html)])).toEqual([]);
    }
  });

  it("finds the faults of a bad page", async () => {
    const page = await open();
    await page.evaluate(() => {
      const input = document.createElement("input");
      const image = document.createElement("img");
      document.querySelector("#main")?.replaceChildren(input, image);
    });
    const { violations } = await new AxeBuilder({ page }).withTags(kRules).analyze();
    expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining(["image-alt", "label", "page-has-heading-one"]));
  });
});

describe("layout", () => {
  it.each([
    ["320 × 256, that is 1280 at 400 %", { viewport: { width: 320, height: 256 } }, 17],
    ["360 wide with text at 200 %", {}, 34],
  ] as const)("fits %s", async (_, options, size) => {
    const page = await open(options);
    await page.evaluate((pixels) => void (document.documentElement.style.fontSize = `${pixels}px`), size);
    for (const screen of kScreens) {
      await show(page, screen);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect([screen, width[0]]).toEqual([screen, width[1]]);
    }
  });

  it("fits and comes from catalogues in the pseudo-language", async () => {
    const page = await open({ viewport: { width: 320, height: 640 } });
    await show(page, "More");
    await page.getByRole("button", { name: "Pseudo-language" }).click();
    await expect.poll(() => page.locator("#leave span").textContent()).toMatch(/^中 /);
    expect(await page.locator(".tag").first().textContent()).toMatch(/^中 /);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });

  it("gives fingers 44 pixels, and 24 inside text", async () => {
    const page = await open();
    for (const screen of kScreens) {
      await show(page, screen);
      const all = await targets(page);
      expect(all.length).toBeGreaterThan(8);
      expect(all.filter(({ width, height, inText }) => Math.min(width, height) < (inText ? 24 : 44))).toEqual([]);
    }
  });

  it("keeps spelling services away from what is typed", async () => {
    const page = await open();
    await show(page, "Report");
    const checked = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("input, textarea")].filter((element) => element.spellcheck).length);
    expect(checked).toBe(await page.locator("input[type=radio], input[type=checkbox]").count());
  });
});

describe("leave", () => {
  const kSecret = "what nobody should see";

  async function write(): Promise<Page> {
    const page = await open();
    await show(page, "Report");
    await page.getByLabel("In your own words").fill(kSecret);
    return page;
  }

  it("is first in the tab order and covered by nothing, scrolled or not", async () => {
    const page = await open();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("leave");
    for (const screen of kScreens) {
      await show(page, screen);
      for (const end of [0, 100_000]) {
        const top = await page.evaluate((y) => {
          scrollTo(0, y);
          const box = document.querySelector("#leave")?.getBoundingClientRect();
          return box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest("#leave")?.id;
        }, end);
        expect(top).toBe("leave");
      }
    }
  });

  it("blanks in the same tick", async () => {
    const page = await write();
    const hidden = await page.evaluate(() => {
      document.getElementById("leave")?.click();
      return document.documentElement.getBoundingClientRect().height;
    });
    expect(hidden).toBe(0);
    await page.waitForURL("**/leave");
  });

  it.each(["press", "Shift"])("by %s shows our empty page, and Back never what was written", async (way) => {
    const page = await write();
    if (way === "press") await page.locator("#leave").click();
    else for (let press = 0; press < 3; press++) await page.keyboard.press("Shift");
    await page.waitForURL("**/leave");
    expect([await page.title(), (await page.locator("body").textContent())?.trim()]).toEqual(["Notes", ""]);
    await page.goBack();
    await page.locator("h1").first().waitFor();
    expect(await page.locator("h1").first().textContent()).toBe("Check before you meet");
    expect(await page.content()).not.toContain(kSecret);
    await page.goBack();
    expect(await page.content()).not.toContain(kSecret);
  });
});

describe("moving about", () => {
  it("leaves nothing in the address and one entry in the history; Back goes one screen back", async () => {
    const page = await open();
    const before = await page.evaluate(() => history.length);
    await page.getByRole("link", { name: "Read the warning" }).click();
    await expect.poll(() => page.locator("h1").textContent()).toBe("Warnings");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await expect.poll(() => page.title()).toBe("News – Notes");
    await page.evaluate(() => history.back());
    await expect.poll(() => page.locator("h1").textContent()).toBe("Check before you meet");
    expect(page.url()).toBe(`${screens.server.origin}/`);
    expect(await page.evaluate(() => history.length)).toBe(before);
    // On the first screen Back goes out, as on any page.
    await page.evaluate(() => history.back());
    await expect.poll(() => page.evaluate(() => history.state as unknown)).toBe("entry");
    await page.goBack();
    expect(page.url()).toBe("about:blank");
  });

  it("keeps what is typed when the language changes", async () => {
    const page = await open();
    await page.getByLabel("Number, e-mail or username").fill("07700 900123");
    await page.getByRole("button", { name: "中文" }).click();
    await expect.poll(() => page.locator("#leave").textContent()).toBe("离开");
    expect(await page.getByLabel("Number, e-mail or username").inputValue()).toBe("07700 900123");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
  });

  it("asks nobody but us, for few files", async () => {
    const before = screens.server.requests.length;
    await open();
    const asked = screens.server.requests.slice(before);
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(asked.filter((path) => path.includes("common-"))).toHaveLength(1);
  });
});
