/** What browsers carry of the library's metadata gives the library's own answers: one number, one token, wherever it is read. */
import fc from "fast-check";
import { ParseError, parsePhoneNumberWithError, validatePhoneNumberLength } from "libphonenumber-js/core/es6";
import metadata from "libphonenumber-js/min/metadata";
import * as whole from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { phoneMetadata } from "./phone_metadata.ts";

type Plan = readonly unknown[];
type Format = readonly [pattern: string, text: string, digits?: readonly string[], rule?: unknown, optional?: unknown, international?: string];

const own = phoneMetadata();
const countries = whole.getCountries();

/** Everything of a plan that an answer depends on. */
function essence(plan: Plan): unknown {
  const kept = [0, 1, 2, 3, 5, 7, 8, 10].map((index) => plan[index] || null);
  const formats = ((plan[4] || []) as Format[]).map(([pattern, text, digits = [], , , international]) => [pattern, international ?? text, digits.slice(-1)]);
  const types = ((plan[11] || []) as (Plan | 0)[]).map((type) => (type ? [type[0], type[1] ?? null] : null));
  return { kept, formats, types: Array.from({ length: types.length === 0 ? 0 : 10 }, (_, index) => types[index] ?? null) };
}

test("every plan says what the library's says", () => {
  expect(own.country_calling_codes).toEqual(metadata.country_calling_codes);
  for (const set of ["countries", "nonGeographic"] as const) {
    const [ours, theirs] = [own, metadata].map((each) => each[set] as unknown as Record<string, Plan>) as [Record<string, Plan>, Record<string, Plan>];
    expect(new Set(Object.keys(ours))).toEqual(new Set(Object.keys(theirs)));
    for (const [name, plan] of Object.entries(theirs)) expect([name, essence(ours[name] as Plan)]).toEqual([name, essence(plan)]);
  }
});

interface Reading {
  readonly number: string;
  readonly display: string;
  readonly country: string | undefined;
  readonly isValid: boolean;
  readonly length: string | undefined;
}

/** What the library says of a number, with the metadata it was handed. */
function reading(parse: () => whole.PhoneNumber, lengthOf: (number: string) => string | undefined): Reading | string {
  try {
    const parsed = parse();
    const { number, country } = parsed;
    return { number, country, display: parsed.formatInternational(), isValid: parsed.isValid(), length: lengthOf(number) };
  } catch (error) {
    if (error instanceof ParseError || error instanceof whole.ParseError) return error.message;
    throw error;
  }
}

function expectSame(text: string, country: whole.CountryCode | undefined): void {
  const options = country === undefined ? {} : { defaultCountry: country };
  const ours = reading(() => parsePhoneNumberWithError(text, options, own), (number) => validatePhoneNumberLength(number, own));
  const theirs = reading(() => whole.parsePhoneNumberWithError(text, options), (number) => whole.validatePhoneNumberLength(number));
  expect([text, country, ours]).toEqual([text, country, theirs]);
}

test("the example of every country reads the same, at home and from abroad", () => {
  for (const country of countries) {
    const national = examples[country];
    const code = whole.getCountryCallingCode(country);
    for (const text of [national, `0${national}`, `+${code}${national}`, `00${code}${national}`, national.slice(0, -1), `${national}0`]) {
      expectSame(text, country);
      expectSame(text, "GB");
    }
  }
});

test("so does any run of digits", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 17 });
  fc.assert(fc.property(fc.constantFrom(...countries), digits, fc.constantFrom("", "0", "00", "+"), (country, text, prefix) => {
    expectSame(prefix + text, country);
    expectSame(`+${whole.getCountryCallingCode(country)}${text}`, undefined);
  }), { numRuns: 4000 });
});
