/**
 * What a browser has written down about somebody who read, saved, typed, ticked and pressed Leave: every file of its profile on disk
 * is read, byte by byte, after it was closed.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import vocabulary from "../../content/catalogues/words.json" with { type: "json" };
import { launchProfile } from "../../web/tools/browser.ts";
import { serveFolder } from "../../web/tools/static_server.ts";
import { makeInstallation, type RunningInstallation } from "../http/support/installation.ts";
import { answerOfLeave } from "./support/hands.ts";
import { pagesFolder } from "./support/stage.ts";

const { DatabaseSync } = process.getBuiltinModule("node:sqlite");

const shelf = (letter: string): string => {
  const [first] = readdirSync(join(pagesFolder, "member/en", letter), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return `en/${letter}/${first?.name}/`;
};
const [guide, card, sheet, service] = [shelf("g"), shelf("c"), shelf("m"), shelf("s")] as [string, string, string, string];
const filmFiles = readdirSync(join(pagesFolder, "member/en/g"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".webm"));
const film = `en/g/${dirname(filmFiles[0] ?? "")}/`;
// The sheet is ticked, and shown in another language with its ticks.
const otherSheet = sheet.replace("en/", "ro/");
const walked = ["en/h/", "en/f/", service, guide, sheet, film, card];
const read = [...walked, otherSheet];

let work: string;
let installation: RunningInstallation;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "traces-"));
  // Nothing is packed, so that what a browser keeps of an answer can be read where it lies.
  cpSync(pagesFolder, join(work, "web"), { recursive: true, filter: (file) => !/\.(br|gz)$/.test(file) });
  installation = await makeInstallation({ isDemo: true, web: join(work, "web") });
});
afterAll(async () => {
  await installation?.remove();
  rmSync(work, { recursive: true, force: true });
});

/** Texts of the page that are long enough to be known again. */
function sentences(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("#main") as Element, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) found.push((walker.currentNode.nodeValue ?? "").trim());
    return found.filter((text) => text.length >= 18 && !/[&<>"'’]/.test(text));
  });
}

interface Walk {
  /** Texts that were on the screen, each on one page alone, by page. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly titles: ReadonlySet<string>;
}

/** Plays the film on the page, to its end as far as fetching it goes. */
async function watch(page: Page): Promise<void> {
  await page.locator("video").evaluate((video) => (video as HTMLVideoElement).play());
  await expect.poll(() => page.locator("video").evaluate((element) => {
    const { buffered, currentTime, duration } = element as HTMLVideoElement;
    return currentTime > 0 && buffered.length > 0 && buffered.end(buffered.length - 1) >= duration - 0.2;
  })).toBe(true);
}

/** Types places into the page of services, known ones and such as nobody knows. */
const typed = ["Kingston-upon-Hull near the sea", "ZZ99 9ZZ where nobody lives", "Milton  Keyns"] as const;
async function typePlaces(page: Page): Promise<void> {
  for (const text of typed) {
    await page.locator("#place").pressSequentially(text);
    await page.locator("#place").press("Enter");
    await expect.poll(() => page.locator("#live").textContent()).toMatch(text === typed[2] ? /^Did you mean/ : /not found/);
    await page.locator("#place").fill("");
  }
}

/** Reads pages, watches, types, ticks, saves a card for a time without connection; the browser is still open. */
async function walk(context: BrowserContext, origin: string): Promise<Walk> {
  const page = context.pages()[0] as Page;
  const seen = new Map<string, readonly string[]>();
  const whole = new Map<string, string>();
  const titles = new Set<string>();
  const look = async (path: string, ...more: readonly string[]): Promise<void> => {
    seen.set(path, [...(await sentences(page)), ...more]);
    whole.set(path, await page.content());
    titles.add(await page.title());
  };
  for (const path of walked) {
    await page.goto(`${origin}/${path}`);
    await look(path);
    if (path === film) await watch(page);
    if (path === "en/f/") await typePlaces(page);
    if (path !== sheet) continue;
    for (const group of await page.locator(".sheet-group").all()) await group.locator(".choice").first().click();
    const ticks = (): Promise<string[]> => page.locator("#ticks :checked").evaluateAll((inputs) => inputs.map(({ id }) => id));
    const before = await ticks();
    await page.locator(".languages").getByText("Română", { exact: true }).click();
    await page.waitForFunction(() => document.documentElement.lang === "ro");
    expect([(await ticks()).join(" "), before.length > 10]).toEqual([before.join(" "), true]);
    // Its words, and the names that its ticks have in the page.
    await look(otherSheet, ...before);
  }
  await page.locator("[data-act=save]").click();
  await page.getByText("Saved on this phone. Leave removes it.").first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // A tick has one name in both languages.
  const isOf = (path: string, other: string): boolean => other === path || (path === otherSheet && other === sheet);
  const alone = [...seen].map(([path, texts]) => [path, texts.filter((text) => [...whole].every(([other, html]) => isOf(path, other) || !html.includes(text))).slice(-60)] as const);
  return { seen: new Map<string, readonly string[]>([...alone, ["typed", typed]]), titles };
}

async function leave(page: Page, { isOffline = false } = {}): Promise<void> {
  if (isOffline) {
    await page.context().setOffline(true);
    await page.locator("#leave").click();
    await expect.poll(() => page.evaluate(async () => [location.pathname, (await caches.keys()).length])).toEqual(["/leave", 0]);
    return;
  }
  const answer = answerOfLeave(page);
  await page.locator("#leave").click();
  await answer;
}

interface Found {
  readonly page: string;
  readonly text: string;
  readonly file: string;
}

/** Which of the texts stand in a file of the folder, in one of the two ways that browsers write, by page. */
function findTexts(folder: string, seen: Walk["seen"]): Found[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(50);
  const found: Found[] = [];
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const [page, texts] of seen) {
      const text = texts.find((each) => bytes.includes(each, 0, "utf8") || bytes.includes(each, 0, "utf16le"));
      if (text !== undefined) found.push({ page, text, file: relative(folder, file) });
    }
  }
  return found;
}

/** What the page of services fetches for whoever enters the field for places. */
const listOfPlaces = new Map([["list of places", ["/assets/pages-places-"]]]);

/** Files that hold a piece of the film. */
function findFilm(folder: string): string[] {
  const bytes = readFileSync(join(pagesFolder, "member/en/g", filmFiles[0] ?? ""));
  const pieces = [0.2, 0.5, 0.8].map((part) => bytes.subarray(Math.floor(bytes.length * part)).subarray(0, 64));
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const held = readFileSync(file);
      return pieces.some((piece) => held.includes(piece));
    }).map((file) => relative(folder, file));
}

/** The history, as the browser shows it. */
function historyOf(folder: string): { url: string; title: string }[] {
  const database = new DatabaseSync(join(folder, "Default/History"), { readOnly: true });
  const rows = database.prepare("SELECT url, title FROM urls").all() as { url: string; title: string }[];
  database.close();
  return rows;
}

/** Walks in a profile of its own on disk; what it holds once the browser is closed. */
async function profileAfter(origin: string, last: (page: Page) => Promise<void>): Promise<Walk & { folder: string }> {
  const folder = mkdtempSync(join(work, "profile-"));
  const context = await launchProfile(folder);
  try {
    const walked = await walk(context, origin);
    await last(context.pages()[0] as Page);
    return { ...walked, folder };
  } finally {
    await context.close();
  }
}

const pagesOf = (found: readonly { page: string }[]): string[] => [...new Set(found.map(({ page }) => page))].sort();

test.each(["with", "without"])("after Leave %s a connection no file of the browser holds a sentence of what was read, saved, typed or ticked", async (connection) => {
  const { folder, seen, titles } = await profileAfter(installation.memberUrl, (page) => leave(page, { isOffline: connection === "without" }));
  for (const [page, texts] of seen) expect([page, texts.length >= 3 ? "many" : texts.length]).toEqual([page, "many"]);
  expect(findTexts(folder, seen)).toEqual([]);
  expect(findFilm(folder)).toEqual([]);
  // What no site can take out of a browser: addresses that say nothing, and neutral titles.
  const history = historyOf(folder);
  const ours = history.filter(({ url }) => url.startsWith(installation.memberUrl));
  expect(ours.map(({ url }) => url.slice(installation.memberUrl.length + 1)).sort()).toEqual([...read, "leave"].sort());
  expect(ours.filter(({ url }) => !/^https?:\/\/[^/]+\/(?:leave|(?:en|ro)\/[a-z]\/(?:[a-z0-9]{3}\/)?)$/.test(url))).toEqual([]);
  expect(ours.filter(({ title, url }) => !titles.has(title) && !(url.endsWith("/leave") && ["Notes", ""].includes(title)))).toEqual([]);
  expect(ours.filter(({ title }) => vocabulary.titles.some((word) => title.toLowerCase().includes(word)))).toEqual([]);
});

test("without Leave the page that was saved is there, and no other", async () => {
  const { folder, seen } = await profileAfter(installation.memberUrl, () => Promise.resolve());
  const found = findTexts(folder, seen);
  expect(found.filter(({ file }) => !file.includes("CacheStorage"))).toEqual([]);
  expect(findFilm(folder)).toEqual([]);
  expect(findTexts(folder, listOfPlaces)).toEqual([]);
  // Help now is kept with whatever is saved.
  expect(pagesOf(found)).toEqual([card, "en/h/"]);
});

test("of a server that lets browsers keep pages the disk tells everything that was read", async () => {
  const server = await serveFolder(join(work, "web/member"), { caching: "no-cache" });
  try {
    const { folder, seen } = await profileAfter(server.origin, () => Promise.resolve());
    expect(pagesOf(findTexts(folder, seen).filter(({ file }) => file.includes("Cache_Data")))).toEqual([...read].sort());
    expect(findFilm(folder).filter((file) => file.includes("Cache_Data"))).not.toEqual([]);
    expect(findTexts(folder, listOfPlaces)).not.toEqual([]);
  } finally {
    await server.close();
  }
});

test("what a page keeps in the memory of its tab is found: ticks go to another language by none", async () => {
  const { folder } = await profileAfter(installation.memberUrl, (page) => page.evaluate(() => sessionStorage.setItem("ticks", "ticked before another language")));
  expect(pagesOf(findTexts(folder, new Map([["memory", ["ticked before another language"]]])))).toEqual(["memory"]);
});
