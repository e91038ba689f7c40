/** The public pages in a browser that knows nothing yet, on a slow phone and line, served by the real server. */
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../web/tools/browser.ts";
import { atMost, quantile, type Row } from "./results.ts";
import type { Stage } from "./stage.ts";

interface Line {
  readonly name: string;
  readonly milliseconds: number;
  readonly bitsPerSecond: number;
  /** How much slower than this computer the phone is. */
  readonly slowdown: number;
}

const weak4G: Line = { name: "weak 4G", milliseconds: 150, bitsPerSecond: 1_600_000, slowdown: 4 };
const slow3G: Line = { name: "slow 3G", milliseconds: 400, bitsPerSecond: 400_000, slowdown: 6 };
const visits = 3;

interface Visit {
  readonly kilobytes: number;
  /** Milliseconds until the largest thing on the first screen was drawn. */
  readonly largest: number;
  /** Milliseconds until everything was there and answers. */
  readonly usable: number;
  readonly shift: number;
}

async function visit(browser: Browser, address: string, line: Line): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    let bytes = 0;
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => void (bytes += encodedDataLength));
    const rate = line.bitsPerSecond / 8;
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: line.milliseconds, downloadThroughput: rate, uploadThroughput: rate });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: line.slowdown });
    const started = performance.now();
    await page.goto(address, { waitUntil: "load" });
    await page.evaluate(() => document.querySelector("h1")?.getBoundingClientRect().height);
    const usable = performance.now() - started;
    return { kilobytes: bytes / 1024, usable, ...(await drawn(page)) };
  } finally {
    await context.close();
  }
}

function drawn(page: Page): Promise<{ largest: number; shift: number }> {
  return page.evaluate(
    () =>
      new Promise<{ largest: number; shift: number }>((resolve, reject) => {
        let [largest, shift, frames] = [0, 0, 0];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) largest = Math.max(largest, entry.startTime);
        }).observe({ type: "largest-contentful-paint", buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        // What was drawn is told some frames later.
        const look = (): void => {
          frames += 1;
          if (largest > 0 && frames > 2) resolve({ largest, shift });
          else if (frames > 600) reject(new Error("nothing was drawn"));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

/** The first address behind a link on a page. */
async function linked(browser: Browser, address: string, selector: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(address);
  const href = await page.locator(selector).first().getAttribute("href");
  await page.close();
  if (href === null) throw new Error(`${address} has no ${selector}`);
  return new URL(href, address).href;
}

export async function measurePublic(stage: Stage): Promise<Row[]> {
  const home = `${stage.installation.memberUrl}/en/`;
  const browser = await launchBrowser();
  try {
    const pages: readonly (readonly [string, string])[] = [
      ["start", home],
      ["help now", `${home}h/`],
      ["find", `${home}f/`],
      ["service", await linked(browser, `${home}f/`, ".service .list-title a")],
      ["guide", await linked(browser, `${home}g/`, "section .list-title a")],
      ["card", await linked(browser, `${home}g/`, ".cards .list-title a")],
    ];
    const rows: Row[] = [];
    for (const [name, address] of pages) {
      const of = async (line: Line): Promise<readonly Visit[]> => {
        const all: Visit[] = [];
        for (let i = 0; i < visits; i += 1) all.push(await visit(browser, address, line));
        return all;
      };
      const median = (all: readonly Visit[], what: keyof Visit): number => quantile(all.map((each) => each[what]), 0.5);
      const [better, worse] = [await of(weak4G), await of(slow3G)];
      rows.push(
        atMost(`public page ${name}: on the wire`, median(better, "kilobytes"), "KB", 25),
        atMost(`public page ${name}, ${weak4G.name}: largest thing drawn`, median(better, "largest") / 1000, "s", 2.5),
        atMost(`public page ${name}, ${weak4G.name}: layout shift`, Math.max(...better.map(({ shift }) => shift)), "", 0.05),
        atMost(`public page ${name}, ${slow3G.name}: usable`, median(worse, "usable") / 1000, "s", 3),
      );
    }
    return rows;
  } finally {
    await browser.close();
  }
}
