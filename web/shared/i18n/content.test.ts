/** Whether the code and the English catalogues have the same keys. What the texts say is checked by tools/translations. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readTexts } from "../../tools/catalogues.ts";
import { baseKey } from "./catalogue.ts";
import { kParts } from "./languages.ts";

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
