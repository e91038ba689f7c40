import { describe, expect, test } from "vitest";
import { decodeArtefact, decodeWarningBody, encodeArtefact, encodeWarningBody } from "../generated/records.ts";
import { normaliseIdentifier } from "../identifier.ts";
import { amendArtefact, artefactHash, canWarn, codedArtefact, identifierOf, tokenOf, warningBodyOf } from "./artefact.ts";
import { concat, hex, randomBytes, utf8 } from "./bytes.ts";
import { commitmentOf } from "./consent.ts";
import { sha256 } from "./kdf.ts";
import type { EventSection, StatedIdentifier, SubjectSection } from "./report_format.ts";
import { errorOf } from "./test_support.ts";

const phone: StatedIdentifier = { kind: "phone", text: "07700 900123", region: "GB", platform: null };
const email: StatedIdentifier = { kind: "email", text: "jordan.example@example.org", region: null, platform: null };
const handle: StatedIdentifier = { kind: "handle", text: "@some.name", region: null, platform: "instagram" };
const plate: StatedIdentifier = { kind: "plate", text: "ab12 cde", region: "GB", platform: null };
const subject: SubjectSection = {
  identifiers: [phone, email, handle, plate],
  descriptors: ["gender_man", "hair_short", "hair_brown"],
  spoken: { names_given: "calls himself Example" },
};
const event: EventSection = {
  types: ["assault", "robbery"],
  behaviours: ["phone"],
  area: "north_west",
  month: "2026-01",
  around: "after the late bus",
};
const expires = Date.UTC(2028, 0, 15);
const coded = () => codedArtefact(subject, event, expires, randomBytes);

describe("the coded artefact", () => {
  test("holds what was chosen from lists", () => {
    const artefact = coded();
    expect(artefact).toMatchObject({
      version: 1,
      area: "north_west",
      period: "2026-01",
      incidentTypes: ["assault", "robbery"],
      behaviours: ["phone"],
      freeText: "",
      expiresMonth: "2028-01",
    });
    expect(artefact.descriptors).toEqual([
      { kind: "gender", value: "gender_man" },
      { kind: "hair", value: "hair_short" },
      { kind: "hair", value: "hair_brown" },
    ]);
    expect(decodeArtefact(encodeArtefact(artefact))).toEqual(artefact);
  });

  test("holds nothing of her own words", () => {
    const text = JSON.stringify(coded(), (_, value: unknown) => (value instanceof Uint8Array ? "" : value));
    for (const word of ["Example", "late bus", "calls himself"]) expect(text).not.toContain(word);
  });

  test("the worst of what happened gives the level", () => {
    const level = (...types: EventSection["types"]): number => codedArtefact(subject, { ...event, types }, expires, randomBytes).level;
    expect(level("rape")).toBe(2);
    expect(level("assault")).toBe(1);
    expect(level("assault", "rape")).toBe(2);
  });

  test("what only answers checks is no warning", () => {
    const nothing: EventSection = { ...event, types: ["time_waster"] };
    expect(canWarn(nothing)).toBe(false);
    expect(errorOf(() => codedArtefact(subject, nothing, expires, randomBytes))).toBe("malformed");
  });

  test("a number that cannot be one is left out", () => {
    const artefact = codedArtefact({ ...subject, identifiers: [{ ...phone, text: "12" }, plate] }, event, expires, randomBytes);
    expect(artefact.identifiers.map(({ type }) => type)).toEqual([4]);
  });

  test("the short text fits into one message and shows no whole number", () => {
    const { shortText } = coded();
    expect(shortText.length).toBeLessThanOrEqual(70);
    expect(shortText).toContain("Danger");
    expect(shortText).not.toContain("900123");
  });
});

describe("identifiers", () => {
  test.each([
    [phone, "+447700900123", "…0123"],
    [email, "jordan.example@example.org", "…mple@…"],
    [{ ...email, text: "ab@example.org" }, "ab@example.org", "…b@…"],
    [{ ...email, text: "a@example.org" }, "a@example.org", "…@…"],
    [handle, "instagram/some.name", "some.name (instagram)"],
    [plate, "GB/AB12CDE", "AB12CDE (GB)"],
  ])("%o", (stated, canonical, shown) => {
    expect(identifierOf(stated)).toMatchObject({ canonical, shown });
  });

  test("give back the token that a check forms", () => {
    const token = (input: Parameters<typeof normaliseIdentifier>[0]): string => {
      const identifier = normaliseIdentifier(input);
      return identifier.ok ? identifier.token : "";
    };
    const back = (stated: StatedIdentifier): string => {
      const identifier = identifierOf(stated);
      return identifier === null ? "" : tokenOf(identifier);
    };
    expect(back(phone)).toBe(token({ kind: "phone", text: phone.text, region: "GB" }));
    expect(back({ ...email, text: "a/b@example.org" })).toBe(token({ kind: "email", text: "a/b@example.org" }));
    expect(back(handle)).toBe(token({ kind: "handle", text: handle.text, platform: "instagram" }));
    expect(back(plate)).toBe(token({ kind: "plate", text: plate.text, region: "GB" }));
  });
});

describe("hash and commitment", () => {
  test("change with every field, and with the salt", () => {
    const artefact = coded();
    const hashes = new Set([
      artefactHash(artefact),
      artefactHash({ ...artefact, salt: new Uint8Array(32) }),
      artefactHash({ ...artefact, level: 1 }),
      artefactHash({ ...artefact, freeText: "x" }),
      artefactHash({ ...artefact, version: 2 }),
      artefactHash(amendArtefact(artefact, {}, randomBytes)),
    ].map(hex));
    expect(hashes.size).toBe(6);
  });

  test("the commitment is what serve computes", () => {
    const [hash, opening] = [randomBytes(32), randomBytes(32)];
    expect(commitmentOf(hash, opening)).toEqual(sha256(concat(utf8("approve"), hash, opening)));
  });
});

test("members get neither salt nor whole identifiers", () => {
  const artefact = coded();
  const encoding = encodeWarningBody(warningBodyOf(artefact));
  const text = new TextDecoder().decode(encoding);
  expect(text).not.toContain("7700900");
  expect(text).not.toContain("jordan");
  expect(hex(encoding)).not.toContain(hex(artefact.salt));
  expect(decodeWarningBody(encoding)).toMatchObject({ reference: artefact.reference, area: "north_west" });
});
