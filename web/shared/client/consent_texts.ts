/**
 * The words behind every permission. A receipt names id and version of the text that was shown; a change of meaning is a
 * new version here and in every language's catalogue. `{team}` stands for the team's name.
 */
import type { Scope } from "../generated/vocabulary.ts";

export interface ConsentText {
  readonly id: string;
  readonly version: number;
  readonly english: string;
}

/** Scopes that a reporter can switch on. */
export type ReportScope = "READ" | "CASE" | "WARN" | "CHECK" | "LINK";
export const reportScopes: readonly ReportScope[] = ["READ", "CASE", "WARN", "CHECK", "LINK"];

export const consentTexts: Readonly<Record<ReportScope, ConsentText>> = {
  READ: {
    id: "consent.read",
    version: 1,
    english:
      "{team} may open what I said about the person and what happened, to prepare what I choose next. " +
      "They cannot see how to reach me. It ends after 90 days, or when I end it.",
  },
  CASE: {
    id: "consent.case",
    version: 2,
    english:
      "A caseworker of {team} may also open what I said about myself and how to reach me, to support me. " +
      "Support does not depend on warning others or being found. It ends when I end it.",
  },
  WARN: {
    id: "consent.warn",
    version: 2,
    english:
      "{team} may write a warning for members from what I said about the person and what happened. " +
      "Nothing goes out until I have approved the exact words. I can end it at any time: then what came from me is taken down.",
  },
  CHECK: {
    id: "consent.check",
    version: 1,
    english:
      "When a member checks a number, address, name or plate that I gave, she may be told that there is a warning. " +
      "Nobody gets a list. I can end it at any time.",
  },
  LINK: {
    id: "consent.link",
    version: 2,
    english:
      "Case leads and analysts may compare my report with others that allow it, to see whether it is the same person. " +
      "They see only this of it: numbers, addresses, user names and plates I gave; what I ticked about the person, what happened " +
      "and how; the region and the month; and who of the team prepared it, on which day. What they decide is shown to whoever may " +
      "open my report. It ends after two years, or when I end it: then it is taken out at once.",
  },
};

/** The limits of confidentiality, shown before the first answer. */
export const limitsText: ConsentText = {
  id: "limits",
  version: 1,
  english:
    "What you keep for yourself nobody here can open. What a team may open stays with that team, with four limits: a serious, " +
    "immediate risk to somebody's life; a child at risk; a court order; and, in Northern Ireland, a duty to report some crimes.",
};

/** The text of a scope, if it is one that a reporter can switch on. */
export function consentTextOf(scope: Scope): ConsentText | null {
  return reportScopes.includes(scope as ReportScope) ? consentTexts[scope as ReportScope] : null;
}

/** Nothing is on until she switches it on. */
export const nothingChosen: readonly ReportScope[] = [];

/**
 * `chosen` with one switch moved. What a scope needs goes with it: on brings it along, off takes those along that need
 * it.
 */
export function choose(chosen: readonly ReportScope[], scope: ReportScope, isOn: boolean): ReportScope[] {
  const wanted = new Set(chosen);
  if (isOn) wanted.add(scope).add("READ");
  else if (scope === "READ") wanted.clear();
  else wanted.delete(scope);
  return reportScopes.filter((one) => wanted.has(one));
}
