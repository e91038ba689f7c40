import type { Faults } from "./faults.ts";

/**
 * Signs that nobody sees: of no width, that turn the direction of what stands around them, or that are no sign at all. With
 * them two texts look alike and are not, and a number can be read backwards. No text of ours needs one.
 */
const kHidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\uffff]/gu;

/** "U+200B, U+202E", each once; empty if there is none. */
export function hiddenSigns(text: string): string {
  return [...new Set([...text.matchAll(kHidden)].map(([sign]) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`))].join(", ");
}

/** Where in a value that was read from JSON such a sign stands: "phones[0].number", and which. */
export function hiddenIn(value: unknown, at = ""): readonly { readonly at: string; readonly signs: string }[] {
  if (typeof value === "string") return hiddenSigns(value) === "" ? [] : [{ at, signs: hiddenSigns(value) }];
  if (Array.isArray(value)) return value.flatMap((each, index) => hiddenIn(each, `${at}[${index}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const signs = hiddenSigns(name);
    return signs === "" ? hiddenIn(each, at === "" ? name : `${at}.${name}`) : [{ at: at === "" ? "a name" : `${at}, a name`, signs }];
  });
}

/** Names each line of a file in which such a sign stands. */
export function checkSigns(faults: Faults, file: string, text: string): void {
  for (const [index, line] of text.split("\n").entries()) {
    const signs = hiddenSigns(line);
    if (signs !== "") faults.add(file, `line ${index + 1}`, `has a sign that nobody can see: ${signs}`);
  }
}
