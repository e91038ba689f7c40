/** Generated passphrases and sign-in names, and the one form in which both are used. */
import { type RandomSource, randomBelow, randomBytes } from "./bytes.ts";
import { words } from "./words.ts";

/** Five words of 2,048 are 55 bits; with the slow hash and 150 tries a day at the key daemon that is plenty. */
export const passphraseWords = 5;

/** Five random words with spaces between them. */
export function generatePassphrase(random: RandomSource = randomBytes): string {
  return Array.from({ length: passphraseWords }, () => randomWord(random)).join(" ");
}

/** Two random words and four digits, such as `maple-lantern-4821`. It says nothing about anyone; others never see it. */
export function generateLogin(random: RandomSource = randomBytes): string {
  const digits = randomBelow(10000, random).toString().padStart(4, "0");
  return `${randomWord(random)}-${randomWord(random)}-${digits}`;
}

/**
 * How a passphrase is hashed: NFKC, lower case, any run of spaces, hyphens or underscores one space, none at the ends.
 * A phone that capitalises the first word or adds a space does not lock anyone out.
 */
export function canonicalPassphrase(typed: string): string {
  return canonical(typed, " ");
}

/** How a sign-in name is sent and hashed: as above, with hyphens. */
export function canonicalLogin(typed: string): string {
  return canonical(typed, "-");
}

function canonical(typed: string, separator: string): string {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s\-_\u2010-\u2015]+/u)
    .filter((part) => part !== "")
    .join(separator);
}

function randomWord(random: RandomSource): string {
  return words[randomBelow(words.length, random)] as string;
}
