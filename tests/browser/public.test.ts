/**
 * The public pages as `parasol serve` gives them: for a cheap phone, in four languages, by keyboard, without scripts; and
 * gone, with all they left behind, at one press.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { launchBrowser } from "../../web/tools/browser.ts";
import { serveFolder } from "../../web/tools/static_server.ts";
import { base64url } from "../../web/shared/client/bytes.ts";
import { withoutTable } from "../http/support/database.ts";
import { answerOfLeave } from "./support/hands.ts";
import { allPages, kindsOf, languages, type Language } from "./support/pages.ts";
import { setUpStage } from "./support/fresh.ts";
import { type Stage, pagesFolder, phone } from "./support/stage.ts";

const folder = join(pagesFolder, "member");
const all = allPages();
const kinds = kindsOf(all);

let stage: Stage;
setUpStage((opened) => {
  stage = opened;
});

/** The browser may complain of what the test did on purpose, and of nothing else. */
function allowFaults(...words: string[]): void {
  expect(stage.faults.splice(0).filter((fault) => !words.some((word) => fault.includes(word)))).toEqual([]);
}

const address = (path: string, language: Language = "en"): string => `${stage.installation.memberUrl}/${language}/${path}`;
const open = (path: string, options?: BrowserContextOptions, language?: Language): Promise<Page> => stage.open(address(path, language), options);

/** A page in a browser that runs no scripts; the stage's own watching needs some, so it stays away. */
async function openPlain(path: string, language: Language = "en"): Promise<Page> {
  const context = await stage.browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.goto(address(path, language));
  return page;
}

/** Nothing can be read on the page, nor on what comes in its place. */
async function expectEmpty(page: Page): Promise<void> {
  // A page that gives way to the next cannot be asked; the next one can.
  await expect.poll(() => page.evaluate(() => document.body.innerText.trim()).catch(() => "gives way")).toBe("");
  expect(await page.locator("h1:visible").count()).toBe(0);
}

/** How often the browser tells assistive programs of each part of a table. */
async function tableParts(page: Page): Promise<Record<string, number>> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  await devtools.detach();
  const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => String(role?.value));
  return Object.fromEntries(["table", "rowgroup", "row", "columnheader", "rowheader", "cell"].map((part) => [part, roles.filter((role) => role === part).length]));
}

test("a table that stands row by row on a phone is a table to assistive programs still", async () => {
  const page = await open("g/k9f/", { viewport: { width: 360, height: 640 } });
  const size = await page.evaluate(() => ({ rows: document.querySelectorAll(".many tbody tr").length, cells: document.querySelectorAll(".many td").length }));
  expect(size.rows).toBeGreaterThan(3);
  // Its own columns stand in the cells there, in place of their row.
  const stacked = { table: 1, rowgroup: 1, row: size.rows, columnheader: 0, rowheader: size.rows, cell: size.cells };
  expect(await page.locator(".many td").first().evaluate((cell) => getComputedStyle(cell).display)).toBe("block");
  expect(await tableParts(page)).toEqual(stacked);
  // The browser may hold plain elements for parts of a table in spite of the style sheet, as this one does for most of them.
  await page.evaluate(() => document.querySelectorAll(".many [role]").forEach((part) => part.removeAttribute("role")));
  expect(await tableParts(page)).not.toEqual(stacked);
  // Not where a style sheet stacks what never was one.
  await page.evaluate(() => document.querySelectorAll(".many table, .many table *").forEach((part) => part.setAttribute("role", "none")));
  expect(await tableParts(page)).toEqual({ table: 0, rowgroup: 0, row: 0, columnheader: 0, rowheader: 0, cell: 0 });
});

interface FirstVisit {
  readonly bytes: number;
  /** Of what the script asks for once the page is there. */
  readonly later: number;
  /** One of each request. */
  readonly origins: readonly string[];
  /** What the browser waits for before it draws anything. */
  readonly blocking: number;
  /** How much of the screen has moved by itself, as browsers count it. */
  readonly shift: number;
}

/** A page in a browser that knows nothing yet. What calls itself late comes after something was drawn. */
async function firstVisit(url: string): Promise<FirstVisit> {
  const context = await stage.browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const asked = new Map<string, { readonly url: string; readonly isLater: boolean; bytes?: number }>();
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ requestId, request: { url }, type = "Other" }) => void asked.set(requestId, { url, isLater: ["Fetch", "XHR"].includes(type) }));
  const finish = (requestId: string, bytes: number): void => {
    const one = asked.get(requestId);
    if (one) one.bytes = bytes;
  };
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => finish(requestId, encodedDataLength));
  devtools.on("Network.loadingFailed", ({ requestId }) => finish(requestId, 0));
  await page.route("**/*?late", async (route) => {
    await page.waitForFunction(() => document.readyState !== "loading");
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await route.continue();
  });
  await page.goto(url);
  // The script has asked for what it wants by then.
  await expect.poll(() => [...asked.values()].filter(({ bytes }) => bytes === undefined)).toEqual([]);
  const drawn = await page.evaluate(() => new Promise<{ blocking: number; shift: number }>((resolve) => {
    let shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    const blocking = (performance.getEntriesByType("resource") as (PerformanceResourceTiming & { renderBlockingStatus: string })[]).filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking").length;
    requestAnimationFrame(() => requestAnimationFrame(() => resolve({ blocking, shift })));
  }));
  await context.close();
  const sum = (isLater: boolean): number => [...asked.values()].reduce((total, one) => total + (one.isLater === isLater ? (one.bytes ?? 0) : 0), 0);
  return { bytes: sum(false), later: sum(true), origins: [...asked.values()].map((one) => new URL(one.url).origin), ...drawn };
}

/** What a first visit may not cost on the slowest line: bytes, requests, what is waited for, what moves, other servers. */
function costs({ bytes, later, origins, blocking, shift }: FirstVisit): string[] {
  return [
    ...(bytes > 25 * 1024 ? [`bytes: ${bytes}`] : []),
    ...(later > 6 * 1024 ? [`bytes for the script: ${later}`] : []),
    ...(origins.length > 6 ? [`requests: ${origins.length}`] : []),
    ...(blocking > 2 ? [`waited for: ${blocking}`] : []),
    ...(shift > 0.05 ? [`moves: ${shift}`] : []),
    ...(new Set(origins).size > 1 ? ["other servers"] : []),
  ];
}

describe("a first visit", () => {
  test("costs 25 KB at most, and 6 for what the script asks after, in six requests, waits for a style sheet and a script, and nothing moves by itself", async () => {
    for (const path of kinds) expect([path, costs(await firstVisit(address(path)))]).toEqual([path, []]);
  });

  test("would be found out if it cost more", async () => {
    const spoilt = mkdtempSync(join(tmpdir(), "spoilt-"));
    cpSync(join(folder, "assets"), join(spoilt, "assets"), { recursive: true });
    cpSync(join(folder, "icon.svg"), join(spoilt, "icon.svg"));
    const html = readFileSync(join(folder, "en/h/index.html"), "utf8");
    const [sheet = ""] = /<link rel="stylesheet"[^>]*>/.exec(html) ?? [];
    const server = await serveFolder(spoilt);
    const visit = async (from: string, to: string): Promise<string[]> => {
      writeFileSync(join(spoilt, "index.html"), html.replace(from, to));
      writeFileSync(join(spoilt, "index.html.gz"), gzipSync(html.replace(from, to)));
      return costs(await firstVisit(`${server.origin}/`)).map((cost) => cost.replace(/:.*/, ""));
    };
    try {
      expect(await visit("", "")).toEqual([]);
      expect(await visit("</head>", `${[1, 2, 3, 4].map((index) => sheet.replace('.css"', `.css?${index}"`)).join("")}</head>`)).toEqual(["bytes", "requests", "waited for"]);
      expect(await visit('<main id="main"', '<img alt="" src="/icon.svg?late" /><main id="main"')).toEqual(["moves"]);
    } finally {
      await server.close();
      rmSync(spoilt, { recursive: true });
    }
    const other = { bytes: 0, later: 7000, origins: [address(""), "https://example.org"], blocking: 0, shift: 0 };
    expect(costs(other)).toEqual(["bytes for the script: 7000", "other servers"]);
  });
});

test("what the policy forbids is noticed: scripts and styles of a page's own, text that becomes HTML, other servers", async () => {
  const page = await open("h/");
  await page.evaluate(() => {
    const make = (name: string, set: (element: HTMLElement) => void): void => {
      const element = document.createElement(name);
      set(element);
      document.body.append(element);
    };
    make("style", (style) => style.append("p { color: red }"));
    make("p", (text) => text.setAttribute("style", "color: red"));
    make("img", (image) => image.setAttribute("src", "https://example.org/x.png"));
    // These are refused, and are to be noticed all the same.
    for (const refused of [() => make("p", (text) => text.setAttribute("onclick", "alert(1)")), () => void (document.body.innerHTML = "<p>")]) {
      try {
        refused();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  });
  const noticed = (): string[] => [...new Set(stage.faults.filter((fault) => fault.startsWith("policy: ")).map((fault) => fault.split(" ")[1] ?? ""))].sort();
  await expect.poll(noticed).toEqual(["img-src", "require-trusted-types-for", "style-src-attr", "style-src-elem"]);
  stage.faults.splice(0);
});

test("a card is one screen of a phone", async () => {
  for (const language of languages) {
    const page = await open("", { viewport: { width: 360, height: 640 } }, language);
    for (const path of all.filter((each) => each.startsWith("c/"))) {
      await page.goto(address(path, language));
      const height = await page.evaluate(() => (document.querySelector(".prose")?.getBoundingClientRect().bottom ?? 0) - (document.querySelector("h1")?.getBoundingClientRect().top ?? 0));
      expect([path, height <= 640 ? "fits" : height]).toEqual([path, "fits"]);
    }
  }
});

describe("with the keyboard alone", () => {
  test("Leave comes first, and one finds a number by choosing a need", async () => {
    const page = await open("f/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("leave");
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 80; presses += 1) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`the keyboard does not reach ${selector}`);
    };
    await tabTo("#need");
    await page.keyboard.type("Stalking");
    // What is open at this hour comes first, and nothing that does not fit the need comes at all.
    await tabTo(".service a.number");
    const numbers = await page.locator(".service:visible a.number").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect([numbers.length < 5, numbers.includes("tel:08088020300")]).toEqual([true, true]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(numbers[0]);
    expect(await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement as Element);
      return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
    })).toBe(true);
  });
});

describe("an address that leads nowhere", () => {
  const wanted = ["en/zzz/", "zh-Hans/g/zzz/", "zh-Hans/zzz", "zzz", "api/zzz"];

  test("shows a page with the way out and the numbers, in the language of its folder, with scripts and without", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await (await stage.browser.newContext({ javaScriptEnabled, viewport: phone.viewport })).newPage();
      for (const path of wanted) {
        const answer = await page.goto(`${stage.installation.memberUrl}/${path}`);
        expect([path, answer?.status(), await page.locator("html").getAttribute("lang")]).toEqual([path, 404, path.startsWith("zh") ? "zh-Hans" : "en"]);
        expect([path, await page.locator("#leave").isVisible(), await page.locator("a[href='tel:999']").isVisible(), await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, true, true, phone.viewport.width]);
      }
      await page.locator(".languages").getByText("Română", { exact: true }).click();
      await page.waitForURL("**/ro/");
      await page.goto(`${stage.installation.memberUrl}/pt/g/zzz/`);
      await page.locator("#leave").click();
      await page.waitForURL("**/leave");
    }
  });

  test("is answered in their own words to programs, and to whoever comes by another name than the site has", async () => {
    for (const headers of [{ accept: "*/*" }, { accept: "application/json" }]) {
      const answer = await fetch(address("zzz/"), { headers });
      expect([answer.status, await answer.json()]).toEqual([404, { error: "not_found" }]);
    }
    const html = await fetch(address("zzz/"), { headers: { accept: "text/html" } });
    expect([html.status, html.headers.get("cache-control"), html.headers.get("content-security-policy")?.includes("default-src 'none'")]).toEqual([404, "no-store", true]);
    expect(html.headers.get("etag")).toBe(null);
    const posted = await fetch(address("zzz/"), { method: "POST", headers: { accept: "text/html" } });
    expect(await posted.json()).toMatchObject({ error: expect.any(String) as string });
    const byName = await new Promise<string>((resolve, reject) => {
      get(address("zzz/"), { headers: { host: "other.example.org", accept: "text/html" } }, (answer) => resolve(String(answer.headers["content-type"]))).on("error", reject);
    });
    expect(byName).toBe("application/json");
  });
});

/** What a reader without scripts finds on the page that is open: places to go to, and what cannot do anything. */
function offeredOn(page: Page): Promise<{ heading: boolean; words: number; links: string[]; ids: string[]; dead: string[] }> {
  return page.evaluate(() => {
    const visible = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
    return {
      heading: visible("#main h1").length === 1,
      words: document.querySelector<HTMLElement>("#main")?.innerText.trim().length ?? 0,
      links: visible("a").map((link) => link.getAttribute("href") ?? ""),
      ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
      // A reset clears a form by itself; choices on other pages than these two would change nothing.
      dead: visible("button:not([type=reset]), .scripted, [role=button], a:not([href])").map(({ outerHTML }) => outerHTML.slice(0, 80))
        .concat(/\/[fm]\//.test(location.pathname) ? [] : visible("#main :is(input, select, textarea)").map(({ outerHTML }) => outerHTML.slice(0, 80))),
    };
  });
}

describe("without scripts", () => {
  test("every page has its content, each of its links leads somewhere, and nothing on it is dead", async () => {
    const page = await openPlain("");
    const pages = new Map<string, Awaited<ReturnType<typeof offeredOn>>>();
    for (const path of all) {
      await page.goto(address(path));
      pages.set(new URL(address(path)).pathname, await offeredOn(page));
    }
    expect(pages.size).toBeGreaterThan(60);
    expect([...pages].filter(([, { heading, words, dead }]) => !heading || words < 80 || dead.length > 0)).toEqual([]);
    const base = stage.installation.memberUrl;
    const targets = new Map([...pages].flatMap(([path, { links }]) => links.map((link): [string, URL] => [`${path} ${link}`, new URL(link, base + path)])));
    const inside = [...targets].filter(([, { origin }]) => origin === base);
    // To the page itself or another of these: the place on it is there as well.
    expect(inside.filter(([, { pathname, hash }]) => hash !== "" && !(pages.get(pathname)?.ids.includes(hash.slice(1)) ?? false)).map(([link]) => link)).toEqual([]);
    for (const file of new Set(inside.map(([, { pathname }]) => pathname).filter((pathname) => !pages.has(pathname)))) {
      expect([file, (await fetch(base + file, { method: "HEAD", redirect: "manual" })).status]).toEqual([file, 200]);
    }
    const outside = [...targets].filter(([, { origin }]) => origin !== base).map(([, { href }]) => href);
    expect(outside.filter((href) => !/^tel:\+?[0-9]{3,}$|^https:\/\/[^/]+\.[a-z]+(?:\/|$)/.test(href))).toEqual([]);
    // With scripts the same look finds what needs them.
    const scripted = await open(all.find((path) => path.startsWith("c/")) as string);
    expect((await offeredOn(scripted)).dead.length).toBeGreaterThan(1);
  });

  test("a new reader finds an open line in three presses, in each language", async () => {
    for (const language of languages) {
      const page = await openPlain("", language);
      await page.locator(".ways-in a[href$='/f/']").click();
      await page.locator("#need").selectOption("n-health");
      const shown = page.locator(".service:visible");
      const everything = await page.locator(".service").count();
      expect(await shown.count()).toBeGreaterThan(0);
      expect(await shown.count()).toBeLessThan(everything);
      await page.locator("#area").selectOption("a-psni");
      expect(await page.locator(".none-known").isVisible()).toBe(true);
      expect(await page.locator(".service[data-page=h8x]").isVisible()).toBe(true);
      expect(await page.locator(".service[data-page=n1h]").isVisible()).toBe(false);
      // What is for everyone is for men; what is for women is not.
      await page.locator("#need").selectOption("");
      expect(await page.locator(".service[data-page=b3s]").isVisible()).toBe(true);
      await page.locator("#group").selectOption("g-men");
      expect(await page.locator(".service[data-page=b3s]").isVisible()).toBe(false);
      expect(await page.locator(".service[data-page=h8x]").isVisible()).toBe(true);
      const line = page.locator(".service[data-page=h8x] a.number");
      expect(await line.getAttribute("href")).toBe("tel:03001237123");
      expect(await page.locator(".service[data-page=h8x] .slot").allTextContents()).toHaveLength(2);
      expect(await page.locator(".scripted:visible").count()).toBe(0);
      await page.context().close();
    }
  });

  test.each(["en", "pt", "ro", "zh"])("whoever chooses their own language, %s, is left with numbers to ring, those of an emergency among them", async (own) => {
    const page = await openPlain("f/", own === "zh" ? "zh-Hans" : own as Language);
    const numbers = (): Promise<(string | null)[]> => page.locator(".service:visible a.number").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const everything = await numbers();
    await page.locator("#language").selectOption(`l-${own}`);
    const left = await numbers();
    expect(left).toEqual(expect.arrayContaining(["tel:999", "tel:111", "tel:101"]));
    // A line that speaks English alone, as far as anybody knows, is not offered to others.
    expect([left.includes("tel:08088020300"), left.length < everything.length]).toEqual(own === "en" ? [true, false] : [false, true]);
    // With a need as well: there is somebody to ring after an assault.
    await page.locator("#need").selectOption("n-assault");
    expect((await numbers()).length).toBeGreaterThan(1);
  });

  test("what a button prints with scripts, a line says how to print without", async () => {
    const page = await openPlain("");
    const said = page.locator(".unscripted", { hasText: "Print in the browser's menu" });
    for (const path of [...all.filter((each) => /^[cm]\/.+/.test(each)), "w/"]) {
      await page.goto(address(path));
      expect([path, await said.isVisible(), await page.locator("[data-act=print]:visible").count()]).toEqual([path, true, 0]);
    }
    const scripted = await open(kinds.find((each) => each.startsWith("c/")) as string);
    expect([await scripted.locator(".unscripted:visible").count(), await scripted.locator("[data-act=print]").isVisible()]).toEqual([0, true]);
  });

  test("Leave is a plain link to the empty page, which clears what this address kept", async () => {
    const page = await openPlain("h/");
    const answer = page.waitForResponse((response) => response.url().endsWith("/leave"));
    await page.locator("#leave").click();
    expect((await (await answer).allHeaders())["clear-site-data"]).toContain("storage");
    expect([await page.title(), (await page.locator("body").textContent())?.trim()]).toEqual(["Notes", ""]);
  });

  test("Leave clears and shows the empty page where the server cannot end a session, too", async () => {
    const page = await openPlain("h/");
    // As of somebody who is signed in: the server has to look it up, and cannot.
    const url = stage.installation.memberUrl;
    await page.context().addCookies([{ name: "parasol-member", value: base64url(new Uint8Array(32)), url }, { name: "x", value: "1", url }]);
    await withoutTable(stage.installation, "session", async () => {
      const answer = page.waitForResponse((response) => response.url().endsWith("/leave"));
      await page.locator("#leave").click();
      expect((await answer).status()).toBe(500);
      await expect.poll(() => page.title()).toBe("Notes");
      expect([(await page.locator("body").textContent())?.trim(), await page.context().cookies()]).toEqual(["", []]);
    });
  });
});

describe("Leave", () => {
  test.each(["a press", "Shift"])("by %s: blank at once, nothing kept, and Back shows nothing", async (way) => {
    const page = await open("");
    const context = page.context();
    const path = kinds.find((each) => each.startsWith("g/") && each.length > 2) as string;
    for (const next of ["t/", "g/", path, "f/"]) await page.goto(address(next));
    await page.evaluate(async () => {
      localStorage.setItem("x", "1");
      document.cookie = "x=1; path=/";
      await caches.open("pages");
    });
    const left = answerOfLeave(page);
    if (way === "Shift") for (let press = 0; press < 3; press += 1) await page.keyboard.press("Shift");
    else {
      expect(await page.evaluate(() => {
        document.getElementById("leave")?.click();
        return document.documentElement.getBoundingClientRect().height;
      })).toBe(0);
    }
    await left;
    for (let presses = 0; presses <= 3; presses += 1) {
      if (presses > 0) {
        const again = answerOfLeave(page);
        await page.goBack();
        await expectEmpty(page);
        await again;
      }
      await expectEmpty(page);
      await expect.poll(() => page.title()).toBe("Notes");
      expect(page.url()).toBe(`${stage.installation.memberUrl}/leave`);
    }
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length]))
      .toEqual([0, 0, 0, 0]);
    // Somebody who comes back on purpose finds the pages again.
    await page.goto(address("h/"));
    expect(await page.locator("h1").isVisible()).toBe(true);
    // A page that gave way before its icon was read lets the browser look for one of its own.
    allowFaults("404");
  });

  describe("is on top of the page, blanks it at once and keeps nothing", () => {
    /** What a finger in the middle of Leave would meet. */
    const met = (page: Page): Promise<string> => page.evaluate(() => {
      const box = document.querySelector("#leave")?.getBoundingClientRect();
      if (!box || box.top < 0 || box.bottom > innerHeight) return "beyond the screen";
      return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest("a")?.id ?? "something else";
    });
    const states: readonly [string, string, (page: Page) => Promise<unknown>][] = [
      ["at the end of a long page", "g/k1a/", (page) => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))],
      ["while somebody types, with a keyboard over half of the screen", "f/", async (page) => {
        await page.locator("#place").pressSequentially("Bolt");
        await page.setViewportSize({ width: 360, height: 300 });
        await page.locator("#place").evaluate((field) => field.scrollIntoView({ block: "end" }));
      }],
      ["with everything unfolded", "w/", (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => void (details.open = true)))],
      ["with ticks on a sheet", all.find((path) => /^m\/./.test(path)) as string, async (page) => {
        for (const group of await page.locator(".sheet-group").all()) await group.locator(".choice").first().click();
      }],
      ["without a connection", "h/", (page) => page.context().setOffline(true)],
    ];

    test.each(states)("%s: a finger meets it, and it leaves", async (name, path, enter) => {
      const page = await open("g/", { viewport: { width: 360, height: 640 } });
      await page.goto(address(path));
      const isOffline = name === "without a connection";
      await enter(page);
      expect(await met(page)).toBe("leave");
      const left = isOffline ? Promise.resolve() : answerOfLeave(page);
      expect(await page.evaluate(() => {
        const box = document.querySelector("#leave")?.getBoundingClientRect() as DOMRect;
        document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest("a")?.click();
        return document.documentElement.getBoundingClientRect().height;
      })).toBe(0);
      await left;
      await expectEmpty(page);
      await expect.poll(() => page.title()).toBe("Notes");
      // Without a connection the tab keeps a sign for itself that it was left.
      expect(await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length]))
        .toEqual([0, isOffline ? 1 : 0, "", 0, 0]);
      if (!isOffline) {
        const again = answerOfLeave(page);
        await page.goBack();
        await expectEmpty(page);
        await again;
      }
      allowFaults("404", "ERR_INTERNET_DISCONNECTED");
    });

    test("for no page opens anything over itself; what would is found, and Shift leaves from there too", async () => {
      const page = await open("");
      for (const path of kinds) {
        await page.goto(address(path));
        expect([path, await page.locator("dialog, [popover], [aria-modal]").count(), await met(page)]).toEqual([path, 0, "leave"]);
      }
      await page.evaluate(() => {
        const dialog = document.createElement("dialog");
        dialog.append(document.createElement("input"));
        document.body.append(dialog);
        dialog.showModal();
      });
      expect([await page.locator("dialog").count(), await met(page)]).toEqual([1, "something else"]);
      const left = answerOfLeave(page);
      for (let press = 0; press < 3; press += 1) await page.keyboard.press("Shift");
      await left;
      await expectEmpty(page);
      // A bar that scrolls away with the page.
      await page.goto(address("g/k1a/"));
      await page.evaluate(() => {
        (document.querySelector(".bar") as HTMLElement).style.position = "static";
        scrollTo(0, document.documentElement.scrollHeight);
      });
      expect(await met(page)).toBe("beyond the screen");
      allowFaults("404");
    });
  });

  // Ours say that they are not to be kept, so these come from a server that does not say it. Break: look at the tab's name alone.
  test.each(["slow", "lost"])("Back shows nothing of pages that the browser keeps whole either, with a %s connection", async (connection) => {
    const browser = await launchBrowser({ keepsPages: true });
    const server = await serveFolder(folder, { caching: "no-cache" });
    try {
      const page = await browser.newPage();
      if (connection === "slow") {
        await page.addInitScript(() => {
          const { fetch: real } = window;
          window.fetch = (what, how) => (what === "/leave" ? new Promise(() => undefined) : real(what, how));
        });
      }
      const path = kinds.find((each) => each.startsWith("g/") && each.length > 2) as string;
      for (const next of ["", "t/", path, "f/"]) {
        await page.goto(`${server.origin}/en/${next}`);
        await page.locator("#name").waitFor();
      }
      // Playwright waits for a page to load, and a kept one does not.
      const back = async (): Promise<void> => {
        await page.evaluate(() => {
          document.documentElement.dataset["before"] = "";
          history.back();
        }).catch(() => undefined);
        await expect.poll(() => page.evaluate(() => "before" in document.documentElement.dataset).catch(() => true)).toBe(false);
      };
      // It does keep them: this one comes again without being loaded.
      await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => void (document.title = persisted ? "kept" : "")));
      await back();
      await page.evaluate(() => history.forward());
      await expect.poll(() => page.title().catch(() => "")).toBe("kept");
      if (connection === "lost") await page.context().setOffline(true);
      await page.evaluate(() => document.getElementById("leave")?.click());
      for (let presses = 0; presses <= 3; presses += 1) {
        if (presses > 0) await back();
        // A page that the browser has let go of since cannot be had without a connection: it shows one of its own.
        const shown = (): Promise<string> => page.evaluate(() =>
          location.protocol === "chrome-error:" ? "the browser's own" : [document.title, location.pathname, document.body.innerText.trim()].join(" ")).catch(() => "gives way");
        await expect.poll(shown).toMatch(connection === "lost" && presses > 0 ? /^(Notes \/leave |the browser's own)$/ : /^Notes \/leave $/);
      }
    } finally {
      await browser.close();
      await server.close();
    }
  });

  test("what it does is shown once before the first step inside, and never before help", async () => {
    const page = await open("");
    await page.locator(".ways-in a[href$='/f/']").click();
    await page.waitForURL("**/t/");
    expect(await page.locator(".first-time").count()).toBe(0);
    await page.locator("#go-on").click();
    await page.waitForURL("**/f/");
    expect(await page.locator(".first-time").isVisible()).toBe(false);
    const other = await open("");
    await other.locator(".ways-in a[href$='/h/']").click();
    await other.waitForURL("**/h/");
    expect(await other.locator(".first-time").isVisible()).toBe(true);
  });
});

describe("the sheets", () => {
  const sheets = all.filter((path) => path.startsWith("m/") && path.length > 2);

  test("what is ticked in one language stands in English beside it, and the answer comes back; without scripts, sent to nobody", async () => {
    for (const path of sheets) {
      const page = await openPlain(path, "ro");
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const hers = page.locator(".hers .choice").first();
      const theirs = page.locator(".theirs .choice").first();
      for (const [choice, language] of [[hers, "en"], [theirs, "ro"]] as const) {
        const answer = choice.locator(".answer");
        expect([await answer.isVisible(), await answer.getAttribute("lang")]).toEqual([false, language]);
        await choice.click();
        expect(await answer.isVisible()).toBe(true);
      }
      await page.locator("#just-ticked").check();
      expect(await page.locator(".sheet-group .choice:visible").count()).toBe(2);
      expect(asked.filter((file) => file !== "/icon.svg")).toEqual([]);
      // Nothing has a name or a place to go to, and the browser is asked not to remember it.
      expect(await page.locator("#ticks").getAttribute("action")).toBe(null);
      expect(await page.locator("#ticks button[type=submit], #ticks button:not([type])").count()).toBe(0);
      await page.reload();
      expect(await page.locator(".sheet-group input:checked").count()).toBe(0);
      expect(await page.context().cookies()).toEqual([]);
      await page.context().close();
    }
    expect(sheets.length).toBeGreaterThan(0);
  });

  test("a browser that cannot see what is ticked shows both languages on every line, and says so", async () => {
    // As such a browser reads the style sheet: it drops every rule with a selector that it does not know.
    const forget = (page: Page, isFooled: boolean): Promise<void> => page.evaluate((kept) => {
      const visit = (rules: CSSRuleList, drop: (index: number) => void): void => {
        for (let index = rules.length - 1; index >= 0; index -= 1) {
          const rule = rules[index];
          const isUnknown = rule instanceof CSSSupportsRule ? !kept && rule.conditionText.includes(":has(") : rule instanceof CSSStyleRule && rule.selectorText.includes(":has(");
          if (isUnknown) drop(index);
          else if (rule instanceof CSSGroupingRule) visit(rule.cssRules, (each) => rule.deleteRule(each));
        }
      };
      for (const sheet of document.styleSheets) visit(sheet.cssRules, (index) => sheet.deleteRule(index));
    }, isFooled);
    const page = await openPlain(sheets[0] as string, "ro");
    const answers = page.locator(".answer");
    const [lines, old, only] = [await answers.count(), page.locator(".old-browser"), page.locator("#just-ticked")];
    expect([await page.locator(".answer:visible").count(), await old.isVisible(), await only.isVisible()]).toEqual([0, false, true]);
    await forget(page, false);
    expect([await page.locator(".answer:visible").count(), await old.isVisible(), await only.isVisible()]).toEqual([lines, true, false]);
    // What would be seen if the style sheet did not ask the browser first: English never, and no word about it.
    await page.reload();
    await forget(page, true);
    await page.locator(".hers .choice").first().click();
    expect([await page.locator(".answer:visible").count(), await old.isVisible()]).toEqual([0, false]);
  });

  // Ours says that they are not to be kept. The other does not, and there the ticks come again.
  test.each(["our server", "another"])("ticks are gone once their page was left, though the browser keeps pages: those of %s", async (whose) => {
    const isOurs = whose === "our server";
    const browser = await launchBrowser({ keepsPages: true });
    const server = await serveFolder(folder, { caching: "no-cache" });
    try {
      const origin = isOurs ? stage.installation.memberUrl : server.origin;
      const page = await browser.newPage();
      await page.goto(`${origin}/ro/${sheets[0]}`);
      await page.locator(".hers .choice").first().click();
      expect(await page.locator(".sheet-group input:checked").count()).toBe(1);
      await page.goto(`${origin}/ro/h/`);
      // Playwright waits for a page to load, and a kept one does not.
      await page.evaluate(() => history.back()).catch(() => undefined);
      await expect.poll(() => page.evaluate(() => [location.pathname, document.querySelectorAll(".sheet-group input").length > 0, document.querySelectorAll(".sheet-group input:checked").length]).catch(() => []))
        .toEqual([`/ro/${sheets[0]}`, true, isOurs ? 0 : 1]);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});

describe("with scripts", () => {
  test("a service says whether it is open by UK time, and open ones come first unless somebody wants the usual order", async () => {
    const page = await open("f/", { timezoneId: "Asia/Shanghai" });
    const state = (service: string): Promise<string | null> => page.locator(`.service[data-page=${service}] .openness`).textContent();
    // Tuesday in the summer, 10:00 in London.
    await page.clock.setFixedTime("2026-07-07T09:00:00Z");
    await page.reload();
    expect([await state("b3s"), await state("h8x")]).toEqual(["Open now", "Open now"]);
    // Saturday at noon in the winter.
    await page.clock.setFixedTime("2026-12-05T12:00:00Z");
    await page.reload();
    expect([await state("b3s"), await state("h8x")]).toEqual(["Closed now", "Open now"]);
    await page.clock.setFixedTime("2026-12-25T12:00:00Z");
    await page.reload();
    expect([await state("b3s"), await state("h8x")]).toEqual(["Closed now", "Bank holiday: ask"]);
    await page.clock.setFixedTime("2026-12-05T12:00:00Z");
    await page.reload();
    const order = (): Promise<(string | null)[]> => page.locator(".service").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-page")));
    const byNow = await order();
    expect(byNow.indexOf("h8x")).toBeLessThan(byNow.indexOf("b3s"));
    await page.locator("#open-first").uncheck();
    const usual = await order();
    expect(usual.indexOf("h8x")).toBeGreaterThan(usual.indexOf("b3s"));
    await page.locator("#open-first").check();
    expect(await order()).toEqual(byNow);
    await page.locator("#need").selectOption("n-stalking");
    expect(await page.locator("#shown").textContent()).toBe(`Services shown: ${await page.locator(".service:visible").count()}`);
  });

  test("services that changed after the pages were built show what is true now", async () => {
    const page = await open("h/");
    // Nothing has changed: the open directory says so, to the same question.
    const answer = page.waitForResponse((response) => response.url().includes("/open/services?"));
    await page.goto(address("f/"));
    expect(((await (await answer).json()) as { contents: unknown[] }).contents).toEqual([]);
    const contents = [
      { status: "active", x_page: "b3s", phones: [{ number: "07700 900123" }], schedules: [{ freq: "WEEKLY", byday: "MO,TU", opens_at: "08:00", closes_at: "09:00" }], x_bank_holidays: "closed", alert: "Closed this week" },
      { status: "defunct", x_page: "h8x" },
      { status: "active", x_page: "nobody" },
      { status: "active", x_page: "n1h", schedules: [{ freq: "MONTHLY", byday: "2MO", opens_at: "08:00", closes_at: "09:00" }] },
    ];
    await page.route("**/open/services?*", (route) => route.fulfill({ json: { contents } }));
    await page.clock.setFixedTime("2026-12-07T08:30:00Z");
    const before = await page.locator(".service").count();
    await page.reload();
    const row = page.locator(".service[data-page=b3s]");
    await row.locator("a[href='tel:07700900123']").waitFor();
    expect(await row.locator(".hours").textContent()).toBe("Open nowMon–Tue 08:00–09:00");
    expect(await row.getByText("Closed this week").count()).toBe(1);
    expect(await page.locator(".service[data-page=n1h] .hours").count()).toBe(0);
    expect(await page.locator(".service[data-page=h8x]").count()).toBe(0);
    expect([before - 1, await page.locator("#shown").textContent()]).toEqual([await page.locator(".service").count(), `Services shown: ${before - 1}`]);
    await page.goto(address("s/b3s/"));
    await page.locator("a.number[href='tel:07700900123']").waitFor();
    expect(await page.locator(".week").count()).toBe(0);
    // So do the pages that people in danger open first.
    for (const path of ["", "h/", "w/loc/"]) {
      await page.goto(address(path));
      const line = page.locator(".entry[data-page=b3s]");
      await line.locator("a[href='tel:07700900123']").first().waitFor();
      expect([path, await line.locator(".hours").textContent(), await line.locator(".alert").allTextContents()]).toEqual([path, "Open nowMon–Tue 08:00–09:00", ["Closed this week"]]);
      expect([path, await page.locator("[data-page=h8x]").count()]).toEqual([path, 0]);
    }
    // What the build said is said no longer: another alert takes its place, and none leaves nothing.
    await page.route(address("f/"), async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('<p class="alert" hidden><strong></strong></p>', '<p class="alert"><strong>Closed last week</strong></p>') });
    });
    for (const alert of ["Closed until Monday", undefined]) {
      Object.assign(contents[0] as object, { alert });
      await page.goto(address("f/"));
      await row.locator("a[href='tel:07700900123']").waitFor();
      expect(await row.locator(".alert:visible").allTextContents()).toEqual(alert === undefined ? [] : [alert]);
      expect(await page.locator(".service[data-page=n7m] .alert:visible").allTextContents()).toEqual(["Closed last week"]);
    }
    // The page stays as it was built when there is no answer.
    await page.route("**/open/services?*", (route) => route.fulfill({ status: 429, json: {} }));
    await page.goto(address("s/h8x/"));
    expect(await page.locator("a.number").first().getAttribute("href")).toBe("tel:03001237123");
    allowFaults("429");
  });

  test("a page that somebody saved is there without a connection, and Leave takes it away", async () => {
    const card = kinds.find((path) => path.startsWith("c/")) as string;
    const page = await open("t/");
    await page.goto(address(card));
    expect(await page.evaluate(() => sessionStorage.length)).toBe(1);
    expect(await page.evaluate(async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length])).toEqual([0, 0]);
    await page.locator("[data-act=save]").click();
    await page.getByText("Saved on this phone. Leave removes it.").first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // It says when that was, and the list says which it is.
    const when = `Saved on this phone: ${await page.evaluate(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format())}.`;
    const dated = (): Promise<boolean> => page.locator(".kept", { hasText: when }).waitFor().then(() => true);
    expect(await dated()).toBe(true);
    await page.goto(address("g/"));
    await page.locator(".list-title .tag").waitFor();
    const marked = page.locator(".list-title", { has: page.locator(".tag") });
    expect([await marked.locator("a").getAttribute("href"), await marked.locator(".tag").textContent()]).toEqual([new URL(address(card)).pathname, "Saved"]);
    await page.goto(address("h/"));
    expect(await dated()).toBe(true);
    await page.goto(address(card));
    await page.context().setOffline(true);
    await page.reload();
    expect([await page.locator("h1").isVisible(), await dated()]).toEqual([true, true]);
    await page.goto(address("h/"));
    expect([await page.locator("a[href='tel:999']").first().isVisible(), await dated()]).toEqual([true, true]);
    // Without a connection nobody can ask the server to clear anything: the page does it, and becomes the empty one.
    await page.locator("#leave").click();
    await page.waitForURL("**/leave");
    await expectEmpty(page);
    expect(await page.title()).toBe("Notes");
    const kept = (): Promise<number[]> => page.evaluate(async () => [(await caches.keys()).length, sessionStorage.length, (await navigator.serviceWorker.getRegistrations()).length]);
    // The worker, which holds nothing, ends when the browser has done looking for a newer one.
    const keptContent = async (): Promise<number[]> => (await kept()).slice(0, 2);
    await expect.poll(keptContent).toEqual([0, 1]);
    expect(await page.evaluate(() => sessionStorage.key(0))).toBe("left");
    // The browser has kept no page that Back could show, and says so. With the connection comes the empty page, and the server is told.
    await page.goBack().catch(() => undefined);
    expect(await page.locator("#leave").count()).toBe(0);
    const told = answerOfLeave(page);
    await page.context().setOffline(false);
    await page.goBack().catch(() => undefined);
    await expectEmpty(page);
    await told;
    await expect.poll(kept, { timeout: 30_000 }).toEqual([0, 0, 0]);
    // From a page of another language, for which no worker works. Who stays on the empty page tells the server, too.
    await page.goto(address(card));
    await page.locator("[data-act=save]").click();
    await page.getByText("Saved on this phone. Leave removes it.").first().waitFor();
    await page.goto(address("h/", "pt"));
    await page.context().setOffline(true);
    await page.locator("#leave").click();
    await expectEmpty(page);
    await expect.poll(keptContent).toEqual([0, 1]);
    const toldNow = answerOfLeave(page);
    await page.context().setOffline(false);
    await toldNow;
    await expect.poll(kept, { timeout: 30_000 }).toEqual([0, 0, 0]);
    // With one, the server's answer clears it.
    await page.goto(address(card));
    await page.locator("[data-act=save]").click();
    await page.getByText("Saved on this phone. Leave removes it.").first().waitFor();
    const answer = answerOfLeave(page);
    await page.locator("#leave").click();
    await answer;
    await expect.poll(kept, { timeout: 30_000 }).toEqual([0, 0, 0]);
    // Nothing says any more that something was saved, and asking for it has made nothing.
    for (const path of ["g/", "h/", card]) {
      await page.goto(address(path));
      await page.locator("[data-act=share], .list-title, .lines").first().waitFor();
      expect([path, await page.locator(".list-title .tag, .kept:visible").count()]).toEqual([path, 0]);
    }
    expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(0);
    allowFaults("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "404");
  });

  describe("another language", () => {
    const choose = (page: Page, name: string): Promise<void> => page.locator(".languages").getByText(name, { exact: true }).click();
    const arrived = (page: Page, path: string, language: Language): Promise<void> => page.waitForFunction((wanted) => location.pathname === wanted && document.documentElement.lang === wanted.split("/")[1], `/${language}/${path}`).then(() => undefined);
    /** What could be found elsewhere of what was chosen. */
    const kept = (page: Page): Promise<unknown[]> => page.evaluate(async () =>
      [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length, location.search, location.hash, history.state, window.name]);
    const nothing = [0, 0, "", 0, 0, "", "", null, ""];
    /** Reads what is found there for a while; languages are chosen at the top of the page, so that a press goes up there. Returns how far from the top it was. */
    const read = async (page: Page, what: ReturnType<Page["locator"]>): Promise<number> => {
      await page.clock.setFixedTime("2026-11-23T12:00:00Z");
      const top = await what.evaluate((each) => new Promise<number>((resolve) => {
        addEventListener("scrollend", () => resolve(each.getBoundingClientRect().top), { once: true });
        scrollBy(0, each.getBoundingClientRect().top - 80);
      }));
      await page.clock.setFixedTime("2026-11-23T12:00:10Z");
      return top;
    };
    const isAt = async (what: ReturnType<Page["locator"]>, top: number): Promise<boolean> => Math.abs((await what.evaluate((each) => each.getBoundingClientRect().top)) - top) < 40;

    test("keeps what was chosen among services, and the place in the list, and nothing of it anywhere else", async () => {
      const page = await open("f/", { viewport: { width: 360, height: 640 } });
      await page.locator("#need").selectOption("n-talk");
      await page.locator("#group").selectOption("g-women");
      await page.locator("#open-first").uncheck();
      const shown = (): Promise<(string | null)[]> => page.locator(".service:visible").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-page")));
      const before = await shown();
      expect([before.length > 2, before.length < (await page.locator(".service").count())]).toEqual([true, true]);
      const third = page.locator(`.service[data-page="${before[2]}"]`);
      const top = await read(page, third);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await choose(page, "Română");
      await arrived(page, "f/", "ro");
      expect([await page.locator("#need").inputValue(), await page.locator("#group").inputValue(), await page.locator("#open-first").isChecked(), await shown()]).toEqual(["n-talk", "g-women", false, before]);
      expect(await page.locator("#shown").textContent()).toContain(String(before.length));
      expect(await isAt(third, top)).toBe(true);
      expect(await page.evaluate(() => document.activeElement?.getAttribute("data-page"))).toBe(before[2]);
      expect([await page.locator("h1").textContent(), await page.locator("#leave").innerText(), await page.locator(".languages [aria-current]").textContent()]).toEqual(["Căutați un serviciu", "Ieșire", "Română"]);
      expect([await kept(page), new Set(asked.map((url) => new URL(url).search.replace(/=.*/, "")))]).toEqual([nothing, new Set(["", "?modified_after"])]);
      // What the script does it does still: it counts, says who is open, and Leave leaves.
      await page.locator("#need").selectOption("");
      expect(await page.locator("#shown").textContent()).toContain(String((await shown()).length));
      expect(await page.locator(".openness", { hasText: /./ }).count()).toBeGreaterThan(0);
      const left = page.waitForResponse((response) => response.url().endsWith("/leave") && response.request().isNavigationRequest());
      for (let press = 0; press < 2; press += 1) await page.keyboard.press("Shift");
      expect(await page.locator("h1").isVisible()).toBe(true);
      await page.keyboard.press("Shift");
      await left;
      await expectEmpty(page);
      allowFaults("404");
    });

    test("keeps what is ticked on a sheet, from language to language, and loses it like any other with the page", async () => {
      const path = all.find((each) => /^m\/./.test(each)) as string;
      const page = await open(path);
      const ticks = (): Promise<string[]> => page.locator("#ticks input:checked").evaluateAll((inputs) => inputs.map(({ id }) => id));
      for (const part of [".hers", ".theirs"]) for (const index of [0, 1]) await page.locator(`${part} .sheet-group`).nth(index).locator(".choice").first().click();
      await page.locator("#just-ticked").check();
      const before = await ticks();
      expect(before.length).toBe(5);
      for (const [name, language] of [["中文", "zh-Hans"], ["Português", "pt"]] as const) {
        await choose(page, name);
        await arrived(page, path, language);
        expect([await ticks(), await page.locator(".hers .answer:visible").count(), await kept(page)]).toEqual([before, 2, nothing]);
      }
      await page.reload();
      expect(await ticks()).toEqual([]);
      // Without scripts they are gone, and a line says so.
      const plain = await openPlain(path);
      expect(await plain.getByText("your choices are lost when you change the language").isVisible()).toBe(true);
      await plain.locator(".hers .choice").first().click();
      await choose(plain, "Português");
      await plain.waitForURL(`**/pt/${path}`);
      expect(await plain.locator("#ticks input:checked").count()).toBe(0);
    });

    test("opens a guide at the part that was being read", async () => {
      const page = await open("g/k1a/", { viewport: { width: 360, height: 640 } });
      const heading = page.locator(".prose h2").nth(2);
      const top = await read(page, heading);
      await choose(page, "中文");
      await arrived(page, "g/k1a/", "zh-Hans");
      expect(await isAt(heading, top)).toBe(true);
      expect([await heading.evaluate((each) => each === document.activeElement), await page.title(), await kept(page)]).toEqual([true, expect.stringMatching(/^指南\d+ – Parasol$/) as string, nothing]);
      // Back is where one came from, not the same page in another language.
      await page.goto(address("g/"));
      await choose(page, "Română");
      await arrived(page, "g/", "ro");
      await page.goBack();
      await expect.poll(() => new URL(page.url()).pathname).toBe("/zh-Hans/g/k1a/");
    });

    test("that is slow to come never comes over a page that was left; one that does not come is opened like any link", async () => {
      const page = await open("h/");
      let arrive = (): void => undefined;
      const held = new Promise<void>((resolve) => (arrive = resolve));
      await page.route("**/pt/h/", async (route) => {
        await held;
        await route.continue().catch(() => undefined);
      });
      await page.route("**/leave", async (route) => {
        await held;
        await route.continue();
      });
      await choose(page, "Português");
      await page.locator(".languages [aria-busy]").waitFor();
      const left = answerOfLeave(page);
      await page.locator("#leave").click();
      await expectEmpty(page);
      arrive();
      await left;
      await expectEmpty(page);
      const other = await open("h/");
      await other.route("**/ro/h/", (route) => (route.request().resourceType() === "document" ? route.continue() : route.abort()));
      await choose(other, "Română");
      await other.waitForURL("**/ro/h/");
      await other.locator("h1", { hasText: "Ajutor" }).waitFor();
      allowFaults("404", "ERR_FAILED");
    });
  });

  test("the four questions ask nobody and keep nothing", async () => {
    const page = await open("w/");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    for (const answer of await page.locator(".question summary").all()) await answer.click();
    expect(await page.locator(".question details[open]").count()).toBe(8);
    expect(asked).toEqual([]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.search, location.hash])).toEqual([0, 0, "", "", ""]);
  });

  test("nothing is kept, no cookie is set and nobody else is asked by reading", async () => {
    stage.origins.clear();
    const page = await open("");
    for (const path of kinds) await page.goto(address(path));
    expect([...stage.origins]).toEqual([stage.installation.memberUrl]);
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(async () => [localStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, window.name])).toEqual([0, 0, 0, ""]);
  });
});
