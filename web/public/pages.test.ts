/** The pages as files: what each weighs, where its links lead, what it says and what it keeps to itself. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import words from "../../content/catalogues/words.json" with { type: "json" };
import { kLanguages } from "../shared/i18n/languages.ts";
import { kPhoneLines } from "../shared/phone_lines.ts";
import { buildPublic } from "../tools/public.ts";
import { readContent } from "./site.ts";

const kContent = join(import.meta.dirname, "../../content");
const kFixtures = join(import.meta.dirname, "fixtures/content");
const kPageBytes = 25 * 1024;
const kScriptBytes = 8 * 1024;
/** What comes with every file besides itself. */
const kHeaderBytes = 950;

interface Built {
  readonly file: string;
  readonly kind: string;
  readonly html: string;
}

const folder = mkdtempSync(join(tmpdir(), "pages-"));
let pages: readonly Built[];

async function build(content: string, name: string, today?: string): Promise<readonly Built[]> {
  const { pages: written } = await buildPublic(join(folder, name), content, today);
  return written.map((page) => ({ ...page, html: readFileSync(join(folder, name, page.file), "utf8") }));
}

beforeAll(async () => {
  pages = await build(kContent, "site");
});
afterAll(() => rmSync(folder, { recursive: true }));

const documents = (): readonly Built[] => pages.filter(({ kind }) => kind !== "data");

/** Bytes on the wire: packed, unless packing it gains nothing. */
function packed(file: string): number {
  const path = join(folder, "site", file);
  return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
}

const attributes = (html: string, name: string): string[] => [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map((match) => match[1] ?? "");
const filesOf = (html: string): string[] => [...html.matchAll(/<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="\/([^"]*)"/g)].map((match) => match[1] ?? "");

/** Everything a page costs a browser that has nothing of it yet. */
function weight({ file, html }: Built): number {
  return [file, ...filesOf(html)].reduce((sum, each) => sum + packed(each) + kHeaderBytes, 0);
}

describe("every page", () => {
  it("costs no more than 25 KB in all, of which the script 8", () => {
    expect(documents().length).toBeGreaterThan(4 * 40);
    expect(documents().map((page) => [page.file, weight(page)] as const).filter(([, bytes]) => bytes > kPageBytes)).toEqual([]);
    const script = filesOf(pages[0]?.html ?? "").find((file) => file.endsWith(".js")) ?? "";
    expect(packed(script)).toBeLessThanOrEqual(kScriptBytes);
  });

  it("would be found out if it cost more", () => {
    const [page] = documents();
    if (page === undefined) throw new Error("no pages");
    const style = filesOf(page.html).find((file) => file.endsWith(".css"));
    expect(weight({ ...page, html: page.html.replace("</head>", `<link rel="stylesheet" href="/${style}">`.repeat(5)) })).toBeGreaterThan(kPageBytes);
  });

  it("asks nobody else for anything, and holds no style or script of its own", () => {
    for (const { file, html } of documents()) {
      const asked = [...html.matchAll(/<(?!a\s)[a-z]+[^>]*\s(?:src|href|action|srcset|poster|data)="([^"]*)"/g)].map((match) => match[1] ?? "");
      expect([file, asked.filter((each) => !each.startsWith("/") || each.startsWith("//"))]).toEqual([file, []]);
      expect([file, /\sstyle=|<style|\son[a-z]+=|javascript:|<script>|<iframe|<img/.test(html)]).toEqual([file, false]);
    }
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
      expect(file).toMatch(/^(en|pt|ro|zh-Hans)\/([a-z]\/([a-z0-9]{3}\/)?)?index\.html$/);
    }
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
  });

  it("say so when the English text has moved on; an old check of a service shows", async () => {
    const changed = join(folder, "changed");
    cpSync(kFixtures, changed, { recursive: true });
    writeFileSync(join(changed, "resources/two/en.md"), readFileSync(join(changed, "resources/two/en.md"), "utf8").replace("Another", "One other"));
    const built = await build(changed, "stale", "2027-05-01");
    const page = (file: string): string => built.find((each) => each.file === file)?.html ?? "";
    expect(page("ro/c/b2b/index.html")).toContain("Textul în engleză s-a schimbat după această traducere.");
    expect(page("en/s/ex1/index.html")).toContain("Long ago. It may have changed.");
  });
});

describe("films and sound", () => {
  it("are played by the page itself, with captions, and fetched by nobody who does not press play", async () => {
    const content = join(folder, "film");
    cpSync(kFixtures, content, { recursive: true });
    const resource = join(content, "resources/one");
    writeFileSync(join(resource, "resource.json"), readFileSync(join(resource, "resource.json"), "utf8").replace('"guide"', '"film"'));
    writeFileSync(join(resource, "en.md"), readFileSync(join(resource, "en.md"), "utf8").replace("tab: Guide", "tab: Guide\nmedia: one.mp4\ncaptions: en.vtt"));
    await expect(build(content, "none")).rejects.toThrow("resources/one/en.md: media: no such file: one.mp4");
    for (const name of ["one.mp4", "en.vtt"]) writeFileSync(join(resource, name), "WEBVTT\n");
    const page = (await build(content, "played")).find(({ file }) => file === "ro/g/a1a/index.html");
    expect(page?.html).toContain('<video controls preload="none" aria-label="A first guide"><source src="/en/g/a1a/one.mp4" type="video/mp4"/><track kind="captions" src="/en/g/a1a/en.vtt" srclang="en" default/></video>');
    expect([existsSync(join(folder, "played/en/g/a1a/one.mp4")), existsSync(join(folder, "played/en/g/a1a/en.vtt"))]).toEqual([true, true]);
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

  it("has every police force area, and says where nothing is known", () => {
    const { directory } = readContent(kContent);
    expect(directory.areas).toHaveLength(46);
    const contacts = pages.find(({ file }) => file === "en/w/loc/index.html")?.html ?? "";
    for (const { name } of directory.areas) expect(contacts).toContain(name);
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
