/** Every screen of the desks in a real browser, over faked flows, under the policy that the server sends. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { follow, heading, press, section } from "../member/states/walks.ts";
import { settled } from "../tools/hands.ts";
import { kRules, openScreens } from "../tools/screens.ts";
import { buildStates } from "./states/build.ts";
import { answerFairness, compared, drafting, kWalks, paired, reviewed, signIn, taken, tested } from "./states/walks.ts";


const screens = openScreens(buildStates);

async function open(scene: string, width = 320): Promise<Page> {
  const page = await screens.newPage({ viewport: { width, height: 640 } });
  page.setDefaultTimeout(15_000);
  await page.goto(`${screens.server.origin}/#${scene}`);
  await page.locator("#main h1").waitFor();
  return page;
}

async function unlocked(role: string, scene = "", width?: number): Promise<Page> {
  const page = await open(`role=${role}&${scene}`, width);
  await signIn(page);
  return page;
}

const width = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
const banner = (page: Page): Promise<string> => page.locator(".banner").innerText();

describe.each(kWalks)("$name", ({ role, scene = "", steps }) => {
  it("fits 320 pixels, has no fault that axe finds in light or dark, and comes from the catalogue", async () => {
    const page = role === undefined ? await open(scene) : await unlocked(role, scene);
    await steps?.(page);
    expect(await width(page)).toBe(320);
    expect(await banner(page)).toMatch(scene.includes("demo=yes") ? /^DEMO/ : /^Not for real reports yet/);
    // Scrolled, the bar that stays covers part of whatever is under it.
    await page.evaluate(() => scrollTo(0, 0));
    const light = await new AxeBuilder({ page }).withTags(kRules).analyze();
    expect(light.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze();
    expect(dark.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);

    await page.evaluate(() => window.speak("en-XA"));
    await expect.poll(() => page.locator("h1").first().textContent()).toContain("中");
    expect(await width(page)).toBe(320);
    // A key that has no text would be shown as it is.
    const plain = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("#app :is(h1, h2, label, legend, button, summary, .hint, .lead, dt, .tag, .note)")]
        .filter((element) => element.checkVisibility() && !element.closest(".languages, .phones, [translate=no]"))
        .map((element) => element.textContent ?? "").filter((text) => text !== "" && !text.includes("中")));
    expect(plain.filter((text) => text !== "Example network" && !/^\d+ \w+ \d{4}$/.test(text))).toEqual([]);
  });
});

describe("without a mouse", () => {
  /** Tabs until what has the focus says `name`, then returns its element's role. */
  async function tabTo(page: Page, name: string | RegExp): Promise<void> {
    await settled(page);
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLInputElement | null;
        const text = element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
        const box = element?.getBoundingClientRect();
        const top = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return { text: text.trim(), isHidden: !(top && (element?.contains(top) || top.contains(element))) };
      });
      if (typeof name === "string" ? focused.text.startsWith(name) : name.test(focused.text)) {
        expect(focused.isHidden).toBe(false);
        return;
      }
    }
    throw new Error(`never came to ${name}`);
  }
  async function activate(page: Page, name: string | RegExp): Promise<void> {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  }

  it("a report is taken, a warning drafted, tested, changed and sent", async () => {
    const page = await unlocked("caseworker", "", 1280);
    await activate(page, "Take the next one");
    await heading(page, "What happened");
    await activate(page, "Draft a warning");
    await heading(page, "Draft a warning");
    await tabTo(page, "In words");
    await page.keyboard.type("He said nobody would believe Ruby.");
    await activate(page, "Test and preview");
    await heading(page, "High: the person may know");
    await activate(page, /^Change this/);
    await heading(page, "Draft a warning");
    await tabTo(page, "In words");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await activate(page, "Test and preview");
    await heading(page, "Low: the test found nothing");
    await activate(page, "Send to the reporter");
    await page.getByText("Nothing goes out before they say yes.").waitFor();
    expect(await page.getByText("Recognition tested").count()).toBe(1);
  });

  it("a warning is reviewed and published", async () => {
    const page = await unlocked("alert_editor", "review=reviewed", 1280);
    await page.getByRole("link", { name: /^Warning/ }).first().waitFor();
    await activate(page, /^Warning [A-Z0-9]{5}$/);
    await heading(page, "Verified in this browser");
    await activate(page, "Publish");
    await heading(page, "Handed over");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await activate(page, "Back to the list");
    await heading(page, "Warnings to review");
  });
});

describe("an installation that is no demo", () => {
  it("says that it is not for real reports: before and after signing in, while locked, and when the server says nothing of itself", async () => {
    const page = await open("role=caseworker&about=fail");
    expect(await banner(page)).toContain("Not for real reports yet");
    await signIn(page);
    expect(await banner(page)).toContain("Not for real reports yet");
    await section(page, "More");
    await press(page, "Lock now");
    await heading(page, "Locked");
    expect(await banner(page)).toContain("Not for real reports yet");
  });
});

describe("a report", () => {
  it("says in whole sentences what is permitted, beside every step", async () => {
    const page = await unlocked("caseworker", "report=no_warn", 1280);
    await taken(page);
    const panel = page.getByRole("complementary", { name: "What the reporter permits" });
    expect(await panel.locator("li").count()).toBe(5);
    expect(await panel.locator("li.no").allTextContents()).toEqual([
      "No. Nobody may reach out to them. Do not look for ways to. It ran out.",
      "No. No warning may be made from this report. It was taken back.",
    ]);
    const draft = page.getByRole("button", { name: "Draft a warning" });
    expect(await draft.getAttribute("aria-disabled")).toBe("true");
    await draft.click({ force: true });
    expect(await page.getByRole("heading", { name: "What happened" }).count()).toBe(1);
    expect(await page.getByText("The reporter has not agreed to a warning.").count()).toBe(1);
  });

  it("keeps the panel in view while a long draft is scrolled", async () => {
    const page = await unlocked("caseworker", "", 1280);
    await drafting(page);
    await page.getByRole("button", { name: "Test and preview" }).scrollIntoViewIfNeeded();
    const box = await page.getByRole("complementary", { name: "What the reporter permits" }).boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect((box?.y ?? 999) < 640).toBe(true);
  });

  it("keeps what is drafted over a lock, and what is typed after a failure", async () => {
    const page = await unlocked("caseworker", "act=fail");
    await drafting(page);
    await page.getByLabel("In words").fill("Smells of paint.");
    await page.getByLabel("E-mail address: example").uncheck();
    await page.evaluate(() => dispatchEvent(new Event("expire")));
    await heading(page, "Signed out after a pause");
    await page.getByLabel("Passphrase").fill("river candle meadow copper window");
    await press(page, "Unlock");
    await heading(page, "Draft a warning");
    expect(await page.getByLabel("In words").inputValue()).toBe("Smells of paint.");
    expect(await page.getByLabel("E-mail address: example").isChecked()).toBe(false);
    await press(page, "Test and preview");
    await page.getByLabel("A line to the reporter").fill("I left the address out.");
    await press(page, "Send to the reporter");
    await heading(page, "It was not sent");
    expect(await page.getByLabel("A line to the reporter").inputValue()).toBe("I left the address out.");
  });

  it("is locked away after 15 minutes without a touch, and not before", async () => {
    const page = await open("role=caseworker");
    await page.clock.install();
    await signIn(page);
    await taken(page);
    await page.clock.runFor(841_000);
    await page.getByText("This screen locks soon.").waitFor();
    await page.clock.runFor(60_000);
    await heading(page, "Locked");
    expect(await page.content()).not.toContain("nobody would believe Ruby");
  });

  it("offers to warn only of what may be warned of, and shows what members would see", async () => {
    const page = await unlocked("caseworker");
    await drafting(page);
    await page.getByLabel("E-mail address: example").uncheck();
    await page.getByLabel("Gender: Man").uncheck();
    await press(page, "Test and preview");
    const preview = page.locator(".preview");
    await preview.waitFor();
    const text = (await preview.textContent()) ?? "";
    expect(text).toContain("…0123");
    for (const left of ["…name@…", "Man", "900123", "Ruby", "Grey coat"]) expect(text).not.toContain(left);
    expect(await page.getByText("43 of 70 characters").count() + await page.getByText("44 of 70 characters").count()).toBe(1);
  });

  it("an approval given in advance is not enough for a high level", async () => {
    const page = await unlocked("caseworker", "report=adopt&level=high");
    await taken(page);
    await press(page, "Look at the approved text");
    await press(page, "Take it over as it is");
    await heading(page, "The test says");
    expect(await page.getByRole("button", { name: "Take it over as it is" }).count()).toBe(0);
    await press(page, "Suggest another text instead");
    await heading(page, "Draft a warning");
  });

  it("a text that was sent back is changed and sent to the reporter again", async () => {
    const page = await unlocked("caseworker", "report=returned");
    await taken(page);
    await press(page, "Change it and ask again");
    const text = page.locator("textarea");
    expect(await text.inputValue()).toBe("He asks for a photo first.");
    await text.fill("He asks for a fee first.");
    await press(page, "Test and preview");
    await page.getByText("He asks for a fee first.").first().waitFor();
    await press(page, "Send to the reporter");
    await page.getByText("Nothing goes out before they say yes.").waitFor();
  });

  it("is not the ground of a text while parts of it are not here", async () => {
    const page = await unlocked("caseworker", "report=sealed");
    await taken(page);
    await heading(page, "Some parts do not open here");
    for (const name of ["Look at the approved text", "Draft a warning"]) {
      const button = page.getByRole("button", { name });
      expect(await button.getAttribute("aria-disabled")).toBe("true");
      expect(await page.locator(`[id="${await button.getAttribute("aria-describedby")}"]`).textContent()).toContain("no text can be tested");
    }
  });

  it("marks every place with its reason and a way to change it", async () => {
    const page = await unlocked("caseworker");
    await tested(page, "He locked the door and said nobody would believe Ruby.");
    expect(await page.locator("mark").allTextContents()).toEqual(["Ruby", "locked the door and said"]);
    expect(await page.getByText("The reporter's working name, or part of it.").count()).toBe(1);
    expect(await page.getByRole("link", { name: "Change this" }).count()).toBe(2);
  });
});

describe("a review", () => {
  it("offers nothing but sending back when something does not hold", async () => {
    const page = await unlocked("alert_editor", "review=broken");
    await reviewed(page);
    await heading(page, "Do not publish this");
    for (const name of ["Approve", "Publish"]) expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
    expect(await page.getByText("Send it back instead").count()).toBe(1);
  });

  it("blocks publishing until the third person has signed", async () => {
    const page = await unlocked("alert_editor", "review=high");
    await reviewed(page);
    const publish = page.getByRole("button", { name: "Publish" });
    expect(await publish.getAttribute("aria-disabled")).toBe("true");
    expect(await page.getByText("A case lead has to sign first.").count()).toBe(1);
  });

  it("asks for every answer of the fairness record", async () => {
    const page = await unlocked("alert_editor");
    await reviewed(page);
    await press(page, "Approve");
    await heading(page, "7 things need another look");
    await answerFairness(page);
    await page.getByLabel("Look at it again on").fill("2020-01-01");
    await press(page, "Approve");
    await heading(page, "1 thing needs another look");
  });

  it("says truly what is not confirmed yet", async () => {
    const page = await unlocked("alert_editor", "review=reviewed&publish=waiting");
    await reviewed(page);
    await press(page, "Publish");
    await heading(page, "Handed over, not yet confirmed");
    expect(await page.getByText("Members see it from").count()).toBe(0);
  });
});

describe("what is live", () => {
  it("is taken down after one question", async () => {
    const page = await unlocked("data_protection_officer");
    await page.getByRole("button", { name: /^Take it down/ }).first().click();
    await press(page, "No, go back");
    expect(await page.getByText("Take it down now?").count()).toBe(0);
    await page.getByRole("button", { name: /^Take it down/ }).first().click();
    await press(page, "Yes, take it down");
    await heading(page, "Taken down");
  });

  it("is not said to be taken down before the list has acknowledged it", async () => {
    const page = await unlocked("data_protection_officer", "hide=waiting");
    await page.getByRole("button", { name: /^Take it down/ }).first().click();
    await press(page, "Yes, take it down");
    await heading(page, "Asked, not yet confirmed");
    expect(await page.locator(".notice.done").count()).toBe(0);
    expect(await page.getByText("It is gone").count()).toBe(0);
    await page.locator(".notice.caution").getByRole("button", { name: "Look again" }).click();
    await page.getByText("List signed on").waitFor();
  });

  it("is not said to be brought back before the list has acknowledged it", async () => {
    const page = await unlocked("case_lead", "restore=asked");
    await section(page, "Live");
    await page.getByRole("button", { name: /^Not shown/ }).click();
    await page.getByRole("button", { name: /^Sign to bring it back/ }).first().click();
    await heading(page, "Both have signed, not yet confirmed");
    expect(await page.locator(".notice.done").count()).toBe(0);
    await page.locator(".notice.caution").getByRole("button", { name: "Look again" }).click();
    await page.getByText("List signed on").waitFor();
  });

  it("raises the alarm when list and slot map differ, and only then", async () => {
    const calm = await unlocked("case_lead");
    await section(calm, "Live");
    await calm.getByText("nothing is missing").waitFor();
    expect(await calm.locator(".notice.live").count()).toBe(0);
    const alarm = await unlocked("case_lead", "live=gap");
    await section(alarm, "Live");
    await heading(alarm, "The list and the slot map do not fit");
    expect(await alarm.locator(".notice.live li").count()).toBe(2);
  });
});

describe("comparing", () => {
  it("tells the same person from a similar pattern, and an analyst nothing of which report it is", async () => {
    const page = await unlocked("analyst");
    await compared(page);
    const titles = async (list: number): Promise<string[]> =>
      (await page.locator("#main .list").nth(list).locator("li > .list-title").allTextContents()).map((title) => title.trim());
    await heading(page, "A similar pattern");
    expect([await titles(0), await titles(1)]).toEqual([["Entry S2VZD Strong", "Entry TGLSY Possible"], ["Entry V2LSB Possible"]]);
    expect(await page.getByRole("button", { name: "Open the report" }).count()).toBe(0);
  });

  it("says in the table what the picture shows, and the parts add up", async () => {
    const page = await unlocked("analyst");
    await paired(page);
    const table = page.getByRole("region", { name: "The same as a table" });
    const shown = await table.locator("td.figure").allTextContents();
    expect(await page.locator("svg.waterfall .points").allTextContents()).toEqual(shown);
    const points = shown.map((text) => Number(text.replace("−", "-")));
    expect(points.slice(0, -1).reduce((sum, each) => sum + each, 0)).toBeCloseTo(points.at(-1) ?? Number.NaN, 0);
  });

  it("shows what was decided wherever the two appear", async () => {
    const page = await unlocked("analyst");
    await paired(page);
    await page.getByLabel("Different people").check();
    await page.getByLabel("Why, if you like").fill("Another voice.");
    await press(page, "Save the answer");
    await heading(page, "Saved");
    await page.getByText(/^Decided on .*: Different people\./).waitFor();
    await follow(page, "Back");
    await page.getByText("Decided: Different people").waitFor();
    await section(page, "Links");
    await page.getByRole("button", { name: "Decided (4)" }).waitFor();
  });

  it("stores nothing that contradicts what was decided, and shows the way there", async () => {
    const page = await unlocked("analyst", "decide=conflict");
    await paired(page);
    await page.getByLabel("Different people").check();
    await press(page, "Save the answer");
    await heading(page, "This does not fit with what was decided before");
    expect(await page.locator(".caution ol a").allTextContents()).toEqual(["T25LR · TGLSY", "TGLSY · V2LSB"]);
    await page.getByRole("link", { name: "T25LR · TGLSY" }).click();
    await page.getByText("Entries T25LR and TGLSY").waitFor();
    await section(page, "Links");
    await page.getByRole("button", { name: "Decided (2)" }).waitFor();
  });

  it("shows nothing of what nobody of the desk has signed", async () => {
    const page = await unlocked("analyst", "entry=unsigned");
    await page.getByText("Nobody of the desk has signed this entry").first().waitFor();
    expect(await page.locator("#main").textContent()).not.toContain("900123");
    await page.getByRole("link", { name: /^Entry/ }).first().click();
    await heading(page, "Nobody of the desk has signed this entry");
    expect(await page.locator("#main").textContent()).not.toContain("900123");
  });
});

describe("joining", () => {
  it("closes as a session locks: the card is as secret", async () => {
    const page = await open("");
    await page.getByRole("link", { name: "I have an invitation" }).click();
    await heading(page, "Join");
    await page.evaluate(() => dispatchEvent(Object.defineProperty(new Event("pageshow"), "persisted", { value: true })));
    await heading(page, "Closed after a pause");
  });
});

describe("people", () => {
  it("the last administrator and oneself cannot be revoked", async () => {
    const page = await unlocked("administrator");
    await page.getByText("The last one cannot be revoked").waitFor();
    expect(await page.getByRole("button", { name: /^Revoke/ }).count()).toBe(2);
  });

  it("a code is shown once: Back does not bring it again", async () => {
    const page = await unlocked("project_worker");
    await section(page, "People");
    await press(page, "Invite somebody");
    await press(page, "Make the invitation");
    await page.getByText("ABCDE").waitFor();
    await press(page, "Done");
    await heading(page, "People");
    expect(await page.getByText("ABCDE").count()).toBe(0);
    expect(await page.getByRole("link", { name: "Back" }).count()).toBe(0);
  });

  it("whoever made an invitation takes it back, and administrators anybody's", async () => {
    for (const [role, count] of [["project_worker", 1], ["case_lead", 2], ["administrator", 3]] as const) {
      const page = await unlocked(role);
      await section(page, "People");
      const buttons = page.getByRole("button", { name: /^Take it back/ });
      await buttons.first().waitFor();
      expect(await buttons.count()).toBe(count);
      await buttons.last().click();
      await press(page, "Yes, take it back");
      await heading(page, "Taken back");
      await buttons.nth(count - 1).waitFor({ state: "detached" });
    }
  });

  it("a section that is pressed again is asked for anew", async () => {
    const page = await unlocked("administrator");
    await page.getByRole("button", { name: /^Revoke/ }).first().click();
    await page.getByText("It ends what this person may do").waitFor();
    await section(page, "People");
    await page.getByText("The last one cannot be revoked").waitFor();
    expect(await page.getByText("It ends what this person may do").count()).toBe(0);
  });
});
