/** The staff guide as data: a page of any intranet may read it, and nothing else of this address. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, Browser, header } from "./support/browser.ts";
import { makeInstallation, type RunningInstallation } from "./support/installation.ts";
import { makeWeb } from "./support/invented_directory.ts";

const guide = JSON.stringify({ format: 1, version: "0123456789abcdef", language: "en", chapters: [] });

const web = makeWeb(0);
let installation: RunningInstallation;
let visitor: Browser;
beforeAll(async () => {
  const folder = join(web, "member/en/w");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "guide.json"), guide);
  writeFileSync(join(folder, "other.json"), guide);
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Guide</title>");
  installation = await makeInstallation({ web });
  visitor = new Browser(installation.memberUrl);
});
afterAll(async () => {
  await installation?.remove();
  rmSync(web, { recursive: true, force: true });
});

const from = { Origin: "https://intranet.example.org", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors" };
const opened = (answer: Answer): (string | null)[] => ["access-control-allow-origin", "cross-origin-resource-policy", "access-control-allow-credentials"].map((name) => header(answer, name));

test("it is read from any site's page, whoever asks, and sets nothing", async () => {
  const plain = await visitor.send("GET", "/en/w/guide.json");
  expect([plain.status, header(plain, "content-type"), plain.body.toString("utf8"), header(plain, "set-cookie")]).toEqual([200, "application/json", guide, null]);
  expect(opened(plain)).toEqual(["*", "cross-origin", null]);
  for (const cookie of ["parasol-member=AAAA", "__Host-parasol-member=x; other=1"]) expect(await visitor.send("GET", "/en/w/guide.json", { Cookie: cookie, ...from })).toEqual(plain);
  const again = await visitor.send("GET", "/en/w/guide.json", { "If-None-Match": header(plain, "etag") ?? "", ...from });
  expect([again.status, ...opened(again)]).toEqual([304, "*", "cross-origin", null]);
});

// Break: look at the end of the path for anything that ends so.
test("nothing else of this address is", async () => {
  for (const path of ["/en/w/", "/en/w/other.json", "/ro/w/guide.json", "/en/w/guide.json/", "/en/wguide.json", "/", "/api/health", "/list/manifest"]) {
    expect([path, ...opened(await visitor.send("GET", path, from))]).toEqual([path, null, "same-origin", null]);
  }
  const staff = new Browser(installation.staffUrl);
  expect(opened(await staff.send("GET", "/en/w/guide.json", from))).toEqual([null, "same-origin", null]);
});
