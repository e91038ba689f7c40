/**
 * Telephone numbers and e-mail addresses: what a member checks. Apart from the other kinds, so that her first check waits
 * for nothing that only reports need.
 */
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from "libphonenumber-js/core/es6";
import { phoneMetadata } from "../phone_metadata.ts";
import { type Identifier, type IdentifierError, asciiDigits, cleaned, failure, isTooLong, success, trimmed } from "./common.ts";

/** Own rules and the library whose metadata they stand on. Stored with each packet and in the manifest. */
export const normaliserVersion = "parasol-1 libphonenumber-js-1.13.16-min";

export type ContactInput =
  /** `region`: ISO 3166 code of the country whose national form may be typed, or null if only +… is accepted. */
  | { readonly kind: "phone"; readonly text: string; readonly region: string | null }
  | { readonly kind: "email"; readonly text: string };

/** As normaliseIdentifier of identifier.ts, for these two kinds. */
export function normaliseContact(input: ContactInput): Identifier {
  if (isTooLong(input.text)) return failure("too_long");
  const text = input.kind === "email" ? trimmed(input.text) : cleaned(input.text);
  if (text === "") return failure("empty");
  return input.kind === "email" ? normaliseEmail(text) : normalisePhone(text, input.region);
}

// Phone numbers

/** "#12" at the end: the line behind a switchboard is not part of the number. In words it is refused as letters. */
const extension = /#\s*\d{1,7}\s*#?$/u;
const phonePunctuation = /[\s().\/\-~\u00b7\u2010-\u2015\u2212\u301c\u30fc]/gu;

function normalisePhone(text: string, region: string | null): Identifier {
  const country = supportedCountry(region);
  if (country === null) return failure("region");
  const plain = asciiDigits(text).replace(extension, "").replace(phonePunctuation, "");
  if (plain === "") return failure("empty");
  if (!/^\+*[0-9]+$/.test(plain)) return failure("characters");
  const dialled = plain.replace(/^\++/, "+");
  if (country === undefined && !dialled.startsWith("+")) return failure("region");
  const metadata = phoneMetadata();
  try {
    const typed = parsePhoneNumberWithError(dialled, country === undefined ? {} : { defaultCountry: country }, metadata);
    // Mexico dropped the 1 behind its country code in 2019, which the library does not know.
    const value = typed.number.replace(/^\+521(\d{10})$/, "+52$1");
    const problem = validatePhoneNumberLength(value, metadata);
    if (problem !== undefined) return failure(phoneError(problem));
    // One number, one token: the result must read as itself (an odd trunk prefix can survive the first reading).
    const parsed = parsePhoneNumberWithError(value, metadata);
    if (parsed.number !== value) return failure("impossible");
    return success(`tel\0${value}`, parsed.formatInternational(), !parsed.isValid());
  } catch (error) {
    return failure(phoneError(error instanceof Error ? error.message : ""));
  }
}

/** The library's country; undefined if none was chosen; null if it is unknown. */
function supportedCountry(region: string | null): CountryCode | undefined | null {
  if (region === null) return undefined;
  const upper = region.toUpperCase() as CountryCode;
  return isSupportedCountry(upper, phoneMetadata()) ? upper : null;
}

/** The library's name for what is wrong, as one of ours. */
function phoneError(problem: string): IdentifierError {
  switch (problem) {
    case "TOO_SHORT":
      return "too_short";
    case "TOO_LONG":
      return "too_long";
    case "INVALID_COUNTRY":
      return "region";
    default:
      return "impossible";
  }
}

// E-mail addresses

/** Providers that deliver name+anything to name. */
const plusProviders = new Set([
  "fastmail.com",
  "fastmail.fm",
  "gmail.com",
  "hotmail.co.uk",
  "hotmail.com",
  "icloud.com",
  "live.co.uk",
  "live.com",
  "mac.com",
  "me.com",
  "msn.com",
  "outlook.com",
  "pm.me",
  "proton.me",
  "protonmail.ch",
  "protonmail.com",
]);

function normaliseEmail(text: string): Identifier {
  const address = text.normalize("NFC");
  const at = address.indexOf("@");
  if (at <= 0) return failure("not_an_address");
  if (address.indexOf("@", at + 1) >= 0) return failure("characters");
  let local = address.slice(0, at).toLowerCase().normalize("NFC");
  // RFC 5322 "atext" and dots, and letters and digits of any script: no quotes, spaces, "mailto:" or brackets.
  if (!/^[\p{L}\p{M}\p{N}.!#$%&'*+\/=?^_`{|}~-]+$/u.test(local)) return failure("characters");
  let domain = asciiDomain(address.slice(at + 1));
  if (domain === null) return failure("domain");
  if (domain === "googlemail.com") domain = "gmail.com";
  if (plusProviders.has(domain)) local = local.replace(/\+.*$/u, "");
  if (domain === "gmail.com") local = local.replace(/\./g, "");
  if (local === "") return failure("not_an_address");
  return success(`eml\0${local}@${domain}`, `${local}@${domain}`);
}

/** Lower case, each label in its ASCII form (IDNA, UTS 46); null if it is no domain name of two labels or more. */
function asciiDomain(domain: string): string | null {
  // Only what a host name may hold reaches the address parser: no port, path, user or percent sign.
  if (!/^[\p{L}\p{M}\p{N}.\-\u3002\uff0e\uff61]+$/u.test(domain)) return null;
  let host: string;
  try {
    host = new URL(`http://${domain}/`).hostname;
  } catch {
    return null;
  }
  const labels = host.split(".");
  const fits = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  const last = labels[labels.length - 1] as string;
  return fits && labels.length >= 2 && !/^[0-9]+$/.test(last) ? labels.join(".") : null;
}
