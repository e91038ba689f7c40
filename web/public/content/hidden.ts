import hidden from "../../../content/hidden_signs.json" with { type: "json" };
import type { Faults } from "./faults.ts";

/** What none of our texts may hold: content/hidden_signs.json says which signs and why, for the server's directory as well. */
const kHidden = new RegExp(`[${hidden.signs.map(({ first, last }) => `\\u{${first}}-\\u{${last}}`).join("")}]`, "gu");

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
