/**
 * What the screens need done, and nothing of how. live/ does it with web/shared/client; tests hand in their own.
 * Promises reject with the client's own errors; problems.ts turns those into a sentence. Ids are opaque texts.
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Services, Session } from "../member/services.ts";
import type { LinkExtract } from "../shared/client/link_extract.ts";
import type { Candidates } from "../shared/client/linkage_engine.ts";
import type { WarningBody } from "../shared/generated/records.ts";
import type {
  AreaBand, DescriptorKind, IdentifierKind, IncidentType, Jurisdiction, Language, LinkVerdict, MoTag, RecognitionLevel, ReportSection,
  ReportState, Role, Scope, Urgency, WarningLevel, WarningState,
} from "../shared/generated/vocabulary.ts";

/** Signing in, joining, checking and reading warnings are the member application's; staff get a desk besides. */
export interface StaffServices extends Services {
  signIn(login: string, passphrase: string): Promise<StaffSession>;
}

export interface StaffSession extends Session {
  readonly desk: Desk;
}

/** While unlocked. What a role may not do is refused by the server; the screens don't offer it. */
export interface Desk {
  readonly role: Role;
  readonly team: string | null;
  /** By which others recognise one's key: `keyMark`. */
  readonly mark: string;
  /** Whether what is sealed to the team can be opened here. */
  teamKeys(): Promise<"ready" | "not_made" | "awaited">;

  // Reports: caseworkers and case leads.
  queue(): Promise<readonly QueueEntry[]>;
  claim(report: string): Promise<void>;
  assign(report: string, account: string): Promise<void>;
  open(report: string): Promise<DeskReport>;
  /** An unfinished draft for a report, as last kept; it survives locking. */
  form(report: string): DraftForm | null;
  keepForm(report: string, form: DraftForm | null): void;

  // Comparing reports: case leads and analysts.
  /** What may be compared: read now, or when it was last read. "awaited": the key for it is not here yet. */
  links(when: "now" | "last"): Promise<LinkList | "awaited">;

  // Warnings before they are live.
  drafts(): Promise<readonly DraftEntry[]>;
  review(reference: string): Promise<Review>;
  abandon(reference: string): Promise<void>;

  // Warnings that are, were or will be live.
  live(): Promise<LiveList>;
  /** Its gaps alone. */
  gaps(): Promise<LiveList["gaps"]>;
  /** False: asked; the list has not acknowledged it yet, and may still show it. */
  hide(reference: string): Promise<boolean>;
  /** "waiting": for the other signature; "asked": both have signed, and the list has not acknowledged it yet. */
  restore(reference: string): Promise<"waiting" | "asked" | "restored">;

  // Keys: case leads.
  keys(): Promise<KeysView>;
  makeTeamKeys(): Promise<void>;
  /** How many warnings are left behind: their keys did not open. */
  makeGroupKey(): Promise<number>;
  /** The group key for all who lack it. How many people and invitations got it. */
  giveGroupKey(): Promise<number>;
  /** Team keys, and the group key, for the one person whose mark was compared. */
  giveTeamKeys(mark: string): Promise<void>;

  // People: administrators, case leads, project workers.
  people(): Promise<readonly PersonEntry[]>;
  invitations(): Promise<readonly InvitationEntry[]>;
  inviteMember(): Promise<NewInvitation>;
  inviteStaff(role: Role, partner: string): Promise<NewInvitation>;
  coSign(invitation: string): Promise<void>;
  cancelInvitation(invitation: string): Promise<void>;
  revoke(person: string): Promise<void>;

  // Audit: administrators, data-protection officers.
  auditHead(): Promise<{ readonly sequence: number; readonly hash: string }>;
}

export interface QueueEntry {
  readonly report: string;
  readonly state: ReportState;
  /** Whole days since it came; 0 is today. */
  readonly age: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly scopes: readonly Scope[];
  readonly assigned: "me" | "other" | null;
}

/** A fact of the person reported, as it stands in the report or in a draft. */
export interface Fact {
  readonly kind: DescriptorKind;
  /** A code of the vocabulary, or own words. */
  readonly value: string;
}

export interface SubjectIdentifier {
  readonly kind: IdentifierKind;
  /** As it is read out: complete. Staff see it, members see `masked`. */
  readonly text: string;
  readonly masked: string;
  /** Names it within the report; null: it could not be read as one, so it can't be used in a warning. */
  readonly key: string | null;
}

export interface ReportContent {
  readonly incidents: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  /** "2026-11" */
  readonly month: string | null;
  readonly area: AreaBand | null;
  readonly around: string;
  readonly facts: readonly Fact[];
  readonly identifiers: readonly SubjectIdentifier[];
  readonly words: string;
  /** Null: not shared with this team. */
  readonly aboutMe: { readonly workingName: string; readonly pronouns: string } | null;
  readonly contact: { readonly way: "app" | "phone" | "email" | "other"; readonly text: string } | null;
}

export interface Permission {
  readonly scope: Scope;
  readonly state: "live" | "withdrawn" | "expired";
  /** Milliseconds. */
  readonly expires: number;
}

export interface Message {
  /** "nobody": shown as the reporter's, who did not sign it. */
  readonly from: "team" | "reporter" | "nobody";
  /** "sealed": what the team wrote is sealed to the reporter and can't be read again here. "unsigned": what is from nobody is not shown. */
  readonly kind: "text" | "approval" | "sealed" | "unsigned";
  readonly text: string;
  /** It was written before one of the reporter's that stands above it. */
  readonly isDisplaced?: boolean;
  readonly day: number;
}

/** One report in the hands of whoever it is assigned to. Every act answers with how things stand afterwards. */
export interface DeskReport {
  readonly report: string;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly content: ReportContent;
  /** Sections that were delivered but don't open with the keys at hand. */
  readonly sealed: readonly ReportSection[];
  readonly permissions: readonly Permission[];
  readonly messages: readonly Message[];
  /** Of the team, in its own words. */
  /** Text null: nobody of the desk has signed it. */
  readonly notes: readonly { readonly text: string | null; readonly day: number }[];
  /** Warnings drafted from this report, newest first. */
  readonly drafts: readonly ReportDraft[];
  /** A text that she approved when she sent the report, and that was not adopted yet. */
  readonly approved: WarningBody | null;
  /** What may be compared of it; null: nothing was offered. */
  readonly link: ReportLink | null;
  /** False: the report says nothing to compare by. */
  readonly isComparable: boolean;
  write(text: string): Promise<DeskReport>;
  note(text: string): Promise<DeskReport>;
  prepare(): Promise<DeskReport>;
  close(): Promise<void>;
  /** The text as others would see it, and what in it could give her away. */
  test(form: DraftForm): Promise<TestedDraft>;
  /** Signs it, stores it and asks the reporter. Repeating it after a failure sends the same draft. */
  send(draft: TestedDraft, message: string): Promise<DeskReport>;
  /** Tests and signs the text she approved when she sent the report, byte for byte. "high" if it must go back to her. */
  adopt(): Promise<DeskReport | "high">;
  /** Seals what may be compared for case leads and analysts, under a mark of its own. */
  offerLink(): Promise<DeskReport>;
  /** Hands her approval to the editors. */
  passOn(reference: string): Promise<DeskReport>;
}

/** A report's entry among those that are compared, and what was decided about it. */
export interface ReportLink {
  readonly entry: string;
  readonly day: number;
  readonly decisions: readonly LinkDecision[];
}

/** What somebody decided about an entry and another one. */
export interface LinkDecision {
  readonly other: string;
  /** Null: nobody who may decide has signed it, so it is not shown and nothing is done by it. */
  readonly verdict: LinkVerdict | null;
  /** In the decider's words; empty if none were given. */
  readonly reason: string;
  readonly day: number;
}

/** One report among those that are compared. Nothing tells an analyst which it is. */
export interface LinkEntry {
  readonly entry: string;
  /** For case leads. */
  readonly report: string | null;
  readonly extract: LinkExtract;
  /** The day on which somebody of the desk signed what it says. Null: nobody did. Looked at when it is first asked for. */
  readonly signedOn: number | null;
  readonly decisions: readonly LinkDecision[];
}

export interface LinkList {
  /** Newest first. */
  readonly entries: readonly LinkEntry[];
  /** Entries that do not open with the keys at hand, or cannot be compared. */
  readonly unopened: number;
  /** Those decided to be the same person, two and more. */
  readonly groups: readonly (readonly string[])[];
  /** At most `count`, and only such as somebody of the desk signed; rejects if it could not compare. */
  candidates(entry: string, count: number): Promise<Candidates>;
  /** A list asked for after it says so too. A conflict: the entries on the way from one to the other; nothing is stored then. */
  decide(one: string, other: string, verdict: LinkVerdict, reason: string): Promise<"taken" | { readonly conflict: readonly string[] }>;
}

export interface ReportDraft {
  readonly reference: string;
  readonly version: number;
  readonly state: WarningState;
  readonly recognition: RecognitionLevel;
  /** Known here once she has approved it. */
  readonly body: WarningBody | null;
  /** "waiting": she has not answered; "approved": her answer can be passed on; "passed": it was. */
  readonly approval: "waiting" | "approved" | "passed";
}

/** What a caseworker chooses. */
export interface DraftForm {
  /** The warning that was sent back and that this text takes the place of: given up once this one is sent. */
  readonly instead: string | null;
  readonly level: WarningLevel;
  readonly area: AreaBand | null;
  /** "2026-11" or "2026-Q4" */
  readonly period: string;
  readonly incidents: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  readonly facts: readonly Fact[];
  /** Keys of identifiers of the report. */
  readonly identifiers: readonly string[];
  readonly freeText: string;
}

/** One place that could give the reporter away. */
export interface Hit {
  /** The piece of the warning's text. */
  readonly excerpt: string;
  /** A code of the recogniser: "own_name", "verbatim" … */
  readonly reason: string;
  /** Whether it stands in the words typed; the rest comes from what was ticked. */
  readonly isTyped: boolean;
}

export interface TestedDraft {
  readonly form: DraftForm;
  readonly body: WarningBody;
  /** What goes out as a short message: at most 70 units, made from the choices. */
  readonly shortText: string;
  readonly level: RecognitionLevel;
  readonly hits: readonly Hit[];
  /** The client's own object behind it. */
  readonly handle: unknown;
}

export interface DraftEntry {
  readonly reference: string;
  readonly version: number;
  readonly state: WarningState;
  readonly level: RecognitionLevel;
  readonly day: number;
}

export type Check = "text" | "drafter" | "recognition" | "approval" | "lead";

/** A warning as the editors, and for the third signature a case lead, see it. */
export interface Review {
  readonly reference: string;
  readonly state: WarningState;
  readonly body: WarningBody;
  readonly shortText: string;
  readonly identifiers: readonly SubjectIdentifier[];
  readonly recognition: RecognitionLevel;
  /** What was verified here, one by one. "missing" is not yet there; "failed" must stop everybody. */
  readonly checks: readonly { readonly check: Check; readonly result: "verified" | "missing" | "failed" }[];
  readonly release: "now" | "delayed" | null;
  /** Milliseconds: the earliest end of a permission behind it. */
  readonly until: number | null;
  readonly fairness: Fairness | null;
  readonly mayLead: boolean;
  readonly mayReview: boolean;
  /** A case lead's third signature. */
  lead(): Promise<void>;
  return(reason: string): Promise<void>;
  /** Stores the fairness record. */
  approve(fairness: Fairness): Promise<void>;
  /** Evaluates, signs, hands over. Repeating it after a failure is safe. */
  publish(onProgress: (step: PublishStep) => void): Promise<Published>;
}

export type PublishStep = "preparing" | "handing_over";
export interface Published {
  /** False: the list daemon did not answer; the server keeps trying. */
  readonly accepted: boolean;
  /** When it may be shown, in milliseconds. */
  readonly notBefore: number;
}

export const kFairnessQuestions = ["purpose", "necessity", "lessIntrusive", "evidence", "harmIfWrong", "safeguards"] as const;
export type FairnessQuestion = (typeof kFairnessQuestions)[number];
export const kLawfulBases = ["unlawful_acts", "safeguarding", "legal_claims"] as const;
export type LawfulBasis = (typeof kLawfulBases)[number];
export type Fairness = Readonly<Record<FairnessQuestion, string>> & {
  readonly lawfulBasis: LawfulBasis;
  /** "2027-02-01" */
  readonly reviewOn: string;
};

export interface LiveEntry {
  readonly reference: string;
  readonly version: number;
  /**
   * All but "live" are known to roles with the slot map only. "hidden": taken down; "gone": withdrawn by its sources, or
   * replaced; "missing": it should be shown, is not, and nobody here knows why.
   */
  readonly state: "live" | "pending" | "hidden" | "gone" | "missing" | "ended";
  /** When it is to be shown, in milliseconds; null: not known to this role. */
  readonly notBefore: number | null;
  /** Null: it is not handed out, or does not open with the keys at hand. */
  readonly body: WarningBody | null;
}

export interface LiveList {
  readonly entries: readonly LiveEntry[];
  /** When the list was signed, in milliseconds. */
  readonly issued: number;
  /** Where the slot map and the list differ: missing as above, or shown without anybody here having published it. Null: this role has no slot map. */
  readonly gaps: readonly { readonly reference: string; readonly kind: "missing" | "unknown" }[] | null;
}

export interface KeysView {
  readonly team: KeyEpoch | null;
  readonly group: KeyEpoch | null;
  /** `role` null: an invitation that nobody has used yet. */
  readonly lacking: readonly {
    readonly id: string;
    readonly role: Role | null;
    readonly lacks: "team" | "group" | "both";
    /** To be compared before she gets team keys; null for an invitation. */
    readonly mark: string | null;
  }[];
  /** Accounts whose keys do not chain to the organisation's root: they get nothing. */
  readonly refused: number;
}

export interface KeyEpoch {
  readonly epoch: number;
  readonly made: number;
  readonly ends: number;
}

export interface PersonEntry {
  readonly account: string;
  /** A short text to tell people apart: the beginning of what they compare, `shortMark`. */
  readonly mark: string;
  readonly role: Role;
  readonly isMe: boolean;
  /** Whether this person may end it. */
  readonly mayRevoke: boolean;
  /** The one who remains: cannot be revoked. */
  readonly isLast: boolean;
}

export interface InvitationEntry {
  readonly invitation: string;
  readonly role: Role;
  readonly state: "open" | "needs_signature" | "used" | "cancelled" | "expired";
  readonly expires: number;
  /** It waits for this person's signature, and everything about it was verified. */
  readonly forMe: boolean;
  /** Signed by this person. Of those that are neither only administrators hear. */
  readonly mine: boolean;
}

export interface NewInvitation {
  /** For paper: shown once. */
  readonly code: string;
  readonly role: Role;
  readonly expires: number;
  readonly needsSignature: boolean;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("not unlocked");
  return desk;
}
