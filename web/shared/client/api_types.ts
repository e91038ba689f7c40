/**
 * What goes over HTTP, row by row as in docs/protocol.md §9. Only types: nothing of this file is left at run time.
 * Byte strings and encoded records are base64url; controlled words are codes of the vocabulary; `day` counts days since
 * 1970; other times are milliseconds.
 */
import type {
  AuditAction,
  Jurisdiction,
  Language,
  ReportSection,
  ReportState,
  Role,
  Scope,
  Urgency,
  WarningLevel,
  WarningState,
} from "../generated/vocabulary.ts";

/** base64url without padding. */
export type Base64 = string;

export interface TrustAnswer {
  readonly trust: Base64;
  readonly teams: readonly { readonly team: Base64; readonly name: string; readonly region: string }[];
  readonly organisation: string;
  readonly demo: boolean;
}

export interface AccountAnswer {
  readonly account: Base64;
  readonly login: string;
  readonly role: Role;
  readonly team?: Base64;
  readonly link: Base64;
  readonly sealing_key: Base64;
  readonly secret_wrap: Base64;
  /** True while a case lead has not yet wrapped the current keys for her. */
  readonly joined_before_epoch?: boolean;
}

export interface JoinOffer {
  readonly issued: Base64;
  readonly chain: Base64;
  readonly group?: { readonly epoch: number; readonly wrap: Base64 };
  readonly role: Role;
}

export interface JoinBody {
  readonly link: Base64;
  readonly login: string;
  readonly auth_key: Base64;
  readonly sealing_key: Base64;
  readonly secret_wrap: Base64;
  readonly group_wrap?: Base64;
  readonly vault: Base64;
}

export type InvitationState = "open" | "needs_signature" | "used" | "expired";

export interface InvitationRow {
  readonly invitation: Base64;
  readonly issued: Base64;
  readonly role: Role;
  readonly state: InvitationState;
  readonly expires: number;
}

/** An account. The last three are for case leads only. */
export interface PersonRow {
  readonly status: "active" | "revoked";
  readonly account: Base64;
  readonly role: Role;
  readonly link: Base64;
  readonly sealing_key?: Base64;
  readonly has_group_wrap?: boolean;
  readonly has_team_wraps?: boolean;
}

/** For case leads: an open invitation that lacks the current group wrap. */
export interface InvitedRow {
  readonly status: "invited";
  readonly invitation: Base64;
  readonly role: Role;
  readonly issued: Base64;
  readonly sealing_key: Base64;
  readonly has_group_wrap: boolean;
}

/** A group wrap for one of the two. */
export type GroupRecipient =
  | { readonly account: Base64; readonly wrap: Base64 }
  | { readonly invitation: Base64; readonly wrap: Base64 };

/** As in WrapContext: desk, editors. */
export type TeamPurpose = 1 | 2;

export interface ContentKeyRow {
  readonly reference: Base64;
  readonly version: number;
  readonly group_epoch: number;
  readonly key_wrap: Base64;
}

export interface WarningRow extends ContentKeyRow {
  readonly bytes: Base64;
}

export interface StateAnswer<S> {
  readonly state: S;
}

export interface AccessRow {
  readonly action: AuditAction;
  readonly role: Role | null;
  readonly time: number;
  readonly refused: boolean;
}

export interface OwnerAnswer {
  readonly report: Base64;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly team: Base64 | null;
  readonly team_epoch: number;
  readonly sections: readonly { readonly section: ReportSection; readonly body: Base64; readonly owner_wrap: Base64 }[];
  readonly events: readonly Base64[];
  readonly messages: readonly { readonly from: "team" | "me"; readonly body: Base64; readonly day: number }[];
  readonly accesses: readonly AccessRow[];
  readonly withdrawals: readonly { readonly hash: Base64; readonly acknowledgement?: Base64 | null }[];
}

export interface QueueRow {
  readonly report: Base64;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly scopes: readonly Scope[];
  readonly assigned: "me" | "other" | null;
}

export interface DeskAnswer {
  readonly report: Base64;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly signing_key: Base64;
  readonly sealing_key: Base64;
  readonly team: Base64;
  readonly team_epoch: number;
  readonly sections: readonly { readonly section: ReportSection; readonly body: Base64; readonly team_wrap: Base64 }[];
  readonly events: readonly Base64[];
  readonly messages: readonly { readonly from: "team" | "reporter"; readonly body: Base64; readonly day: number }[];
  readonly notes: readonly { readonly body: Base64; readonly day: number }[];
}

export interface DraftRow {
  readonly reference: Base64;
  readonly version: number;
  readonly state: WarningState;
  readonly level: WarningLevel;
  readonly day: number;
}

export interface DraftAnswer extends DraftRow {
  readonly sealed: Base64;
  readonly draft: Base64;
  readonly recognition: Base64;
  readonly source?: Base64 | null;
  readonly fairness?: Base64 | null;
  readonly lead?: Base64 | null;
}

export interface Opening {
  readonly receipt: Base64;
  readonly opening: Base64;
}

export interface HandOver {
  readonly packets: readonly Base64[];
  readonly group_epoch: number;
  readonly key_wrap: Base64;
  readonly slot_map: readonly Base64[];
  readonly warn: readonly Opening[];
  readonly check: readonly Opening[];
}

type Nothing = Readonly<Record<string, never>>;
interface Report {
  readonly report: Base64;
}
interface Reference {
  readonly reference: Base64;
}

/** Path parameters, query, body and answer of every row. */
export interface Endpoints {
  "GET /api/health": { out: { readonly status: "ok" } };
  "GET /api/trust": { out: TrustAnswer };
  "GET /api/demo/clock": { out: { readonly offset: number } };
  "POST /api/demo/clock": { body: { readonly advance: "quarter_hour" | "day" }; out: { readonly offset: number } };

  "POST /api/sign-in/start": {
    body: { readonly login: string; readonly element: Base64 };
    out: { readonly element: Base64; readonly nonce: Base64 };
  };
  "POST /api/sign-in/finish": {
    body: { readonly login: string; readonly nonce: Base64; readonly signature: Base64 };
    out: AccountAnswer;
  };
  "GET /api/session": { out: AccountAnswer };
  "POST /api/session/leave": { body: Nothing; out: Nothing };
  "POST /api/passphrase/nonce": { body: Nothing; out: { readonly nonce: Base64 } };
  "POST /api/passphrase": {
    body: { readonly nonce: Base64; readonly signature: Base64; readonly auth_key: Base64; readonly secret_wrap: Base64 };
    out: Nothing;
  };
  "GET /api/vault": { out: { readonly vault: Base64 } };
  "PUT /api/vault": { body: { readonly vault: Base64 }; out: Nothing };

  "GET /api/join/{invitation}": { path: { readonly invitation: Base64 }; out: JoinOffer };
  "POST /api/join": { body: JoinBody; out: { readonly account: Base64 } };
  "POST /api/invitations": {
    body: { readonly issued: Base64; readonly sealing_key: Base64; readonly group_wrap?: Base64 };
    out: { readonly invitation: Base64; readonly state: InvitationState };
  };
  "GET /api/invitations": { out: { readonly invitations: readonly InvitationRow[] } };
  "POST /api/invitations/{invitation}/sign": {
    path: { readonly invitation: Base64 };
    body: { readonly issuer: Base64; readonly signature: Base64 };
    out: StateAnswer<InvitationState>;
  };

  "GET /api/people": { out: { readonly people: readonly (PersonRow | InvitedRow)[] } };
  "POST /api/revocations": { body: { readonly revocation: Base64 }; out: Nothing };
  "POST /api/group-epochs": {
    body: {
      readonly epoch: Base64;
      readonly wraps: readonly GroupRecipient[];
      readonly content_keys: readonly { readonly reference: Base64; readonly version: number; readonly wrap: Base64 }[];
    };
    out: Nothing;
  };
  "POST /api/group-wraps": {
    body: { readonly wraps: readonly (GroupRecipient & { readonly epoch: number })[] };
    out: Nothing;
  };
  "GET /api/group": { out: { readonly epochs: readonly { readonly epoch: Base64; readonly wrap?: Base64 | null }[] } };
  "GET /api/content-keys": { out: { readonly content_keys: readonly ContentKeyRow[] } };
  "POST /api/team-epochs": {
    body: {
      readonly epoch: Base64;
      readonly wraps: readonly { readonly account: Base64; readonly purpose: TeamPurpose; readonly wrap: Base64 }[];
    };
    out: Nothing;
  };
  "POST /api/team-wraps": {
    body: {
      readonly wraps: readonly {
        readonly account: Base64;
        readonly team: Base64;
        readonly epoch: number;
        readonly purpose: TeamPurpose;
        readonly wrap: Base64;
      }[];
    };
    out: Nothing;
  };
  "GET /api/team": {
    out: {
      readonly team: Base64;
      readonly epochs: readonly {
        readonly epoch: Base64;
        readonly desk_wrap?: Base64 | null;
        readonly editors_wrap?: Base64 | null;
      }[];
    };
  };

  "POST /api/check": { body: { readonly request: Base64 }; out: { readonly reply: Base64 } };
  "POST /api/check/budget": { body: { readonly request: Base64 }; out: { readonly reply: Base64 } };
  "GET /api/warnings": { out: { readonly warnings: readonly WarningRow[] } };

  "POST /api/reports": { body: { readonly request: Base64 }; out: StateAnswer<ReportState> };
  "POST /api/owner/read": { body: { readonly request: Base64 }; out: OwnerAnswer };
  "POST /api/owner/change": { body: { readonly request: Base64 }; out: OwnerAnswer };

  "GET /api/desk/reports": {
    query: { readonly state?: ReportState; readonly after?: Base64 };
    out: { readonly reports: readonly QueueRow[]; readonly next?: Base64 | null };
  };
  /** Opening leaves an audit event. */
  "POST /api/desk/reports/{report}/open": { path: Report; body: Nothing; out: DeskAnswer };
  "POST /api/desk/reports/{report}/claim": { path: Report; body: Nothing; out: StateAnswer<ReportState> };
  "POST /api/desk/reports/{report}/assign": {
    path: Report;
    body: { readonly account: Base64 };
    out: StateAnswer<ReportState>;
  };
  "POST /api/desk/reports/{report}/messages": { path: Report; body: { readonly body: Base64 }; out: Nothing };
  "POST /api/desk/reports/{report}/notes": { path: Report; body: { readonly body: Base64 }; out: Nothing };
  "POST /api/desk/reports/{report}/transition": {
    path: Report;
    body: { readonly event: "prepare" | "close" };
    out: StateAnswer<ReportState>;
  };

  "POST /api/desk/warnings": {
    body: {
      readonly report: Base64;
      readonly receipt: Base64;
      readonly reference: Base64;
      readonly version: number;
      readonly draft: Base64;
      readonly recognition: Base64;
      readonly sealed: Base64;
    };
    out: StateAnswer<WarningState>;
  };
  "POST /api/desk/warnings/{reference}/source": {
    path: Reference;
    body: { readonly report: Base64; readonly receipt: Base64; readonly sealed: Base64 };
    out: StateAnswer<WarningState>;
  };
  "POST /api/desk/warnings/{reference}/abandon": { path: Reference; body: Nothing; out: StateAnswer<WarningState> };
  "GET /api/desk/warnings": { out: { readonly warnings: readonly DraftRow[] } };
  "POST /api/desk/warnings/{reference}/open": { path: Reference; body: Nothing; out: DraftAnswer };
  "POST /api/desk/warnings/{reference}/return": {
    path: Reference;
    body: { readonly sealed: Base64 };
    out: StateAnswer<WarningState>;
  };
  "POST /api/desk/warnings/{reference}/lead": {
    path: Reference;
    body: { readonly statement: Base64 };
    out: StateAnswer<WarningState>;
  };
  "POST /api/desk/warnings/{reference}/review": {
    path: Reference;
    body: { readonly sealed: Base64 };
    out: StateAnswer<WarningState>;
  };
  "POST /api/desk/warnings/{reference}/hand-over": {
    path: Reference;
    body: HandOver;
    out: { readonly state: WarningState; readonly accepted: boolean };
  };
  "POST /api/desk/warnings/{reference}/hide": { path: Reference; body: { readonly order: Base64 }; out: Nothing };
  "GET /api/desk/warnings/{reference}/restore": { path: Reference; out: { readonly order: Base64 | null } };
  "POST /api/desk/warnings/{reference}/restore": {
    path: Reference;
    body: { readonly order: Base64 };
    out: StateAnswer<"waiting" | "restored">;
  };
  "GET /api/desk/slot-map": { out: { readonly rows: readonly Base64[] } };
  "GET /api/audit/head": { out: { readonly sequence: number; readonly hash: Base64 } };
}

/** What goes along with a call to a row: path parameters, query and body, where it has them. */
export type Arguments<E extends keyof Endpoints> = Omit<Endpoints[E], "out">;
export type Answer<E extends keyof Endpoints> = Endpoints[E]["out"];
