/**
 * The one normaliser of what can be checked: from what a person typed to one token, or to the reason why there is none.
 * Who warns and who checks must reach the same token, so nothing else in the project forms one, and a change here that
 * moves a token means indexing everything anew. tests/vectors/identifiers.json holds every rule as a row.
 *
 * Tokens: `tel` NUL +447700900123 · `eml` NUL name@example.org · `veh` NUL GB NUL AB12CDE · `usr` NUL platform NUL name.
 * Names, descriptions, addresses, part of a number or of a plate are never tokens.
 */
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from "libphonenumber-js/core/es6";
import { phoneMetadata } from "./phone_metadata.ts";

/** Own rules and the library whose metadata they stand on. Stored with each packet and in the manifest. */
export const normaliserVersion = "parasol-1 libphonenumber-js-1.13.16-min";

/** UTF-8 bytes; the longest e-mail address (RFC 3696, erratum 1690). */
const longestInput = 320;

/** The codes of the vocabulary's identifier kinds. */
export type IdentifierKind = "phone" | "email" | "handle" | "plate";

export const platforms = [
  "adultwork",
  "discord",
  "facebook",
  "instagram",
  "kik",
  "onlyfans",
  "reddit",
  "signal",
  "snapchat",
  "telegram",
  "tiktok",
  "wechat",
  "x",
] as const;
export type Platform = (typeof platforms)[number];

export type IdentifierInput =
  /** `region`: ISO 3166 code of the country whose national form may be typed, or null if only +… is accepted. */
  | { readonly kind: "phone"; readonly text: string; readonly region: string | null }
  | { readonly kind: "email"; readonly text: string }
  /** `region`: ISO 3166 code of the country of the plate. */
  | { readonly kind: "plate"; readonly text: string; readonly region: string }
  | { readonly kind: "handle"; readonly text: string; readonly platform: Platform };

export type IdentifierError =
  /** Nothing was typed. */
  | "empty"
  /** A character that has no place here: letters in a number, a second @, a space inside a name. */
  | "characters"
  /** The country is missing, or the library does not know it. */
  | "region"
  | "too_short"
  | "too_long"
  /** A number that cannot exist in its country, or that reads in two ways. */
  | "impossible"
  /** No @, or nothing in front of it. */
  | "not_an_address"
  /** The part behind the @ is no domain name. */
  | "domain"
  /** Marks for missing characters, or too little of a plate. */
  | "partial"
  /** A link to another platform, or to no profile. */
  | "platform";

export type Identifier =
  | {
      readonly ok: true;
      readonly token: string;
      /** For reading back before the check: "+44 7700 900123", "name@example.org". */
      readonly display: string;
      /** The number is possible but not in use as far as the metadata knows: warn, do not block. */
      readonly unusual: boolean;
    }
  | { readonly ok: false; readonly error: IdentifierError };

/** Normalises one identifier. Never throws; the same input gives the same answer everywhere. */
export function normaliseIdentifier(input: IdentifierInput): Identifier {
  if (new TextEncoder().encode(input.text).length > longestInput) return failure("too_long");
  const text = input.kind === "email" ? trimmed(input.text) : cleaned(input.text);
  if (text === "") return failure("empty");
  switch (input.kind) {
    case "phone":
      return normalisePhone(text, input.region);
    case "email":
      return normaliseEmail(text);
    case "plate":
      return normalisePlate(text, input.region);
    case "handle":
      return normaliseHandle(text, input.platform);
  }
}

/** The part of a token that a person would recognise: what follows its last NUL. */
export function tokenValue(token: string): string {
  return token.slice(token.lastIndexOf("\0") + 1);
}

function success(token: string, display: string, unusual = false): Identifier {
  return { ok: true, token, display, unusual };
}

function failure(error: IdentifierError): Identifier {
  return { ok: false, error };
}

/** Invisible marks that come along when text is copied: soft hyphen, zero-width, direction marks, byte order mark. */
const formatCharacters = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
const anyFormatCharacter = new RegExp(`[${formatCharacters}]`, "gu");
const formatCharactersAtEnds = new RegExp(`^[\\s${formatCharacters}]+|[\\s${formatCharacters}]+$`, "gu");

/** Without white space and format characters at the ends. */
function trimmed(text: string): string {
  return text.replace(formatCharactersAtEnds, "");
}

/** Without format characters anywhere, full-width forms as ASCII, every white space one space, none at the ends. */
function cleaned(text: string): string {
  return text
    .replace(anyFormatCharacter, "")
    .replace(/[\uff01-\uff5e]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/\s+/gu, " ")
    .trim();
}

// Phone numbers

/** Code points of the digit 0 in scripts that phone numbers are written in. A fixed list, so that no engine differs. */
const zeros = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20,
  0x1040, 0x17e0, 0x1810,
];

function asciiDigits(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) as number;
    const zero = zeros.find((first) => code >= first && code < first + 10);
    return zero === undefined ? letter : String(code - zero);
  }).join("");
}

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

// Registration plates

const shortestPlate = 4;
const longestPlate = 12;

/** Letters of other scripts that plates share with Latin ones, as the eye reads them. */
const plateLookalikes: Readonly<Record<string, string>> = {
  // Cyrillic
  "\u0410": "A", "\u0412": "B", "\u0415": "E", "\u041a": "K", "\u041c": "M", "\u041d": "H", "\u041e": "O",
  "\u0420": "P", "\u0421": "C", "\u0422": "T", "\u0423": "Y", "\u0425": "X", "\u0406": "I",
  // Greek
  "\u0391": "A", "\u0392": "B", "\u0395": "E", "\u0396": "Z", "\u0397": "H", "\u0399": "I", "\u039a": "K",
  "\u039c": "M", "\u039d": "N", "\u039f": "O", "\u03a1": "P", "\u03a4": "T", "\u03a5": "Y", "\u03a7": "X",
};

function normalisePlate(text: string, region: string): Identifier {
  const country = region.toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) return failure("region");
  const upper = asciiDigits(text)
    .toUpperCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/gu, "")
    .normalize("NFC");
  if (/[?*_\u2026\u25a1]|\.\.\./u.test(upper)) return failure("partial");
  const letters = upper.replace(/[\s.\-\u00b7\u2010-\u2015\u2022\u2212\u30fb|:]/gu, "");
  const latin = Array.from(letters, (letter) => plateLookalikes[letter] ?? letter).join("");
  if (!/^[A-Z0-9\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]*$/u.test(latin)) {
    return failure("characters");
  }
  // O and 0, I and 1 look the same on a plate at night.
  const value = latin.replace(/O/g, "0").replace(/I/g, "1");
  const length = Array.from(value).length;
  if (length < shortestPlate) return failure("partial");
  if (length > longestPlate) return failure("too_long");
  return success(`veh\0${country}\0${value}`, `${letters} (${country})`);
}

// Profile names

interface PlatformRules {
  /** Host names whose links lead to profiles, without "www." and the like. */
  readonly hosts: readonly string[];
  /** What stands in front of the name in a link's path. */
  readonly path: RegExp;
  /** First parts of a path that are not names. */
  readonly reserved?: readonly string[];
  /** What a name is made of, in lower case. */
  readonly name: RegExp;
  readonly shortest: number;
  readonly longest: number;
  /** Characters that make no difference there; taken out first. */
  readonly ignored?: RegExp;
}

const plainPath = /^\/@?/;
const letters = /^[a-z0-9_]+$/;
const lettersAndDots = /^[a-z0-9._]+$/;
const lettersDotsAndHyphens = /^[a-z0-9._-]+$/;

const platformRules: Readonly<Record<Platform, PlatformRules>> = {
  adultwork: { hosts: ["adultwork.com"], path: plainPath, name: lettersDotsAndHyphens, shortest: 2, longest: 40 },
  discord: { hosts: [], path: plainPath, name: lettersAndDots, shortest: 2, longest: 32 },
  facebook: {
    hosts: ["facebook.com", "fb.com", "fb.me"],
    path: plainPath,
    reserved: ["events", "groups", "marketplace", "pages", "people", "photo", "share", "watch"],
    name: /^[a-z0-9]+$/,
    shortest: 5,
    longest: 50,
    ignored: /\./g,
  },
  instagram: {
    hosts: ["instagram.com"],
    path: plainPath,
    reserved: ["accounts", "direct", "explore", "p", "reel", "reels", "stories", "tv"],
    name: lettersAndDots,
    shortest: 1,
    longest: 30,
  },
  kik: { hosts: ["kik.me"], path: plainPath, name: lettersAndDots, shortest: 2, longest: 30 },
  onlyfans: {
    hosts: ["onlyfans.com"],
    path: plainPath,
    reserved: ["my", "posts"],
    name: lettersDotsAndHyphens,
    shortest: 3,
    longest: 24,
  },
  reddit: { hosts: ["reddit.com"], path: /^\/(?:u|user)\//, name: /^[a-z0-9_-]+$/, shortest: 3, longest: 20 },
  // A name, a dot and the digits that Signal adds.
  signal: { hosts: [], path: plainPath, name: /^[a-z_][a-z0-9_]*\.[0-9]{2,9}$/, shortest: 6, longest: 42 },
  snapchat: { hosts: ["snapchat.com"], path: /^\/(?:add\/|@)/, name: lettersDotsAndHyphens, shortest: 3, longest: 15 },
  telegram: {
    hosts: ["t.me", "telegram.me", "telegram.dog"],
    path: plainPath,
    reserved: ["c", "joinchat", "s", "share"],
    name: letters,
    shortest: 4,
    longest: 32,
  },
  tiktok: { hosts: ["tiktok.com"], path: /^\/@/, name: lettersAndDots, shortest: 2, longest: 24 },
  wechat: { hosts: [], path: plainPath, name: /^[a-z][a-z0-9_-]*$/, shortest: 6, longest: 20 },
  x: {
    hosts: ["x.com", "twitter.com"],
    path: plainPath,
    reserved: ["hashtag", "home", "i", "intent", "search", "share"],
    name: letters,
    shortest: 1,
    longest: 15,
  },
};

function normaliseHandle(text: string, platform: Platform): Identifier {
  const rules = platformRules[platform];
  const typed = text.normalize("NFKC").toLowerCase().trim();
  const named = nameInLink(typed, rules) ?? typed.replace(/^(?:\/?(?:u|user)\/|@)/u, "");
  if (named === notAProfile) return failure("platform");
  const name = rules.ignored === undefined ? named : named.replace(rules.ignored, "");
  if (name === "") return failure("empty");
  if (!rules.name.test(name)) return failure("characters");
  if (name.length < rules.shortest) return failure("too_short");
  if (name.length > rules.longest) return failure("too_long");
  return success(`usr\0${platform}\0${name}`, `${name} (${platform})`);
}

const notAProfile = Symbol("a link to something else");

/** The name in a link, `notAProfile` for a link that leads elsewhere, null for text that is no link. */
function nameInLink(text: string, rules: PlatformRules): string | typeof notAProfile | null {
  const link = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(\/[^?#]*)/u.exec(text);
  if (link === null) return /^https?:/u.test(text) ? notAProfile : null;
  const host = (link[1] as string).replace(/^(?:www|m|mobile|web|old)\./, "");
  const path = link[2] as string;
  if (!rules.hosts.includes(host) || !rules.path.test(path)) return notAProfile;
  const name = path.replace(rules.path, "").replace(/\/.*$/, "");
  const elsewhere = name === "" || rules.reserved?.includes(name) === true || /\.(?:php|asp|aspx|html?)$/.test(name);
  return elsewhere ? notAProfile : name;
}
