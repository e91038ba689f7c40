/**
 * What must hold on the phone of somebody in a hurry: everything by keyboard, gone at one press, locked when left alone,
 * and never an answer where there is none.
 */
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Person, joinMember, joinWith } from "../http/support/people.ts";
import { type Daemons, makeDaemons } from "../drills/support/daemons.ts";
import { answerOfLeave, checkNumber, expectAccessible, heading, next, press, section, signIn } from "./support/hands.ts";
import { type Stage, openStage, pagesFolder } from "./support/stage.ts";

const number = "07700 900456";

let daemons: Daemons;
let stage: Stage;
let member: Person;

beforeAll(async () => {
  daemons = await makeDaemons(true, pagesFolder);
  stage = await openStage(daemons);
  const lead = await joinWith(daemons, daemons.invitations.find(({ role }) => role === "case_lead")?.code as string);
  member = await joinMember(daemons, lead, null);
});
afterAll(async () => {
  await stage?.close();
});
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close();
});

const open = (options?: BrowserContextOptions): Promise<Page> => stage.open(daemons.memberUrl, options);

async function inside(): Promise<Page> {
  const page = await open();
  await signIn(page, member, "Check before you meet");
  return page;
}

describe("with the keyboard alone, on 320 pixels", () => {
  /** Presses Tab until what has the focus goes by `wanted`. */
  async function tabTo(page: Page, wanted: string): Promise<void> {
    const names = (): Promise<string[]> =>
      page.evaluate(() => {
        const here = document.activeElement;
        const labels = here instanceof HTMLInputElement ? [...(here.labels ?? [])] : [];
        return [here, ...labels].map((each) => each?.textContent?.trim() ?? "");
      });
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      if ((await names()).includes(wanted)) return;
    }
    throw new Error(`the keyboard does not reach ${wanted}`);
  }

  test("one can sign in and check, and nothing is wider than the phone", async () => {
    const page = await open();
    const width = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("leave");
    await tabTo(page, "Sign-in name");
    await page.keyboard.type(member.login);
    await tabTo(page, "Passphrase");
    await page.keyboard.type(member.passphrase);
    await page.keyboard.press("Enter");
    await heading(page, "Check before you meet");
    expect(await width()).toBe(320);
    await tabTo(page, "Number or e-mail address");
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
    await heading(page, "Is this right?");
    await tabTo(page, "Check");
    // The section of the same name comes before the button.
    while ((await page.evaluate(() => document.activeElement?.tagName)) !== "BUTTON") await tabTo(page, "Check");
    await page.keyboard.press("Enter");
    await heading(page, "Nothing live here");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    expect(await width()).toBe(320);
  });
});

describe("Leave", () => {
  const typed = "a word that only she knows";
  const screens: readonly (readonly [string, () => Promise<Page>])[] = [
    ["the sign-in page", async () => {
      const page = await open();
      await page.getByLabel("Sign-in name").fill(typed);
      return page;
    }],
    ["the result of a check", async () => {
      const page = await inside();
      await checkNumber(page, number);
      await heading(page, "Nothing live here");
      return page;
    }],
    ["a report half written", async () => {
      const page = await inside();
      await section(page, "Report");
      await press(page, "Start");
      await heading(page, "Are you safe now?");
      await next(page);
      await page.locator("summary", { hasText: "A worry" }).click();
      await page.getByLabel("Suspicious approach").check();
      const kept = page.waitForResponse((response) => response.request().method() === "PUT");
      await next(page);
      await kept;
      await page.getByLabel("Around what time?").fill(typed);
      return page;
    }],
  ];

  test.each(screens)("from %s: blank at once, nothing kept, and Back shows nothing", async (name, reach) => {
    const page = await reach();
    const context = page.context();
    const before = await context.cookies();
    expect(before.length > 0).toBe(name !== "the sign-in page");
    const left = answerOfLeave(page);
    if (name === "a report half written") {
      for (let i = 0; i < 3; i += 1) await page.keyboard.press("Shift");
    } else {
      // Blank in the same tick, before anything is asked of the server.
      expect(await page.evaluate(() => {
        document.getElementById("leave")?.click();
        return document.documentElement.hidden;
      })).toBe(true);
    }
    await left;
    expect((await page.locator("body").textContent())?.trim()).toBe("");
    expect(await page.title()).toBe("Notes");
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length])).toEqual([0, 0, 0, 0]);

    // The session has ended at the server, too: its cookie opens nothing any more.
    for (const { name: cookie, value } of before) {
      const answer = await fetch(`${daemons.memberUrl}/api/warnings`, { headers: { Cookie: `${cookie}=${value}` } });
      expect(answer.status).toBe(401);
    }

    await page.goBack();
    await heading(page, "Sign in");
    const shown = await page.content();
    for (const secret of [typed, member.login, "900456", "Nothing live", "Around what time"]) expect(shown).not.toContain(secret);
    expect(await page.getByLabel("Sign-in name").inputValue()).toBe("");

    if (name !== "a report half written") return;
    // The pages before the one she left are kept in her vault; that one is lost.
    await signIn(page, member, "Check before you meet");
    await section(page, "Report");
    await press(page, "Go on with it");
    await page.getByLabel("Around what time?").waitFor();
    expect(await page.getByLabel("Around what time?").inputValue()).toBe("");
    await page.getByRole("link", { name: "Back" }).click();
    expect(await page.getByLabel("Suspicious approach").isChecked()).toBe(true);
  });
});

describe("Leave without a connection", () => {
  test("empties the screen and everything the phone keeps, saved pages too, and ends the session when the connection is back", async () => {
    const page = await inside();
    const context = page.context();
    // A card of the public pages, saved in another tab.
    const card = await context.newPage();
    const [id] = readdirSync(join(pagesFolder, "member/en/c"));
    await card.goto(`${daemons.memberUrl}/en/c/${id}/`);
    await card.locator("[data-act=save]").click();
    await card.getByText("Saved on this phone. Leave removes it.").first().waitFor();
    await card.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.evaluate(async () => {
      localStorage.setItem("x", "1");
      sessionStorage.setItem("x", "1");
      await new Promise((resolve) => (indexedDB.open("x").onsuccess = ({ target }) => resolve((target as IDBOpenDBRequest).result.close())));
    });
    const kept = (): Promise<number[]> => page.evaluate(async () => [
      localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
    ]);
    expect(await kept()).toEqual([1, 1, 1, 1, 1]);
    const [session] = await context.cookies();

    await context.setOffline(true);
    await card.reload();
    expect(await card.locator("h1").isVisible()).toBe(true);
    await checkNumber(page, number);
    expect(await page.evaluate(() => {
      document.getElementById("leave")?.click();
      return [document.documentElement.hidden, document.body.textContent, document.title, location.pathname];
    })).toEqual([true, "", "Notes", "/"]);
    // The worker, which holds nothing, ends when the browser has done looking for a newer one.
    await expect.poll(async () => (await kept()).slice(0, 4)).toEqual([0, 0, 0, 0]);
    await card.reload().catch(() => undefined);
    await expect.poll(() => card.evaluate(() => location.protocol).catch(() => "")).toBe("chrome-error:");
    // Back within the application brings nothing of it, whatever it would do otherwise.
    await page.evaluate(() => history.back());
    await expect.poll(() => page.evaluate(() => history.state as unknown)).toBe("entry");
    expect(await page.evaluate(() => [document.documentElement.hidden, document.body.textContent, document.title])).toEqual([true, "", "Notes"]);

    const told = answerOfLeave(page);
    await context.setOffline(false);
    await told;
    expect(await context.cookies()).toEqual([]);
    await expect.poll(kept, { timeout: 30_000 }).toEqual([0, 0, 0, 0, 0]);
    expect((await fetch(`${daemons.memberUrl}/api/warnings`, { headers: { Cookie: `${session?.name}=${session?.value}` } })).status).toBe(401);
  });
});

describe("Leave while the server cannot be reached", () => {
  test("the empty page does nothing but ask again, and the session ends though the browser noticed no connection lost or back", async () => {
    const page = await open();
    await page.clock.install();
    await signIn(page, member, "Check before you meet");
    const [session] = await page.context().cookies();
    const answers = async (): Promise<number> => (await fetch(`${daemons.memberUrl}/api/warnings`, { headers: { Cookie: `${session?.name}=${session?.value}` } })).status;
    let fail: "abort" | "503" | null = "abort";
    await page.route("**/leave", (route) => (fail === "abort" ? route.abort() : fail === "503" ? route.fulfill({ status: 503, body: "Service Unavailable" }) : route.continue()));
    await page.evaluate(() => document.getElementById("leave")?.click());
    // Long enough for the application to have locked.
    for (const way of ["abort", "503"] as const) {
      fail = way;
      await page.clock.runFor(130_000);
      expect([await page.title(), await page.evaluate(() => document.body.textContent), await answers()]).toEqual(["Notes", "", 200]);
    }
    fail = null;
    const told = page.waitForResponse((response) => response.url().endsWith("/leave") && response.request().isNavigationRequest());
    await page.clock.runFor(10_000);
    await told;
    expect([await page.context().cookies(), await answers()]).toEqual([[], 401]);
  });

  test("an application that is still loading does not open on the empty page", async () => {
    const context = await stage.browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    let deliver = (): void => undefined;
    const held = new Promise<void>((resolve) => (deliver = resolve));
    await page.route("**/leave", (route) => route.abort());
    await page.route(/\/assets\/.*\.json$/, async (route) => {
      await held;
      await route.continue();
    });
    const words = page.waitForRequest(/\/assets\/.*\.json$/);
    await page.goto(daemons.memberUrl);
    await words;
    await page.evaluate(() => document.getElementById("leave")?.click());
    const delivered = page.waitForEvent("requestfinished", (request) => request.url().endsWith(".json"));
    deliver();
    await delivered;
    // Enough for it to be drawn and to name the tab.
    await page.evaluate(async () => {
      for (let frames = 0; frames < 5; frames += 1) await new Promise(requestAnimationFrame);
    });
    expect([await page.title(), await page.evaluate(() => document.body.textContent)]).toEqual(["Notes", ""]);
  });
});

test("after Leave in the application Back does not show the public pages read before in the same tab either, and a visit does", async () => {
  const page = await stage.open(`${daemons.memberUrl}/en/g/`);
  await page.goto(daemons.memberUrl);
  await heading(page, "Sign in");
  let left = answerOfLeave(page);
  await page.locator("#leave").click();
  await left;
  // The empty page, the start page twice, the guides.
  left = answerOfLeave(page);
  for (let presses = 0; presses < 3; presses += 1) await page.goBack();
  await left;
  expect((await page.locator("body").textContent())?.trim()).toBe("");
  await page.goto(daemons.memberUrl);
  await heading(page, "Sign in");
  await page.goto(`${daemons.memberUrl}/en/g/`);
  expect(await page.locator("h1").isVisible()).toBe(true);
});

describe("left alone", () => {
  test("the screen locks after two minutes, forgets what it showed, and the passphrase brings it back", async () => {
    const page = await open();
    await page.clock.install();
    await signIn(page, member, "Check before you meet");
    await page.getByLabel("Number or e-mail address").fill(number);
    await page.clock.runFor(105_000);
    await page.getByText("This screen locks soon.").waitFor();
    await page.clock.runFor(16_000);
    await heading(page, "Locked");
    expect(await page.content()).not.toContain("900456");
    expect(await page.getByRole("navigation", { name: "Sections" }).count()).toBe(0);
    await page.getByLabel("Passphrase").fill(member.passphrase);
    await press(page, "Unlock");
    await heading(page, "Check before you meet");
  });
});

describe("without an answer", () => {
  async function expectCouldNotCheck(page: Page, reason: string): Promise<void> {
    await checkNumber(page, number);
    await heading(page, "Could not check");
    await page.getByText(reason).waitFor();
    await page.getByText("This says nothing good and nothing bad.").waitFor();
    expect(await page.locator(".notice").count()).toBe(1);
    expect(await page.locator("#main a[href^='tel:']").first().getAttribute("href")).toBe("tel:999");
    for (const answer of ["Nothing live", "is live", "are live"]) expect(await page.getByText(answer).count()).toBe(0);
  }

  test("the key daemon has ended", async () => {
    const page = await inside();
    await daemons.stopOne("keyd", "SIGKILL");
    await expectCouldNotCheck(page, "The service that checks cannot answer just now.");
    await expectAccessible(page);
    await daemons.startOne("keyd");
    await press(page, "Try again");
    await heading(page, "Nothing live here");
  });

  test("there is no manifest", async () => {
    const page = await inside();
    const manifest = join(daemons.folder, "listd/public/manifest");
    renameSync(manifest, `${manifest}.away`);
    await expectCouldNotCheck(page, "The list cannot be had just now.");
    renameSync(`${manifest}.away`, manifest);
    await press(page, "Try again");
    await heading(page, "Nothing live here");
  });

  test("there is no connection", async () => {
    const page = await inside();
    await page.context().setOffline(true);
    await expectCouldNotCheck(page, "There is no connection.");
  });
});
