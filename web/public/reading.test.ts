/** How hard the English is to read: grade and length of sentences. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { splitText } from "../shared/i18n/catalogue.ts";
import { readTexts } from "../tools/catalogues.ts";
import { plainBlocks } from "./content/markdown.ts";
import type { Resource } from "./content/resources.ts";
import { readContent } from "./site.ts";

const kGrade = 6;
/** Law and health have words of their own. */
const kHardGrade = 8;
const kSentence = 20;

function isHard({ kind, topics }: Resource): boolean {
  return kind === "law" || topics.includes("law") || topics.includes("health");
}

/** Sentences of some blocks of text; a block ends a sentence, whether or not it has a full stop. */
export function sentences(blocks: readonly string[]): string[] {
  return blocks.flatMap((block) => block.split(/(?<=[.?!:;])["”’)]*\s+/)).map((sentence) => sentence.trim()).filter((sentence) => wordsOf(sentence).length > 0);
}

export function wordsOf(text: string): string[] {
  return text.split(/[\s–—/]+/).map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter((word) => /\p{L}|\p{N}/u.test(word));
}

/** Syllables by groups of vowels, without the silent e of "phone", "scared", "times"; a number counts as one. */
export function syllables(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-z]/g, "");
  if (letters.length <= 3) return 1;
  const trimmed = letters.replace(/^y/, "").replace(/(?<![td])ed$|(?<![sxzcgh])es$|(?<![^aeiouy]l)e$/, "");
  return Math.max(1, trimmed.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

/** Flesch and Kincaid's grade. */
export function grade(blocks: readonly string[]): number {
  const all = sentences(blocks);
  const every = all.flatMap(wordsOf);
  return 0.39 * (every.length / all.length) + 11.8 * (every.reduce((sum, word) => sum + syllables(word), 0) / every.length) - 15.59;
}

/** Quoted guidance keeps its own words; everything else is ours. */
function ownWords(body: string): string {
  return body.split("\n").filter((line) => !/^\s*>/.test(line)).join("\n");
}

const { resources, directory, sheets } = readContent(join(import.meta.dirname, "../../content"));
const catalogue = Object.values(readTexts("en", "public")).map((text) => splitText(text).map((piece) => (typeof piece === "string" ? piece : "one")).join(""));
const texts = resources.map((resource) => {
  const version = resource.versions.en;
  if (version === undefined) throw new Error(`${resource.slug} has no English`);
  return { slug: resource.slug, isHard: isHard(resource), blocks: [version.summary, ...plainBlocks(ownWords(version.text.body))] };
});
const others = [
  { slug: "catalogue", isHard: false, blocks: catalogue },
  { slug: "directory", isHard: false, blocks: directory.services.flatMap(({ description, eligibility, application }) => [description.en, eligibility?.en ?? "", application?.en ?? ""].map(String)) },
  { slug: "sheets", isHard: true, blocks: sheets.flatMap(({ groups, replies }) => [...groups, ...replies].flatMap(({ title, items }) => [title.en, ...items.map(({ text }) => text.en)].map(String))) },
];

describe.each([...texts, ...others])("English of $slug", ({ slug, isHard: hard, blocks }) => {
  it("has a low grade and short sentences", () => {
    expect([slug, Math.round(grade(blocks) * 10) / 10 <= (hard ? kHardGrade : kGrade) ? "low" : grade(blocks)]).toEqual([slug, "low"]);
    expect(sentences(blocks).filter((sentence) => wordsOf(sentence).length > kSentence)).toEqual([]);
  });
});

describe("the measure itself", () => {
  it("counts syllables as people do", () => {
    expect(["a", "call", "help", "police", "worker", "number", "emergency", "university", "hospital", "people", "scared", "wanted", "changes", "phone"].map(syllables)).toEqual([1, 1, 1, 2, 2, 2, 4, 5, 3, 2, 1, 2, 2, 1]);
  });

  it("finds hard and long English hard and long", () => {
    const hard = ["Notwithstanding the aforementioned considerations, individuals encountering exploitative circumstances should immediately communicate with appropriately qualified safeguarding professionals in order that necessary interventions can be coordinated."];
    expect(grade(hard)).toBeGreaterThan(kHardGrade);
    expect(sentences(hard).some((sentence) => wordsOf(sentence).length > kSentence)).toBe(true);
    expect(grade(["Call us. We listen. You choose what to do."])).toBeLessThan(kGrade);
  });
});
