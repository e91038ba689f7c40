/**
 * Every public page in every language, for eyes, fingers and screen readers: in the light and in the dark, on the narrowest
 * screens, enlarged, with very large text. Each page is opened once and looked at in every way; each look is shown to see
 * what is wrong on a page that is broken on purpose.
 */
import type { BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { bringLooks, keyboard, look } from "./support/looks.ts";
import { allPages, kindsOf, languages, type Language } from "./support/pages.ts";
import { setUpStage } from "./support/fresh.ts";
import { type Stage, phone } from "./support/stage.ts";
import { changedShare, kNoticed } from "../../web/tools/pictures.ts";

const pages = allPages();
const kinds = kindsOf(pages);

let stage: Stage;
setUpStage((opened) => {
  stage = opened;
});

const address = (path: string, language: Language): string => `${stage.installation.memberUrl}/${language}/${path}`;

/** A page that can be looked at. */
async function open(path: string, language: Language = "en", options: BrowserContextOptions = phone): Promise<Page> {
  const page = await stage.open(address(path, language), options);
  await bringLooks(page.context());
  await page.goto(address(path, language));
  return page;
}

/** What may be folded away is looked at as well. */
const unfold = (page: Page): Promise<void> => page.evaluate(() => document.querySelectorAll("details").forEach((details) => void (details.open = true)));

async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
}

/** What is wrong on the lowest screen. */
async function lowFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 256 });
  return page.evaluate(() => [innerHeight === 256 ? [] : ["is not low"], window.looks.sideways(), window.looks.crowded()].flat());
}

/** What is wrong on a screen of half the size with twice the points, as when a page is enlarged twice. */
async function enlargedFaults(page: Page, devtools: CDPSession): Promise<string[]> {
  await devtools.send("Emulation.setDeviceMetricsOverride", { width: 640, height: 512, deviceScaleFactor: 2, mobile: false });
  const found = await page.evaluate(() => [innerWidth === 640 && devicePixelRatio === 2 ? [] : ["is not enlarged"], window.looks.sideways(true), window.looks.crowded()].flat());
  // Else it would come again with the next page.
  await devtools.send("Emulation.clearDeviceMetricsOverride");
  return found;
}

/** What is wrong with text alone twice as large, and with text spaced as some readers need it. */
function rewrittenFaults(page: Page): Promise<readonly [larger: readonly string[], spaced: readonly string[]]> {
  return page.evaluate(() => {
    const { looks, document: { documentElement: root } } = window;
    root.style.fontSize = "34px";
    const larger = [...looks.sideways(true), ...looks.crowded()];
    root.style.fontSize = "";
    const spaced = new CSSStyleSheet();
    spaced.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [spaced];
    const both = [larger, [...looks.sideways(true), ...looks.crowded()]] as const;
    document.adoptedStyleSheets = [];
    return both;
  });
}

interface Found {
  readonly light: readonly string[];
  readonly dark: readonly string[];
  readonly told: readonly string[];
  readonly narrow: readonly string[];
  readonly low: readonly string[];
  readonly enlarged: readonly string[];
  readonly larger: readonly string[];
  readonly spaced: readonly string[];
  readonly fingers: readonly string[];
}

/** What each look finds on the page that is open on a phone; with `isMore` also what depends on the height of the screen and on its points. */
async function lookAt(page: Page, devtools: CDPSession, isMore: boolean): Promise<Found> {
  await unfold(page);
  const first = await page.evaluate(async () => {
    const { looks } = window;
    return { light: await looks.accessibility(), told: looks.unsaid(), narrow: [...looks.sideways(), ...looks.broken(), ...looks.crowded()], fingers: looks.small() };
  });
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await look(page, "accessibility");
  await page.emulateMedia({ colorScheme: null });
  const [low, enlarged] = isMore ? [await lowFaults(page), await enlargedFaults(page, devtools)] : [[], []];
  await resize(page, 360, 640);
  const [larger, spaced] = await rewrittenFaults(page);
  await resize(page, phone.viewport.width, phone.viewport.height);
  return { ...first, dark, low, enlarged, larger, spaced };
}

/** The same page in another language, as the page itself brings it; the page that stands for none has to be opened. */
async function translate(page: Page, path: string, language: Language): Promise<void> {
  if (path === "not_found.html") {
    await page.goto(address(path, language));
    return;
  }
  await page.evaluate((wanted) => document.querySelector<HTMLElement>(`.languages a[lang=${wanted}]`)?.click(), language);
  await page.waitForFunction((wanted) => location.pathname === wanted && document.querySelector(".languages [aria-busy]") === null, `/${language}/${path}`);
}

describe("every page", () => {
  const all: { readonly path: string; readonly language: Language; readonly found: Found }[] = [];

  beforeAll(async () => {
    // Two at a time: a browser has a process for each.
    await Promise.all([0, 1].map(async (half) => {
      const page = await open("", "en");
      const devtools = await page.context().newCDPSession(page);
      for (const [index, path] of pages.entries()) {
        if (index % 2 !== half) continue;
        // Each page is opened in one of the languages, and comes in the others without being opened.
        for (const [turn, language] of languages.map((_, each) => languages[(each + (index >> 1)) % languages.length] as Language).entries()) {
          await (turn === 0 ? page.goto(address(path, language)) : translate(page, path, language));
          all.push({ path, language, found: await lookAt(page, devtools, turn % 2 === 0) });
        }
      }
    }));
    expect(all.length).toBe(pages.length * languages.length);
  });

  describe.each(languages)("in %s", (language) => {
    const faults = (of: keyof Found): unknown[] => all.filter((each) => each.language === language && each.found[of].length > 0).map(({ path, found }) => [path, found[of]]);

    test("has no fault that axe finds", () => expect(faults("light")).toEqual([]));
    test("has no fault that axe finds in the dark", () => expect(faults("dark")).toEqual([]));
    test("is told to screen readers in its own language, with one heading and one region that speaks up", () => expect(faults("told")).toEqual([]));
    test("fits 320 pixels, and breaks no heading at a hyphen", () => expect(faults("narrow")).toEqual([]));
    test("fits 320 by 256 pixels, with room beside the bars", () => expect(faults("low")).toEqual([]));
    test("shows everything when it is enlarged twice", () => expect(faults("enlarged")).toEqual([]));
    test("shows everything with text twice as large", () => expect(faults("larger")).toEqual([]));
    test("shows everything with more space between letters, words, lines and paragraphs", () => expect(faults("spaced")).toEqual([]));
    test("has targets for fingers", () => expect(faults("fingers")).toEqual([]));
  });
});

const enlargedSideways = (page: Page): Promise<string[]> => page.evaluate(() => window.looks.sideways(true));

describe("the looks find", () => {
  test("what axe is for, in the light and in the dark", async () => {
    const page = await open("h/");
    await page.evaluate(() => document.querySelector("#main")?.replaceChildren(document.createElement("input"), document.createElement("img")));
    expect((await look(page, "accessibility")).map((fault) => fault.split(":")[0])).toEqual(expect.arrayContaining(["image-alt", "label"]));
    await page.goto(address("h/", "en"));
    await page.evaluate(() => document.documentElement.style.setProperty("--soft", "#777"));
    await page.emulateMedia({ colorScheme: "dark" });
    expect((await look(page, "accessibility")).map((fault) => fault.split(":")[0])).toEqual(["color-contrast"]);
  });

  test("what is wider than the screen or scrolls sideways, and headings that break at a hyphen; a table in a region of its own may scroll when it is enlarged", async () => {
    const page = await open("g/", "en", { viewport: { width: 360, height: 640 } });
    await page.evaluate(() => {
      const scrolling = document.createElement("div");
      scrolling.style.overflowX = "auto";
      scrolling.style.whiteSpace = "nowrap";
      scrolling.append("a".repeat(80));
      const heading = document.createElement("h2");
      const kept = document.createElement("span");
      kept.className = "whole";
      kept.append("60-second");
      heading.append("a ", kept, " a seventy-second");
      document.querySelector("#main")?.append(scrolling, heading);
      // Room for the one that is kept whole, and not for the other.
      heading.style.width = `${kept.offsetWidth + 2}px`;
    });
    expect([(await look(page, "sideways")).length, (await enlargedSideways(page)).length, await look(page, "broken")]).toEqual([1, 1, ["seventy-second"]]);
    await page.evaluate(() => {
      const region = document.querySelector("#main div:last-of-type");
      for (const [name, value] of Object.entries({ role: "region", tabindex: "0", "aria-labelledby": "top" })) region?.setAttribute(name, value);
    });
    expect([(await look(page, "sideways")).length, (await enlargedSideways(page)).length]).toEqual([1, 0]);
    await page.evaluate(() => void (document.body.style.minWidth = "400px"));
    expect((await enlargedSideways(page))[0]).toBe("the page: 400 > 360");
  });

  test.each<[string, RegExp, () => void]>([
    ["lines over each other", /^over each other/, () => void (document.querySelector("h1") as HTMLElement).style.setProperty("margin-bottom", "-1.5em")],
    ["text that is cut off", /^cut off/, () => {
      const { style } = document.querySelector(".entry") as HTMLElement;
      style.height = "2em";
      style.overflow = "hidden";
    }],
    ["text beyond the screen", /^beyond the screen/, () => void (document.querySelector("h1") as HTMLElement).style.setProperty("margin-left", "-3em")],
    ["bars that leave no room", /^bars: /, () => void (document.querySelector(".sections") as HTMLElement).style.setProperty("height", "50%")],
    ["what lies over Leave", /^Leave is covered/, () => void Object.assign((document.querySelector("#main") as HTMLElement).style, { position: "fixed", inset: "0", zIndex: "9" })],
  ])("%s", async (_, expected, spoil) => {
    const page = await open("h/");
    expect(await look(page, "crowded")).toEqual([]);
    await page.evaluate(spoil);
    expect(await look(page, "crowded")).toEqual(expect.arrayContaining([expect.stringMatching(expected) as string]));
  });

  test("what is too small for a finger, alone and inside text", async () => {
    const page = await open("g/k1a/");
    expect(await look(page, "small")).toEqual([]);
    await page.evaluate(() => {
      const button = document.createElement("button");
      button.append("alone");
      Object.assign(button.style, { padding: "0", minHeight: "0", height: "40px" });
      const link = document.createElement("a");
      link.href = "#top";
      link.append("inside");
      Object.assign(link.style, { padding: "0", display: "inline-block", height: "20px" });
      document.querySelector("#main")?.append(button);
      document.querySelector(".prose p")?.append(link);
    });
    expect(await look(page, "small")).toEqual([expect.stringMatching(/^inside: 20 < 24$/) as string, expect.stringMatching(/^alone: \d+ < 44$/) as string]);
  });

  test("a second region that speaks up, a second heading, a missing title, a wrong language and English that does not say so", async () => {
    const page = await open("h/", "ro");
    expect(await look(page, "unsaid")).toEqual([]);
    await page.evaluate(() => {
      const [region, heading, text, quoted] = [document.createElement("p"), document.createElement("h1"), document.createElement("p"), document.createElement("p")];
      region.setAttribute("role", "status");
      text.append("This is what you can say.");
      quoted.append("This is what you can say.");
      quoted.lang = "en";
      document.querySelector("#main")?.append(region, heading, text, quoted);
      document.title = " ";
      document.querySelector("#skip")?.setAttribute("href", "#top");
    });
    expect(await look(page, "unsaid")).toEqual(["regions that speak up: 2", "not one h1", "no title", "the link to the content leads elsewhere", "English that does not say so: This is what you can say."]);
    await page.evaluate(() => void (document.documentElement.lang = "pt"));
    expect(await look(page, "unsaid")).toContain("the language of the page: pt");
  });
});

describe("where the system or the reader chooses how things look", () => {
  test("forced colours leave every control its edge and every choice its mark", async () => {
    const page = await open("");
    await page.emulateMedia({ forcedColors: "active" });
    for (const path of kinds) {
      await page.goto(address(path, "en"));
      await unfold(page);
      expect([path, await look(page, "edgeless")]).toEqual([path, []]);
    }
    // As it would be with colours alone.
    await page.goto(address(kinds.find((path) => /^m\/./.test(path)) as string, "en"));
    await page.evaluate(() => {
      for (const element of document.querySelectorAll<HTMLElement>("#leave, .choice")) element.style.setProperty("border", "0", "important");
    });
    const found = await look(page, "edgeless");
    expect([found.some((fault) => fault.includes('id="leave"')), found.at(-1)]).toEqual([true, "a choice looks the same when it is made"]);
  });

  test("nothing moves for whoever wants no movement", async () => {
    const page = await open("");
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const path of kinds) {
      await page.goto(address(path, "en"));
      expect([path, await look(page, "moving")]).toEqual([path, []]);
    }
    const move = (): Promise<void> => page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("@keyframes turn { to { rotate: 1turn } } h1 { animation: turn 1s } html { scroll-behavior: smooth } p::before { transition: color 1s }");
      document.adoptedStyleSheets = [sheet];
    });
    await move();
    expect(await look(page, "moving")).toEqual([]);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect((await look(page, "moving")).map((fault) => fault.split(":")[0])).toEqual(expect.arrayContaining(["HTML", "H1", "P"]));
  });

  test.each(["light", "dark"] as const)("in the %s what is read has a contrast of 7 to 1, and small print 4.5 to 1", async (colorScheme) => {
    const page = await open("");
    await page.emulateMedia({ colorScheme });
    for (const path of kinds) {
      await page.goto(address(path, "en"));
      await unfold(page);
      expect([path, await look(page, "faint")]).toEqual([path, []]);
    }
    await page.evaluate(() => {
      document.documentElement.style.setProperty("--ink", "#777");
      document.documentElement.style.setProperty("--soft", "#888");
    });
    expect((await look(page, "faint")).length).toBeGreaterThan(2);
    await page.evaluate(() => {
      document.documentElement.style.setProperty("--paper", matchMedia("(prefers-color-scheme: dark)").matches ? "#fff" : "#000");
    });
    expect((await look(page, "faint"))[0]).toContain("the page is");
  });
});

describe("with the keyboard alone", () => {
  test("every link and control of every sort of page is reached, seen and left again", async () => {
    const page = await open("", "en", { viewport: { width: 360, height: 640 } });
    for (const path of kinds) {
      await page.goto(address(path, "en"));
      expect([path, await keyboard(page)]).toEqual([path, []]);
    }
  });

  test("stops that nothing shows, that lie behind something, that hold one fast or are left out are found", async () => {
    const page = await open("h/", "en", { viewport: { width: 360, height: 640 } });
    const spoiled = async (css: string): Promise<string[]> => {
      await page.evaluate((rules) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(rules);
        document.adoptedStyleSheets = [sheet];
      }, css);
      return [...new Set((await keyboard(page)).map((fault) => fault.replace(/: .*/, "")))];
    };
    expect(await spoiled(":focus-visible { outline: none !important }")).toEqual(["has no mark"]);
    expect(await spoiled("html { scroll-padding: 0 } .sections { height: 90% }")).toEqual(["is hidden"]);
    expect(await spoiled("#leave { display: none }")).toEqual(["Leave does not come first"]);
    await page.evaluate(() => document.querySelector(".number")?.addEventListener("keydown", (event) => event.preventDefault()));
    expect(await spoiled("")).toEqual(["there is no end", "never reached"]);
  });

  test("whatever does something does it for Enter and Space, and the link to the content leads into it", async () => {
    const page = await open("w/", "en", { viewport: { width: 360, height: 640 } });
    const focused = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.closest("main")?.id);
    for (const key of ["Tab", "Tab", "Enter", "Tab"]) await page.keyboard.press(key);
    expect([await focused(), await page.evaluate(() => location.hash)]).toEqual(["main", "#main"]);
    await page.locator(".question summary").first().focus();
    await page.keyboard.press("Enter");
    expect(await page.locator(".question details[open]").count()).toBe(1);
    await page.goto(address(kinds.find((path) => /^m\/./.test(path)) as string, "en"));
    await page.locator("#ticks input").nth(1).focus();
    await page.keyboard.press("Space");
    expect(await page.locator(".sheet-group input:checked").count()).toBe(1);
    await page.locator(".languages a[lang=pt]").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.documentElement.lang === "pt");
    expect(await focused()).toBe("main");
    await page.locator("#leave").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/leave");
    // A page that gave way before its icon was read lets the browser look for one of its own.
    expect(stage.faults.splice(0).filter((fault) => !fault.includes("404"))).toEqual([]);
  });

  test("without a content to lead to, the link to it leads nowhere", async () => {
    const page = await open("w/", "en", { viewport: { width: 360, height: 640 } });
    await page.evaluate(() => document.querySelector("#main")?.removeAttribute("id"));
    for (const key of ["Tab", "Tab", "Enter", "Tab"]) await page.keyboard.press(key);
    expect(await page.evaluate(() => document.activeElement?.closest("main") === null)).toBe(true);
  });
});

describe("what changes is told once, to those who do not see it", () => {
  test("how many services are left, by the one region that speaks up", async () => {
    const page = await open("f/");
    const said = (): Promise<string | null> => page.locator("#live").textContent();
    expect([await said(), await page.locator("#live").getAttribute("role")]).toEqual(["", "status"]);
    await page.locator("#need").selectOption("n-stalking");
    const count = await page.locator(".service:visible").count();
    await expect.poll(said).toBe(`Services shown: ${count}`);
    expect(await page.locator("#shown").textContent()).toBe(`Services shown: ${count}`);
    expect(await look(page, "unsaid")).toEqual([]);
    // The focus stays where she is.
    expect(await page.evaluate(() => document.activeElement?.id ?? "")).not.toBe("live");
    for (let press = 0; press < 2; press += 1) await page.keyboard.press("Shift");
    await expect.poll(said).toBe("Press Shift 1 more time to leave.");
  });

  test("that another language is on its way, and then where one is in it", async () => {
    const page = await open("h/");
    let arrive = (): void => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    await page.route("**/zh-Hans/h/", async (route) => {
      await held;
      await route.continue();
    });
    await page.locator(".languages a[lang=zh-Hans]").click();
    expect(await page.locator(".languages a[lang=zh-Hans]").getAttribute("aria-busy")).toBe("true");
    arrive();
    await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
    expect(await page.locator("[aria-busy]").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    expect(await page.title()).toContain("Parasol");
    expect(await look(page, "unsaid")).toEqual([]);
  });
});

describe("a page in another state than the usual one", () => {
  const states: readonly [string, string, (page: Page) => Promise<unknown>][] = [
    ["an area without a service of its own", "f/", (page) => page.locator("#area").selectOption("a-psni")],
    ["choices that nothing fits", "f/", async (page) => {
      await page.evaluate(() => document.querySelectorAll(".service").forEach((row) => row.removeAttribute("data-for")));
      await page.locator("#need").selectOption("n-stalking");
      expect(await page.locator("#shown").textContent()).toBe("Nothing fits all of this. Take one choice away.");
    }],
    ["a place that nobody knows", "f/", async (page) => {
      await page.locator("#place").fill("Xyzzy");
      await page.keyboard.press("Enter");
      await page.locator("#place-error").waitFor();
    }],
    ["services that have changed since", "h/", async (page) => {
      await page.route("**/open/services?*", (route) => route.fulfill({ json: { contents: [{ status: "active", x_page: "b3s", phones: [{ number: "07700 900123" }], alert: "Closed this week" }] } }));
      await page.reload();
      await page.locator(".alert:visible").waitFor();
    }],
    ["a sheet with ticks", kinds.find((path) => /^m\/./.test(path)) as string, async (page) => {
      for (const group of await page.locator(".sheet-group").all()) await group.locator(".choice").first().click();
    }],
    ["a copy that was saved, without a connection", "h/", async (page) => {
      await page.goto(address(kinds.find((path) => path.startsWith("c/")) as string, "en"));
      await page.locator("[data-act=save]").click();
      await page.locator(".kept").waitFor();
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.context().setOffline(true);
      await page.goto(address("h/", "en"));
      await page.locator(".kept").waitFor();
    }],
  ];

  test.each(states)("%s", async (_, path, enter) => {
    const page = await open(path);
    await enter(page);
    for (const name of ["accessibility", "unsaid", "sideways", "crowded", "small"] as const) expect([name, await look(page, name)]).toEqual([name, []]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await look(page, "accessibility")).toEqual([]);
    expect(stage.faults.splice(0).filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(fault))).toEqual([]);
  });
});

describe("pictures", () => {
  test("every sign of every Chinese page is drawn in a Chinese font, in every kind of element", async () => {
    const page = await open("", "zh-Hans");
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("DOM.enable");
    await devtools.send("CSS.enable");
    const drawnIn = async (selector: string): Promise<string[]> => {
      const { root } = await devtools.send("DOM.getDocument");
      const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
      return (await devtools.send("CSS.getPlatformFontsForNode", { nodeId })).fonts.map(({ familyName }) => familyName);
    };
    const isChinese = (family: string): boolean => /WenQuanYi|Noto Sans.*(SC|CJK)|PingFang|YaHei/.test(family);
    for (const path of kinds) {
      await page.goto(address(path, "zh-Hans"));
      const elements = await page.evaluate(() => {
        const seen = new Set<string>();
        return [...document.querySelectorAll("body *")].filter((element) => {
          const isWritten = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && /\p{Script=Han}/u.test(nodeValue ?? ""));
          const kind = `${element.tagName}.${element.className}`;
          return isWritten && element.checkVisibility() && element.tagName !== "OPTION" && !seen.has(kind) && seen.add(kind);
        }).map((element, index) => {
          element.setAttribute("data-drawn", String(index));
          return element.outerHTML.slice(0, 60);
        });
      });
      expect(elements.length).toBeGreaterThan(5);
      for (const [index, element] of elements.entries()) expect([path, element, (await drawnIn(`[data-drawn="${index}"]`)).some(isChinese)]).toEqual([path, element, true]);
    }
    const signs = new Set<string>();
    for (const path of pages) for (const [sign] of (await (await fetch(address(path, "zh-Hans"))).text()).matchAll(/\p{Script=Han}/gu)) signs.add(sign);
    expect(signs.size).toBeGreaterThan(500);
    const write = (text: string): Promise<void> => page.evaluate((words) => document.querySelector("h1")?.replaceChildren(words), text);
    await write([...signs].join(""));
    expect((await drawnIn("h1")).filter((family) => !isChinese(family))).toEqual([]);
    // A sign of another script is drawn in another font, or in none.
    await write("\u{10330}");
    expect((await drawnIn("h1")).filter(isChinese)).toEqual([]);
  });

  test("the same page gives the same picture, and another word is noticed", async () => {
    for (const path of ["", "h/", kinds.find((each) => each.startsWith("c/")) as string]) {
      const page = await open(path, "ro", { viewport: { width: 360, height: 640 } });
      const before = await page.screenshot();
      await page.reload();
      expect(await changedShare(before, await page.screenshot())).toBe(0);
      await page.evaluate(() => document.querySelector("h1")?.append("!"));
      const share = await changedShare(before, await page.screenshot());
      expect([share > kNoticed / 10, share < 0.5]).toEqual([true, true]);
      await page.evaluate(() => document.querySelector("h1")?.replaceChildren("Un alt titlu"));
      expect(await changedShare(before, await page.screenshot())).toBeGreaterThan(kNoticed);
      await page.setViewportSize({ width: 360, height: 700 });
      expect(await changedShare(before, await page.screenshot())).toBeGreaterThan(0.08);
    }
  });
});
