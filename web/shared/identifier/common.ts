/** What the normaliser of every kind stands on: its answers, and the cleaning of what was typed. */

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

export function success(token: string, display: string, unusual = false): Identifier {
  return { ok: true, token, display, unusual };
}

export function failure(error: IdentifierError): Identifier {
  return { ok: false, error };
}

/** UTF-8 bytes; the longest e-mail address (RFC 3696, erratum 1690). */
const longestInput = 320;

/** True if it is longer than anything that can be normalised. */
export function isTooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > longestInput;
}

/** Invisible marks that come along when text is copied: soft hyphen, zero-width, direction marks, byte order mark. */
const formatCharacters = "\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
const anyFormatCharacter = new RegExp(`[${formatCharacters}]`, "gu");
const formatCharactersAtEnds = new RegExp(`^[\\s${formatCharacters}]+|[\\s${formatCharacters}]+$`, "gu");

/** Without white space and format characters at the ends. */
export function trimmed(text: string): string {
  return text.replace(formatCharactersAtEnds, "");
}

/** Without format characters anywhere, full-width forms as ASCII, every white space one space, none at the ends. */
export function cleaned(text: string): string {
  return text
    .replace(anyFormatCharacter, "")
    .replace(/[\uff01-\uff5e]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/\s+/gu, " ")
    .trim();
}

/** Code points of the digit 0 in scripts that phone numbers are written in. A fixed list, so that no engine differs. */
const zeros = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20,
  0x1040, 0x17e0, 0x1810,
];

export function asciiDigits(text: string): string {
  return Array.from(text, (letter) => {
    const code = letter.codePointAt(0) as number;
    const zero = zeros.find((first) => code >= first && code < first + 10);
    return zero === undefined ? letter : String(code - zero);
  }).join("");
}
