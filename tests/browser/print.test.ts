/** What comes out of the printer: real PDF files by Chromium, read back by pdf.js, of every page that somebody prints. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../web/tools/browser.ts";
import { printPage, readEnd, readPaper, tickSome, type Side } from "../../web/tools/paper.ts";
import { buildPublic } from "../../web/tools/public.ts";
import { serveFolder, type StaticServer } from "../../web/tools/static_server.ts";
import { pagesFolder } from "./support/stage.ts";

const languages = ["en", "pt", "ro", "zh-Hans"];
const folder = join(pagesFolder, "member");
const shelf = (letter: string): string[] =>
  readdirSync(join(folder, "en", letter), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `${letter}/${name}/`);
const cards = shelf("c");
const guidance = ["w/", ...shelf("w")];
const sheets = shelf("m");
const reading = ["h/", ...shelf("g"), ...shelf("a")];

// A6 and A4 in points.
const a6 = "298x420";
const a4 = "596x843";
// Black on white: more would be a coloured ground, less a side with nothing on it.
const mostInk = 0.15;
const leastInk = 0.0003;
// Of a side, in its height: less would be a sheet of paper for a few lines.
const leastFilled = 0.15;

// As long as addresses of sites are.
const memberUrl = "https://www.support-for-members.example.org";

let server: StaticServer;
/** The same pages, built for an address. */
let addressed: StaticServer;
let browser: Browser;
const addressedFolder = mkdtempSync(join(tmpdir(), "print-"));

beforeAll(async () => {
  await buildPublic(addressedFolder, undefined, undefined, { memberUrl });
  server = await serveFolder(folder);
  addressed = await serveFolder(addressedFolder);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await addressed.close();
  rmSync(addressedFolder, { recursive: true });
});

/** In a dark room: paper stays white. */
function openPage(): Promise<Page> {
  return browser.newPage({ colorScheme: "dark", viewport: { width: 360, height: 640 } });
}

const sizeOf = ({ width, height }: Side): string => `${width}x${height}`;
/** The same letters, however the file divides and spells them. */
const packed = (text: string): string => text.normalize("NFKC").replace(/\s+/g, "");
const textOf = (sides: readonly Side[]): string => packed(sides.flatMap(({ runs }) => runs).join(""));

/** What belongs to the screen alone: the way out, languages, sections, buttons, the small print. */
function screenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const read = [...document.querySelectorAll("h1, .prose, .choice, .path")].map((element) => element.textContent ?? "").join("\n");
    return [...document.querySelectorAll("#leave, #skip, #name, .languages a, .sections a, .first-time a, .small-print a, button, .back a, .contents summary, .openness")]
      .map((element) => (element.textContent ?? "").trim()).filter((text) => text !== "" && !read.includes(text));
  });
}

/** The beginning of every paragraph and line that is there to be read. */
function beginnings(page: Page): Promise<string[]> {
  return page.evaluate(() => ["h1", ".prose p:not(.callout-label)", ".prose li", ".prose :is(th, td)", ".prose h2", ".prose h3", ".contacts .list-title"]
    .flatMap((selector) => [...document.querySelectorAll(selector)]).map((element) => (element.firstChild?.textContent ?? "").trim()).filter(Boolean));
}

/** What is wrong with a printed page, in words. */
async function faultsOf(page: Page, sides: readonly Side[]): Promise<string[]> {
  const runs = new Set(sides.flatMap((side) => side.runs.map(packed)));
  const all = textOf(sides);
  return [
    ...sides.flatMap(({ runs: { length }, ink }, index) => (length === 0 || ink < leastInk ? [`side ${index + 1} is blank`] : ink > mostInk ? [`side ${index + 1} has a ground`] : [])),
    ...(await screenWords(page)).filter((words) => runs.has(packed(words))).map((words) => `of the screen: ${words}`),
    ...(await beginnings(page)).filter((words) => !all.includes(packed(words))).map((words) => `is missing: ${words}`),
  ];
}

async function print(page: Page): Promise<readonly Side[]> {
  return readPaper(await printPage(page), 0.25);
}

/** What hardly begins another side. */
function restOf(sides: number, filled: number | undefined): string[] {
  return sides > 1 && filled !== undefined && filled < leastFilled ? [`side ${sides} holds a rest: ${filled.toFixed(2)}`] : [];
}

/** Of guides and pages all in English; each also in one other language, since they differ in length alone. */
const readIn = (language: string): string[] =>
  reading.filter((_, index) => language === "en" || index % (languages.length - 1) === languages.indexOf(language) - 1);

describe.each(languages)("in %s", (language) => {
  test("a card is one small page with its whole text and nothing else", async () => {
    const page = await openPage();
    // All of them, with more on each, come next.
    for (const path of cards.filter((_, index) => index % languages.length === languages.indexOf(language))) {
      await page.goto(`${server.origin}/${language}/${path}`);
      const sides = await print(page);
      expect([path, sides.map(sizeOf), await faultsOf(page, sides)]).toEqual([path, [a6], []]);
    }
    await page.close();
  });

  test("a card that knows where it came from is one small page still, and its code leads back; on a screen there is none", async () => {
    const page = await openPage();
    for (const path of cards) {
      await page.goto(`${addressed.origin}/${language}/${path}`);
      expect([path, await page.locator(".scan svg, .scan p").count(), await page.locator(".scan").isVisible()]).toEqual([path, 2, false]);
      const sides = await print(page);
      expect([path, sides.map(sizeOf), await faultsOf(page, sides)]).toEqual([path, [a6], []]);
      expect([path, textOf(sides).includes(`${memberUrl}/${language}/${path}`)]).toEqual([path, true]);
    }
    // As fine as a camera sees it, which takes time: the last of them for all.
    const [{ pixels: { data, width, height } }] = (await readPaper(await printPage(page), 3)) as [Side];
    expect(jsQR(data, width, height)?.data).toBe(`${memberUrl}/${language}/${cards.at(-1)}`);
    await page.close();
  });

  test("each part of the staff guide is one sheet of paper at most", async () => {
    const page = await openPage();
    for (const path of guidance) {
      await page.goto(`${server.origin}/${language}/${path}`);
      const sides = await print(page);
      const faults = [...(await faultsOf(page, sides)), ...restOf(sides.length, sides.at(-1)?.filled)];
      expect([path, sides.length <= 2 ? "one sheet" : sides.length, [...new Set(sides.map(sizeOf))], faults]).toEqual([path, "one sheet", [a4], []]);
    }
    // The answers to its questions are printed without being opened.
    await page.goto(`${server.origin}/${language}/w/`);
    const [answers, sides] = [await page.locator(".question details p").allTextContents(), await print(page)];
    expect(answers.length).toBe(8);
    expect(answers.filter((answer) => !textOf(sides).includes(packed(answer)))).toEqual([]);
    await page.close();
  });

  test("a sheet that was ticked is one side with the ticks alone; with nothing ticked it is a form in both languages", async () => {
    const page = await openPage();
    for (const path of sheets) {
      const said = (part: string, lines: "" | ":has(:checked)"): Promise<string[]> => page.locator(`${part} .choice${lines} > span > span:first-child`).allTextContents();
      const missing = (wanted: readonly string[], sides: readonly Side[]): string[] => wanted.filter((line) => !textOf(sides).includes(packed(line)));
      await page.goto(`${server.origin}/${language}/${path}`);
      const form = await print(page);
      expect([path, form.length <= 4 ? "two sheets" : form.length, await faultsOf(page, form)]).toEqual([path, "two sheets", []]);
      expect(missing([...(await said(".hers", "")), ...(await page.locator(".answer").allTextContents())], form)).toEqual([]);

      await tickSome(page);
      const ticked = await print(page);
      expect([path, ticked.map(sizeOf), await faultsOf(page, ticked)]).toEqual([path, [a4], []]);
      expect(missing([...(await said(".hers", ":has(:checked)")), ...(await page.locator(".choice:has(:checked) .answer").allTextContents())], ticked)).toEqual([]);
      const unticked = (await said(".hers", "")).filter((line) => !textOf(ticked).includes(packed(line)));
      expect(unticked.length).toBeGreaterThan(20);

      // Ticked at home and answered with a pen: the answers have a side of their own.
      for (const tick of await page.locator(".theirs input").all()) await tick.evaluate((input: HTMLInputElement) => void (input.checked = false));
      const brought = await print(page);
      expect([path, brought.length, missing(await said(".theirs", ""), brought.slice(1))]).toEqual([path, 2, []]);
    }
    await page.close();
  });

  test("guides, pages about the site and Help now have their whole text, white paper, no blank side and none with a rest", async () => {
    const page = await openPage();
    const looked = readIn(language);
    for (const path of reading) {
      await page.goto(`${server.origin}/${language}/${path}`);
      if (looked.includes(path)) {
        const sides = await print(page);
        const faults = [...(await faultsOf(page, sides)), ...restOf(sides.length, sides.at(-1)?.filled)];
        expect([path, [...new Set(sides.map(sizeOf))], faults]).toEqual([path, [a4], []]);
      } else {
        const { sides, filled } = await readEnd(await printPage(page));
        expect([path, restOf(sides, filled)]).toEqual([path, []]);
      }
    }
    await page.close();
  });
});

/** As the page is shown in print: for what letters alone do not say. */
async function weightOf(page: Page, selector: string): Promise<string> {
  await page.emulateMedia({ media: "print" });
  const weight = await page.locator(selector).first().evaluate((element) => getComputedStyle(element).fontWeight);
  await page.emulateMedia({ media: null });
  return weight;
}

test("on paper services and contacts say what a screen would show or a press would open, and nothing that only a screen does", async () => {
  const page = await openPage();
  const printed = async (path: string): Promise<string> => {
    await page.goto(`${server.origin}/${path}`);
    return textOf(await print(page));
  };
  for (const language of languages) {
    const service = await printed(`${language}/s/n7m/`);
    const isUnreviewed = language !== "en";
    expect([language, await page.locator(".unreviewed").count(), isUnreviewed && service.includes(packed(await page.locator(".unreviewed").innerText()))]).toEqual([language, isUnreviewed ? 1 : 0, isUnreviewed]);
    // The address of its site, without the words of the button before it.
    const button = packed((await page.locator("a.button[href^='https:']").textContent()) ?? "");
    expect([language, service.includes("https://nationaluglymugs.org"), button.length > 3 && service.includes(button)]).toEqual([language, true, false]);
    // On which day it was printed is nobody's matter.
    await page.locator(".week > div").first().evaluate((row) => row.classList.add("today"));
    expect([await weightOf(page, ".week .today dd"), await weightOf(page, ".week .today dt")]).toEqual(["400", "600"]);

    const contacts = await printed(`${language}/w/loc/`);
    const [age, built] = await page.locator("main > .note").allTextContents();
    expect([language, [age, built].every((text) => text && contacts.includes(packed(text))), contacts.includes("le.ac.uk")]).toEqual([language, true, true]);
    const guide = await printed(`${language}/g/k9f/`);
    expect([language, guide.includes("nationaluglymugs.org")]).toEqual([language, true]);
  }
  // A text that says of itself how far it was checked says it once.
  await page.goto(`${server.origin}/ro/g/k9f/`);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".unreviewed").isVisible()).toBe(false);
  await page.close();
});

test("without its style sheet for paper a page shows what is wrong", async () => {
  const page = await openPage();
  const path = sheets[0] ?? "";
  await page.goto(`${server.origin}/en/${path}`);
  await tickSome(page);
  expect((await print(page)).length).toBe(1);
  await page.evaluate(() => {
    for (const sheet of document.styleSheets) {
      for (let index = sheet.cssRules.length - 1; index >= 0; index -= 1) {
        const rule = sheet.cssRules[index];
        if (rule instanceof CSSMediaRule && rule.media.mediaText === "print") sheet.deleteRule(index);
      }
    }
  });
  const sides = await print(page);
  expect(sides.length).toBeGreaterThan(1);
  expect(await faultsOf(page, sides)).toEqual(expect.arrayContaining(["of the screen: Leave", "of the screen: Português", "of the screen: Help now"]));
  // The small print alone on a side, however it is read.
  await page.goto(`${server.origin}/en/a/t1s/`);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".prose > *, .standings, .standings p { break-after: auto !important } .sources { break-before: page }");
    document.adoptedStyleSheets = [sheet];
  });
  const [drawn, read] = [await print(page), await readEnd(await printPage(page))];
  expect([restOf(drawn.length, drawn.at(-1)?.filled).length, restOf(read.sides, read.filled).length]).toEqual([1, 1]);
  expect(Math.abs((drawn.at(-1)?.filled ?? 0) - read.filled)).toBeLessThan(0.02);
  // A side too many, a text cut off, and a coloured ground.
  await page.goto(`${server.origin}/en/${cards[0] ?? ""}`);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".standings { break-before: page; visibility: hidden } .prose li:last-child { visibility: hidden } #main { background: #333 }");
    document.adoptedStyleSheets = [sheet];
  });
  const faults = await faultsOf(page, await print(page));
  expect(faults.map((fault) => fault.replace(/:.*/, ""))).toEqual(expect.arrayContaining(["side 2 is blank", "side 1 has a ground", "is missing"]));
  await page.close();
});
