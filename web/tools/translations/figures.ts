/**
 * Numbers and addresses of a text: a translation has those of its English, each as often, in whatever order.
 *
 * A number is what is written in digits: 72, 0800 464 7669, 1,000 (which is 1.000 and 1000), 1.5 (which is 1,5), 50% (which is
 * 50 %); a time, 09:30, is two. Digits of other scripts, ① and ½ are numbers of their own. What languages may do besides:
 *   English says a number in a word, two to twenty, once, twice, second to sixth     a translation may write its digits
 *   English writes a month, November                                                Chinese may write its number, 11月
 * Never may a translation write a word instead of digits.
 */
import type { Language } from "../../shared/i18n/languages.ts";

const kWords = ["", "once", "two|twice|second", "three|third", "four|fourth", "five|fifth", "six|sixth", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
  "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];
const kMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

const kNumber = /[0-9](?:[0-9,.]|[ \u00a0](?=[0-9]{3}))*[0-9](?:[ \u00a0]?[%％])?|[0-9](?:[ \u00a0]?[%％])?|[\p{Nd}\p{No}]/gu;
const kThousands = /^[0-9]{1,3}([ \u00a0,.])[0-9]{3}(?:\1[0-9]{3})*%?$/;

function plain(number: string): string {
  const tight = number.replace(/[ \u00a0]?[%％]/, "%");
  if (kThousands.test(tight) || !/[.,]/.test(tight)) return tight.replace(/[^\p{Nd}\p{No}%]/gu, "");
  return tight.replaceAll(",", ".").replace(/[ \u00a0]/g, "");
}

/** As often as they stand there. The targets of links count as links. */
function numbersOf(text: string): string[] {
  return [...text.replace(/\]\([^)]*\)/g, "]").matchAll(kNumber)].map(([number]) => plain(number));
}

/** Numbers that a translation may have beyond those of the English. */
function allowedBesides(source: string, language: Language): string[] {
  const times = (pattern: string, flags: string): number => [...source.matchAll(new RegExp(`\\b(?:${pattern})\\b`, flags))].length;
  const repeated = (number: number, pattern: string, flags: string): string[] => Array<string>(times(pattern, flags)).fill(String(number));
  return [
    ...kWords.flatMap((pattern, number) => (pattern === "" ? [] : repeated(number, pattern, "gi"))),
    ...(language === "zh-Hans" ? kMonths.flatMap((month, index) => repeated(index + 1, month, "g")) : []),
  ];
}

/** What leads away in plain sight: addresses of pages and of mail, whatever a program would make a link of. */
const kAddress = /\b[a-z][a-z0-9+.-]*:(?=[\p{L}\p{N}/+])[^\s)\]，。；]*|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+|(?<![\p{L}\p{N}])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{Script=Latin}{2,}/giu;

function addressesOf(text: string): string[] {
  return [...text.replace(/\]\([^)]*\)/g, "]").matchAll(kAddress)].map(([address]) => address.replace(/[.,;:]+$/, ""));
}

const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target = ""]) => target);

/** Those of the first list that are not in the second, counted. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const listed = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");

/** What of the numbers and addresses of `text` differs from those of `source`. */
export function figuresAmiss(source: string, text: string, language: Language): string[] {
  const faults: string[] = [];
  const [wanted, found] = [numbersOf(source), numbersOf(text)];
  const lacking = without(wanted, found);
  const besides = without(without(found, wanted), allowedBesides(source, language));
  if (lacking.length > 0) faults.push(`lacks the number ${listed(lacking)}`);
  if (besides.length > 0) faults.push(`has the number ${listed(besides)}, which the English has not`);
  for (const [read, what] of [[linksOf, "links"], [addressesOf, "addresses"]] as const) {
    const [less, more] = [without(read(source), read(text)), without(read(text), read(source))];
    if (less.length + more.length > 0) faults.push(`has other ${what} than the English: lacks ${listed(less) || "none"}, has besides ${listed(more) || "none"}`);
  }
  // Somebody who reads one number must not dial another.
  for (const [, words = "", dialled = ""] of text.matchAll(/\[([^\]]*)\]\(tel:([^)]*)\)/g)) {
    const shown = numbersOf(words).filter((number) => /^[0-9]{3,}$/.test(number));
    if (shown.some((number) => number !== dialled)) faults.push(`shows ${listed(shown)} and dials ${dialled}`);
  }
  return faults;
}
