/** The member application in a browser on a slow phone and line, served by the real server. */
import type { CDPSession, Page } from "playwright-core";
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

/** Everything that the page has asked for since. */
async function listen(devtools: CDPSession): Promise<Fetched[]> {
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
  return fetched;
}

function bytesOf(fetched: readonly Fetched[]): number {
  return fetched.reduce((total, { bytes }) => total + bytes, 0);
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
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    page.setDefaultTimeout(60_000);
    const devtools = await page.context().newCDPSession(page);
    const fetched = await listen(devtools);
    await devtools.send("Network.emulateNetworkConditions", slowLine);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });

    const started = performance.now();
    const since = (): number => (performance.now() - started) / 1000;
    await page.goto(stage.installation.memberUrl, { waitUntil: "commit" });
    const login = page.locator("input[autocomplete=username]");
    await login.waitFor();
    const form = since();
    await page.waitForLoadState("networkidle");
    const first = [...fetched];

    // The time in which nothing was asked for is the page's, not hers: it is left out.
    const idle = since();
    await login.fill(person.login);
    await page.locator("input[type=password]").fill(person.passphrase);
    await page.locator("form button[type=submit]").click();
    await page.locator("input[name=identifier]").waitFor();
    await ask(page, "07700 900123");
    const answered = form + since() - idle;
    const code = fetched.slice(first.length).filter(({ path }) => path.startsWith("/assets/"));
    console.log(`  first screen: ${first.map(({ path, bytes }) => `${path} ${bytes}`).join(", ")}`);
    console.log(`  for a check: ${code.map(({ path, bytes }) => `${path} ${bytes}`).join(", ")}`);

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
