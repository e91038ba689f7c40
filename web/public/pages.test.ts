/** The pages as files: what each weighs, where its links lead, what it says and what it keeps to itself. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import jsQR from "jsqr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import words from "../../content/catalogues/words.json" with { type: "json" };
import { formatDay, formatPeriod, putTexts } from "../shared/i18n/index.ts";
import { kLanguages } from "../shared/i18n/languages.ts";
import { kPhoneLines } from "../shared/phone_lines.ts";
import { buildPublic, type PublicOptions } from "../tools/public.ts";
import { kNations } from "./content/directory.ts";
import { readContent } from "./site.ts";

const kContent = join(import.meta.dirname, "../../content");
const kFixtures = join(import.meta.dirname, "fixtures/content");
const kPageBytes = 25 * 1024;
const kScriptBytes = 8 * 1024;
const kPlacesBytes = 5 * 1024;
/** What comes with every file besides itself. */
const kHeaderBytes = 950;

interface Built {
  readonly file: string;
  readonly kind: string;
  readonly html: string;
}

const folder = mkdtempSync(join(tmpdir(), "pages-"));
let pages: readonly Built[];

async function build(content: string, name: string, today?: string, options?: PublicOptions): Promise<readonly Built[]> {
  const { pages: written } = await buildPublic(join(folder, name), content, today, options);
  return written.map((page) => ({ ...page, html: readFileSync(join(folder, name, page.file), "utf8") }));
}

beforeAll(async () => {
  pages = await build(kContent, "site");
});
afterAll(() => rmSync(folder, { recursive: true }));

const documents = (): readonly Built[] => pages.filter(({ kind }) => kind !== "data" && kind !== "copy");

/** Bytes on the wire: packed, unless packing it gains nothing. */
function packed(file: string, name: string): number {
  const path = join(folder, name, file);
  return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
}

const attributes = (html: string, name: string): string[] => [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map((match) => match[1] ?? "");
const filesOf = (html: string): string[] => [...html.matchAll(/<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="\/([^"]*)"/g)].map((match) => match[1] ?? "");

/** What of a film is fetched before anybody plays it: its poster, and captions, which are shown from the start. */
const shownAtOnce = (html: string): string[] => [...html.matchAll(/<(?:video|track)[^>]*?\s(?:poster|src)="\/([^"]*)"/g)].map((match) => match[1] ?? "");

/** Everything a page costs a browser that has nothing of it yet. */
function weight({ file, html }: Built, name = "site"): number {
  return [file, ...filesOf(html), ...shownAtOnce(html)].reduce((sum, each) => sum + packed(each, name) + kHeaderBytes, 0);
}

/** What a page has a browser ask for. */
const askedBy = (html: string): string[] => [...html.matchAll(/<(?!a\s)[a-z]+[^>]*\s(?:src|href|action|srcset|poster|data)="([^"]*)"/g)].map((match) => match[1] ?? "");
const kOwnStyleOrScript = /\sstyle=|<style|\son[a-z]+=|javascript:|<script>|<iframe|<img/;

describe("every page", () => {
  it("costs no more than 25 KB in all, of which the script 8", () => {
    expect(documents().length).toBeGreaterThan(4 * 40);
    expect(documents().map((page) => [page.file, weight(page)] as const).filter(([, bytes]) => bytes > kPageBytes)).toEqual([]);
    const script = filesOf(pages[0]?.html ?? "").find((file) => file.endsWith(".js")) ?? "";
    expect(packed(script, "site")).toBeLessThanOrEqual(kScriptBytes);
  });

  it("needs no list of places: that is one small file for all languages, which the script alone fetches", () => {
    const lists = pages.flatMap(({ html }) => attributes(html, "data-places"));
    expect([lists.length, new Set(lists).size]).toEqual([kLanguages.length, 1]);
    const [list = ""] = lists;
    expect(pages.filter(({ html }) => [...filesOf(html), ...attributes(html, "href")].some((file) => file.endsWith(list.slice(1)))).map(({ file }) => file)).toEqual([]);
    expect(packed(list.slice(1), "site")).toBeLessThanOrEqual(kPlacesBytes);
  });

  it("would be found out if it cost more", () => {
    const [page] = documents();
    if (page === undefined) throw new Error("no pages");
    const style = filesOf(page.html).find((file) => file.endsWith(".css"));
    expect(weight({ ...page, html: page.html.replace("</head>", `<link rel="stylesheet" href="/${style}">`.repeat(5)) })).toBeGreaterThan(kPageBytes);
  });

  it("asks nobody else for anything, and holds no style or script of its own", () => {
    for (const { file, html } of documents()) {
      expect([file, askedBy(html).filter((each) => !each.startsWith("/") || each.startsWith("//"))]).toEqual([file, []]);
      expect([file, kOwnStyleOrScript.test(html)]).toEqual([file, false]);
    }
    // It would be found.
    const [page] = documents();
    for (const wrong of ['<p style="color: red">', "<style>p{}</style>", '<p onclick="x()">', '<a href="javascript:x()">', "<script>x()</script>", '<iframe src="/en/">', '<img src="/x.png">']) expect([wrong, kOwnStyleOrScript.test(`${page?.html}${wrong}`)]).toEqual([wrong, true]);
    for (const wrong of ["video src", "link rel='preload' href", "form action"].map((tag) => `<${tag}="https:` + "//example.org/x\">")) expect([wrong, askedBy(wrong).some((each) => !each.startsWith("/") || each.startsWith("//"))]).toEqual([wrong, true]);
  });

  it("links to pages that are there, in its own language, and never to the application", () => {
    const files = new Set(pages.map(({ file }) => `/${file.replace(/index\.html$/, "")}`));
    for (const { file, html } of documents()) {
      const language = file.split("/")[0] ?? "";
      const inside = [...html.matchAll(/<a [^>]*?href="(\/[^"]*)"([^>]*)/g)].map((match) => ({ to: match[1] ?? "", rest: match[2] ?? "" })).filter(({ to }) => to !== "/leave");
      expect([file, inside.filter(({ to }) => !files.has(to)).map(({ to }) => to)]).toEqual([file, []]);
      expect([file, inside.filter(({ to, rest }) => !to.startsWith(`/${language}/`) && !rest.includes("hreflang")).map(({ to }) => to)]).toEqual([file, []]);
      const anchors = attributes(html, "href").filter((href) => href.startsWith("#")).map((href) => href.slice(1));
      const ids = attributes(html, "id");
      expect([file, anchors.filter((anchor) => !ids.includes(anchor)), ids.filter((id, index) => ids.indexOf(id) !== index)]).toEqual([file, [], []]);
    }
  });

  it("says nothing of what it is about in its title or address", () => {
    for (const { file, html } of documents()) {
      const title = (/<title>(.*?)<\/title>/.exec(html)?.[1] ?? "").toLowerCase();
      expect([file, title.endsWith(" – parasol"), words.titles.filter((word) => title.includes(word))]).toEqual([file, true, []]);
      expect(file).toMatch(/^(en|pt|ro|zh-Hans)\/([a-z]\/([a-z0-9]{3}\/)?)?index\.html$|^(en|pt|ro|zh-Hans)\/not_found\.html$/);
    }
  });

  it("can be found by whoever looks for help, and is copied nowhere; the empty page after Leave and the application are not found", () => {
    const robots = (html: string): string | undefined => /<meta name="robots" content="([^"]*)"/.exec(html)?.[1];
    for (const { file, html } of documents()) expect([file, robots(html)]).toEqual([file, "noarchive"]);
    for (const file of ["../shared/leave.html", "../member/index.html", "../staff/index.html"]) expect([file, robots(readFileSync(join(import.meta.dirname, file), "utf8"))]).toEqual([file, "noindex"]);
  });

  it("has the way out first, one heading, its language, and says when nobody has checked its words", () => {
    for (const { file, html } of documents()) {
      const language = file.split("/")[0];
      expect([file, /<(?:a|button|input|select)\b[^>]*>/.exec(html)?.[0]]).toEqual([file, expect.stringContaining('id="leave" href="/leave"') as string]);
      expect([file, html.match(/<h1/g)?.length, attributes(html, "lang")[0]]).toEqual([file, 1, language]);
      expect([file, html.includes('class="unreviewed"')]).toEqual([file, language !== "en"]);
    }
  });
});

describe("Chinese dates", () => {
  /** Whatever looks like a date, however it is written, and is not as the one formatter writes it. */
  function otherwise(text: string): string[] {
    putTexts("zh-Hans", []);
    return [...text.matchAll(/\d{4}-\d{2}(?:-\d{2})?(?![\d-])|(?:(\d{4})\s*年)(?:\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月)?(?:\s*(\d{1,2})\s*[日号])?|(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]/gu)]
      .filter(([found, year, month, day, monthAlone, dayAlone]) => {
        if (monthAlone !== undefined) return found !== `${monthAlone}月${dayAlone}日`;
        if (year === undefined) return true;
        if (month === undefined) return found !== formatPeriod(year);
        const period = `${year}-${month.padStart(2, "0")}`;
        return found !== (day === undefined ? formatPeriod(period) : formatDay(new Date(`${period}-${day.padStart(2, "0")}T12:00:00Z`)));
      }).map(([found]) => found);
  }

  it("are written one way, in what is written by hand and in what is not", () => {
    const dates = documents().filter(({ file }) => file.startsWith("zh-Hans/")).map(({ file, html }) => [file, html.replace(/<[^>]+>/g, " ")] as const);
    expect(dates.filter(([, text]) => /\d{4}年\d{1,2}月\d{1,2}日/.test(text)).length).toBeGreaterThan(40);
    expect(dates.map(([file, text]) => [file, otherwise(text)] as const).filter(([, found]) => found.length > 0)).toEqual([]);
  });

  it("would be found if they were not", () => {
    expect(otherwise("2026 年 11 月 23 日；2026年 11月；2015 年；2026-11-23；2025年四月；5 月 3 日")).toHaveLength(6);
    expect(otherwise("2026年11月23日；2026年11月；2015年；5月3日；3 年；0800 464 7669")).toEqual([]);
  });
});

describe("after an assault", () => {
  it.each(["g/k1a", "c/d1a"])("%s says, above all else, which signs cannot wait", (path) => {
    for (const { id } of kLanguages) {
      const [, callOut = ""] = /<div class="callout danger">(.*?)<\/div>/s.exec(pages.find(({ file }) => file === `${id}/${path}/index.html`)?.html ?? "") ?? [];
      expect([id, callOut.includes('href="tel:999"'), callOut.includes("A&amp;E")]).toEqual([id, true, true]);
      if (id === "en") for (const sign of [/neck/i, /fainted/, /head/, /drugged/, /breathe/]) expect(callOut).toMatch(sign);
    }
  });
});

describe("texts that are not there in a language", () => {
  it("are shown in English, marked as such", async () => {
    const built = await build(kFixtures, "fixtures", "2026-11-22");
    const page = (file: string): string => built.find((each) => each.file === file)?.html ?? "";
    expect(page("ro/g/a1a/index.html")).toContain('<h1 id="top" tabindex="-1" lang="en">A first guide</h1>');
    expect(page("ro/g/a1a/index.html")).toContain('<div class="prose" lang="en">');
    expect(page("ro/g/a1a/index.html")).toContain("Încă nu este tradus.");
    expect(page("ro/c/b2b/index.html")).toContain('<h1 id="top" tabindex="-1">O primă fișă</h1>');
    expect(page("ro/c/b2b/index.html")).toContain("Această traducere nu a fost încă verificată de un vorbitor nativ.");
    expect(page("en/c/b2b/index.html")).toContain("Checked by: an expert.");
    expect(page("pt/s/ex1/index.html")).toContain('<span lang="en">People who listen.</span>');
    expect(page("en/s/ex1/index.html")).not.toContain("Long ago.");
    expect(built.filter(({ html }) => html.includes('class="note age"')).map(({ file }) => file)).toEqual([]);
  });

  it("say so when the English text has moved on; an old check of a service shows", async () => {
    const changed = join(folder, "changed");
    cpSync(kFixtures, changed, { recursive: true });
    writeFileSync(join(changed, "resources/two/en.md"), readFileSync(join(changed, "resources/two/en.md"), "utf8").replace("Another", "One other"));
    const built = await build(changed, "stale", "2027-05-01");
    const page = (file: string): string => built.find((each) => each.file === file)?.html ?? "";
    expect(page("ro/c/b2b/index.html").replace(/<span class="whole">(.*?)<\/span>/g, "$1")).toContain("Textul în engleză s-a schimbat după această traducere.");
    expect(page("en/s/ex1/index.html")).toContain("Long ago. It may have changed.");
    expect([page("en/f/index.html"), page("en/h/index.html")].map((html) => html.includes("1 of 1 services have not been checked in the last six months."))).toEqual([true, true]);
  });
});

describe("the code on a card", () => {
  const memberUrl = "https://www.members.example.org";
  let addressed: readonly Built[];
  beforeAll(async () => {
    addressed = await build(kContent, "addressed", undefined, { memberUrl });
  });

  const codeOf = (html: string): string | undefined => /<div class="scan">(<svg .*?<\/svg>)/.exec(html)?.[1];

  /** What the camera of a telephone makes of it: its strokes drawn in black on white, and read. */
  function scan(svg: string): string | undefined {
    const size = Number(/viewBox="0 -\.5 (\d+) \1"/.exec(svg)?.[1]);
    const scale = 4;
    const width = size * scale;
    const data = new Uint8ClampedArray(width * width * 4).fill(255);
    for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
        for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1) data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
    return jsQR(data, width, width)?.data;
  }

  it("leads to that card in that language, as the line beside it says, and stands on nothing but cards", () => {
    const cards = addressed.filter(({ kind }) => kind === "card");
    expect(cards.length).toBeGreaterThan(4 * 10);
    for (const { file, html } of cards) {
      const address = `${memberUrl}/${file.replace(/index\.html$/, "")}`;
      expect([file, scan(codeOf(html) ?? ""), /<\/svg><p>(.*?)<\/p>/.exec(html.slice(html.indexOf('class="scan"')))?.[1]]).toEqual([file, address, address]);
      expect(codeOf(html)).toContain('aria-hidden="true"');
    }
    expect(addressed.filter(({ kind, html }) => kind !== "card" && html.includes(memberUrl)).map(({ file }) => file)).toEqual([]);
  });

  it("would be found out if it led elsewhere or nowhere", () => {
    const code = codeOf(addressed.find(({ kind }) => kind === "card")?.html ?? "") ?? "";
    expect(scan(code)).toMatch(/^https:/);
    // Without its upper third.
    expect(scan(code.replace(/M\d+ (\d|1\d)h\d+/g, ""))).toBeUndefined();
  });

  it("asks nobody for anything, and costs the page's own bytes alone", () => {
    for (const page of addressed.filter(({ kind }) => kind === "card")) {
      const { html = "" } = pages.find(({ file }) => file === page.file) ?? {};
      expect([page.file, askedBy(page.html), kOwnStyleOrScript.test(page.html)]).toEqual([page.file, askedBy(html), false]);
      expect([page.file, weight(page, "addressed") <= kPageBytes]).toEqual([page.file, true]);
      expect([page.file, page.html.replace(/<div class="scan">.*?<\/div>/, "") === html]).toEqual([page.file, true]);
    }
  });

  it("is left out where nobody knows the address, and an address that cannot be right stops the build", async () => {
    expect(pages.filter(({ html }) => html.includes('class="scan"')).map(({ file }) => file)).toEqual([]);
    for (const wrong of ["", "example.org", "//example.org", "http://example.org", "ftp://example.org", "https://example.org/", "https://example.org/en", "https://"]) {
      await expect(build(kFixtures, "wrong", undefined, { memberUrl: wrong })).rejects.toThrow(`PARASOL_MEMBER_URL: https:// and a host, nothing more (http:// only on loopback): "${wrong}"`);
    }
    const built = await build(kFixtures, "loopback", undefined, { memberUrl: "http://127.0.0.1:8080" });
    expect(scan(codeOf(built.find(({ file }) => file === "ro/c/b2b/index.html")?.html ?? "") ?? "")).toBe("http://127.0.0.1:8080/ro/c/b2b/");
  });
});

describe("films and sound", () => {
  it("are played by the page itself, with captions, and fetched by nobody who does not press play", async () => {
    const content = join(folder, "film");
    cpSync(kFixtures, content, { recursive: true });
    const resource = join(content, "resources/one");
    const change = (file: string, from: string, to: string): void => writeFileSync(join(resource, file), readFileSync(join(resource, file), "utf8").replace(from, to));
    change("resource.json", '"guide"', '"film", "recording": { "seconds": 9, "sound": true, "width": 32, "height": 18 }');
    change("en.md", "tab: Guide", "tab: Guide\nmedia: one.mp4\ncaptions: en.vtt\nposter: one.png");
    await expect(build(content, "none")).rejects.toThrow("resources/one/en.md: media: no such file: one.mp4");
    const files = { "one.mp4": "a film", "one.png": "a picture", "en.vtt": "WEBVTT\n\n00:00.000 --> 00:09.000\nBegin here. See the card or ring 999.\n" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(resource, name), text);
    const built = await build(content, "played");
    const [film, picture, captions] = Object.entries(files).map(([name, text]) => `en/g/a1a/${createHash("sha256").update(text).digest("hex").slice(0, 16)}${extname(name)}`);
    const html = (file: string): string | undefined => built.find((page) => page.file === file)?.html;
    expect(html("ro/g/a1a/index.html")).toContain(`<p class="note" id="recorded">Film, 9 s, 1 KB<br/>Același lucru, în cuvinte, este mai jos.</p><video controls preload="none" aria-label="A first guide" lang="en" aria-describedby="recorded" `
      + `width="32" height="18" poster="/${picture}" playsinline controlslist="nodownload nofullscreen noremoteplayback" disablePictureInPicture>`
      + `<source src="/${film}" type="video/mp4"/><track kind="captions" src="/${captions}" srclang="en" default/></video>`);
    for (const file of [film, picture, captions]) expect([file, existsSync(join(folder, "played", file ?? ""))]).toEqual([file, true]);
    // A list says what it costs, too.
    expect(html("en/g/index.html")).toContain('<p class="note">Film, 9 s, 1 KB</p>');
    change("resource.json", '"film"', '"audio"');
    change("resource.json", ', "width": 32, "height": 18', "");
    change("en.md", "\nposter: one.png", "");
    const heard = (await build(content, "heard")).find(({ file }) => file === "en/g/a1a/index.html")?.html;
    expect(heard).toContain(`<audio controls preload="none" aria-label="A first guide" aria-describedby="recorded" controlslist="nodownload noremoteplayback"><source src="/${film}" type="video/mp4"/>`);
    expect(heard).toContain('<p class="note" id="recorded">Sound, 9 s, 1 KB<br/>The same in words is below.</p>');
  });
});

describe("whoever runs the site", () => {
  const pagesAbout = ["a/a4c", "a/a1w", "a/a3y", "a/a2p"];
  const ends = { en: "This is a trial, and nobody answers.", pt: "Este é um teste, e ninguém responde.", ro: "Acesta e un test și nu răspunde nimeni.", "zh-Hans": "这是试用，没有人回复。" };

  it("is said to be nobody while nobody is named, where readers are sent to them", () => {
    for (const { id } of kLanguages) {
      const silent = pages.filter(({ file, html }) => file.startsWith(`${id}/`) && html.includes(ends[id])).map(({ file }) => file);
      expect(silent.sort()).toEqual(pagesAbout.map((path) => `${id}/${path}/index.html`).sort());
    }
    // Where nobody reads it, no page of a service asks for a letter.
    for (const { html } of pages.filter(({ file, kind }) => kind === "service" && file.startsWith("en/"))) expect(html).not.toContain('href="/en/a/a4c/"');
  });

  it("is named with every way to reach them, once an operator has said so", async () => {
    const own = join(folder, "operator");
    mkdirSync(own);
    writeFileSync(join(own, "site.json"), JSON.stringify({ operator: {
      name: "Harbour <Trust>", email: "desk@example.org", phone: "+44 (0)161 496 0000", post: "1 Quay, Harbour", website: "https://example.org/us",
      paid_by: { en: "Its members.", ro: "Membrii." }, workers: { en: "Half of its board." }, machines: { en: "Its own." },
    } }));
    const named = await build(kContent, "named", "2026-11-23", { own });
    const page = (file: string): string => named.find((each) => each.file === file)?.html ?? "";
    for (const path of pagesAbout) {
      const html = page(`ro/${path}/index.html`);
      for (const said of ["Harbour &lt;Trust>", 'href="mailto:desk@example.org"', 'href="tel:+441614960000"', "1 Quay, Harbour", 'href="https://example.org/us"', "Membrii.", '<span lang="en">Half of its board.</span>', '<span lang="en">Its own.</span>']) expect(html).toContain(said);
      expect(html).not.toContain(ends.ro);
    }
    expect(page("en/a/a4c/index.html")).toContain("Its members.");
    for (const { html } of named.filter(({ file, kind }) => kind === "service" && file.startsWith("en/"))) expect(html).toContain('href="/en/a/a4c/"');
  });
});

describe("the directory", () => {
  it("names the lines that every application shows, with their numbers", () => {
    const { directory } = readContent(kContent);
    const digits = (number: string): string => number.replace(/\D/g, "");
    for (const line of kPhoneLines) {
      const service = directory.services.find(({ phoneLine }) => phoneLine === line.id);
      expect([line.id, service?.phones.map(({ number }) => digits(number)).includes(digits(line.number))]).toEqual([line.id, true]);
      if (Array.isArray(line.hours)) expect([line.id, service?.hours?.slots.map(({ days, from, to }) => ({ days, from, to }))]).toEqual([line.id, line.hours]);
      if (line.hours === null) expect([line.id, service?.hours]).toEqual([line.id, null]);
    }
  });

  it("has a number to ring for every need that cannot wait, in every nation, and those for after an assault stand on the page of help", () => {
    const { directory } = readContent(kContent);
    const help = pages.find(({ file }) => file === "en/h/index.html")?.html ?? "";
    for (const nation of kNations) {
      for (const need of ["danger", "assault", "exploitation", "images", "home", "stalking", "talk"]) {
        // 999 is for now; there is somebody for afterwards.
        const lines = directory.services.filter(({ nations, terms, phones, phoneLine }) =>
          nations.includes(nation) && terms["need"]?.includes(need) && phones.length > 0 && (need === "danger" || phoneLine !== "emergency"));
        expect([nation, need, lines.length > 0]).toEqual([nation, need, true]);
        if (need === "assault") expect([nation, lines.filter(({ phones }) => !help.includes(`tel:${phones[0]?.dial}`)).map(({ slug }) => slug)]).toEqual([nation, []]);
      }
    }
    for (const number of ["tel:08085002222", "tel:08088010302", "tel:08088021414", "tel:08001488888", "tel:08000121700"]) expect(help).toContain(number);
  });

  it("has somebody who listens at night among those who listen, whoever only takes reports with the other numbers, and of each the first number", () => {
    for (const { id } of kLanguages) {
      const [listening = "", others = ""] = (pages.find(({ file }) => file === `${id}/h/index.html`)?.html ?? "").split('<ul class="entries lines"').slice(1);
      for (const number of ["tel:08085002222", "tel:08088021414"]) expect([id, number, listening.includes(number), others.includes(number)]).toEqual([id, number, true, false]);
      expect([id, listening.includes("tel:0800555111"), others.includes("tel:0800555111")]).toEqual([id, false, true]);
      expect(pages.find(({ file }) => file === `${id}/index.html`)?.html).toContain("tel:08085002222");
      const contacts = pages.find(({ file }) => file === `${id}/w/loc/index.html`)?.html ?? "";
      expect([contacts.includes("tel:08088020300"), contacts.includes("tel:02070910014")]).toEqual([true, false]);
    }
  });

  it("says that nobody has confirmed hours only where one rings or goes", () => {
    const unconfirmed = ({ page }: { page: string }): boolean => pages.some(({ file, html }) => file === `en/s/${page}/index.html` && html.includes("Opening hours not confirmed"));
    const { services } = readContent(kContent).directory;
    expect(services.filter(({ hours, phones }) => hours === null && phones.length > 0).every(unconfirmed)).toBe(true);
    expect(services.filter(({ phones }) => phones.length === 0).filter(unconfirmed).map(({ slug }) => slug)).toEqual(["sarc"]);
  });

  it("says of each nation which services it has, as they say themselves", () => {
    const { national } = JSON.parse(readFileSync(join(kContent, "directory/areas.json"), "utf8")) as { national: Readonly<Record<string, readonly string[]>> };
    const { services } = readContent(kContent).directory;
    for (const [nation, named] of Object.entries(national)) {
      const within = nation === "great_britain" ? ["england", "wales", "scotland"] : [nation];
      const reach = services.filter(({ areas, nations }) => areas.length === 0 && nations.some((each) => within.includes(each)));
      expect([nation, [...named].sort()]).toEqual([nation, reach.map(({ slug }) => slug).sort()]);
    }
  });

  it("says of each service when somebody last checked it, or that nobody has; and of its source what is known", () => {
    const { directory } = readContent(kContent);
    for (const { page, assured, source } of directory.services) {
      const html = pages.find(({ file }) => file === `en/s/${page}/index.html`)?.html ?? "";
      expect([page, html.includes("Not checked since the source below.")]).toEqual([page, assured === null]);
      expect([page, html.includes("undated")]).toEqual([page, source.date.startsWith("undated")]);
      // No day is made up of a year.
      expect([page, /\b1 January\b/.test(html)]).toEqual([page, false]);
    }
    expect(pages.find(({ file }) => file === "en/s/n7m/index.html")?.html).toContain("undated, 2023 or later");
  });

  it("has every police force area, and says where nothing is known", () => {
    const { directory } = readContent(kContent);
    expect(directory.areas).toHaveLength(46);
    const contacts = pages.find(({ file }) => file === "en/w/loc/index.html")?.html ?? "";
    for (const { name } of directory.areas) expect(contacts).toContain(name);
  });
});

describe("the contacts of the staff guide", () => {
  // Written by hand, so that they stand on the sheet that is handed out. Break: change hours in the directory alone.
  it.each(kLanguages.map(({ id }) => id))("have the numbers and hours of the directory, in %s", (language) => {
    const { directory } = readContent(kContent);
    const text = readFileSync(join(kContent, `resources/staff-act/${language}.md`), "utf8");
    const rows = text.split("\n").filter((line) => line.startsWith("|") && line.includes("](service:")).map((line) => line.split("|").map((cell) => cell.trim()));
    expect(rows.length).toBeGreaterThan(5);
    const times = (said: string): string[] => [...said.matchAll(/\d{1,2}:\d{2}/g)].map(([time]) => time.padStart(5, "0"));
    for (const [, , contact = "", hours = ""] of rows) {
      const named = [...contact.matchAll(/\(service:([\w-]+)\)/g)].map(([, slug]) => directory.services.find((service) => service.slug === slug));
      const [line] = named.filter((service) => service !== undefined && service.phones.length > 0);
      expect([contact, contact.includes(line?.phones[0]?.number ?? "nobody")]).toEqual([contact, true]);
      const slots = line?.hours?.slots ?? [];
      const isAlways = slots.some(({ days, from, to }) => days.length === 7 && from === "00:00" && to === "24:00");
      expect([contact, times(hours)]).toEqual([contact, isAlways ? [] : slots.flatMap(({ from, to }) => [from, to])]);
      if (language === "en") expect([contact, hours === "Day and night", hours === "Look at its site"]).toEqual([contact, isAlways, slots.length === 0]);
    }
  });
});

describe("the staff guide as data", () => {
  it("has a version that changes with its content, in every language", async () => {
    for (const { id } of kLanguages) {
      const guide = JSON.parse(pages.find(({ file }) => file === `${id}/w/guide.json`)?.html ?? "{}") as { version: string; language: string; chapters: { url: string; plain: string[] }[]; services: unknown[] };
      expect([guide.language, guide.version.length, guide.services.length > 5]).toEqual([id, 16, true]);
      for (const { url, plain } of guide.chapters) expect([pages.some(({ file }) => `/${file}` === `${url}index.html`), plain.length > 0]).toEqual([true, true]);
    }
    const version = async (name: string, change: (text: string) => string): Promise<string> => {
      const content = join(folder, name);
      cpSync(kFixtures, content, { recursive: true });
      const file = join(content, "directory/services/example-line.json");
      writeFileSync(file, change(readFileSync(file, "utf8")));
      const built = await build(content, `${name}-built`, "2026-11-22");
      return (JSON.parse(built.find(({ file: each }) => each === "en/w/guide.json")?.html ?? "{}") as { version: string }).version;
    };
    const [same, again, other] = [await version("v1", (text) => text), await version("v2", (text) => text), await version("v3", (text) => text.replace("07700 900123", "07700 900124"))];
    expect([same === again, same === other]).toEqual([true, false]);
  });
});
