/** Typing a postcode or a town on the page of services: by keyboard alone, in four languages, and known to nobody else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import directory from "../../content/directory/areas.json" with { type: "json" };
import { languages, type Language } from "./support/pages.ts";
import { setUpStage } from "./support/fresh.ts";
import { pagesFolder, type Stage } from "./support/stage.ts";

const words = Object.fromEntries(languages.map((language) =>
  [language, JSON.parse(readFileSync(join(import.meta.dirname, `../../content/catalogues/${language}/public.json`), "utf8")) as Record<string, string>]));
const word = (language: Language, key: string): string => words[language]?.[key] ?? "";

let stage: Stage;
setUpStage((opened) => {
  stage = opened;
});

const address = (language: Language, path = "f/"): string => `${stage.installation.memberUrl}/${language}/${path}`;

/** The page of services, with everything that it fetches by itself. */
async function open(language: Language = "en"): Promise<Page> {
  const page = await stage.open(address(language));
  await page.waitForLoadState("networkidle");
  return page;
}

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** The field with the focus, and what it compares with there. */
async function enterField(page: Page): Promise<void> {
  await Promise.all([page.waitForResponse("**/assets/pages-places-*"), page.locator("#place").focus()]);
}

/** Into the field, which has the focus, in place of what stands there. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const said = (page: Page): Promise<string | null> => page.locator("#live").textContent();
const chosen = (page: Page): Promise<string> => page.locator("#area").inputValue();
const shown = (page: Page): Promise<(string | null)[]> =>
  page.locator(".service:visible, .none-known:visible").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-page")).sort());

async function expectSound(page: Page, state: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(async () => {
      const { axe: here } = window as unknown as { axe: typeof axe };
      const { violations } = await here.run(document, { resultTypes: ["violations"], runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
      return violations.map(({ id, nodes }): [string, string[]] => [id, nodes.map(({ html }) => html)]);
    });
    expect([state, colorScheme, found]).toEqual([state, colorScheme, []]);
  }
  await page.emulateMedia({ colorScheme: null });
  expect([state, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([state, 320]);
}

describe.each(languages)("in %s, at 320 pixels and by keyboard alone", (language) => {
  test("a postcode chooses its area, a name of several towns offers each, a slip is asked about, and what is not known says so", async () => {
    const page = await open(language);
    await tabTo(page, "#place");
    const inField = (): Promise<boolean> => page.evaluate(() => document.activeElement?.id === "place");

    await type(page, "M1 2AB");
    await expect.poll(() => chosen(page)).toBe("a-greater_manchester");
    const area = word(language, "find.place_chosen").replace("#", "Greater Manchester");
    const counted = async (): Promise<string> => (await page.locator("#shown").textContent()) ?? "";
    await expect.poll(() => said(page)).toBe(`${area}. ${await counted()}`);
    expect([await page.locator("#place-said").textContent(), await inField()]).toEqual([area, true]);
    expect(await page.locator("#live").getAttribute("role")).toBe("status");
    await expectSound(page, "chosen");

    await type(page, "newport");
    await expect.poll(() => said(page)).toBe(word(language, "find.place_several"));
    // Nothing is chosen for anybody.
    expect([await chosen(page), await inField(), await page.locator("#place").inputValue()]).toEqual(["a-greater_manchester", true, "newport"]);
    expect(await page.locator("#place-offers button").allTextContents()).toEqual(
      ["Newport, Hampshire and Isle of Wight", "Newport, West Mercia", "Newport/Trefdraeth, Dyfed-Powys", "Newport/Casnewydd, Gwent"]);
    await tabTo(page, "#place-offers button:last-child");
    await page.keyboard.press("Space");
    await expect.poll(() => chosen(page)).toBe("a-gwent");
    // Whoever pressed it is still there, and may press another.
    expect(await page.evaluate(() => [document.activeElement?.textContent, document.activeElement?.getAttribute("aria-pressed")])).toEqual(["Newport/Casnewydd, Gwent", "true"]);
    await expect.poll(() => said(page)).toBe(`${word(language, "find.place_chosen").replace("#", "Gwent")}. ${await counted()}`);
    await expectSound(page, "offered");

    await page.keyboard.press("Shift+Tab");
    for (let presses = 0; presses < 5 && !(await inField()); presses += 1) await page.keyboard.press("Shift+Tab");
    await type(page, "Atlantis");
    const fault = word(language, "find.place_unknown");
    await expect.poll(() => said(page)).toContain(fault);
    expect([await chosen(page), await inField(), await page.locator("#place").inputValue()]).toEqual(["a-gwent", true, "Atlantis"]);
    expect(await page.locator("#place-error").isVisible()).toBe(true);
    const described = await page.locator("#place").evaluate((field) =>
      [field.getAttribute("aria-invalid"), ...(field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent)]);
    expect(described).toEqual(["true", expect.stringContaining(fault), word(language, "find.place_hint")]);
    expect([await page.locator("#place-offers button").count(), await page.locator("#place-said").textContent()]).toEqual([0, ""]);
    await expectSound(page, "not known");

    await type(page, "Caerdyd");
    await expect.poll(() => said(page)).toBe(word(language, "find.place_meant"));
    expect([await page.locator("#place-error").isVisible(), await page.locator("#place").getAttribute("aria-invalid")]).toEqual([false, "false"]);
    await expectSound(page, "nearly");
    // Another language has what was typed, too, and can look for it.
    const other = language === "ro" ? "pt" : "ro";
    await page.locator(`.languages a[lang=${other}]`).click();
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, other);
    expect(await page.locator("#place").inputValue()).toBe("Caerdyd");
    await tabTo(page, "#place");
    await page.keyboard.press("Enter");
    await expect.poll(() => said(page)).toBe(word(other, "find.place_meant"));
    await tabTo(page, "#place-offers button");
    await page.keyboard.press("Enter");
    await expect.poll(() => chosen(page)).toBe("a-south_wales");

    // By hand: what was said of the typed place goes with it.
    await page.locator("#area").selectOption("");
    expect([await page.locator("#place-said").textContent(), await page.locator("#place-offers [aria-pressed=true]").count()]).toEqual(["", 0]);
    await expect.poll(() => said(page)).toBe(await counted());
  });
});

test("an area that was typed shows what the same area shows that was chosen by hand", async () => {
  const page = await open();
  for (const { code, name, towns } of directory.areas.filter(({ postcode_areas: postcodes = [] }) => postcodes.length > 0)) {
    await page.locator("#area").selectOption(`a-${code}`);
    const byHand = await shown(page);
    expect(byHand.length).toBeGreaterThan(0);
    await page.locator("#area").selectOption("a-btp");
    await page.locator("#place").fill(name);
    await page.locator("#place").press("Enter");
    const offer = page.locator("#place-offers button", { hasText: name });
    await expect.poll(async () => (await chosen(page)) === `a-${code}` || (await offer.count()) > 0).toBe(true);
    if ((await chosen(page)) !== `a-${code}`) await offer.first().click();
    expect([code, towns.length > 0, await chosen(page), await shown(page)]).toEqual([code, true, `a-${code}`, byHand]);
    // The lines for the whole country are there wherever somebody is.
    expect(byHand).toContain("e99");
  }
});

test("what is typed is asked of nobody, stands in no address and is kept nowhere", async () => {
  const page = await open();
  const asked: string[] = [];
  await enterField(page);
  page.context().on("request", (request) => asked.push(request.url()));
  const before = page.url();
  const entries = await page.evaluate(() => history.length);
  for (const text of ["M1 2AB", "Newport", "Manchster", "Atlantis", ""]) {
    await page.locator("#place").fill("");
    await page.locator("#place").pressSequentially(text);
    await page.locator("#place").press("Enter");
    await page.locator(".place button[type=submit]").click();
    const [offer] = await page.locator("#place-offers button").all();
    await offer?.click();
  }
  await page.locator("#place").fill("Kingston upon Hull");
  await page.locator("#place").press("Enter");
  await expect.poll(() => chosen(page)).toBe("a-humberside");
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual([]);
  expect([page.url(), await page.evaluate(() => [history.length, JSON.stringify(history.state)])]).toEqual([before, [entries, "null"]]);
  const kept = (): Promise<unknown[]> => page.evaluate(async () =>
    [localStorage.length, sessionStorage.length, document.cookie, window.name, (await indexedDB.databases()).length, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]);
  expect([await kept(), await page.context().cookies()]).toEqual([[0, 0, "", "", 0, 0, 0], []]);
  // Nothing has a name by which a form would send it, and no service for spelling or completing is asked.
  expect(await page.locator(".place [name], .place[action]").count()).toBe(0);
  expect(await page.locator("#place").evaluate((field: HTMLInputElement) => [field.spellcheck, field.autocomplete, field.form?.autocomplete, field.form?.method])).toEqual([false, "off", "off", "dialog"]);
  // Nor does the browser fill it in again.
  await page.reload();
  expect(await page.locator("#place").inputValue()).toBe("");
  await page.goto(address("en", "h/"));
  await page.goBack();
  await page.locator("#place").waitFor();
  expect(await page.locator("#place").inputValue()).toBe("");
  // The form goes nowhere by itself, either: as if the script had broken before it could listen.
  await page.locator("#place").fill("Leeds");
  await page.evaluate(() => {
    addEventListener("submit", (event) => event.stopImmediatePropagation(), { capture: true });
    document.querySelector<HTMLFormElement>(".place")?.requestSubmit();
  });
  expect(page.url()).toBe(before);
});

test("would be noticed if it were asked of somebody", async () => {
  const page = await open();
  const asked: string[] = [];
  await enterField(page);
  page.context().on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => document.getElementById("place")?.addEventListener("input", ({ target }) => void fetch(`/en/h/?${(target as HTMLInputElement).value}`)));
  await page.locator("#place").pressSequentially("M1");
  await expect.poll(() => asked.length).toBe(2);
});

test("the list of places is one file for everybody, and without it an area is chosen by hand", async () => {
  const files = new Set<string>();
  for (const language of languages) {
    const page = await stage.browser.newPage();
    const fetched: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/assets/pages-places-")) fetched.push(new URL(request.url()).pathname);
    });
    await page.goto(address(language));
    await page.waitForLoadState("networkidle");
    expect(fetched).toEqual([]);
    await enterField(page);
    expect(fetched.length).toBe(1);
    files.add(fetched[0] ?? "");
    await page.context().close();
  }
  expect([...files]).toEqual([expect.stringMatching(/^\/assets\/pages-places-[0-9a-f]{10}\.json$/)]);
  expect(readFileSync(join(pagesFolder, "member", [...files][0] ?? ""), "utf8")).toContain("Caerdydd");

  const page = await stage.open(address("en", "h/"));
  await page.route("**/assets/pages-places-*", (route) => route.abort());
  await page.goto(address("en"));
  await page.locator("#place").fill("Leeds");
  await page.locator("#place").press("Enter");
  // That the list is not there does not mean that the place is not known.
  await expect.poll(() => page.locator("#place-said").textContent()).toBe(word("en", "find.place_missing"));
  expect([await page.locator("#place-error").isVisible(), await page.locator("#place").inputValue()]).toEqual([false, "Leeds"]);
  await page.locator("#area").selectOption("a-west_yorkshire");
  expect(await page.locator("#place-said").textContent()).toBe(word("en", "find.place_chosen").replace("#", "West Yorkshire"));
  // Once the list comes, so does the answer.
  await page.unroute("**/assets/pages-places-*");
  await page.locator("#place").press("Enter");
  await expect.poll(() => page.locator("#place-said").textContent()).toBe(word("en", "find.place_chosen").replace("#", "West Yorkshire"));
  expect(stage.faults.splice(0).filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
});

test("without scripts there is nothing to type into, and a page says where each area is", async () => {
  for (const language of languages) {
    const context = await stage.browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    await page.goto(address(language));
    expect([await page.locator("#place").isVisible(), await page.locator(".place button").isVisible()]).toEqual([false, false]);
    await page.getByRole("link", { name: word(language, "find.areas") }).click();
    const listed = await page.locator(".facts").evaluateAll((lists) => lists.flatMap((list) => [...list.querySelectorAll("dt")].map((name) =>
      [name.textContent, name.nextElementSibling?.textContent, name.nextElementSibling?.nextElementSibling?.textContent])));
    expect(listed).toHaveLength(45);
    expect(listed).toContainEqual(["Merseyside", "L1–38, CH41–49, 60–63, PR8–9, WA8–12, WN4–5", "Liverpool, St Helens, Birkenhead, Southport, Bootle, Wallasey, Kirkby, Huyton"]);
    await page.locator(".back a").click();
    await page.locator("#area").selectOption("a-merseyside");
    expect(await page.locator(".none-known").isVisible()).toBe(true);
    await context.close();
  }
});
