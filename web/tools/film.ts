/**
 * The film about leaving, from our own pages: `cd web && ../tools/node tools/film.ts [LANGUAGE…]`. It shows a phone on which a
 * browser opens the pages, as they are built from content/, on the real server (`parasol`, from build/test; PARASOL_BUILD names
 * another build). What is pressed is pressed, and the film is not made unless what its captions say came about. Only the
 * browser's own bars, its list of history and the keys are drawn.
 *
 * The captions are its script: each names a scene, and lasts as long as that. The films and their posters go beside them, into
 * content/resources/leaving-film. Making them needs Debian's ffmpeg; building, running and testing does not.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Cue, readCaptions } from "../public/content/captions.ts";
import { Faults } from "../public/content/faults.ts";
import { kLanguages } from "../shared/i18n/languages.ts";
import { makeInstallation } from "../../tests/http/support/installation.ts";
import { launchBrowser } from "./browser.ts";
import { buildPublic } from "./public.ts";

const kContent = process.env["PARASOL_CONTENT"] ?? join(import.meta.dirname, "../../content");
const kTarget = join(kContent, "resources/leaving-film");
const kEmptyApplication = join(import.meta.dirname, "../../tests/http/support/pages/staff");
const kLargest = 400 * 1024;

const kWidth = 360;
/** The browser's bar above the page, and the phone's below it. */
const kBar = 40;
const kKeys = 48;
const kPage = { width: kWidth, height: 640 - kBar - kKeys };
const kScale = 1.5;
/** Exactly of the film's shape: else the page moves when the film comes. */
const kPosterWidth = 225;
const kPerSecond = 10;
const kStep = 1 / kPerSecond;
/** How long a finger is seen before what it presses gives way. */
const kPress = 0.9;

/** Scenes at whose beginning a player can begin: their first pictures are nearly empty, and cost little. */
const kPlaces: readonly string[] = ["cleared", "history", "lines"];

const kGuide = "g/k5p/";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is drawn around and over the page. */
interface Drawn {
  readonly finger?: Point;
  readonly ring?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Keys: how many have been pressed; whether one is being pressed now. */
  readonly shift?: { readonly done: number; readonly isDown: boolean };
}

interface Visit {
  readonly title: string;
  readonly address: string;
}

const kStyle = `
  * { box-sizing: border-box; margin: 0; }
  body { width: ${kWidth}px; height: 640px; overflow: hidden; background: #fff; color: #1d1d1d; font: 15px/1.35 system-ui, "Noto Sans SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
  .bar, .keys { display: flex; align-items: center; background: #e6e6e6; }
  .bar { height: ${kBar}px; padding: 0 8px; }
  .bar span { flex: 1; height: 28px; padding: 0 12px; border-radius: 14px; background: #fff; color: #444; font-size: 13px; line-height: 28px; }
  .page { display: block; width: ${kPage.width}px; height: ${kPage.height}px; overflow: hidden; background: #fff; }
  .keys { position: absolute; bottom: 0; width: 100%; height: ${kKeys}px; justify-content: space-around; }
  .keys svg { width: 22px; height: 22px; fill: none; stroke: #444; stroke-width: 2; }
  .finger { position: absolute; width: 46px; height: 46px; margin: -23px; border-radius: 50%; background: #2a62c755; border: 3px solid #2a62c7; }
  .ring { position: absolute; border: 4px solid #2a62c7; border-radius: 30px; }
  .shift { position: absolute; top: 415px; width: 100%; display: flex; justify-content: center; gap: 14px; }
  .shift b { padding: 14px 12px; border: 2px solid #444; border-bottom-width: 6px; border-radius: 8px; background: #fff; font-size: 17px; }
  .shift b.done { background: #cfdcf5; border-color: #2a62c7; }
  .shift b.down { transform: translateY(4px); border-bottom-width: 2px; background: #2a62c7; border-color: #2a62c7; color: #fff; }
  .history { padding: 14px 16px; }
  .history > svg { width: 30px; height: 30px; margin-bottom: 8px; fill: none; stroke: #444; stroke-width: 2; }
  .history p { position: relative; padding: 12px 40px 12px 0; border-top: 1px solid #ccc; }
  .history span { display: block; color: #666; font-size: 13px; }
  .history p svg { position: absolute; right: 4px; top: 22px; width: 18px; height: 18px; stroke: #444; stroke-width: 2; }`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const historyRow = ({ title, address }: Visit): string =>
  `<p><strong>${escaped(title)}</strong><span>${escaped(address)}</span><svg viewBox="0 0 18 18"><path d="M4 4l10 10M14 4L4 14"/></svg></p>`;

/** A phone in front of the camera. Everything takes film; a scene ends when its caption does. */
class Filming {
  readonly #cues: readonly Cue[];
  readonly #folder: string;
  readonly #canvas: Page;
  readonly #frames: { file: string; seconds: number }[] = [];
  readonly #scenes: string[] = [];

  constructor(cues: readonly Cue[], folder: string, canvas: Page) {
    this.#cues = cues;
    this.#folder = folder;
    this.#canvas = canvas;
  }

  get #length(): number {
    return this.#frames.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** What `work` films; its last picture stays until the caption ends. */
  async scene(id: string, work: () => Promise<void>): Promise<void> {
    const cue = this.#cues[this.#scenes.push(id) - 1];
    if (cue?.id !== id || Math.abs(cue.from - this.#length) > kStep / 2) throw new Error(`the captions have no ${id} at ${this.#length.toFixed(1)} seconds`);
    await work();
    const last = this.#frames.at(-1);
    const rest = cue.to - this.#length;
    if (last === undefined || rest < 0) throw new Error(`${id} takes ${(-rest).toFixed(1)} seconds more than its caption`);
    last.seconds += rest;
  }

  /** The page as it is now, with the browser's bars around it. */
  async show(page: Page, seconds: number, drawn: Drawn = {}): Promise<void> {
    const picture = (await page.screenshot({ animations: "disabled" })).toString("base64");
    await this.#take(shownAddress(page), `<img class="page" src="data:image/png;base64,${picture}">`, seconds, drawn);
  }

  /** The browser's list of what was visited, newest first; where each of its lines, and the cross at its end, then stands. */
  async showHistory(visits: readonly Visit[], seconds: number, finger?: Point): Promise<readonly { readonly line: Point; readonly cross: Point }[]> {
    const rows = visits.toReversed().map(historyRow).join("");
    await this.#take("", `<div class="page history"><svg viewBox="0 0 24 24"><path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2"/></svg>${rows}</div>`, seconds, finger ? { finger } : {});
    const boxes = await Promise.all((await this.#canvas.locator(".history p").all()).map((row) => row.boundingBox()));
    return boxes.flatMap((box) => (box ? [{ line: { x: 110, y: box.y + box.height / 2 }, cross: { x: kWidth - 29, y: box.y + box.height / 2 } }] : []));
  }

  async #take(address: string, content: string, seconds: number, drawn: Drawn): Promise<void> {
    this.#frames.push({ file: await this.#draw(address, content, drawn, String(this.#frames.length).padStart(4, "0")), seconds });
  }

  async #draw(address: string, content: string, { finger, ring, shift }: Drawn, name: string): Promise<string> {
    const overlays = [
      ring && `<div class="ring" style="left:${ring.x}px;top:${ring.y}px;width:${ring.width}px;height:${ring.height}px"></div>`,
      shift && `<div class="shift">${[0, 1, 2].map((key) => `<b class="${key < shift.done ? "done" : key === shift.done && shift.isDown ? "down" : ""}">⇧ Shift</b>`).join("")}</div>`,
      finger && `<div class="finger" style="left:${finger.x}px;top:${finger.y}px"></div>`,
    ];
    const buttons = ["M15 4L6 11l9 7z", "M11 19a8 8 0 1 0 0-16 8 8 0 0 0 0 16z"].map((path) => `<svg viewBox="0 0 22 22"><path d="${path}"/></svg>`);
    await this.#canvas.setContent(`<style>${kStyle}</style><div class="bar"><span>${escaped(address)}</span></div>${content}<div class="keys">${buttons.join("")}</div>${overlays.filter(Boolean).join("")}`);
    const file = join(this.#folder, `${name}.png`);
    await this.#canvas.screenshot({ path: file });
    return file;
  }

  /**
   * What is seen before the film is played: of the page the bar at its top, with Leave, its heading, and the sections. It is
   * fetched with the page about the film, which is to stay small, and a page full of text would cost more than all the rest.
   */
  async showPoster(page: Page, drawn: Drawn): Promise<string> {
    const rest = page.locator("body > :not(.bar, .sections, #main), #main > :not(h1)");
    await rest.evaluateAll((parts) => parts.forEach((part) => ((part as HTMLElement).style.visibility = "hidden")));
    const picture = (await page.screenshot({ animations: "disabled" })).toString("base64");
    await rest.evaluateAll((parts) => parts.forEach((part) => ((part as HTMLElement).style.visibility = "")));
    return this.#draw(shownAddress(page), `<img class="page" src="data:image/png;base64,${picture}">`, drawn, "poster");
  }

  /** Writes the film and its poster. */
  develop(film: string, poster: string, posterFrom: string): void {
    const list = join(this.#folder, "list");
    const last = this.#frames.at(-1)?.file ?? "";
    writeFileSync(list, `${this.#frames.map(({ file, seconds }) => `file '${file}'\nduration ${seconds.toFixed(3)}\n`).join("")}file '${last}'\n`);
    const input = ["-f", "concat", "-safe", "0", "-i", list];
    const colours = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p";
    const places = this.#cues.filter(({ id }) => kPlaces.includes(id)).map(({ from }) => from.toFixed(3)).join(",");
    const encoding = ["-vf", `fps=${kPerSecond},${colours}`, "-t", String(this.#cues.at(-1)?.to ?? 0), "-c:v", "libvpx-vp9", "-crf", "42", "-b:v", "0", "-g", "9999", "-keyint_min", "9999", "-force_key_frames", places,
      "-deadline", "good", "-cpu-used", "1", "-auto-alt-ref", "1", "-lag-in-frames", "25", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-an"];
    const bare = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"];
    for (const pass of ["1", "2"]) {
      ffmpeg([...input, ...encoding, "-pass", pass, "-passlogfile", join(this.#folder, "pass"), ...bare, ...(pass === "1" ? ["-f", "null", "/dev/null"] : ["-cues_to_front", "1", film])]);
    }
    ffmpeg(["-i", posterFrom, "-vf", `scale=${kPosterWidth}:-1`, "-c:v", "libwebp", "-quality", "5", "-compression_level", "6", ...bare, poster]);
  }
}

function ffmpeg(options: readonly string[]): void {
  execFileSync("ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", ...options], { stdio: "inherit" });
}

/** As the browser would name it, on a host that nobody has. */
const shownAddress = (page: Page): string => `example.org${new URL(page.url()).pathname}`;

const visitOf = async (page: Page): Promise<Visit> => ({ title: await page.title(), address: shownAddress(page) });

/** The middle of a part of the page, on the phone. */
async function placeOf(page: Page, selector: string): Promise<Point & { readonly width: number; readonly height: number }> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 + kBar, width: box.width, height: box.height };
}

async function scroll(film: Filming, page: Page, by: number, drawn: Drawn = {}): Promise<void> {
  const steps = 14;
  for (let step = 1; step <= steps; step += 1) {
    await page.evaluate((y) => scrollTo({ top: y, behavior: "instant" }), (by * (1 - Math.cos((Math.PI * step) / steps))) / 2);
    await film.show(page, kStep, drawn);
  }
}

/** The empty page of the server has come, and nothing is kept: else there is no film. */
async function expectLeft(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByType("navigation")[0]?.name.endsWith("/leave") && document.title === "Notes");
  const left = await page.evaluate(async () => [document.body.innerText.trim(), location.pathname, localStorage.length, (await caches.keys()).length].join(" "));
  const cookies = (await page.context().cookies()).length;
  if (left !== " /leave 0 0" || cookies > 0) throw new Error(`after Leave there is still: ${left}, ${cookies} cookies`);
}

async function filmLanguage(browser: Browser, origin: string, language: string, cues: readonly Cue[], folder: string): Promise<void> {
  const contexts: BrowserContext[] = [];
  const phone = async (page: { readonly width: number; readonly height: number } = kPage): Promise<Page> => {
    const context = await browser.newContext({ viewport: page, deviceScaleFactor: kScale, colorScheme: "light", locale: "en-GB" });
    contexts.push(context);
    return context.newPage();
  };
  const address = (path: string): string => `${origin}/${language}/${path}`;
  const film = new Filming(cues, folder, await phone({ width: kWidth, height: 640 }));
  const backButton = { x: kWidth / 4, y: 640 - kKeys / 2 };
  const visits: Visit[] = [];

  const page = await phone();
  await page.goto(address(""));
  visits.push(await visitOf(page));
  await page.goto(address(kGuide));
  visits.push(await visitOf(page));
  // It stays where it is, whatever moves below it.
  const leave = await placeOf(page, "#leave");
  const ring = { x: leave.x - leave.width / 2 - 7, y: leave.y - leave.height / 2 - 7, width: leave.width + 14, height: leave.height + 14 };
  const poster = await film.showPoster(page, { ring });
  await film.scene("top", async () => {
    await film.show(page, 1);
    await film.show(page, 1, { ring });
  });
  await film.scene("scroll", () => scroll(film, page, 620, { ring }));
  await film.scene("press", async () => {
    await film.show(page, 0.6);
    await film.show(page, kPress, { finger: leave });
    await page.locator("#leave").click();
    await expectLeft(page);
    visits.push(await visitOf(page));
    await film.show(page, 1);
  });
  await film.scene("cleared", () => film.show(page, 1));
  await film.scene("back", async () => {
    await film.show(page, 0.8);
    await film.show(page, kPress, { finger: backButton });
    const again = page.waitForResponse((response) => response.url().endsWith("/leave") && response.request().isNavigationRequest());
    await page.goBack();
    await again;
    await expectLeft(page);
    await film.show(page, 1);
  });

  const other = await phone();
  await other.goto(address(kGuide));
  await film.scene("keys", async () => {
    await film.show(other, 1, { shift: { done: 0, isDown: false } });
    for (let done = 0; done < 3; done += 1) {
      await film.show(other, 0.4, { shift: { done, isDown: true } });
      await other.keyboard.press("Shift");
      if (done < 2) await film.show(other, 0.3, { shift: { done: done + 1, isDown: false } });
    }
    await expectLeft(other);
    await film.show(other, 1);
  });

  const guide = visits.findIndex(({ address: each }) => each.endsWith(kGuide));
  const row = visits.length - 1 - guide;
  await film.scene("history", async () => void (await film.showHistory(visits, 1)));
  await film.scene("again", async () => {
    const places = await film.showHistory(visits, 2.4);
    await film.showHistory(visits, kPress, places[row]?.line);
    await page.goto(address(kGuide));
    await film.show(page, 1);
  });
  await film.scene("lines", async () => {
    const places = await film.showHistory(visits, 1.2);
    await film.showHistory(visits, kPress, places[row]?.cross);
    await film.showHistory(visits.filter((_, index) => index !== guide), 1);
  });

  const first = await phone();
  await first.goto(address(""));
  const wayIn = `.ways-in a[href$="/${language}/g/"]`;
  await first.locator(wayIn).scrollIntoViewIfNeeded();
  await film.scene("start", async () => {
    await film.show(first, 0.6);
    await film.show(first, kPress, { finger: await placeOf(first, wayIn) });
    await first.locator(wayIn).click();
    await first.waitForURL("**/t/");
    await film.show(first, 0.9);
    await scroll(film, first, 330);
  });
  for (const context of contexts) await context.close();
  film.develop(join(kTarget, `${language}.webm`), join(kTarget, `${language}.webp`), poster);
}

if (spawnSync("ffmpeg", ["-version"]).status !== 0) {
  console.error("ffmpeg is missing. Making films needs it, and nothing else does; Debian has it: apt-get install ffmpeg");
  process.exit(1);
}
const wanted = process.argv.slice(2);
const faults = new Faults();
const scripts = kLanguages.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  .map(({ id }) => ({ id, cues: readCaptions(faults, `${id}.vtt`, readFileSync(join(kTarget, `${id}.vtt`), "utf8")) }));
faults.stop();

const work = mkdtempSync(join(tmpdir(), "film-"));
try {
  await buildPublic(join(work, "web/member"), kContent);
  cpSync(kEmptyApplication, join(work, "web/staff"), { recursive: true });
  const installation = await makeInstallation({ isDemo: true, web: join(work, "web") });
  const browser = await launchBrowser();
  try {
    for (const { id, cues } of scripts) {
      const folder = join(work, id);
      mkdirSync(folder);
      await filmLanguage(browser, installation.memberUrl, id, cues, folder);
      const [film, poster] = [`${id}.webm`, `${id}.webp`].map((name) => statSync(join(kTarget, name)).size);
      console.log(`${id}: film ${film} bytes, poster ${poster} bytes`);
      if ((film ?? 0) > kLargest) throw new Error(`${id}.webm has ${film} bytes, more than ${kLargest}`);
    }
  } finally {
    await browser.close();
    await installation.remove();
  }
} finally {
  rmSync(work, { recursive: true });
}
