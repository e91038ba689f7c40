/**
 * Which areas a typed postcode or town lies in. Never a guess: whatever fits more than one area gives all of them. The
 * build and the page share this file; it knows nothing of either.
 */

export interface Places {
  /** The area's own name, which counts as a place. */
  readonly name: string;
  /** Letters of a postcode area, "B", or districts, "B45" and "B60-62", where no more of it lies here. */
  readonly postcodes: readonly string[];
  /** All names of a town, between slashes: "Cardiff/Caerdydd". */
  readonly towns: readonly string[];
}

export interface Match<Area> {
  readonly area: Area;
  /** The town that was typed; null for a postcode or the area's own name. */
  readonly town: string | null;
}

/** `isSlip`: nothing is called so, but these nearly. None at all: the place is not known. */
export interface Found<Area> {
  readonly matches: readonly Match<Area>[];
  readonly isSlip: boolean;
}

export const kPostcodes = /^([A-Z]{1,2})(?:(\d{1,2})(?:-(\d{1,2}))?)?$/;

/** An area in the file that comes with the page. */
export type PackedArea = readonly [name: string, postcodes: string, towns: string];

export function packArea({ name, postcodes, towns }: Places): PackedArea {
  return [name, postcodes.join(" "), towns.join(",")];
}

export function unpackArea([name, postcodes, towns]: PackedArea): Places {
  return { name, postcodes: postcodes.split(" "), towns: towns.split(",") };
}

/** As people read them: "B45, 60–62, CV". Letters stand once. */
export function packPostcodes(postcodes: readonly string[]): string {
  let before = "";
  return postcodes.map((postcode) => {
    const [letters = ""] = /^[A-Z]+/.exec(postcode) ?? [];
    const isSame = letters === before && postcode !== letters;
    before = letters;
    return (isSame ? postcode.slice(letters.length) : postcode).replace("-", "–");
  }).join(", ");
}

/** The beginning of a postcode: its letters, its district of two figures or of one, which a letter may follow, and how the rest may go on. */
const kTyped = /^([a-z]{1,2}) ?(?:(?:(\d\d)|(\d)[a-z]?) ?(?:\d[a-z]{0,2})?)?$/;

/** Below this many letters a slip makes one name into another. */
const kSlipLetters = 5;

/** Small letters without accents, figures, and one space between words. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/[\p{M}'’.]/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
}

/** The words that tell one name from another, however it is written: "St Helen's" and "saint helens". */
function wordsOf(name: string): readonly string[] {
  return plain(name).replace(/\bsaint\b/g, "st").replace(/\bupon\b/g, "on").replace(/\band\b/g, "").split(" ").filter(Boolean);
}

/** The names that an area itself goes by: "Avon and Somerset" is Avon, too, and "Police Scotland" is Scotland. */
function ownNames(name: string): readonly string[] {
  const place = name.replace(/^Police (Service of )?/, "");
  return [name, place, ...place.split(/ and |-/)];
}

/** Whether one letter is missing, too many or another one, or two have changed places. */
function isSlip(typed: string, name: string): boolean {
  if (Math.abs(typed.length - name.length) > 1) return false;
  const shorter = Math.min(typed.length, name.length);
  let [start, end] = [0, 0];
  while (start < shorter && typed[start] === name[start]) start += 1;
  while (end < shorter - start && typed[typed.length - 1 - end] === name[name.length - 1 - end]) end += 1;
  const [one, other] = [typed.slice(start, typed.length - end), name.slice(start, name.length - end)];
  return Math.max(one.length, other.length) < 2 || (one.length === 2 && one === [...other].reverse().join(""));
}

function byPostcode<Area extends Places>(letters: string, district: string | undefined, areas: readonly Area[]): readonly Match<Area>[] {
  const covers = (postcode: string, isWhole: boolean): boolean => {
    const [, area, from, to = from] = kPostcodes.exec(postcode) ?? [];
    if (area?.toLowerCase() !== letters) return false;
    return isWhole || from === undefined || (Number(district) >= Number(from) && Number(district) <= Number(to));
  };
  const matches = (isWhole: boolean): readonly Match<Area>[] =>
    areas.filter(({ postcodes }) => postcodes.some((postcode) => covers(postcode, isWhole))).map((area) => ({ area, town: null }));
  const exact = matches(district === undefined);
  // A district that nobody listed lies somewhere among its letters.
  return exact.length > 0 ? exact : matches(true);
}

/** Areas with a name that begins with whole words which, put together, are `fits`. */
function byName<Area extends Places>(areas: readonly Area[], fits: (words: string, isWhole: boolean) => boolean): readonly Match<Area>[] {
  const isCalled = (name: string): boolean => {
    const words = wordsOf(name);
    return words.some((_, index) => fits(words.slice(0, index + 1).join(""), index === words.length - 1));
  };
  return areas.flatMap((area): Match<Area>[] => {
    if (ownNames(area.name).some(isCalled)) return [{ area, town: null }];
    const town = area.towns.find((names) => names.split("/").some(isCalled));
    return town === undefined ? [] : [{ area, town }];
  });
}

export function findAreas<Area extends Places>(typed: string, areas: readonly Area[]): Found<Area> {
  const [, letters, two, one] = kTyped.exec(plain(typed)) ?? [];
  const inPostcode = letters === undefined ? [] : byPostcode(letters, two ?? one, areas);
  if (inPostcode.length > 0) return { matches: inPostcode, isSlip: false };
  const wanted = wordsOf(typed).join("");
  // "New" may begin a name, "St" begins too many.
  const called = byName(areas, (words, isWhole) => words === wanted && (isWhole || wanted.length > 2));
  if (called.length > 0) return { matches: called, isSlip: false };
  const nearly = byName(areas, (words) => words.length >= kSlipLetters && isSlip(wanted, words));
  return { matches: nearly, isSlip: nearly.length > 0 };
}
