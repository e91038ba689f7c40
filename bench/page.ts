/** The member application in a browser on a slow phone and line, served by the real server. */
import { get } from "node:http";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../web/tools/browser.ts";
import type { Person } from "../tests/http/support/people.ts";
import { atMost, type Row } from "./results.ts";
import type { Stage } from "./stage.ts";

const kilobyte = 1024;
const slowLine = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const slowdown = 6;

interface Fetched {
  readonly path: string;
  /** With its headers, as it came over the line. */
  bytes: number;
}

/** A page in a browser that knows nothing yet, and all that it asks for. */
async function openPage(browser: Browser, isSlow: boolean): Promise<{ page: Page; fetched: readonly Fetched[] }> {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  page.setDefaultTimeout(60_000);
  const devtools = await page.context().newCDPSession(page);
  const fetched: Fetched[] = [];
  const open = new Map<string, Fetched>();
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const one = { path: new URL(request.url).pathname, bytes: 0 };
    fetched.push(one);
    open.set(requestId, one);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const one = open.get(requestId);
    if (one !== undefined) one.bytes = encodedDataLength;
  });
  if (isSlow) {
    await devtools.send("Network.emulateNetworkConditions", slowLine);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.addInitScript(slowWorkers, slowdown);
  }
  return { page, fetched };
}

/** The browser slows the page's own thread and no worker: there, answers are held back until a slower processor would have given them. */
function slowWorkers(factor: number): void {
  const { Worker: Real } = window;
  window.Worker = class extends Real {
    private readonly posted: number[] = [];
    private answered = 0;
    private delivered = 0;

    override postMessage(message: unknown): void {
      this.posted.push(performance.now());
      super.postMessage(message);
    }

    override set onmessage(handler: (event: MessageEvent) => void) {
      super.onmessage = (event) => {
        const now = performance.now();
        const posted = this.posted.shift() ?? now;
        const took = now - Math.max(posted, this.answered);
        this.answered = now;
        this.delivered = Math.max(posted, this.delivered) + factor * took;
        setTimeout(() => handler.call(this, event), this.delivered - now);
      };
    }
  };
}

/** What one path costs on the line. For a worker's own script, of which the browser does not say it. */
function costOf(origin: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(origin + path, { headers: { "Accept-Encoding": "gzip, deflate, br, zstd" } }, (response) => {
      const { socket } = response;
      response.on("end", () => resolve(socket.bytesRead)).on("error", reject).resume();
    }).on("error", reject);
  });
}

function bytesOf(fetched: readonly Fetched[]): number {
  return fetched.reduce((total, { bytes }) => total + bytes, 0);
}

function list(fetched: readonly Fetched[]): string {
  return fetched.map(({ path, bytes }) => `${path} ${bytes}`).join(", ");
}

async function ask(page: Page, number: string): Promise<number> {
  await page.locator("input[name=identifier]").fill(number);
  await page.locator("form button[type=submit]").click();
  const confirm = page.getByRole("button", { name: "Check", exact: true });
  await confirm.waitFor();
  const started = performance.now();
  await confirm.click();
  await page.locator(".notice.nothing").waitFor();
  return performance.now() - started;
}

export async function measurePage(stage: Stage): Promise<Row[]> {
  const person = stage.members[1] as Person;
  const { memberUrl } = stage.installation;
  const browser = await launchBrowser();
  try {
    // What is fetched for whoever only looks.
    const visit = await openPage(browser, false);
    await visit.page.goto(memberUrl);
    await visit.page.locator("input[autocomplete=username]").waitFor();
    await visit.page.waitForLoadState("networkidle");
    const first = [...visit.fetched];
    await visit.page.close();

    // And the whole way without a pause: she types in no time, so that nothing can be fetched while she does.
    const { page, fetched } = await openPage(browser, true);
    const started = performance.now();
    const since = (): number => (performance.now() - started) / 1000;
    await page.goto(memberUrl, { waitUntil: "commit" });
    const login = page.locator("input[autocomplete=username]");
    await login.waitFor();
    const form = since();
    await login.fill(person.login);
    await page.locator("input[type=password]").fill(person.passphrase);
    await page.locator("form button[type=submit]").click();
    await page.locator("input[name=identifier]").waitFor();
    const inside = since();
    await ask(page, "07700 900123");
    const answered = since();
    // Every part of the application but those of the first screen, whenever it was fetched.
    const code = fetched.filter(({ path }) => path.startsWith("/assets/") && !first.some((one) => one.path === path));
    for (const one of code) if (one.bytes === 0) one.bytes = await costOf(memberUrl, one.path);
    console.log(`  first screen: ${list(first)}`);
    console.log(`  for a check: ${list(code)}`);
    console.log(`  signed in after ${inside.toFixed(1)} s`);

    await page.getByRole("button", { name: "Check another" }).click();
    const later = (await ask(page, "07700 900124")) / 1000;
    return [
      atMost("member app, first screen: on the wire", bytesOf(first) / kilobyte, "KB", 60),
      atMost("member app, first screen: requests", first.length, "", 8),
      atMost("member app, code up to a check's answer: on the wire", bytesOf(code) / kilobyte, "KB", 80),
      atMost("slow phone: sign-in form", form, "s", 5),
      atMost("slow phone: first answered check, from cold, with signing in", answered, "s", 15),
      atMost("slow phone: a later check", later, "s", 6),
    ];
  } finally {
    await browser.close();
  }
}
