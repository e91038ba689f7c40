import { describe, expect, test } from "vitest";
import { utf8 } from "./bytes.ts";
import { type LinkExtract, isEmptyExtract, linkExtractOf, readExtract, writeExtract } from "./link_extract.ts";
import type { ReportContent, StatedIdentifier } from "./report_format.ts";
import { errorOf } from "./test_support.ts";

const phone: StatedIdentifier = { kind: "phone", text: "07700 900123", region: "GB", platform: null };
const part: StatedIdentifier = { kind: "phone", text: " ends in 0123", region: "GB", platform: null };
const email: StatedIdentifier = { kind: "email", text: "Jordan.Example@Example.org", region: null, platform: null };
const handle: StatedIdentifier = { kind: "handle", text: "@some.name", region: null, platform: "instagram" };
const plate: StatedIdentifier = { kind: "plate", text: "ab12 cde", region: "GB", platform: null };
const content: ReportContent = {
  subject: {
    identifiers: [phone, part, email, handle, plate],
    descriptors: ["gender_man", "hair_short"],
    spoken: { names_given: "calls himself Example", clothing: "a grey coat" },
  },
  event: { types: ["assault"], behaviours: ["locks_door"], area: "north_west", month: "2026-01", around: "after the late bus" },
  words: { text: "He came by the back stairs." },
  about_me: { workingName: "Ruby", pronouns: "she" },
  contact: { way: "phone", value: "07700 900456" },
  evidence: { files: [{ name: "photo.jpg", type: "image/jpeg", data: "AAAA" }] },
};
const empty: LinkExtract = { identifiers: [], descriptors: [], types: [], behaviours: [], area: null, month: null };

describe("what is compared", () => {
  test("has what was said about the person and what was ticked, and none of her own words", () => {
    const extract = linkExtractOf(content);
    expect(extract).toEqual({
      identifiers: [{ ...phone, text: "+447700900123" }, { ...part, text: "ends in 0123" }, { ...email, text: "jordan.example@example.org" },
        { ...handle, text: "some.name" }, { ...plate, text: "AB12CDE" }],
      descriptors: ["gender_man", "hair_short"],
      types: ["assault"],
      behaviours: ["locks_door"],
      area: "north_west",
      month: "2026-01",
    });
    const text = JSON.stringify(extract);
    for (const own of ["calls himself", "grey coat", "late bus", "back stairs", "Ruby", "she", "900456", "photo"]) expect(text).not.toContain(own);
  });

  test("one number is one number, however it was typed", () => {
    const of = (text: string): unknown => linkExtractOf({ subject: { identifiers: [{ ...phone, text }], descriptors: [], spoken: {} } }).identifiers;
    expect(of("+44 7700 900 123")).toEqual(of("07700900123"));
  });

  test("nothing that is not known and nothing over-long leaves, whatever a report's browser wrote", () => {
    const odd = {
      subject: {
        identifiers: [{ ...phone, heard: "calls himself Example", note: { own: "words" } }, { ...handle, text: "x".repeat(65) }, { ...plate, region: "by the back stairs" },
          { ...email, text: `${"é".repeat(200)}@example.org` }, { ...part, text: "a".repeat(64) }, "07700 900456", null],
        descriptors: ["gender_man", "he was called Example", 7], spoken: {},
      },
      event: { types: ["assault", "a word"], behaviours: { own: "words" }, area: "by the station", month: "9999-12", around: "" },
    } as unknown as ReportContent;
    expect(linkExtractOf(odd)).toEqual({ ...empty, identifiers: [{ ...phone, text: "+447700900123" }, { ...part, text: "a".repeat(64) }], descriptors: ["gender_man"], types: ["assault"] });
  });

  test("of a report that says nothing of anybody there is nothing to compare", () => {
    expect(linkExtractOf({ words: { text: "x" } })).toEqual(empty);
    expect(isEmptyExtract({ ...empty, area: "london", month: "2026-01" })).toBe(true);
    expect(isEmptyExtract({ ...empty, types: ["assault"] })).toBe(false);
  });
});

describe("as it lies in the seal", () => {
  test("every entry has one size, up to 2 KiB; then twice and four times that", () => {
    expect([empty, linkExtractOf(content)].map((extract) => writeExtract(extract, 200).length)).toEqual([1848, 1848]);
    const long = (count: number): LinkExtract => ({ ...empty, identifiers: Array.from({ length: count }, () => phone) });
    expect([30, 60].map((count) => writeExtract(long(count)).length)).toEqual([4096, 8192]);
    expect(errorOf(() => writeExtract(long(200)))).toBe("malformed");
  });

  test("reads back as it was", () => {
    for (const extract of [empty, linkExtractOf(content)]) expect(readExtract(writeExtract(extract))).toEqual(extract);
  });

  test("a month is one from 2000 to 2100", () => {
    const months = ["1999-12", "2000-01", "2100-12", "2101-01", "9999-12", "0000-01"];
    expect(months.map((month) => readExtract(writeExtract({ ...empty, month })).month)).toEqual([null, "2000-01", "2100-12", null, null, null]);
  });

  test("an identifier is read as its four fields, of a length that such a thing has", () => {
    const read = (identifiers: readonly unknown[]): unknown => readExtract(utf8(JSON.stringify({ ...empty, identifiers }))).identifiers;
    expect(read([{ ...phone, more: "own words" }])).toStrictEqual([phone]);
    const ofLength = (stated: StatedIdentifier, length: number): StatedIdentifier => ({ ...stated, text: "a".repeat(length) });
    const fitting = [...[phone, handle, plate].map((stated) => ofLength(stated, 64)), ofLength(email, 320)];
    expect(read([...fitting, ...[phone, handle, plate].map((stated) => ofLength(stated, 65)), ofLength(email, 321), { ...plate, region: "GBR" }])).toEqual(fitting);
  });

  test("what is no extract is refused, and what is unknown is left out", () => {
    for (const wrong of ["", "[]", "{}", '{"identifiers":[],"descriptors":[],"types":[]}']) expect(errorOf(() => readExtract(utf8(wrong)))).toBe("malformed");
    const strange = {
      ...empty,
      identifiers: [phone, null, { kind: "face", text: "x", region: null, platform: null }, { ...handle, platform: "elsewhere" }, { ...phone, text: 1 }],
      descriptors: ["gender_man", "gender_unheard_of", 3], types: ["toString", "assault"], behaviours: ["constructor"], area: "mars", month: "2026-13", more: "x",
    };
    expect(readExtract(utf8(JSON.stringify(strange)))).toEqual({ ...empty, identifiers: [phone], descriptors: ["gender_man"], types: ["assault"] });
  });
});
