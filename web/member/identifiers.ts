/** What was typed in the one field of a check: which kind it is, how we read it, or what is wrong with it. */
import { normaliseIdentifier, type Identifier, type IdentifierError, type IdentifierInput } from "../shared/identifier.ts";

export type CheckKind = "phone" | "email";

/** The country whose national form of numbers people here type. */
export const kHomeRegion = "GB";

/** An address has an @; digits and what stands between them is a number; nothing else is recognised. */
export function recogniseKind(text: string): CheckKind | null {
  if (text.includes("@")) return "email";
  return /\d/.test(text) && /^[\p{Nd}\s+().\-\u2010-\u2015/]*$/u.test(text.trim()) ? "phone" : null;
}

export function identifierInput(kind: CheckKind, text: string): IdentifierInput {
  return kind === "phone" ? { kind, text, region: kHomeRegion } : { kind, text };
}

export function readIdentifier(kind: CheckKind, text: string): Identifier {
  return normaliseIdentifier(identifierInput(kind, text));
}

export type { IdentifierError };
