import { describe, expect, it } from "vitest";
import { baseKey, mergeCatalogue, placeholders, pluralForms, pseudoText, splitText } from "./catalogue.ts";
import { firstLanguage } from "./languages.ts";

describe("catalogue", () => {
  it("knows plural keys and their forms", () => {
    expect(baseKey("check.left_few")).toBe("check.left");
    expect(baseKey("check.one_way")).toBe("check.one_way");
    expect(pluralForms("en")).toEqual(["one", "other"]);
    expect(pluralForms("pt")).toEqual(["many", "one", "other"]);
    expect(pluralForms("ro")).toEqual(["few", "one", "other"]);
    expect(pluralForms("zh-Hans")).toEqual(["other"]);
  });

  it("falls back to English for a whole key, never for one plural form", () => {
    const english = { a: "A", "b_one": "one b", "b_other": "{{count}} bs" };
    const merged = mergeCatalogue(english, { a: "Ă", "b_one": "un b", "b_other": "{{count}} de b" }, "ro");
    expect(merged).toEqual({ texts: { a: "Ă", "b_one": "one b", "b_other": "{{count}} bs" }, english: ["b"] });
    const whole = mergeCatalogue(english, { "b_one": "un b", "b_few": "{{count}} b", "b_other": "{{count}} de b" }, "ro");
    expect(whole.english).toEqual(["a"]);
    expect(whole.texts["b_few"]).toBe("{{count}} b");
  });

  it("counts an empty translation as missing", () => {
    expect(mergeCatalogue({ a: "A" }, { a: "" }, "pt")).toEqual({ texts: { a: "A" }, english: ["a"] });
  });

  it("splits texts at placeholders", () => {
    expect(splitText("{{a}} and {{b}}!")).toEqual([{ name: "a" }, " and ", { name: "b" }, "!"]);
    expect(splitText("")).toEqual([]);
    expect(placeholders("{{b}} {{a}} {{b}}")).toEqual(["a", "b"]);
  });

  it("makes pseudo texts longer, with placeholders untouched", () => {
    const text = pseudoText("Press {{count}} more times");
    expect(text).toContain("{{count}}");
    expect(text).toMatch(/^中 Pré/);
    expect(text.length).toBeGreaterThanOrEqual("Press {{count}} more times".length * 1.4);
  });

  it("guesses a first language", () => {
    expect(firstLanguage(["ro-MD", "en"])).toBe("ro");
    expect(firstLanguage(["zh-TW"])).toBe("zh-Hans");
    expect(firstLanguage(["pl", "pt-PT"])).toBe("pt");
    expect(firstLanguage(["pl"])).toBe("en");
    expect(firstLanguage([])).toBe("en");
  });
});
