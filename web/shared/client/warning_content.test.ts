/**
 * Invariants 2 and 3 in the client, for any report and any way a text may go: what is made of coded answers holds nothing of
 * hers, no day and no place; and whatever somebody writes into it, nothing of hers gets by the recogniser.
 *
 * Break: 2  `freeText: event.around` in codedArtefact; `about_me` or `words` left out of reporterTexts; mayAdopt of what is high
 *        3  `period: event.month + "-01"` in codedArtefact; `free_text` left out of artefactTexts
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeArtefact, encodeWarningBody } from "../generated/records.ts";
import {
  type AreaBand,
  type DescriptorValue,
  type IncidentType,
  type MoTag,
  areaBands,
  codes,
  descriptorValues,
  incidentTypes,
  moTags,
} from "../generated/vocabulary.ts";
import { incidentTypeLabels } from "../generated/vocabulary_labels.ts";
import { amendArtefact, canWarn, codedArtefact, warningBodyOf } from "./artefact.ts";
import { randomBytes } from "./bytes.ts";
import { mayAdopt } from "./desk.ts";
import { builtInRecogniser, recogniseIn } from "./recognition.ts";
import type { ReportContent } from "./report_format.ts";

const expires = Date.UTC(2028, 0, 15);

/** Letters of which no word of any list is made: what is found of them can only be hers. */
const rareWord = fc.string({ unit: fc.constantFrom(..."qxzjkvw"), minLength: 4, maxLength: 9 });
const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 3, maxLength: 3 });
const narrative = fc.array(rareWord, { minLength: 6, maxLength: 20 }).map((words) => words.join(" "));

const warned = codes<IncidentType>(incidentTypes).filter((code) => !incidentTypes[code].checkerOnly);
const someOf = <T extends string>(table: Readonly<Record<T, unknown>>): fc.Arbitrary<T[]> => fc.subarray([...codes<T>(table)], { maxLength: 4 });
const month = fc.record({ year: fc.integer({ min: 2020, max: 2026 }), month: fc.integer({ min: 1, max: 12 }) });

/** Everything that is hers is in letters or digits that nothing else has. */
const anyReport = fc.record({
  subject: fc.record({
    identifiers: fc.array(digits.map((end) => ({ kind: "phone", text: `07700 900${end}`, region: "GB", platform: null }) as const), { maxLength: 2 }),
    descriptors: someOf<DescriptorValue>(descriptorValues),
    spoken: fc.record({ names_given: narrative, clothing: narrative }),
  }),
  event: fc.record({
    types: fc.subarray(warned, { minLength: 1, maxLength: 3 }),
    behaviours: someOf<MoTag>(moTags),
    area: fc.option(fc.constantFrom(...codes<AreaBand>(areaBands))),
    month: fc.option(month.map(({ year, month: of }) => `${year}-${String(of).padStart(2, "0")}`)),
    around: narrative,
  }),
  words: fc.record({ text: narrative }),
  about_me: fc.record({ workingName: fc.array(rareWord, { minLength: 1, maxLength: 2 }).map((words) => words.join(" ")), pronouns: fc.constant("") }),
  contact: fc.oneof(
    fc.record({ way: fc.constant("email" as const), value: rareWord.map((word) => `${word}@example.org`) }),
    fc.record({ way: fc.constant("other" as const), value: rareWord }),
  ),
});
type AnyReport = typeof anyReport extends fc.Arbitrary<infer T> ? T : never;

function codedOf({ subject, event }: AnyReport) {
  return codedArtefact(subject, event, expires, randomBytes);
}

function shownText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Sentences and names that are hers and nobody else's. */
function hers(report: AnyReport): string[] {
  const told = [...Object.values(report.subject.spoken), report.event.around, report.words.text];
  return [...told, report.about_me.workingName, report.contact.value.split("@")[0] ?? ""];
}

test("what is made of coded answers holds nothing of hers, no day and no place, however it is amended by lists", () => {
  const changes = fc.array(
    fc.record(
      {
        area: fc.constantFrom(...codes<AreaBand>(areaBands)),
        incidentTypes: fc.subarray(warned, { minLength: 1, maxLength: 3 }),
        behaviours: someOf<MoTag>(moTags),
        level: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  );
  const property = fc.property(anyReport, changes, (report, amendments) => {
    const artefact = amendments.reduce((one, change) => amendArtefact(one, change, randomBytes), codedOf(report));
    // The salt and the reference are no text.
    const whole = shownText(encodeArtefact({ ...artefact, salt: new Uint8Array(32), reference: new Uint8Array(16) }));
    const shown = shownText(encodeWarningBody({ ...warningBodyOf(artefact), reference: new Uint8Array(16) }));
    for (const word of hers(report).flatMap((text) => text.split(" "))) expect(whole).not.toContain(word);
    expect(artefact.period).toMatch(/^(\d{4}-\d{2})?$/);
    expect(artefact.expiresMonth).toMatch(/^\d{4}-\d{2}$/);
    expect(Object.keys(areaBands)).toContain(artefact.area);
    for (const { text } of report.subject.identifiers) expect(shown).not.toContain(text.replaceAll(" ", "").slice(1));
    expect(canWarn(report.event)).toBe(true);
  });
  fc.assert(property, { numRuns: 10_000 });
}, 60_000);

/** Of a report, what nobody may write into its warning. */
const anySecret: fc.Arbitrary<(report: AnyReport) => string> = fc.oneof(
  fc.constantFrom(
    ({ about_me }: AnyReport) => about_me.workingName.split(" ").at(-1) as string,
    ({ contact }: AnyReport) => contact.value,
  ),
  fc.record({ of: fc.nat({ max: 3 }), at: fc.nat() }).map(({ of, at }) => (report: AnyReport) => {
    const words = (hers(report)[of] as string).split(" ");
    const first = at % (words.length - 5);
    return words.slice(first, first + 6).join(" ");
  }),
);

const controlled = fc.constantFrom(...warned.map((code) => incidentTypeLabels[code]));

test("whatever is written into a text, nothing of hers gets by, and such a text is not adopted", async () => {
  const property = fc.asyncProperty(anyReport, anySecret, controlled, controlled, async (report, secret, before, after) => {
    const text = amendArtefact(codedOf(report), { freeText: `${before} ${secret(report)} ${after}` }, randomBytes);
    const { level } = await recogniseIn(builtInRecogniser, report satisfies ReportContent, text);
    expect(level).toBe("high");
    expect(mayAdopt(level)).toBe(false);
  });
  await fc.assert(property, { numRuns: 5_000 });
}, 120_000);

test("a day, an hour or an address in a text is never low", async () => {
  const finer = fc.oneof(
    fc.integer({ min: 1, max: 28 }).map((day) => `on ${day} March`),
    fc.integer({ min: 10, max: 23 }).map((hour) => `at ${hour}:40`),
    fc.constantFrom("yesterday", "on Tuesday"),
    fc.integer({ min: 1, max: 99 }).map((number) => `at ${number} Zkqx Road`),
    fc.constantFrom("M1 2AB", "SW1A 1AA"),
  );
  const property = fc.asyncProperty(anyReport, finer, controlled, async (report, piece, before) => {
    const text = amendArtefact(codedOf(report), { freeText: `${before} ${piece}` }, randomBytes);
    expect((await recogniseIn(builtInRecogniser, report satisfies ReportContent, text)).level).not.toBe("low");
  });
  await fc.assert(property, { numRuns: 5_000 });
}, 120_000);
