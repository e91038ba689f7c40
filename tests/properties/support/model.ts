/**
 * What must be so, written without the product's tables: what the owner of one report has permitted, how far its two
 * texts have come, and who may do what next.
 */
import type { ReportScope } from "../../../web/shared/client/consent_texts.ts";
import { type ReportSection, reportSections } from "../../../web/shared/generated/vocabulary.ts";
import { type Actor, type Step, type Taker, takers } from "./history.ts";

export type Approving = "WARN" | "CHECK";

interface Permit {
  /** Which grant of this report it is. */
  readonly grant: number;
  readonly isBrief: boolean;
  /** The text that it approves. */
  readonly text: number | null;
}

/** The owner's word on one text, as it stood when she gave it. */
export interface Approved {
  readonly text: number;
  readonly warn: number;
  readonly check: number | null;
}

export interface Text {
  /** `refused`: the list did not take it. It is to go no further. */
  state: "none" | "scored" | "member_ok" | "reviewed" | "refused" | "handed_over";
  drafter: Taker | null;
  isHigh: boolean;
  /** Drafted in other words than those that she approves. */
  isOther: boolean;
  hasLead: boolean;
  source: Approved | null;
  isHidden: boolean;
  /** Handed over on the first day. */
  isDue: boolean;
}

export function isTaker(actor: Actor): actor is Taker {
  return (takers as readonly Actor[]).includes(actor);
}

const approving: readonly Approving[] = ["WARN", "CHECK"];

export class Model {
  isLater = false;
  hasLeft = false;
  isErased = false;
  assigned: Taker | null = null;
  /** What the report's chain of accesses must hold of its team, besides that it was used: "action role refused". */
  readonly accesses: string[] = [];
  isUsed = false;
  /** It has an entry among those that may be compared. */
  isOffered = false;
  readonly approvals: Approved[] = [];
  /** Signed out. */
  readonly out = new Set<Actor>(["nobody"]);
  readonly texts: readonly Text[] = [0, 1].map(() => ({
    state: "none",
    drafter: null,
    isHigh: false,
    isOther: false,
    hasLead: false,
    source: null,
    isHidden: false,
    isDue: false,
  }));
  private readonly permits = new Map<ReportScope, Permit>();
  /** Withdrawn: its secret is out. */
  private readonly over = new Set<ReportScope>();
  private grants = 0;

  // ---- Permissions ----

  has(scope: ReportScope): boolean {
    const permit = this.permits.get(scope);
    return permit !== undefined && !(permit.isBrief && this.isLater);
  }

  /** Everything rests on READ. */
  allows(scope: ReportScope): boolean {
    return this.has(scope) && this.has("READ");
  }

  isOver(scope: ReportScope): boolean {
    return this.over.has(scope);
  }

  /** Which grant of a scope holds now. */
  grantOf(scope: ReportScope): number | null {
    return this.has(scope) ? (this.permits.get(scope)?.grant ?? null) : null;
  }

  hasRunOut(scope: ReportScope): boolean {
    return this.permits.has(scope) && !this.has(scope);
  }

  mayGrant(scope: ReportScope): boolean {
    return !this.isErased && !this.isOver(scope) && (scope === "READ" || this.has("READ"));
  }

  granted(scope: ReportScope, isBrief: boolean, text: number | null = null): number {
    this.grants += 1;
    // What ran out is not brought back.
    if (scope === "LINK" && this.hasRunOut("LINK")) this.isOffered = false;
    this.permits.set(scope, { grant: this.grants, isBrief, text });
    return this.grants;
  }

  mayApprove(check: boolean): boolean {
    return this.mayGrant("WARN") && (!check || this.mayGrant("CHECK"));
  }

  approved(text: number, check: boolean): void {
    const warn = this.granted("WARN", false, text);
    this.approvals.push({ text, warn, check: check ? this.granted("CHECK", false, text) : null });
  }

  /** Answers which secrets went to the list. */
  withdrawn(scopes: readonly ReportScope[]): Approving[] {
    const all: readonly ReportScope[] = scopes.includes("READ") ? ["CASE", ...scopes] : scopes;
    const ended = all.filter((scope) => this.has(scope));
    for (const scope of ended) this.permits.delete(scope);
    const struck = approving.filter((scope) => all.includes(scope));
    for (const scope of struck) this.over.add(scope);
    if (ended.includes("READ")) this.assigned = null;
    if (all.includes("LINK")) this.isOffered = false;
    return struck;
  }

  erased(): void {
    this.permits.clear();
    this.isOffered = false;
    for (const scope of approving) this.over.add(scope);
    this.assigned = null;
    this.isErased = true;
  }

  // ---- The desk ----

  isActive(actor: Actor): boolean {
    return actor !== "leaver" || !this.hasLeft;
  }

  isIn(actor: Actor): boolean {
    return this.isActive(actor) && !this.out.has(actor);
  }

  mayTake(actor: Actor): boolean {
    return this.isIn(actor) && isTaker(actor) && this.has("READ") && (this.assigned === null || this.assigned === actor);
  }

  mayAssign(actor: Actor, to: Taker): boolean {
    return this.isIn(actor) && actor === "lead" && this.isActive(to) && this.has("READ");
  }

  mayOpen(actor: Actor): boolean {
    return this.isIn(actor) && isTaker(actor) && this.assigned === actor && this.has("READ");
  }

  mayOffer(actor: Actor): boolean {
    return this.mayOpen(actor) && this.has("LINK");
  }

  /** Those who compare have it now. LINK stands on its own once the entry is made. */
  mayCompare(): boolean {
    return this.isOffered && this.has("LINK");
  }

  /** Of those that the report has. */
  delivered(sections: readonly ReportSection[]): ReportSection[] {
    return sections.filter((section) => this.allows(reportSections[section].scope as ReportScope));
  }

  /** The owner's word on this text holds now. */
  stands({ text, warn, check }: Approved): boolean {
    const isOfText = (scope: Approving, grant: number): boolean => this.allows(scope) && this.grantOf(scope) === grant && this.permits.get(scope)?.text === text;
    return isOfText("WARN", warn) && (check === null || isOfText("CHECK", check));
  }

  /** Whoever has no session is turned away before anybody asks what she wanted. */
  note(action: string, actor: Actor, isDone: boolean): void {
    if (isTaker(actor) && this.isIn(actor)) this.accesses.push(`${action} ${actor === "lead" ? "case_lead" : "caseworker"} ${isDone ? "done" : "refused"}`);
  }

  // ---- Texts ----

  mayDraft(actor: Actor, text: Text, warn: number | null): boolean {
    return this.mayOpen(actor) && this.has("WARN") && this.grantOf("WARN") === warn && text.state === "none";
  }

  maySource(actor: Actor, text: Text, { warn }: Approved): boolean {
    return this.mayOpen(actor) && this.allows("WARN") && this.grantOf("WARN") === warn && text.state === "scored";
  }

  mayReview(actor: Actor, text: Text): boolean {
    return this.isIn(actor) && actor === "editor" && text.state === "member_ok";
  }

  mayLead(actor: Actor, text: Text): boolean {
    return this.isIn(actor) && actor === "lead" && (text.state === "member_ok" || text.state === "reviewed") && text.isHigh && text.drafter !== "lead";
  }

  /** The list takes nothing new that somebody has signed who left. */
  private isByLeaver(text: Text): boolean {
    return text.drafter === "leaver" && this.hasLeft;
  }

  /** What the approver's own browser must object to. */
  problems(actor: Actor, text: Text): string[] {
    return [
      ...(this.isByLeaver(text) ? ["drafter_role", "recogniser_role"] : []),
      ...(text.drafter === actor ? ["own_draft"] : []),
      ...(text.isHigh && !text.hasLead ? ["lead_missing"] : []),
      ...(text.source === null ? ["source_missing"] : text.isOther ? ["source_signature"] : []),
    ];
  }

  mayHandOver(actor: Actor, text: Text): boolean {
    const isReady = this.isIn(actor) && actor === "editor" && text.state === "reviewed" && (!text.isHigh || text.hasLead);
    return isReady && text.source !== null && !text.isOther && this.stands(text.source);
  }

  /** What becomes of a text that the server has taken. */
  handedOver(text: Text): "handed_over" | "refused" {
    return this.isByLeaver(text) ? "refused" : "handed_over";
  }

  mayHide(actor: Actor, text: Text): boolean {
    return this.isIn(actor) && (actor === "editor" || actor === "lead" || actor === "officer") && text.state !== "none";
  }

  /** It may show now; once it is due, it must. */
  mayShow(text: Text): boolean {
    return text.state === "handed_over" && !this.isOver("WARN") && !text.isHidden;
  }

  mayAnswer(text: Text): boolean {
    return this.mayShow(text) && text.source?.check !== null && !this.isOver("CHECK");
  }

  /** The step that a text waits for, by those who may; `first` takes the report on. Whoever is out signs in before. */
  next(step: Step, first: Taker): Pick<Step, "kind" | "actor"> {
    const { kind, actor } = this.due(step, this.isActive(first) ? first : "caseworker");
    return this.out.has(actor) ? { kind: "sign_in", actor } : { kind, actor };
  }

  private due({ text: number, flag }: Step, first: Taker): Pick<Step, "kind" | "actor"> {
    const text = this.texts[number] as Text;
    const taker = this.assigned ?? first;
    if (this.assigned === null) return { kind: "claim", actor: taker };
    if (!this.isActive(taker)) return { kind: "assign", actor: "lead" };
    if (!this.has("WARN") && text.state === "none") return { kind: "approve", actor: taker };
    if (text.state === "none") return { kind: "draft", actor: taker };
    const isApproved = this.approvals.some((one) => one.text === number && this.stands(one));
    if (!isApproved && text.state !== "handed_over") return { kind: "approve", actor: taker };
    if (text.state === "scored") return { kind: "source", actor: taker };
    if (text.isHigh && !text.hasLead && (text.drafter !== "lead" || flag)) return { kind: "lead", actor: "lead" };
    if (text.state === "member_ok") return { kind: "review", actor: "editor" };
    if (text.state === "reviewed") return { kind: "hand_over", actor: "editor" };
    return { kind: "open", actor: taker };
  }
}
