/** What each application costs before its first screen, and what is left of it without scripts or catalogues. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kPhoneLines } from "../shared/phone_lines.ts";
import { launchBrowser } from "./browser.ts";
import { buildApplication, type Build } from "./build.ts";
import { serveFolder, type StaticServer } from "./static_server.ts";

const kFirstLoadBytes = 60 * 1024;
// Desks have faster lines than phones.
const kFirstLoadRequests = { member: 8, staff: 16 } as const;
const kStyleBytes = 9 * 1024;
const kPageBytes = 4 * 1024;

/** Bytes sent for a path asked of the server: packed, unless packing it gains nothing. */
function packedSize(folder: string, path: string): number {
  const file = join(folder, path === "/" ? "index.html" : path);
  return statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size;
}

describe.each(["member", "staff"] as const)("first load of %s", (application) => {
  let built: Build;
  let server: StaticServer;
  let browser: Browser;

  beforeAll(async () => {
    built = await buildApplication(application);
    server = await serveFolder(built.folder);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    built.remove();
  });

  it("stays within its budget and within the content security policy", async () => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    // The one thing that the first screen asks of the API, and not a file.
    const said = { trust: "", teams: [], organisation: "Example network", demo: false };
    await page.route("**/api/trust", (route) => route.fulfill({ json: said }));
    await page.goto(server.origin);
    await page.locator("#main h1").waitFor();
    await page.waitForLoadState("networkidle");
    expect(faults).toEqual([]);
    const asked = [...new Set(server.requests)];
    const bytes = asked.reduce((sum, path) => sum + packedSize(built.folder, path), JSON.stringify(said).length);
    expect(asked.length + 1).toBeLessThanOrEqual(kFirstLoadRequests[application]);
    expect(bytes).toBeLessThanOrEqual(kFirstLoadBytes);
    expect(packedSize(built.folder, "/")).toBeLessThanOrEqual(kPageBytes);
    const styles = asked.filter((path) => path.endsWith(".css"));
    expect(styles).toHaveLength(1);
    expect(packedSize(built.folder, styles[0] ?? "")).toBeLessThanOrEqual(kStyleBytes);
  });

  it("shows the numbers of help in four languages without scripts, and Leave works", async () => {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(server.origin);
    for (const { number } of kPhoneLines) expect(await page.getByRole("link", { name: number, exact: true }).count()).toBe(4);
    expect(await page.locator("noscript .slot").filter({ hasText: "Mon–Fri 09:00–17:00" }).isVisible()).toBe(true);
    await page.getByRole("link", { name: "Leave" }).click();
    expect(page.url()).toBe(`${server.origin}/leave`);
  });

  it("says so in four languages when its texts cannot be had", async () => {
    const page = await browser.newPage();
    await page.route("**/common-*.json", (route) => route.abort());
    await page.goto(server.origin);
    await page.locator("#broken").waitFor();
    expect(await page.locator("#broken [lang]").count()).toBe(3);
  });

  it("holds no inline script or style, and no word of the staff's where members are", () => {
    const html = readFileSync(join(built.folder, "index.html"), "utf8");
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/);
    // Staff check numbers and read warnings on the members' own screens, so the other way round words are shared.
    const foreign = application === "member" ? readdirSync(join(built.folder, "assets")).filter((name) => name.startsWith("staff-")) : [];
    expect(foreign).toEqual([]);
  });
});
