/** What was typed in the one field of a check: which kind it is, how we read it, or what is wrong with it. */
import type { Identifier } from "../shared/identifier/common.ts";
import { normaliseContact, type ContactInput } from "../shared/identifier/contact.ts";

export type CheckKind = "phone" | "email";

/** The country whose national form of numbers people here type. */
export const kHomeRegion = "GB";

/** An address has an @; digits and what stands between them is a number; nothing else is recognised. */
export function recogniseKind(text: string): CheckKind | null {
  if (text.includes("@")) return "email";
  return /\d/.test(text) && /^[\p{Nd}\s+().\-\u2010-\u2015/]*$/u.test(text.trim()) ? "phone" : null;
}

export function identifierInput(kind: CheckKind, text: string): ContactInput {
  return kind === "phone" ? { kind, text, region: kHomeRegion } : { kind, text };
}

export function readIdentifier(kind: CheckKind, text: string): Identifier {
  return normaliseContact(identifierInput(kind, text));
}
