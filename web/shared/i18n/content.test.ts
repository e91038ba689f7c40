/** The catalogues as they are: keys, placeholders, plural forms, words to avoid, and whether the code uses them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTexts } from "../../tools/catalogues.ts";
import { kPhoneLines } from "../phone_lines.ts";
import { baseKey, isPlural, placeholders, pluralForms } from "./catalogue.ts";
import { kLanguages, kParts } from "./languages.ts";
import words from "../../../content/catalogues/words.json" with { type: "json" };

const kWeb = fileURLToPath(new URL("../../", import.meta.url));

/** Sources of the applications, without tests, generated code and the gallery, whose words are its own. */
function sources(): string[] {
  return readdirSync(kWeb, { recursive: true, encoding: "utf8" })
    .filter((path) => /^(shared|member|staff|public|tools)\/.*\.tsx?$/.test(path))
    .filter((path) => !/\.test\.tsx?$|^shared\/generated\//.test(path))
    .map((path) => readFileSync(kWeb + path, "utf8"));
}

/** Every string of the sources that could be a key, and the beginnings of keys put together at run time. */
function mentions(): { whole: Set<string>; beginnings: string[] } {
  const text = sources().join("\n");
  const whole = new Set([...text.matchAll(/["'`]([a-z_]+\.[a-z0-9_.]+)["'`]/g)].map((match) => match[1] ?? ""));
  const beginnings = [...text.matchAll(/`([a-z_]+\.[a-z0-9_.]*)\$\{/g)].map((match) => match[1] ?? "");
  return { whole, beginnings };
}

const english = Object.fromEntries(kParts.map((part) => [part, readTexts("en", part)]));
const bases = new Set(Object.values(english).flatMap((texts) => Object.keys(texts).map(baseKey)));

describe("English catalogues", () => {
  it("have every key that the code asks for", () => {
    const asked = sources().flatMap((source) => [...source.matchAll(/\bts?\(\s*"([^"]+)"/g)].map((match) => match[1] ?? ""));
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((key) => !bases.has(key))).toEqual([]);
  });

  it("have no key that nothing asks for", () => {
    const { whole, beginnings } = mentions();
    const unused = [...bases].filter((key) => !whole.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)));
    expect(unused).toEqual([]);
  });

  it("say each key in one part only", () => {
    const all = kParts.flatMap((part) => Object.keys(english[part] ?? {}));
    expect(all.filter((key, index) => all.indexOf(key) !== index)).toEqual([]);
  });
});

describe.each(kLanguages.map(({ id }) => id))("catalogues in %s", (id) => {
  describe.each(kParts)("%s", (part) => {
    const texts = readTexts(id, part);
    const source = english[part] ?? {};

    it("has no key that English lacks, and only plural forms of the language", () => {
      const allowed = (key: string): boolean => {
        if (!isPlural(key)) return key in source;
        return `${baseKey(key)}_other` in source && pluralForms(id).some((form) => key.endsWith(`_${form}`));
      };
      expect(Object.keys(texts).filter((key) => !allowed(key))).toEqual([]);
    });

    it("has all plural forms of a plural key", () => {
      const plural = Object.keys(texts).filter(isPlural);
      const wanted = [...new Set(plural.map(baseKey))].flatMap((base) => pluralForms(id).map((form) => `${base}_${form}`));
      expect(wanted.filter((key) => !(key in texts))).toEqual([]);
    });

    it("has the placeholders of English; a plural form may leave out the count", () => {
      const wrong = Object.entries(texts).filter(([key, text]) => {
        const expected = placeholders(source[isPlural(key) ? `${baseKey(key)}_other` : key] ?? "");
        const found = placeholders(text);
        const missing = expected.filter((name) => !found.includes(name) && !(isPlural(key) && name === "count"));
        return missing.length > 0 || found.some((name) => !expected.includes(name));
      });
      expect(wrong).toEqual([]);
    });

    // The desks' own words may name findings and quote law; nothing that a member reads may.
    if (part !== "staff") it("uses no word of the avoid list", () => {
      const avoid = words.avoid[id];
      const wrong = Object.entries(texts).filter(([, text]) => avoid.some((word) => text.toLowerCase().includes(word)));
      expect(wrong).toEqual([]);
    });

    it("has neutral titles for the browser's tab", () => {
      const titles = Object.entries(texts).filter(([key]) => key.endsWith(".tab"));
      const wrong = titles.filter(([, text]) => text.length > 24 || words.titles.some((word) => text.toLowerCase().includes(word)));
      expect(wrong).toEqual([]);
    });
  });

  // What people need before they can choose: no English in between.
  it.each(["common", "public"] as const)("translates every text of %s", (part) => {
    const texts = readTexts(id, part);
    const missing = Object.keys(english[part] ?? {}).map(baseKey).filter((base) => !Object.keys(texts).some((key) => baseKey(key) === base));
    expect(missing).toEqual([]);
  });

  it("describes every phone line", () => {
    expect(kPhoneLines.filter((line) => !line.about[id]).map((line) => line.id)).toEqual([]);
    const avoid = words.avoid[id];
    expect(kPhoneLines.filter((line) => avoid.some((word) => line.about[id]?.toLowerCase().includes(word)))).toEqual([]);
  });
});
