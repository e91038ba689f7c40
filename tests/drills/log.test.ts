/** What serve's log holds of somebody's visit: that something was asked, in which hour. Not from where, of which page, with what words. */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { base64url } from "../../web/shared/client/bytes.ts";
import { blindPlain } from "../../web/shared/client/oprf.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";

const mark = "mark7q4z";

let daemons: Daemons;

beforeAll(async () => {
  daemons = await makeDaemons(false);
});
afterAll(async () => {
  await daemons?.remove();
});

/** From another address of this machine than everybody else's, so that it is known in the log. */
function ask(method: string, path: string, body = ""): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "User-Agent": mark, Referer: `https://${mark}.example.org/`, "X-Forwarded-For": "192.0.2.77", "Content-Type": "application/json", Origin: daemons.memberUrl };
    const asked = request(`${daemons.memberUrl}${path}`, { method, localAddress: "127.0.0.77", headers }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    });
    asked.on("error", reject).end(body);
  });
}

// Only what goes wrong is logged at all, so keyd is made to be missing.
test("no address, no page and no word of whoever visits stands in the log, and no time finer than the hour", async () => {
  const answers = [
    await ask("GET", "/"),
    await ask("GET", `/en/g/${mark}/?${mark}`),
    await ask("GET", `/${mark}`),
    await ask("GET", `/api/reports/${mark}`),
    await ask("POST", "/api/sign-in/start", `{${mark}`),
  ];
  expect(answers.filter((status) => status >= 500)).toEqual([]);
  await daemons.stopOne("keyd");
  const { element } = blindPlain(new TextEncoder().encode(mark));
  expect(await ask("POST", "/api/sign-in/start", JSON.stringify({ login: mark, element: base64url(element) }))).toBe(503);
  await daemons.stop();
  const log = readFileSync(join(daemons.logs, "serve"), "utf8");
  const lines = log.split("\n").filter(Boolean);
  expect(lines.filter((line) => line.includes('"/api/sign-in/start"'))).toHaveLength(1);
  for (const found of [mark, "127.0.0.77", String(0x7f00004d), "192.0.2.77"]) expect(log).not.toContain(found);
  for (const line of lines) expect((JSON.parse(line) as { t: string }).t).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:00Z$/);
});
