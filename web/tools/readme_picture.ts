/**
 * The picture of README.md, from a demo that runs: `tools/node web/tools/readme_picture.ts DATA [PORT]`, DATA being the
 * demo's folder. A member's phone before a check and after it, and a caseworker's desk, side by side in docs/screens.png.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { heading, press } from "./hands.ts";

const kPhone = { width: 360, height: 760 };
const kDesk = { width: 980, height: 760 };
const kGap = 16;
const kLargest = 300 * 1024;

const [data = "build/demo", port = "8080"] = process.argv.slice(2);
const target = join(import.meta.dirname, "../../docs/screens.png");
const logins = readFileSync(join(data, "logins.txt"), "utf8").split("\n").map((line) => line.trim());

/** What stands behind a name in logins.txt, in columns. */
function row(name: string): string[] {
  const line = logins.find((each) => each.startsWith(`${name}  `));
  if (line === undefined) throw new Error(`logins.txt has no ${name}`);
  return line.slice(name.length).trim().split(/\s{2,}/);
}

async function signIn(browser: Browser, address: string, who: string, viewport: typeof kPhone, first: string): Promise<Page> {
  const [login = "", passphrase = ""] = row(who);
  const page = await browser.newPage({ viewport, locale: "en-GB", colorScheme: "light" });
  await page.goto(address);
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Passphrase").fill(passphrase);
  await press(page, "Sign in");
  await heading(page, first);
  return page;
}

/** The top of the screen as data of an image, without what only a demo shows. */
async function pictured(page: Page): Promise<string> {
  await page.evaluate(() => {
    document.querySelector(".banner")?.remove();
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo(0, 0);
  });
  return `data:image/png;base64,${(await page.screenshot()).toString("base64")}`;
}

const browser = await launchBrowser();
const pictures: string[] = [];

const member = await signIn(browser, `http://127.0.0.1:${port}/`, "a member without", kPhone, "Check before you meet");
await member.getByLabel("Number or e-mail address").fill(row("A number with a warning").join(" "));
pictures.push(await pictured(member));
await press(member, "Continue");
await heading(member, "Is this right?");
await press(member, "Check");
await heading(member, "warning is live");
await member.locator(".found a").first().waitFor();
pictures.push(await pictured(member));

const desk = await signIn(browser, `http://localhost:${Number(port) + 1}/`, "another caseworker", kDesk, "Queue");
await desk.getByRole("button", { name: /^Mine \(/ }).click();
await desk.getByRole("button", { name: /^Open/ }).first().click();
await heading(desk, "What the reporter permits");
pictures.push(await pictured(desk));

const sheet = await browser.newPage({ viewport: { width: 2 * kPhone.width + kDesk.width + 4 * kGap, height: kPhone.height + 2 * kGap } });
await sheet.setContent(`<style>
  body { margin: 0; padding: ${kGap}px; background: #fff; display: flex; gap: ${kGap}px; }
  img { outline: 1px solid #999; display: block; }
</style>${pictures.map((picture) => `<img src="${picture}" alt="">`).join("")}`);
await sheet.screenshot({ path: target });
await browser.close();

const { size } = statSync(target);
if (size > kLargest) throw new Error(`${target} has ${size} bytes, more than ${kLargest}`);
process.stdout.write(`${target}: ${size} bytes\n`);
