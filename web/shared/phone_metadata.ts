/** The metadata of telephone numbers, put together from its columns: see tools/generate_phone_columns.mjs. */
import type { MetadataJson } from "libphonenumber-js/core/es6";
import * as columns from "./generated/phone_columns.ts";

let known: MetadataJson | null = null;

export function phoneMetadata(): MetadataJson {
  return (known ??= assembled());
}

function assembled(): MetadataJson {
  const countries = lines(columns.countries);
  const callingCodes = lines(columns.callingCodes);
  const internationalPrefixes = lines(columns.internationalPrefixes);
  const patterns = lines(columns.patterns);
  const lengths = lines(columns.lengths);
  const nationalPrefixes = lines(columns.nationalPrefixes);
  const parsingPrefixes = lines(columns.parsingPrefixes);
  const transformRules = lines(columns.transformRules);
  const leadingDigits = lines(columns.leadingDigits);
  const types = lines(columns.types);
  const formatCounts = lines(columns.formatCounts);
  const formats = formatsOf(lines(columns.formatPatterns), lines(columns.formatTexts), lines(columns.formatDigits));

  const plans = callingCodes.map((code, row) => {
    const ownFormats = formats.splice(0, Number(formatCounts[row]));
    const ownTypes = Array.from({ length: 10 }, (_, type) => typeOf(types[type * callingCodes.length + row] as string));
    // What is empty counts as not there, as in the library's own.
    return [
      code, internationalPrefixes[row], patterns[row], numbers(lengths[row] as string), ownFormats.length > 0 && ownFormats, nationalPrefixes[row],
      0, parsingPrefixes[row], transformRules[row], 0, leadingDigits[row], ownTypes.some(Boolean) && ownTypes,
    ];
  });
  const codes: Record<string, string[]> = {};
  countries.forEach((country, row) => (codes[callingCodes[row] as string] ??= []).push(country));
  return {
    version: 4,
    country_calling_codes: codes,
    countries: Object.fromEntries(countries.map((country, row) => [country, plans[row]])),
    nonGeographic: Object.fromEntries(plans.slice(countries.length).map((plan) => [plan[0], plan])),
  } as unknown as MetadataJson;
}

function lines(column: string): string[] {
  return column.split("\n");
}

function numbers(list: string): number[] {
  return list.split(",").map(Number);
}

function formatsOf(patterns: readonly string[], texts: readonly string[], digits: readonly string[]): unknown[][] {
  return patterns.map((pattern, row) => [pattern, texts[row], digits[row] ? [digits[row]] : []]);
}

/** "pattern", "pattern 7,10", or "=" for the pattern of the fixed lines. */
function typeOf(cell: string): unknown {
  const [pattern, lengths] = cell.split(" ");
  return cell && [pattern === "=" ? "" : pattern, ...(lengths ? [numbers(lengths)] : [])];
}
