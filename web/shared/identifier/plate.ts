/** Registration plates. */
import { type Identifier, asciiDigits, failure, success } from "./common.ts";

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

export function normalisePlate(text: string, region: string): Identifier {
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
