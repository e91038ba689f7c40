/**
 * Films of the public pages as `parasol serve` gives them: played by keyboard, with captions, from this address alone, in parts
 * when somebody moves on, and with Leave in reach.
 */
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readContent } from "../../web/public/site.ts";
import { answerOfLeave } from "./support/hands.ts";
import { languages } from "./support/pages.ts";
import { setUpStage } from "./support/fresh.ts";
import { type Stage } from "./support/stage.ts";

const film = readContent(join(import.meta.dirname, "../../content")).resources.find(({ slug }) => slug === "leaving-film");
const { seconds = 0, width = 0, height = 0 } = film?.recording ?? {};
const phone = { viewport: { width: 360, height: 640 }, hasTouch: true };

let stage: Stage;
setUpStage((opened) => {
  stage = opened;
});

const address = (language: string): string => `${stage.installation.memberUrl}/${language}/g/${film?.id}/`;

/** The addresses that are asked for from now on, as paths. */
function watchRequests(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  return asked;
}

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

const video = <T>(page: Page, look: (video: HTMLVideoElement) => T): Promise<T> => page.locator("video").evaluate(look as (element: Element) => T) as Promise<T>;

describe.each(languages)("in %s", (language) => {
  test("a film plays by keyboard, and its captions say what the text below it says; nobody else is asked, and nothing of it before", async () => {
    const page = await stage.open(`${stage.installation.memberUrl}/${language}/t/`, phone);
    const asked = watchRequests(page);
    await page.goto(address(language));
    await page.locator("#recorded").waitFor();
    expect(await video(page, ({ paused, preload, readyState, autoplay }) => [paused, preload, readyState, autoplay])).toEqual([true, "none", 0, false]);
    expect(asked.filter((path) => path.endsWith(".webm"))).toEqual([]);
    const room = (): Promise<number[]> => video(page, (element) => [element.clientWidth, element.clientHeight, document.documentElement.scrollHeight]);
    const before = await room();
    expect(Math.abs((before[1] ?? 0) / (before[0] ?? 1) - height / width)).toBeLessThan(0.01);

    await tabTo(page, "video");
    await page.keyboard.press("Space");
    await expect.poll(() => video(page, ({ currentTime, readyState }) => currentTime > 0 && readyState >= 2)).toBe(true);
    const [source] = asked.filter((path) => path.endsWith(".webm"));
    expect(source).toMatch(new RegExp(`^/${language}/g/${film?.id}/[0-9a-f]{16}\\.webm$`));
    // As long and as large as the page says; it makes no room for itself when it comes.
    expect(await video(page, ({ duration, videoWidth, videoHeight }) => [Math.round(duration), videoWidth, videoHeight])).toEqual([seconds, width, height]);
    expect(await room()).toEqual(before);
    const size = Number((await fetch(stage.installation.memberUrl + source, { method: "HEAD" })).headers.get("content-length"));
    expect(await page.locator("#recorded").innerText()).toMatch(new RegExp(`\\b${seconds} .*\\b${Math.ceil(size / 1024)} KB`));

    const said = await video(page, ({ textTracks }) => [...textTracks].map(({ kind, mode, cues }) => ({ kind, mode, texts: [...(cues ?? [])].map((cue) => (cue as VTTCue).text.replace(/\s/g, "")) })));
    const read = await page.locator(".prose > ol").first().locator("li").allInnerTexts();
    expect(said).toEqual([{ kind: "captions", mode: "showing", texts: read.map((text) => text.replace(/\s/g, "")) }]);
    expect(said[0]?.texts.length).toBeGreaterThan(5);
    await page.keyboard.press("Space");
    await expect.poll(() => video(page, ({ paused }) => paused)).toBe(true);
    expect([...stage.origins]).toEqual([stage.installation.memberUrl]);
  });

  test("the page of a film has no fault that axe finds, and says in the list of guides what it costs", async () => {
    const page = await stage.open(address(language), phone);
    for (const path of [address(language), `${stage.installation.memberUrl}/${language}/g/`, `${stage.installation.memberUrl}/${language}/t/`]) {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      expect([path, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([path, []]);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 360]);
      if (path !== address(language)) expect(await page.locator(`.entry:has(a[href$="/g/${film?.id}/"]) .note`).innerText()).toMatch(/\d+ KB/);
    }
  });
});

test("a film is fetched in parts by whoever moves on in it, and plays from there", async () => {
  const page = await stage.open(address("en"), phone);
  await tabTo(page, "video");
  const source = (await page.locator("source").getAttribute("src")) as string;
  const answered = page.waitForResponse((response) => response.url().endsWith(source));
  await page.keyboard.press("Space");
  expect((await answered).status()).toBe(206);
  await expect.poll(() => video(page, ({ currentTime }) => currentTime > 0)).toBe(true);
  await video(page, (element) => void (element.currentTime = 37));
  await expect.poll(() => video(page, ({ currentTime, seeking }) => currentTime > 37 && !seeking)).toBe(true);
  expect(await video(page, ({ textTracks }) => [...(textTracks[0]?.activeCues ?? [])].map((cue) => cue.id))).toEqual(["lines"]);

  const ask = (headers: Record<string, string>): Promise<Response> => fetch(stage.installation.memberUrl + source, { headers });
  const whole = await ask({});
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect([whole.status, whole.headers.get("content-type"), whole.headers.get("accept-ranges"), whole.headers.get("cache-control")]).toEqual([200, "video/webm", "bytes", "no-store"]);
  const part = await ask({ Range: "bytes=1000-1999" });
  expect([part.status, part.headers.get("content-range"), part.headers.get("content-length"), part.headers.get("cache-control")]).toEqual([206, `bytes 1000-1999/${bytes.length}`, "1000", "no-store"]);
  expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(1000, 2000))).toBe(true);
  const end = await ask({ Range: "bytes=-10" });
  expect(Buffer.from(await end.arrayBuffer()).equals(bytes.subarray(-10))).toBe(true);
  const none = await ask({ Range: `bytes=${bytes.length}-` });
  expect([none.status, none.headers.get("content-range")]).toEqual([416, `bytes */${bytes.length}`]);
  const changed = await ask({ Range: "bytes=0-9", "If-Range": '"other"' });
  expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, bytes.length]);
});

test("Leave stays above a film that plays, and ends it: by a press and by Shift", async () => {
  for (const way of ["a press", "Shift"]) {
    const page = await stage.open(address("en"), phone);
    await tabTo(page, "video");
    await page.keyboard.press("Space");
    await expect.poll(() => video(page, ({ currentTime }) => currentTime > 0)).toBe(true);
    // Neither full screen, where Leave could not be pressed, nor a window of its own, another screen or a file, which would outlast it.
    expect(await video(page, (element) => [...(element as unknown as { controlsList: DOMTokenList }).controlsList].sort().join(" ") + ` ${element.disablePictureInPicture}`))
      .toBe("nodownload nofullscreen noremoteplayback true");
    await page.evaluate(() => scrollTo(0, 300));
    expect(await page.evaluate(() => {
      const box = document.querySelector("#leave")?.getBoundingClientRect();
      return box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest("#leave")?.id;
    })).toBe("leave");
    const left = answerOfLeave(page);
    const paused = await page.evaluateHandle(() => document.querySelector("video") as HTMLVideoElement);
    if (way === "Shift") for (let press = 0; press < 3; press += 1) await page.keyboard.press("Shift");
    else {
      expect(await paused.evaluate((element) => {
        document.getElementById("leave")?.click();
        return [element.isConnected, document.documentElement.getBoundingClientRect().height];
      })).toEqual([false, 0]);
    }
    await left;
    await page.context().close();
  }
  // A page that gave way before its icon was read lets the browser look for one of its own.
  expect(stage.faults.splice(0).filter((fault) => !fault.includes("404"))).toEqual([]);
});

test("without scripts a film plays as well", async () => {
  const context = await stage.browser.newContext({ javaScriptEnabled: false, ...phone });
  const page = await context.newPage();
  await page.goto(address("en"));
  const played = page.waitForRequest((request) => request.url().endsWith(".webm"));
  await tabTo(page, "video");
  await page.keyboard.press("Space");
  await played;
  await expect.poll(() => video(page, ({ currentTime }) => currentTime > 0)).toBe(true);
});
