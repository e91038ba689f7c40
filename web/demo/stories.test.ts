import { describe, expect, it } from "vitest";
import { amendArtefact, codedArtefact, identifierOf } from "../shared/client/artefact.ts";
import { randomBytes } from "../shared/client/bytes.ts";
import { day } from "../shared/client/clock.ts";
import { recogniseIn } from "../shared/client/recognition.ts";
import { recogniser } from "../shared/client/recogniser.ts";
import { descriptorValues, incidentTypes, moTags } from "../shared/generated/vocabulary.ts";
import { chanceOf } from "./chance.ts";
import { expected, freeNumber } from "./figures.ts";
import { type Story, contentOf, readStories, scopesOf } from "./stories.ts";

const now = Date.UTC(2026, 10, 3);
const stories = readStories();
const ofWarnings = stories.filter((story) => scopesOf(story).includes("WARN") && story.ending !== "triage");

function texts(story: Story): string[] {
  return [...story.identifiers, story.contact ?? "", story.words, story.warning ?? "", ...(story.messages ?? []).map(([, text]) => text)];
}

describe("the stories", () => {
  it("are as many as promised", () => {
    const figures = expected(stories, 41);
    expect(stories).toHaveLength(60);
    expect(figures.warnings["live"]).toBe(25);
    expect(stories.flatMap(({ identifiers }) => identifiers).length).toBeGreaterThanOrEqual(150);
    expect(Object.keys(figures.languages).sort()).toEqual(["en", "pt", "ro", "zh-Hans"]);
    expect(Object.keys(figures.reports).sort()).toEqual(["active", "closed_held", "held", "prepared", "triage", "withdrawn"]);
  });

  it("name drama numbers, addresses for examples, and plates that are never issued", () => {
    for (const text of stories.flatMap(texts)) {
      for (const [number] of text.matchAll(/\+?\d[\d ]{8,}\d/g)) expect(number).toMatch(/^(0|\+44 )7700 900\d{3}$/);
      for (const [address] of text.matchAll(/\S+@\S+/g)) expect(address).toMatch(/@example\.(org|com|net)$/);
      if (text.startsWith("veh ")) expect(text).toMatch(/^veh GB Q[A-Z]00 [A-Z]{3}$/);
      if (text.startsWith("usr ")) expect(text.split(" ")[2]).toMatch(/^demo[._-]/);
    }
  });

  it("use words of the vocabulary, and identifiers that can be checked", () => {
    for (const story of stories) {
      for (const type of story.types) expect(incidentTypes).toHaveProperty(type);
      for (const tag of story.behaviours) expect(moTags).toHaveProperty(tag);
      for (const value of story.descriptors) expect(descriptorValues).toHaveProperty(value);
      for (const stated of contentOf(story, now).subject?.identifiers ?? []) expect([stated, identifierOf(stated)]).not.toContain(null);
    }
  });

  it("are told once each, and none names the number that has no warning", () => {
    expect(new Set(stories.map(({ words }) => words)).size).toBe(stories.length);
    expect(stories.flatMap(texts).join("\n")).not.toContain(freeNumber);
  });

  it("have warnings that give nobody away, but for the one that shows how that is caught", async () => {
    for (const story of ofWarnings) {
      const content = contentOf(story, now - story.ago * day);
      if (content.subject === undefined || content.event === undefined) throw new Error("a warning of nothing");
      const coded = codedArtefact(content.subject, content.event, now, randomBytes);
      const text = amendArtefact(coded, { freeText: story.warning ?? "" }, randomBytes);
      const { level } = await recogniseIn(recogniser, content, text);
      expect([story.words, level === "high"]).toEqual([story.words, story.ending === "flagged"]);
    }
  });
});

describe("chance", () => {
  it("is the seed's: the same again, another otherwise", () => {
    const drawn = (seed: string) => Array.from({ length: 50 }, () => 0).map(((chance) => () => chance.below(1000))(chanceOf(seed)));
    expect(drawn("one")).toEqual(drawn("one"));
    expect(drawn("one")).not.toEqual(drawn("two"));
  });

  it("picks evenly enough, and only what is there", () => {
    const chance = chanceOf("even");
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i += 1) (counts[chance.below(4)] as number) += 1;
    for (const count of counts) expect(count).toBeGreaterThan(850);
    expect(() => chance.pick([])).toThrow();
  });
});
