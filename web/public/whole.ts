/**
 * What is torn apart at the end of a line is misread: "9:30–" and "15:30", "s-" and "a". Such words are put into spans that a
 * style sheet keeps on one line, on the screen and on paper.
 */

const kSign = "[\\p{Script=Latin}\\p{N}:.]";

/** A word with a hyphen inside, "60-second": a heading has room for all of them. */
const kInHeadings = "[\\p{L}\\p{N}]+(?:-[\\p{L}\\p{N}]+)+";

/** Of words with a hyphen those of which next to nothing would be left on a line: "e-mail", "s-a", "spuneți-mi", "site-ului". */
const kHyphens = "(?<![\\p{L}\\p{N}/-])(?:\\p{L}{1,2}-\\p{L}{1,9}|\\p{L}{3,10}-\\p{L}{1,4})(?![\\p{L}\\p{N}/-])";

/** "9:30–15:30", "Mon–Thu", "RM1–14", "周一–周四"; "0 to 10" in each language. */
const kRanges = `${kSign}{1,8}–${kSign}{1,8}|周.–周.|(?<!\\p{N} ?)\\d{1,3} ?(?:to|a|la|până la|到|至) ?\\d{1,3}(?![\\p{N}\\p{L}])`;

/** "2026年11月23日" */
const kDates = "\\d{4}年(?:\\d{1,2}月(?:\\d{1,2}日)?)?|\\d{1,2}月\\d{1,2}日";

/** With the signs around it: these never stand alone. */
const withSigns = (words: string): RegExp => new RegExp(`[“‘„(（]?(?:${words})[,.;:?!’”…)，。；：？！）、]*`, "gu");
const kWords = { text: withSigns(`${kDates}|${kRanges}|${kHyphens}`), heading: withSigns(`${kDates}|${kRanges}|${kInHeadings}`) };

/** A tag, also with a ">" in what is quoted, or a text between two. */
const kParts = /<(?:"[^"]*"|[^">])*>|[^<]+/g;
/** Elements that hold no other: what they show, nothing can be put into. */
const kBare = new Set(["title", "option"]);
const kHeadings = new Set(["h1", "h2", "h3", "legend"]);

/** A document with each such word in a span. */
export function keepWhole(html: string): string {
  let heading: string | null = null;
  let bare: string | null = null;
  return html.replace(kParts, (part) => {
    if (!part.startsWith("<")) return bare === null ? part.replace(kWords[heading === null ? "text" : "heading"], '<span class="whole">$&</span>') : part;
    const [, end = "", name = ""] = /^<(\/?)([a-z0-9]+)/.exec(part) ?? [];
    if (kBare.has(name)) bare = end ? null : name;
    if (kHeadings.has(name)) heading = end ? null : name;
    return part;
  });
}
