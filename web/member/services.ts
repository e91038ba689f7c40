/**
 * What the screens need done, and nothing of how. live/services.ts does it with web/shared/client; tests hand in their
 * own. Promises reject with the client's own errors; problems.ts turns those into a sentence.
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { CheckResult, Remaining } from "../shared/client/check_flow.ts";
import type { ReportScope } from "../shared/client/consent_texts.ts";
import type { NotLoadedReason } from "../shared/client/warnings.ts";
import type { WarningBody } from "../shared/generated/records.ts";
import type { AuditAction, IdentifierKind, RecognitionLevel, ReportState, Role } from "../shared/generated/vocabulary.ts";
import type { Answers, Draft } from "./report/answers.ts";

/** Before sign-in. */
export interface Services {
  /** What the server says of itself, unverified: enough for a name and the demo's banner. */
  about(): Promise<About>;
  /** Only in a demo: moves its clock. */
  advance(step: "quarter_hour" | "day"): Promise<void>;
  /** She is about to sign in: begins to fetch what that takes. May be called at every key. */
  prepare(): void;
  signIn(login: string, passphrase: string): Promise<Session>;
  /** Reads the code and asks who stands behind it. "characters" and "length" are what is wrong with what was typed. */
  invitation(typed: string): Promise<Invitation | { readonly problem: "characters" | "length" }>;
  /** Opens one report by its code alone, without an account. */
  openCode(typed: string): Promise<OwnReport | { readonly problem: "characters" | "length" | "check_digit" }>;
  /** Calls `listener` when the server has ended the session. Returns the way to stop. */
  onExpired(listener: () => void): () => void;
}

export interface About {
  readonly organisation: string;
  readonly demo: boolean;
}

export interface Invitation {
  readonly organisation: string;
  /** 20 characters; the root was verified against them. */
  readonly fingerprint: string;
  readonly role: Role;
  readonly expires: number;
  /** Makes keys, sign-in name and passphrase; nothing is sent yet but what hardens the passphrase. */
  prepare(): Promise<Newcomer>;
}

export interface Newcomer {
  readonly login: string;
  readonly passphrase: string;
  /** Makes the account. May be repeated after a failure. */
  join(): Promise<void>;
}

export interface Team {
  readonly id: string;
  readonly name: string;
}

/** While unlocked. */
export interface Session {
  readonly login: string;
  readonly organisation: string;
  readonly fingerprint: string;
  /** True until a case lead has handed her the network's keys: warnings can't be read before. */
  readonly awaitsKeys: boolean;
  check(token: string): Promise<{ readonly result: CheckResult; readonly remaining: Remaining | null }>;
  /** Asked for once; from then on what the last check left. */
  remaining(): Promise<Remaining>;
  warnings(): Promise<Warnings>;
  /** As they came last; null before the first time. Nobody is asked: that a warning was followed must not show outside. */
  lastWarnings(): Warnings | null;
  /** From now on this warning is not new. */
  markRead(warning: Warning): void;
  /** How many warnings and how many messages from a team are new; asks the server. */
  news(): Promise<News>;
  /** The same of what came last, without what was read since. Nobody is asked. */
  unread(): News;
  /** The unfinished report, as last saved. */
  readonly draft: () => Draft | null;
  /** Keeps the draft in memory only. */
  keepDraft(draft: Draft): void;
  /** Keeps the draft in memory at once; the promise settles when it is in the vault. Null throws it away. */
  saveDraft(draft: Draft | null): Promise<void>;
  /** The coded warning that others would see if she approves. */
  preview(answers: Answers): Promise<Proposal | "nothing_to_warn_of">;
  /** Seals and sends. The proposal is the approved one, or null. Repeating it after a failure sends the same report. */
  submit(answers: Answers, approved: Proposal | null, release: "now" | "later"): Promise<Sent>;
  /** The teams a report can go to; one of them, or none if the list is empty. */
  readonly teams: readonly Team[];
  /** Her reports, newest first; those that could not be fetched are marked. */
  reports(): Promise<readonly ReportRow[]>;
  /** By the code of a row. */
  report(code: string): Promise<OwnReport>;
  markMessagesRead(code: string, count: number): void;
  /** ApiError "unauthorised" if `current` is not the passphrase. */
  changePassphrase(current: string, wanted: string): Promise<void>;
  generatePassphrase(): Promise<string>;
  /** Keeps the draft sealed and forgets all keys. */
  lock(): void;
  /** Forgets everything in this tick; nothing is saved. */
  wipe(): void;
}

export interface News {
  readonly warnings: number;
  readonly messages: number;
}

export interface Warning {
  readonly reference: string;
  readonly version: number;
  readonly body: WarningBody;
  readonly isNew: boolean;
}

export interface Warnings {
  readonly warnings: readonly Warning[];
  /** When the list was signed, in milliseconds. */
  readonly issued: number;
  /** Live as well, but not to be shown here. Together with `warnings` this is the whole signed index. */
  readonly notLoaded: readonly NotLoaded[];
}

export interface NotLoaded {
  readonly reference: string;
  readonly reason: NotLoadedReason;
}

/** A text to approve: what members would read, and how likely he is to know who told. */
export interface Proposal {
  readonly body: WarningBody;
  readonly shortText: string;
  /** Numbers and names in it that she did not give, in full: then it can be shown, not approved. */
  readonly foreign: readonly { readonly kind: IdentifierKind | null; readonly text: string }[];
  /** Null: the test could not run here; then it can be shown, not approved. */
  readonly recognition: RecognitionLevel | null;
  /** The client's own object behind it. */
  readonly handle: unknown;
}

export interface Sent {
  /** 20 digits. */
  readonly code: string;
  /** An earlier form of it had arrived, and the answer was lost: that one stands, and this one is a draft again. */
  readonly isEarlier: boolean;
}

export interface ReportRow {
  readonly code: string;
  /** Days since 1970. */
  readonly made: number;
  /** "missing": no report has this code: it was never sent, or is erased. Null: could not be fetched. */
  readonly state: ReportState | "missing" | null;
  readonly unread: number;
}

/** One report in its owner's hands. Every act answers with how things stand afterwards. */
export interface OwnReport {
  readonly view: OwnView;
  readonly code: string;
  /** Set when nothing was pinned before: shown so that she can compare it. */
  readonly firstUse: { readonly organisation: string; readonly fingerprint: string } | null;
  reload(): Promise<OwnReport>;
  write(text: string): Promise<OwnReport>;
  grant(scope: ReportScope): Promise<OwnReport>;
  withdraw(scopes: readonly ReportScope[] | "everything"): Promise<OwnReport>;
  /** Opens a text that the team suggests and tests it against all that she wrote. */
  review(message: Message): Promise<Proposal>;
  approve(proposal: Proposal, choice: { readonly check: boolean; readonly now: boolean }): Promise<OwnReport>;
  forget(): void;
}

export interface OwnView {
  readonly state: ReportState;
  readonly day: number;
  /** Parts of it are missing or do not open: then no text can be tested against it. */
  readonly isWhole: boolean;
  /** Null: kept for herself only. */
  readonly team: string | null;
  readonly permissions: readonly Permission[];
  readonly accesses: readonly { readonly action: AuditAction; readonly role: Role | null; readonly time: number; readonly refused: boolean }[];
  readonly messages: readonly Message[];
  readonly withdrawals: readonly Withdrawal[];
}

export interface Permission {
  readonly scope: ReportScope;
  /** Milliseconds; null if it does not hold now. */
  readonly expires: number | null;
  /** A text was approved under it. */
  readonly approved: boolean;
  /** Taken back for good: it cannot be given again for this report. */
  readonly over: boolean;
}

export interface Message {
  readonly id: string;
  /** "nobody": shown as the team's, which did not sign it; "unchecked": nobody can tell just now. */
  readonly from: "team" | "me" | "nobody" | "unchecked";
  /** Null: hers, and it does not open; of a kind not known here; or not the team's. */
  readonly text: string | null;
  readonly day: number;
  /** The team asks her to approve a text. */
  readonly isProposal: boolean;
  /** Under which she has approved it, as far as they hold now. */
  readonly approvedUnder?: readonly ReportScope[];
  /** Hers: she approved a text with it. */
  readonly isApproval?: boolean;
  /** It was written before one of the team's that stands above it. */
  readonly isDisplaced?: boolean;
}

export interface Withdrawal {
  readonly scope: ReportScope;
  /** When all of it was out, in milliseconds: the list key has confirmed it, and what other sources had to do with is out too. */
  readonly gone: number | null;
  /** Confirmed: out by then. Null: asked, not yet confirmed. */
  readonly goneBy: number | null;
}

export const ServicesContext = createContext<Services | null>(null);
export const SessionContext = createContext<Session | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error("no services");
  return services;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("not unlocked");
  return session;
}
