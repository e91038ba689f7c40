/** Captions: what is no plain caption is named by its line; whoever reads and whoever watches is told the same. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kLanguages } from "../../shared/i18n/languages.ts";
import { readContent } from "../site.ts";
import { compareWords, type Cue, readCaptions } from "./captions.ts";
import { Faults } from "./faults.ts";
import { plainBlocks, readFrontMatter } from "./markdown.ts";

const kContent = join(import.meta.dirname, "../../../content");

function read(source: string): { cues: readonly Cue[]; faults: readonly string[] } {
  const faults = new Faults();
  const cues = readCaptions(faults, "en.vtt", source);
  return { cues, faults: faults.lines };
}

describe("captions", () => {
  it("are read with their times and what the film shows meanwhile", () => {
    const { cues, faults } = read("WEBVTT\n\none\n00:00.000 --> 00:01.500 line:77%\nA first\nthing.\n\n00:01.500 --> 01:00:02.000\nAnother.\n");
    expect(faults).toEqual([]);
    expect(cues).toEqual([
      { id: "one", line: 3, from: 0, to: 1.5, text: "A first thing." },
      { id: "", line: 8, from: 1.5, to: 3602, text: "Another." },
    ]);
  });

  it.each([
    ["", "line 1: the file does not begin with WEBVTT"],
    ["WEBVTT\n00:00.000 --> 00:01.000\nx", "line 1: the file does not begin with WEBVTT"],
    ["WEBVTT\n\n", "file: has no captions"],
    ["WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "line 3: says nothing"],
    ["WEBVTT\n\n00:00.000 --> 00:01.000\n<b>x</b>", "line 3: says nothing, or has marks in it"],
    ["WEBVTT\n\n00:00.000 --> 00:01.000\nx --> y", "line 3: says nothing, or has marks in it"],
    ["WEBVTT\n\nNOTE x\n\n00:00.000 --> 00:01.000\nx", "line 3: has no times"],
    ["WEBVTT\n\n00:01.000 --> 00:01.000\nx", "line 3: has no times"],
    ["WEBVTT\n\n00:00.000 --> 00:61.000\nx", "line 3: has no times"],
    ["WEBVTT\n\n00:00.000 --> 00:01\nx", "line 3: has no times"],
    ["WEBVTT\n\n00:00.000 --> 00:01.000 onclick:x\nx", "line 3: has no times"],
    ["WEBVTT\n\n00:00.000 --> 00:02.000\nx\n\n00:01.000 --> 00:03.000\ny", "line 6: has no times after those before it"],
  ])("that are none are named: %j", (source, fault) => {
    expect(read(source).faults.join("\n")).toContain(`en.vtt: ${fault}`);
  });

  it("say the words of the text beside them, in their order, however the lines are broken", () => {
    const { cues } = read("WEBVTT\n\n00:00.000 --> 00:01.000\nA first\nthing.\n\n00:01.000 --> 00:02.000\nAnother.\n");
    const differing = (blocks: readonly string[]): string => {
      const faults = new Faults();
      compareWords(faults, "en.vtt", cues, blocks);
      return faults.lines.join("\n");
    };
    expect([differing(["A first thing.", "Another."]), differing(["A first thing. Another."])]).toEqual(["", ""]);
    expect(differing(["A first thing.", "An other thing."])).toBe("en.vtt: line 7: the text beside it does not say this here: Another.");
    expect(differing(["Another.", "A first thing."])).toContain("line 3: ");
    expect(differing(["A first thing."])).toContain("line 7: ");
    expect(differing(["A first thing.", "Another.", "And more."])).toBe("en.vtt: file: the text beside it says more: Andmore.");
  });
});

describe("our films and sound", () => {
  const { resources } = readContent(kContent);
  const films = resources.filter(({ recording }) => recording !== null);

  it("say in captions and text the same words, in every language, at the same times", () => {
    expect(films.map(({ slug }) => slug)).toEqual(["leaving-film"]);
    for (const { slug, recording } of films) {
      const times = new Set<string>();
      for (const { id } of kLanguages) {
        const source = readFileSync(join(kContent, "resources", slug, `${id}.vtt`), "utf8");
        const { cues, faults } = read(source);
        const { body } = readFrontMatter(new Faults(), "text", readFileSync(join(kContent, "resources", slug, `${id}.md`), "utf8"));
        const blocks = plainBlocks(body.split(/^## /m)[0] ?? "");
        const bare = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/\s/g, ""));
        expect([id, faults, bare(blocks)]).toEqual([id, [], bare(cues.map(({ text }) => text))]);
        expect([id, cues.at(-1)?.to]).toEqual([id, recording?.seconds]);
        times.add(JSON.stringify(cues.map(({ id: scene, from, to }) => [scene, from, to])));
      }
      expect(times.size).toBe(1);
    }
  });

  it("can be read while they are shown: 20 signs a second, and 8 of Chinese", () => {
    for (const { slug } of films) {
      for (const { id } of kLanguages) {
        const { cues } = read(readFileSync(join(kContent, "resources", slug, `${id}.vtt`), "utf8"));
        expect([id, cues.filter(({ from, to, text }) => text.length / (to - from) > (id === "zh-Hans" ? 8 : 20)).map(({ text }) => text)]).toEqual([id, []]);
      }
    }
  });

  it("weigh no more than 400 KB in a language, and 1.6 MB in all", () => {
    const bytes = films.flatMap(({ versions }) => Object.values(versions).map(({ media }) => media?.file.bytes ?? 0));
    expect(bytes).toHaveLength(films.length * kLanguages.length);
    expect([Math.max(...bytes) <= 400 * 1024, bytes.reduce((sum, each) => sum + each, 0) <= 1.6 * 1024 * 1024]).toEqual([true, true]);
  });
});

describe("content", () => {
  let folder: string;
  const film = (name: string): string => join(folder, "resources/leaving-film", name);
  const change = (name: string, from: string | RegExp, to: string): void => {
    const text = readFileSync(film(name), "utf8");
    expect(text.replace(from, to)).not.toBe(text);
    writeFileSync(film(name), text.replace(from, to));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "captions-"));
    cpSync(join(import.meta.dirname, "../fixtures/content"), folder, { recursive: true });
    cpSync(join(kContent, "resources/leaving-film"), film(""), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, string, string | RegExp, string, string]>([
    ["a text that says otherwise than its captions", "ro.md", "sus pe", "jos pe", "resources/leaving-film/ro.vtt: line 3: the text beside it does not say this here"],
    ["captions that say otherwise than their text", "en.vtt", "an empty page", "a blank page", "the text beside it does not say this here: With scripts on, Back shows a blank page after that."],
    ["captions that outlast the film", "resource.json", '"seconds": 45', '"seconds": 44', ": ends after 44 seconds"],
    ["a film of which nothing is said", "resource.json", /,\s*"recording": \{[^}]*\}/, "", "resources/leaving-film/resource.json: recording: is missing"],
    ["a film of no size", "resource.json", /"width": \d+,/, "", "resources/leaving-film/resource.json: recording.width: is missing"],
    ["a poster of something that is no film", "resource.json", '"film"', '"audio"', "resources/leaving-film/en.md: poster: is for films only"],
    ["a film without captions", "en.md", /captions: .*\n/, "", "resources/leaving-film/en.md: captions: is missing"],
    ["a file that is not there", "pt.md", "pt.webp", "px.webp", "resources/leaving-film/pt.md: poster: no such file: px.webp"],
  ])("names %s by file", (_, name, from, to, fault) => {
    change(name, from, to);
    expect(() => readContent(folder)).toThrow(fault);
  });

  it("names what is said of a film that is none", () => {
    for (const { id } of kLanguages) change(`${id}.md`, /media: .*\ncaptions: .*\nposter: .*\n/, "");
    expect(() => readContent(folder)).toThrow("resources/leaving-film/resource.json: recording: nothing is recorded");
  });
});
