/** Every screen of the member application in a real browser, over faked flows, under the policy that the server sends. */
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { settled } from "../tools/hands.ts";
import { kRules, openScreens } from "../tools/screens.ts";
import { buildStates } from "./states/build.ts";
import { heading, kWalks, press, reportUpTo, section, signIn, type Walk } from "./states/walks.ts";


const screens = openScreens(buildStates);

async function open(scene: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await screens.newPage({ viewport: { width: 320, height: 640 }, ...options });
  page.setDefaultTimeout(10_000);
  await page.goto(`${screens.server.origin}/#${scene}`);
  await page.locator("#main h1").waitFor();
  return page;
}

async function walk({ scene = "", inside = false, steps }: Walk): Promise<Page> {
  const page = await open(scene);
  if (inside) await signIn(page);
  await steps(page);
  return page;
}

async function unlocked(scene = "", options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(scene, options);
  await signIn(page);
  return page;
}

const width = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
/** Of a page whose clock is installed: no time passes but what is run. */
const stopClock = async (page: Page): Promise<void> => page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));

describe.each(kWalks)("$name", (each) => {
  it("fits 320 pixels, has no fault that axe finds in light or dark, and comes from the catalogue", async () => {
    const page = await walk(each);
    expect(await width(page)).toBe(320);
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
    const plain = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("#app :is(h1, h2, label, legend, button, summary, .hint, .lead, dt)")]
        .filter((element) => element.checkVisibility() && !element.closest(".languages, .phones, [translate=no]"))
        .map((element) => element.textContent ?? "").filter((text) => text !== "" && !text.includes("中")));
    const names = ["Example network", "Example project", "Second project"];
    expect(plain.filter((text) => !names.includes(text))).toEqual([]);
  });
});

describe("signing in", () => {
  it("says the same whatever was wrong, and keeps what was typed", async () => {
    const texts = new Set<string>();
    for (const refusal of ["unauthorised", "not_found", "invalid"]) {
      const page = await open(`sign_in=error:${refusal}`);
      await page.getByLabel("Sign-in name").fill("maple-lantern-4821");
      await page.getByLabel("Passphrase").fill("river");
      await press(page, "Sign in");
      await heading(page, "Not signed in");
      texts.add((await page.locator(".notice").textContent()) ?? "");
      expect(await page.getByLabel("Passphrase").inputValue()).toBe("river");
    }
    expect(texts.size).toBe(1);
  });

  it("begins with the first letter, and not before", async () => {
    const page = await open("");
    expect(await page.evaluate(() => window.asked)).toEqual([]);
    await page.getByLabel("Sign-in name").fill("m");
    expect(await page.evaluate(() => window.asked)).toContain("prepare");
  });

  it("names no organisation and shows no banner when the server cannot say what it is", async () => {
    const page = await open("about=fail");
    expect(await page.locator(".banner").count()).toBe(0);
    expect(await page.getByLabel("Sign-in name").isVisible()).toBe(true);
  });
});

describe("a check", () => {
  const kReasons = [
    "offline", "clock", "list_missing", "list_forged", "list_stale", "list_rolled_back", "canary_stale", "normaliser", "epoch",
    "key_daemon", "proof", "budget", "not_allowed", "entry_forged", "device",
  ];

  it.each(kReasons)("that could not be made looks like no answer: %s", async (reason) => {
    const page = await unlocked(`check=unknown:${reason}`);
    await page.getByLabel("Number or e-mail address").fill("07700 900123");
    await press(page, "Continue");
    await press(page, "Check");
    await heading(page, "Could not check");
    expect(await page.locator(".notice").count()).toBe(1);
    expect(await page.locator(".notice.unknown").textContent()).not.toContain("unknown.");
    for (const answer of ["Nothing live", "warning is live"]) expect(await page.getByText(answer).count()).toBe(0);
    expect(await page.getByRole("link", { name: "999" }).count()).toBe(1);
  });

  it("never says safe without not", async () => {
    const page = await unlocked("check=nothing");
    await page.getByLabel("Number or e-mail address").fill("name@example.org");
    await press(page, "Continue");
    expect(await page.locator(".readback").textContent()).toBe("name@example.org");
    await press(page, "Check");
    await heading(page, "Nothing live here");
    expect(await page.locator(".notice.nothing").textContent()).toContain("That does not mean safe.");
    expect(await page.locator(".notice.nothing li").count()).toBe(3);
    expect(await page.getByText("28 checks left today").count()).toBe(1);
  });

  it("keeps the field from keyboards that learn, and reads back before anything is sent", async () => {
    const page = await unlocked();
    const field = page.getByLabel("Number or e-mail address");
    expect(await field.getAttribute("autocomplete")).toBe("off");
    expect(await field.getAttribute("spellcheck")).toBe("false");
    await field.fill("(07700) 900-123");
    expect(await field.getAttribute("inputmode")).toBe("tel");
    await press(page, "Continue");
    expect(await page.locator(".readback").textContent()).toBe("+44 7700 900123");
    await press(page, "Change it");
    expect(await field.inputValue()).toBe("(07700) 900-123");
  });

  it("pastes on the press of a button", async () => {
    const page = await unlocked("", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.evaluate(() => navigator.clipboard.writeText("07700 900456"));
    await press(page, "Paste");
    await expect.poll(() => page.getByLabel("Number or e-mail address").inputValue()).toBe("07700 900456");
  });
});

describe("warnings", () => {
  it("stand with the unread first, and are no longer new once read", async () => {
    const page = await unlocked();
    await expect.poll(() => page.getByRole("link", { name: /^Warnings.*1 new item/ }).count()).toBe(1);
    await section(page, "Warnings");
    const titles = page.locator(".list-title");
    await expect.poll(() => titles.allTextContents()).toEqual(["Robbery with a weapon, Assault New", "Fake advert or profile", "Payment taken back afterwards"]);
    await titles.first().getByRole("link").click();
    await heading(page, "Reported to the network. Not proven.");
    await expect.poll(() => page.getByRole("link", { name: "Warnings", exact: true }).count()).toBe(1);
  });

  it("of one area come with those of the whole country", async () => {
    const page = await unlocked();
    await section(page, "Warnings");
    await page.locator(".list-title").first().waitFor();
    const asked = await page.evaluate(() => window.asked.length);
    await page.getByLabel("Area").selectOption("london");
    expect(await page.locator(".list-title").count()).toBe(2);
    await page.getByLabel("Area").selectOption("wales");
    expect(await page.locator(".list-title").allTextContents()).toEqual(["Fake advert or profile"]);
    // Which area it is stays on the phone.
    expect(await page.evaluate((before) => window.asked.slice(before), asked)).toEqual([]);
  });
});

describe("warnings that cannot be shown", () => {
  it.each(["no_key", "withheld"])("never read as none, in no area: %s", async (how) => {
    const page = await unlocked(`warnings=${how}`);
    await section(page, "Warnings");
    await page.locator(".notice.unknown").waitFor();
    for (const area of ["", "wales"]) {
      await page.getByLabel("Area").selectOption(area);
      expect(await page.getByText(/There are no warnings|No warnings now/).count()).toBe(0);
      expect(await page.locator(".notice.unknown").getByRole("link", { name: "999" }).count()).toBe(1);
    }
    const why = (await page.locator(".notice.unknown").textContent()) ?? "";
    const reasons = ["has to give you the key first", "The server did not hand it over", "It does not open with the key"];
    expect(reasons.map((reason) => why.includes(reason))).toEqual(how === "no_key" ? [true, false, false] : [false, true, true]);
  });

  it("are not said to have been taken back", async () => {
    const page = await unlocked("warnings=withheld");
    await page.evaluate(() => window.open_screen({ name: "warning", reference: "00112233445566778899aabbccddeeff" }));
    await heading(page, "This warning cannot be opened here");
    expect(await page.getByText("no longer shown").count()).toBe(0);
    await page.evaluate(() => window.open_screen({ name: "warning", reference: "ff112233445566778899aabbccddeeff" }));
    await page.getByText("This warning is no longer shown.").waitFor();
    expect(await page.locator(".notice").count()).toBe(0);
  });
});

describe("following what a check found", () => {
  it("asks for nothing, neither the server nor for code, there and back", async () => {
    const page = await unlocked();
    await page.getByLabel("Number or e-mail address").fill("07700 900123");
    await press(page, "Continue");
    await press(page, "Check");
    await heading(page, "1 warning is live");
    await page.getByRole("link", { name: "Robbery with a weapon" }).waitFor();
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    const asked = await page.evaluate(() => window.asked.length);
    await page.getByRole("link", { name: "Robbery with a weapon" }).click();
    await heading(page, "Reported to the network. Not proven.");
    // Counted anew, here.
    await expect.poll(() => page.getByRole("link", { name: "Warnings", exact: true }).count()).toBe(1);
    await page.getByRole("link", { name: "Back" }).click();
    await heading(page, "Check before you meet");
    expect(await page.evaluate((before) => window.asked.slice(before), asked)).toEqual([]);
    expect(fetched).toEqual([]);
  });
});

describe("a report", () => {
  it("has every switch off, and one on brings only what it needs", async () => {
    const page = await unlocked();
    await reportUpTo(page, "How may we use it?");
    const switches = page.locator("#scopes input");
    expect(await switches.evaluateAll((all) => all.filter((one) => (one as HTMLInputElement).checked).length)).toBe(0);
    await page.getByLabel("Let others find it").check();
    expect(await switches.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))).toEqual([true, false, false, true, false]);
    await page.getByLabel("Example project may open it").uncheck();
    expect(await switches.evaluateAll((all) => all.filter((one) => (one as HTMLInputElement).checked).length)).toBe(0);
  });

  it("can be sent with nothing switched on", async () => {
    const page = await unlocked();
    await reportUpTo(page, "How may we use it?");
    await press(page, "Continue");
    await heading(page, "Look at it once more");
    expect(await page.getByText("It is kept for you alone.").count()).toBe(1);
    await press(page, "Send report");
    await heading(page, "Your report is sent");
    expect(await page.locator(".digits").textContent()).toMatch(/^4821 0937 5620 1844 6728/);
    await press(page, "Hide code");
    expect(await page.locator(".digits").textContent()).not.toMatch(/\d/);
  });

  it("asks again for a yes when the text behind it has changed", async () => {
    const page = await unlocked();
    await reportUpTo(page, "");
    await page.getByRole("link", { name: "Change Where" }).click();
    await page.getByLabel("Wales").check();
    await press(page, "Continue");
    await heading(page, "Others would see this");
    expect(await page.getByLabel("Yes, and wait").isChecked()).toBe(false);
    await page.getByLabel("Not yet").check();
    await press(page, "Continue");
    await heading(page, "Look at it once more");
    expect(await page.locator(".summary").textContent()).toContain("Wales");
  });

  it("offers no yes where he may know who told, or where that could not be tested", async () => {
    for (const level of ["high", "untested", "nothing"]) {
      const page = await unlocked(`level=${level}`);
      await reportUpTo(page, "Others would see this");
      await page.getByLabel("Not yet").waitFor();
      await expect.poll(() => page.locator(".notice").count()).toBe(1);
      expect([level, await page.locator("#approval input").count()]).toEqual([level, 1]);
    }
  });

  it("shows all that a yes is for", async () => {
    const page = await unlocked();
    await reportUpTo(page, "Others would see this");
    const text = page.locator(".preview");
    for (const part of ["Danger", "Robbery with a weapon", "Shown until November 2028 at most.", "…0123", "As a short message:"]) {
      await expect.poll(() => text.textContent()).toContain(part);
    }
  });

  it("does not send a yes that the test, made once more, no longer allows", async () => {
    for (const [levels, title] of [["low,high", "He may know it is you"], ["medium,untested", "Not tested"], ["low,nothing", "Nothing here becomes a warning"]]) {
      const page = await unlocked(`level=${levels}`);
      await reportUpTo(page, "");
      await press(page, "Send report");
      await heading(page, "Others would see this");
      await heading(page, title as string);
      expect(await page.locator("#approval input").count()).toBe(1);
      await press(page, "Continue");
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Not yet").check();
      await press(page, "Continue");
      await press(page, "Send report");
      await heading(page, "Your report is sent");
    }
  });

  it("never says sent of what is not what stands, nor not sent of what may have arrived", async () => {
    let page = await unlocked("submit=earlier");
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "An earlier version of your report arrived");
    expect(await page.getByText("Your report is sent").count()).toBe(0);
    await page.getByRole("button", { name: "Take everything back" }).waitFor();
    await section(page, "Report");
    await page.getByRole("button", { name: "Go on with it" }).waitFor();
    page = await unlocked("submit=fail");
    await reportUpTo(page, "");
    await press(page, "Send report");
    await heading(page, "We do not know whether it arrived");
    expect(await page.getByText("Not sent").count()).toBe(0);
  });

  it("looks at how a report stands when no answer came, before anything else", async () => {
    const lost = async (scene: string): Promise<Page> => {
      const page = await unlocked(scene);
      await section(page, "Mine");
      await page.getByRole("link", { name: "Sent on 19 November" }).click();
      await page.getByLabel("Write to the team").fill("Not lost.");
      await press(page, "Take everything back");
      await heading(page, "Take everything back?");
      await press(page, "Take everything back");
      return page;
    };
    const page = await lost("act=lost");
    await page.getByText("No answer came to what you did last.").waitFor();
    await page.getByText("asked, not yet confirmed").first().waitFor();
    expect(await page.getByText("Nothing was changed").count()).toBe(0);
    const again = await lost("act=lost twice");
    await heading(again, "We do not know whether it arrived");
    expect(await again.getByRole("button", { name: "Take" }).count()).toBe(0);
    await press(again, "See how it stands");
    await again.getByText("asked, not yet confirmed").first().waitFor();
    const refused = await lost("act=error:conflict");
    await heading(refused, "That did not work. Nothing was changed.");
  });

  it("survives locking, a failed sending and another language", async () => {
    const page = await unlocked("submit=fail");
    await reportUpTo(page, "In your own words");
    await page.getByLabel("In your own words").fill("Not a word of this is lost.");
    await page.evaluate(() => dispatchEvent(new Event("expire")));
    await heading(page, "Signed out after a pause");
    expect(await page.content()).not.toContain("Not a word");
    await page.getByLabel("Passphrase").fill("river");
    await press(page, "Unlock");
    await heading(page, "In your own words");
    expect(await page.getByLabel("In your own words").inputValue()).toBe("Not a word of this is lost.");
    await page.getByRole("button", { name: "中文" }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("zh-Hans");
    expect(await page.locator("#words").inputValue()).toBe("Not a word of this is lost.");
  });

  it("locks after two minutes without a touch, asking first, and keeps what was typed", async () => {
    const page = await open("");
    await page.clock.install();
    await signIn(page);
    await reportUpTo(page, "In your own words");
    await stopClock(page);
    await page.getByLabel("In your own words").fill("Kept.");
    await page.clock.runFor(101_000);
    await page.getByText("This screen locks soon.").waitFor();
    await press(page, "Stay");
    await page.clock.runFor(119_000);
    expect(await page.locator("#words").count()).toBe(1);
    await page.clock.runFor(2_000);
    await heading(page, "Locked");
    await page.clock.resume();
    await page.getByLabel("Passphrase").fill("river");
    await press(page, "Unlock");
    expect(await page.getByLabel("In your own words").inputValue()).toBe("Kept.");
  });
});

describe("a text that the team suggests", () => {
  const kYes = "Yes, this text may go out";
  async function suggested(scene: string): Promise<Page> {
    const page = await unlocked(scene);
    await section(page, "Mine");
    await page.getByRole("link", { name: "Sent on 19 November" }).click();
    await press(page, "Read the text and decide");
    await page.locator(".preview").waitFor();
    return page;
  }

  it("is shown with its level, its end and its short form", async () => {
    const page = await suggested("");
    for (const part of ["Danger", "Shown until November 2028 at most.", "As a short message:"]) expect(await page.locator(".preview").textContent()).toContain(part);
    await page.getByLabel("As soon as possible").check();
    await press(page, kYes);
    await heading(page, "You approved the text");
  });

  it("cannot be approved with a number that is not hers, which is shown in full", async () => {
    const page = await suggested("level=foreign");
    expect(await page.locator(".notice.caution").textContent()).toContain("+447700900999");
    await page.getByLabel("As soon as possible").check();
    await page.getByRole("button", { name: kYes }).click({ force: true });
    await page.getByText("so you cannot say yes here").waitFor();
    expect(await page.getByRole("heading", { name: "A text for others" }).count()).toBe(1);
  });
});

describe("what is open without a session", () => {
  const kOpen: readonly (readonly [name: string, secret: string, open: (page: Page) => Promise<unknown>])[] = [
    ["a report opened by its code", "May we ask whether he came by car?", async (page) => {
      await typed(page);
      await press(page, "Open");
      await heading(page, "Whom you are talking to");
    }],
    ["a code that is typed", "4821", typed],
    ["a new sign-in card", "maple-lantern-4821", async (page) => {
      await page.getByRole("link", { name: "I have an invitation" }).click();
      await page.getByLabel("Your code").fill("ABCDE FGHJK MNPQR STVWX YZ012 34567 89ABC DEFGH JKMNP");
      await press(page, "Continue");
      await page.getByLabel("I am 18 or older").check();
      await press(page, "Join");
      await heading(page, "Your sign-in card");
    }],
  ];
  async function typed(page: Page): Promise<void> {
    await page.getByRole("link", { name: "I have a code for a report" }).click();
    await page.getByLabel("Your code").fill("4821 0937 5620 1844 6728");
  }
  /** With a clock of ours, and `forgotten` counting. */
  async function opened(way: (page: Page) => Promise<unknown>): Promise<{ page: Page; forgotten: () => number }> {
    const page = await open("");
    await page.clock.install();
    let count = 0;
    await page.exposeFunction("told", () => void (count += 1));
    await page.evaluate(() => addEventListener("forget", () => (window as unknown as { told: () => void }).told()));
    await way(page);
    return { page, forgotten: () => count };
  }
  async function isClosed(page: Page, secret: string): Promise<void> {
    await heading(page, "Closed after a pause");
    expect(await page.content()).not.toContain(secret);
    expect(await page.evaluate(() => [...document.querySelectorAll("input")].map(({ value }) => value).join(""))).toBe("");
  }
  const hide = (page: Page, hidden: boolean): Promise<unknown> => page.evaluate((is) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

  describe.each(kOpen)("%s", (name, secret, way) => {
    it("closes after two minutes without a touch, asking first", async () => {
      const { page } = await opened(way);
      await stopClock(page);
      await page.clock.runFor(101_000);
      await page.getByText("This screen locks soon.").waitFor();
      await page.clock.runFor(20_000);
      await isClosed(page, secret);
    });

    it("is hidden in the background and closes after a minute there", async () => {
      const { page } = await opened(way);
      await stopClock(page);
      await hide(page, true);
      expect(await page.locator("html.away").count()).toBe(1);
      await page.clock.runFor(59_000);
      await hide(page, false);
      expect(await page.locator("html.away").count()).toBe(0);
      await hide(page, true);
      await page.clock.runFor(61_000);
      await isClosed(page, secret);
    });

    it("closes at once when the browser brings the page back from its cache, and forgets", async () => {
      const { page, forgotten } = await opened(way);
      await page.evaluate(() => {
        const restored = new Event("pageshow");
        Object.defineProperty(restored, "persisted", { value: true });
        dispatchEvent(restored);
      });
      await isClosed(page, secret);
      if (name === "a report opened by its code") await expect.poll(forgotten, { timeout: 15_000 }).toBe(1);
    });
  });

  it("is forgotten on leaving", async () => {
    const [[, , way]] = kOpen as [(typeof kOpen)[number]];
    const { page, forgotten } = await opened(way);
    await page.getByRole("link", { name: "Leave" }).click();
    await expect.poll(forgotten).toBeGreaterThan(0);
  });

  it("does not appear when it comes after its screen was left", async () => {
    const page = await open("code=late");
    await typed(page);
    await press(page, "Open");
    await page.getByRole("link", { name: "Back" }).click();
    await heading(page, "Sign in");
    await page.evaluate(() => dispatchEvent(new Event("late")));
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await page.getByRole("heading", { name: "Sign in" }).count()).toBe(1);
    expect(await page.getByText("Whom you are talking to").count()).toBe(0);
  });
});

describe("with the keyboard alone", () => {
  /** Presses Tab until `wanted` has the focus; whatever has it must not be hidden by a bar. */
  async function tabTo(page: Page, wanted: string): Promise<void> {
    await settled(page);
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate((name) => {
        const element = document.activeElement as HTMLElement;
        const labels = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
          ? [...(element.labels ?? [])].map((label) => label.textContent ?? "") : [];
        const text = [element.textContent ?? "", ...labels].map((each) => each.trim());
        const box = element.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
        return { found: text.some((each) => each.startsWith(name)), seen: top !== null && (element.contains(top) || top.contains(element) || top.closest("label") === element.closest("label")) };
      }, wanted);
      if (here.found) {
        expect([wanted, here.seen]).toEqual([wanted, true]);
        return;
      }
    }
    throw new Error(`the keyboard cannot reach ${wanted}`);
  }
  async function pressKey(page: Page, name: string): Promise<void> {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  }

  it("one can sign in and check", async () => {
    const page = await open("");
    await tabTo(page, "Sign-in name");
    await page.keyboard.type("maple-lantern-4821");
    await tabTo(page, "Passphrase");
    await page.keyboard.type("river candle");
    await page.keyboard.press("Enter");
    await heading(page, "Check before you meet");
    await tabTo(page, "Number or e-mail address");
    await page.keyboard.type("07700 900123");
    await page.keyboard.press("Enter");
    await heading(page, "Is this right?");
    await pressKey(page, "Check");
    await heading(page, "1 warning is live");
    await pressKey(page, "Robbery with a weapon");
    await heading(page, "Reported to the network. Not proven.");
  });

  it("one can report, change an answer and send", async () => {
    const page = await unlocked();
    await pressKey(page, "Report");
    await heading(page, "Tell us what happened");
    await pressKey(page, "Start");
    await heading(page, "Are you safe now?");
    await tabTo(page, "Yes");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await heading(page, "What happened?");
    await pressKey(page, "Money or property");
    await tabTo(page, "Robbery");
    await page.keyboard.press("Space");
    await pressKey(page, "Continue");
    for (const title of ["When was it?", "Where was it?", "Who was it?", "Numbers and names they used", "In your own words", "About you"]) {
      await heading(page, title);
      await pressKey(page, "Continue");
    }
    await heading(page, "How may we use it?");
    await tabTo(page, "Warn other members");
    await page.keyboard.press("Space");
    await pressKey(page, "Continue");
    await page.getByRole("radio", { name: "Yes, and wait" }).waitFor();
    await tabTo(page, "Yes, and wait");
    await page.keyboard.press("Space");
    await pressKey(page, "Continue");
    await heading(page, "Look at it once more");
    await pressKey(page, "Change Your own words");
    await heading(page, "In your own words");
    await tabTo(page, "In your own words");
    await page.keyboard.type("He took my phone.");
    await pressKey(page, "Continue");
    await page.getByRole("radio", { name: "Yes, and wait" }).waitFor();
    await tabTo(page, "Yes, and wait");
    await page.keyboard.press("Space");
    await pressKey(page, "Continue");
    await heading(page, "Look at it once more");
    await pressKey(page, "Send report");
    await heading(page, "Your report is sent");
  });
});
