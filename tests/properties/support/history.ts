/**
 * What may happen to one report, drawn at random: its submission, steps by anybody; somebody leaves and every daemon fails
 * and starts again; more steps; a night; more steps; at last its owner ends one permission.
 */
import fc from "fast-check";
import type { ReportScope } from "../../../web/shared/client/consent_texts.ts";

/** Who may take reports on. `leaver` is a caseworker whose account ends in the middle of the first day. */
export const takers = ["caseworker", "lead", "leaver"] as const;
export type Taker = (typeof takers)[number];

/** Everybody who may try something. `nobody` is a caseworker who never signed in. */
export const actors = [...takers, "editor", "officer", "administrator", "member", "nobody"] as const;
export type Actor = (typeof actors)[number];

export const kinds = [
  /** Whatever the text waits for, by the right people. */
  "next",
  "grant",
  /** A permission that ends with the day. */
  "grant_briefly",
  "approve",
  "withdraw",
  "erase",
  /** Somebody else's key signs for the report. */
  "pretend",
  "claim",
  "assign",
  "open",
  /** What may be compared of the report is sealed to those who compare, whatever her browser knows of permissions. */
  "offer",
  "draft",
  /** A draft in other words than those that she approves. */
  "draft_otherwise",
  "source",
  "review",
  "lead",
  "hand_over",
  "hide",
  /** Her session ends, in this story alone; whoever kept a copy of it goes on trying. */
  "sign_out",
  "sign_in",
] as const;
export type Kind = (typeof kinds)[number];

export const texts = [0, 1] as const;

export interface Step {
  readonly kind: Kind;
  readonly actor: Actor;
  readonly scope: ReportScope;
  readonly text: (typeof texts)[number];
  /** To whom a report is assigned. */
  readonly to: Taker;
  /** Of a draft: the recogniser finds little. Of an approval: checks may be answered. Of a hand-over: it is not forged first. */
  readonly flag: boolean;
}

export interface History {
  readonly chosen: readonly ReportScope[];
  /** The first text is approved at submission, if WARN is chosen. */
  readonly isApproved: boolean;
  /** So many steps of the first text are taken at once, so that many histories get far. */
  readonly start: number;
  /** Who takes the report on, unless somebody else does. */
  readonly taker: Taker;
  /** What becomes of that text: high, the recogniser finds much; otherwise, it is not in the words that she approves. */
  readonly draft: "low" | "high" | "otherwise";
  readonly before: readonly Step[];
  readonly between: readonly Step[];
  readonly after: readonly Step[];
  /** Ended at last, when everybody tries once more whatever may still be permitted. */
  readonly last: ReportScope;
}

const choices: readonly (readonly ReportScope[])[] = [
  ["READ", "CASE", "WARN", "CHECK", "LINK"],
  ["READ", "WARN", "CHECK"],
  ["READ", "WARN"],
  ["READ", "CASE"],
  ["READ"],
  [],
];

function weighted<T>(weights: readonly (readonly [number, T])[]): fc.Arbitrary<T> {
  return fc.constantFrom(...weights.flatMap(([weight, value]) => Array<T>(weight).fill(value)));
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: weighted<Kind>([
    [8, "next"],
    [2, "grant"],
    [3, "grant_briefly"],
    [2, "approve"],
    [3, "withdraw"],
    [1, "erase"],
    [1, "pretend"],
    [2, "claim"],
    [2, "assign"],
    [2, "open"],
    [3, "offer"],
    [2, "draft"],
    [1, "draft_otherwise"],
    [2, "source"],
    [1, "review"],
    [1, "lead"],
    [4, "hand_over"],
    [1, "hide"],
    [2, "sign_out"],
    [1, "sign_in"],
  ]),
  actor: weighted<Actor>([
    [6, "caseworker"],
    [4, "lead"],
    [4, "editor"],
    [1, "officer"],
    [1, "administrator"],
    [1, "member"],
    [2, "leaver"],
    [1, "nobody"],
  ]),
  scope: weighted<ReportScope>([
    [2, "READ"],
    [3, "CASE"],
    [4, "WARN"],
    [3, "CHECK"],
    [3, "LINK"],
  ]),
  text: weighted([
    [3, 0],
    [1, 1],
  ]),
  to: fc.constantFrom(...takers),
  flag: weighted([
    [3, true],
    [1, false],
  ]),
});

export const anyHistory: fc.Arbitrary<History> = fc.record({
  chosen: weighted([
    [5, choices[0] as readonly ReportScope[]],
    ...choices.map((choice) => [1, choice] as const),
  ]),
  isApproved: fc.boolean(),
  start: fc.integer({ min: 0, max: 7 }),
  taker: weighted<History["taker"]>([
    [3, "caseworker"],
    [2, "lead"],
    [2, "leaver"],
  ]),
  draft: weighted<History["draft"]>([
    [5, "low"],
    [2, "high"],
    [2, "otherwise"],
  ]),
  before: fc.array(anyStep, { maxLength: 4, size: "max" }),
  between: fc.array(anyStep, { maxLength: 2, size: "max" }),
  after: fc.array(anyStep, { maxLength: 3, size: "max" }),
  last: weighted<ReportScope>([
    [3, "READ"],
    [1, "CASE"],
    [1, "WARN"],
    [1, "CHECK"],
    [1, "LINK"],
  ]),
});
