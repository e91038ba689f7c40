/** Whoever watches the wire, or is the server, does not learn from lengths, order or number of requests what a check found. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minute } from "../../web/shared/client/clock.ts";
import { makeDaemons } from "../drills/support/daemons.ts";
import { until } from "../http/support/until.ts";
import type { Exchange } from "../drills/support/wire.ts";
import { codeless, contentOf, draftFrom, editorOf, now, phone as phoneOf, publish, reportApproved, workerOf } from "../drills/support/road.ts";
import { type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { checkNumber, heading, signIn } from "./support/hands.ts";
import { type Stage, openStage, pagesFolder, phone } from "./support/stage.ts";
import { type Wiretap, openWiretap } from "./support/wiretap.ts";

const listed = "07700 900456";
/** Numbers that nobody has reported. */
const others = Array.from({ length: 10 }, (_, i) => `07700 9001${String(10 + i)}`);
const turn = 15 * minute;

let stage: Stage;
let wiretap: Wiretap;
let page: Page;

beforeAll(async () => {
  const daemons = await makeDaemons(true, pagesFolder);
  stage = await openStage(daemons);
  wiretap = await openWiretap();
  const network = await makeNetwork(daemons, 1);
  const member = network.members[0] as Person;
  const worker = await workerOf(network.caseworker);
  const content = contentOf([phoneOf(listed)], "He locked the door.");
  const { report, artefact } = await reportApproved(member.client, worker.list, codeless(member.client), content);
  await draftFrom(worker, report);
  await publish(await editorOf(network.editor), artefact.reference, []);
  // To the beginning of a turn of the list: for a quarter of an hour it stays as it is.
  const time = Date.now();
  daemons.setClock((Math.floor(time / turn) + 2) * turn - time);
  const later = await now(member);
  await until(
    () => listOf(later),
    ({ live }) => live.size === 1,
  );
  page = await stage.open(daemons.memberUrl, { ...phone, proxy: wiretap.proxy });
  await signIn(page, member, "Check before you meet");
  // What is new is counted once, in its own time.
  await until(
    () => Promise.resolve(wiretap.count("/api/warnings")),
    (count) => count === 1,
  );
  // The first check fetches what all of them share.
  await checkNumber(page, listed);
  await page.getByRole("link", { name: "Assault" }).waitFor();
  wiretap.take();
});
afterAll(async () => {
  await stage?.close();
  await wiretap?.close();
});

/** What went over the wire since the check before, so that what comes late counts for the next one. */
async function checked(number: string, found: string): Promise<readonly Exchange[]> {
  await checkNumber(page, number);
  await heading(page, found);
  // One for the check, and, whatever was found, one more for the texts.
  await expect.poll(() => wiretap.count("/list/manifest"), { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  return wiretap.take();
}

const hit = (): Promise<readonly Exchange[]> => checked(listed, "1 warning is live");
const miss = (other = others[0] as string): Promise<readonly Exchange[]> => checked(other, "Nothing live here");

test("ten checks that find a warning and ten that find nothing are the same on the wire", async () => {
  const expected = await hit();
  expect(expected.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    "GET /list/manifest 200",
    "POST /api/check 200",
    ...expected.filter(({ path }) => path === "/list/{hash}").map(() => "GET /list/{hash} 200"),
    "GET /list/manifest 200",
  ]);
  for (const other of others) {
    expect(await miss(other)).toEqual(expected);
    expect(await hit()).toEqual(expected);
  }
});

test("following what was found, and coming back, leaves nothing on the wire", async () => {
  const expected = await miss();
  expect(await hit()).toEqual(expected);
  await page.locator(".found").getByRole("link").click();
  await heading(page, "Reported to the network. Not proven.");
  await page.getByRole("link", { name: "Back" }).click();
  await heading(page, "Check before you meet");
  // Whatever was sent since the hit would come before what this check sends.
  expect(await miss()).toEqual(expected);
});

describe("a page that gives a hit away is noticed", () => {
  test("by one request more", async () => {
    const expected = await miss();
    await page.evaluate(() => {
      const real = window.fetch;
      window.fetch = async (path, options) => {
        const answer = await real(path, options);
        if (path !== "/api/check") return answer;
        window.fetch = real;
        await real("/api/trust");
        return answer;
      };
    });
    const leaking = await hit();
    expect(leaking).not.toEqual(expected);
    expect(leaking.filter(({ path }) => path !== "/api/trust")).toEqual(expected);
  });

  test("by one byte more", async () => {
    const expected = await miss();
    await page.evaluate(() => {
      const real = window.fetch;
      window.fetch = (path, options) => {
        if (path !== "/api/check") return real(path, options);
        window.fetch = real;
        return real(path, { ...options, body: `${String(options?.body)} ` });
      };
    });
    const leaking = await hit();
    expect(leaking).not.toEqual(expected);
    expect(leaking.map(({ sent }, i) => sent - (expected[i]?.sent ?? 0))).toEqual(leaking.map(({ path }) => (path === "/api/check" ? 1 : 0)));
  });
});
