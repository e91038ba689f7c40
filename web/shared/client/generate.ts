/** Generated passphrases and sign-in names. Apart from passphrase.ts, because the list of words is only for who makes new ones. */
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

function randomWord(random: RandomSource): string {
  return words[randomBelow(words.length, random)] as string;
}
