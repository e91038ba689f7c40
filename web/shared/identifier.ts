/**
 * The one normaliser of what can be checked: from what a person typed to one token, or to the reason why there is none.
 * Who warns and who checks must reach the same token, so nothing else in the project forms one, and a change here that
 * moves a token means indexing everything anew. tests/vectors/identifiers.json holds every rule as a row.
 *
 * Tokens: `tel` NUL +447700900123 · `eml` NUL name@example.org · `veh` NUL GB NUL AB12CDE · `usr` NUL platform NUL name.
 * Names, descriptions, addresses, part of a number or of a plate are never tokens.
 */
import { type Identifier, cleaned, failure, isTooLong } from "./identifier/common.ts";
import { type ContactInput, normaliseContact } from "./identifier/contact.ts";
import { normalisePlate } from "./identifier/plate.ts";
import { type Platform, normaliseHandle } from "./identifier/profile.ts";

export type { Identifier, IdentifierError } from "./identifier/common.ts";
export { normaliserVersion } from "./identifier/contact.ts";
export { type Platform, platforms } from "./identifier/profile.ts";

/** The codes of the vocabulary's identifier kinds. */
export type IdentifierKind = "phone" | "email" | "handle" | "plate";

export type IdentifierInput =
  | ContactInput
  /** `region`: ISO 3166 code of the country of the plate. */
  | { readonly kind: "plate"; readonly text: string; readonly region: string }
  | { readonly kind: "handle"; readonly text: string; readonly platform: Platform };

/** Normalises one identifier. Never throws; the same input gives the same answer everywhere. */
export function normaliseIdentifier(input: IdentifierInput): Identifier {
  if (input.kind === "phone" || input.kind === "email") return normaliseContact(input);
  if (isTooLong(input.text)) return failure("too_long");
  const text = cleaned(input.text);
  if (text === "") return failure("empty");
  return input.kind === "plate" ? normalisePlate(text, input.region) : normaliseHandle(text, input.platform);
}

/** The part of a token that a person would recognise: what follows its last NUL. */
export function tokenValue(token: string): string {
  return token.slice(token.lastIndexOf("\0") + 1);
}
