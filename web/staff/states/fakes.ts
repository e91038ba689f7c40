/** Desks that answer at once, never, or with an error, as the scene wants it. Drama numbers and invented people only. */
import { fakeServices } from "../../member/states/fakes.ts";
import { fromHex } from "../../shared/client/bytes.ts";
import type { LinkExtract } from "../../shared/client/link_extract.ts";
import type { Candidate } from "../../shared/client/linkage_engine.ts";
import type { WarningBody } from "../../shared/generated/records.ts";
import { identifierKinds, roles, warningLevels, type LinkVerdict, type Role } from "../../shared/generated/vocabulary.ts";
import type {
  Desk, DeskReport, DraftEntry, DraftForm, Hit, KeysView, LinkEntry, LinkList, LiveList, Permission, QueueEntry, ReportContent, Review, StaffServices, TestedDraft,
} from "../services.ts";

const kHourMs = 3_600_000;
const kNow = Date.UTC(2026, 10, 22, 14, 2);
const kDay = Math.floor(kNow / (24 * kHourMs));

type Wanted = (flow: string) => string;

function apiError(code: string): Error {
  return Object.assign(new Error(code), { name: "ApiError", code });
}

/** "fail" rejects as if there were no connection, "pending" never answers, "error:x" is the server's refusal x. */
function flow<T>(wanted: string, value: () => T): Promise<T> {
  if (wanted === "pending") return new Promise(() => undefined);
  if (wanted === "fail") return Promise.reject(apiError("unreachable"));
  if (wanted.startsWith("error:")) return Promise.reject(apiError(wanted.slice(6)));
  return Promise.resolve(value());
}

const kContent: ReportContent = {
  incidents: ["robbery_weapon", "assault"],
  behaviours: ["new_client", "locks_door"],
  month: "2026-11",
  area: "london",
  around: "late in the evening",
  facts: [
    { kind: "gender", value: "gender_man" }, { kind: "age_band", value: "age_band_35_39" }, { kind: "clothing", value: "Grey coat with paint on it" },
  ],
  identifiers: [
    { kind: "phone", text: "07700 900123", masked: "…0123", key: "0" },
    { kind: "email", text: "example.name@example.org", masked: "…name@…", key: "1" },
    { kind: "handle", text: "some words", masked: "", key: null },
  ],
  words: "He came late on a Friday.\nThen he locked the door and said nobody would believe Ruby.",
  aboutMe: { workingName: "Ruby", pronouns: "she" },
  contact: { way: "phone", text: "07700 900456, after noon" },
};

function permissions(warn: Permission["state"] | "never"): Permission[] {
  const until = kNow + 80 * 24 * kHourMs;
  return [
    { scope: "READ", state: "live", expires: until },
    { scope: "CASE", state: "expired", expires: kNow - 24 * kHourMs },
    ...(warn === "never" ? [] : [{ scope: "WARN" as const, state: warn, expires: until }]),
    { scope: "CHECK", state: "live", expires: until },
    ...(warn === "never" ? [] : [{ scope: "LINK" as const, state: "live" as const, expires: until }]),
  ];
}

function bodyOf(form: DraftForm): WarningBody {
  return {
    reference: fromHex("00112233445566778899aabbccddeeff"), version: 1, level: warningLevels[form.level].wire, area: form.area ?? "uk", period: form.period,
    incidentTypes: [...form.incidents], behaviours: [...form.behaviours], descriptors: form.facts.map((fact) => ({ ...fact })), advice: [], freeText: form.freeText,
    identifiers: kContent.identifiers.filter(({ key }) => key !== null && form.identifiers.includes(key)).map(({ kind, masked }) => ({ type: identifierKinds[kind].wire, shown: masked })),
    expiresMonth: "2028-11",
  };
}

const kBody = bodyOf({
  instead: null, level: "danger", area: "london", period: "2026-Q4", incidents: ["robbery_weapon", "assault"], behaviours: ["locks_door"],
  facts: [{ kind: "gender", value: "gender_man" }], identifiers: ["0"], freeText: "",
});

/** A test that knows one name and one sentence. */
function tested(form: DraftForm): TestedDraft {
  const reasons: readonly (readonly [string, string])[] = [["Ruby", "own_working_name"], ["locked the door and said", "verbatim"]];
  const hits: Hit[] = reasons.filter(([text]) => form.freeText.includes(text)).map(([excerpt, reason]) => ({ excerpt, reason, isTyped: true }));
  const level = hits.length > 0 ? "high" : form.freeText === "" ? "low" : "medium";
  return { form, body: bodyOf(form), shortText: "Danger. Robbery with a weapon. London. …0123", level, hits, handle: null };
}

function report(wanted: Wanted, id: string, change: Partial<DeskReport> = {}): DeskReport {
  const how = wanted("report");
  const act = wanted("act");
  const self = (more: Partial<DeskReport>): DeskReport => report(wanted, id, { ...change, ...more });
  const base: DeskReport = {
    report: id,
    state: "active",
    day: kDay - 2,
    urgency: "soon",
    language: "en",
    jurisdiction: "england_wales",
    content: how === "bare" ? { ...kContent, incidents: [], behaviours: [], facts: [], identifiers: [], words: "", month: null, area: null, around: "", aboutMe: null, contact: null } : kContent,
    sealed: how === "sealed" ? ["words", "contact"] : [],
    permissions: permissions(how === "no_warn" ? "withdrawn" : how === "bare" ? "never" : "live"),
    messages: how === "bare" ? [] : how === "forged" ? [
      { from: "nobody", kind: "unsigned", text: "", day: kDay }, { from: "reporter", kind: "text", text: "Yes, he came by car.", day: kDay, isDisplaced: true },
    ] : [
      { from: "team", kind: "sealed", text: "", day: kDay - 1 }, { from: "reporter", kind: "text", text: "Yes, he came by car.", day: kDay },
      ...(how === "approved" ? [{ from: "reporter" as const, kind: "approval" as const, text: "", day: kDay }] : []),
    ],
    notes: how === "bare" ? [] : how === "forged" ? [{ text: null, day: kDay }] : [{ text: "Written to the reporter: May we ask whether there was a car?", day: kDay - 1 }],
    drafts: how === "approved" ? [{ reference: "QUJDREVGR0hJSktMTU5PUA", version: 1, state: "scored", recognition: "low", body: kBody, approval: "approved" }]
      : how === "returned" ? [{ reference: "QUJDREVGR0hJSktMTU5PUA", version: 1, state: "returned", recognition: "medium", body: { ...kBody, freeText: "He asks for a photo first." }, approval: "passed" }]
      : how === "waiting" ? [{ reference: "QUJDREVGR0hJSktMTU5PUA", version: 1, state: "scored", recognition: "medium", body: null, approval: "waiting" }] : [],
    approved: how === "adopt" || how === "sealed" ? kBody : null,
    link: wanted("link") === "" || wanted("link") === "nothing" ? null : {
      entry: kEntries[0]?.entry ?? "", day: kDay - 1,
      decisions: wanted("link") === "offered" ? [] : [
        { other: "S2VzdHJlbDIyMjI", verdict: "same_person", reason: "The number, and the same way of locking the door.", day: kDay },
        { other: "TGlsYWMzMzMzMzM", verdict: "different_people", reason: "", day: kDay - 1 },
        { other: "V2lsbG93NDQ0NDQ", verdict: null, reason: "", day: kDay - 1 },
      ],
    },
    isComparable: wanted("link") !== "nothing",
    ...change,
    write: (text) => flow(act, () => self({ messages: [...base.messages, { from: "team", kind: "text", text, day: kDay }] })),
    note: (text) => flow(act, () => self({ notes: [...base.notes, { text, day: kDay }] })),
    prepare: () => flow(act, () => self({ state: "prepared" })),
    close: () => flow(act, () => undefined),
    test: (form) => flow(wanted("test"), () => tested(form)),
    send: (draft) => flow(act, () => self({ drafts: [{ reference: "QUJDREVGR0hJSktMTU5PUA", version: 1, state: "scored", recognition: draft.level, body: null, approval: "waiting" }] })),
    adopt: () => flow(act, () => (wanted("level") === "high" ? "high" as const : self({ approved: null, drafts: [{ reference: "QUJDREVGR0hJSktMTU5PUA", version: 1, state: "member_ok", recognition: "low", body: kBody, approval: "passed" }] }))),
    offerLink: () => flow(act, () => self({ link: { entry: kEntries[0]?.entry ?? "", day: kDay, decisions: [] } })),
    passOn: () => flow(act, () => self({ drafts: base.drafts.map((draft) => ({ ...draft, state: "member_ok", approval: "passed" })) })),
  };
  return base;
}

const kExtract: LinkExtract = {
  identifiers: [{ kind: "phone", text: "+447700900123", region: "GB", platform: null }, { kind: "email", text: "example.name@example.org", region: null, platform: null }],
  descriptors: ["gender_man", "age_band_35_39", "build_slim"], types: ["robbery_weapon", "assault"], behaviours: ["new_client", "locks_door"], area: "london", month: "2026-11",
};

const kEntries: readonly LinkEntry[] = [
  { entry: "T25lRW50cnkxMTE", signedOn: kDay - 1, report: "TWluZU9wZW4x", extract: kExtract, decisions: [] },
  { entry: "S2VzdHJlbDIyMjI", signedOn: kDay - 3, report: "T3RoZXJzT3Bl", extract: { ...kExtract, identifiers: kExtract.identifiers.slice(0, 1), descriptors: ["gender_man", "build_slim"], month: "2026-09" }, decisions: [] },
  { entry: "TGlsYWMzMzMzMzM", signedOn: kDay - 20, report: "R2FubmV0d2F5", extract: { ...kExtract, identifiers: [{ kind: "phone", text: "ends in 0123", region: "GB", platform: null }], behaviours: [] },
    decisions: [{ other: "V2lsbG93NDQ0NDQ", verdict: "same_person", reason: "The voice was the same, both say.", day: kDay - 2 }] },
  { entry: "V2lsbG93NDQ0NDQ", signedOn: kDay - 60, report: "TmV3ZXN0b25l", extract: { identifiers: [], descriptors: ["gender_man"], types: ["assault"], behaviours: ["locks_door", "new_client"], area: "wales", month: "2026-08" },
    decisions: [{ other: "TGlsYWMzMzMzMzM", verdict: "same_person", reason: "The voice was the same, both say.", day: kDay - 2 }] },
  { entry: "Qmlyc2g1NTU1NTU", signedOn: kDay - 90, report: "QW5vdGhlck9uZQ", extract: { identifiers: [], descriptors: [], types: [], behaviours: [], area: null, month: null }, decisions: [] },
];

function candidateOf(entry: string, rows: Candidate["rows"], change: Partial<Candidate> = {}): Candidate {
  const prior = -9200;
  const total = rows.reduce((sum, { counted }) => sum + counted, prior);
  const strongest = Math.max(0, ...rows.map(({ counted }) => counted));
  return {
    entry, prior, rows, total, probability: 1 / (1 + 2 ** (-total / 1000)), behaviour: rows.filter(({ field }) => field === "types" || field === "behaviours").reduce((sum, { counted }) => sum + counted, 0),
    strength: total > 6000 ? "strong" : total > 2000 ? "likely" : total > -1000 ? "possible" : "weak", withoutStrongest: total - strongest, against: null, decision: null, decidedThrough: false,
    ...change,
  };
}

const kCandidates: readonly Candidate[] = [
  candidateOf("S2VzdHJlbDIyMjI", [
    { field: "phone", level: "identical", oneIn: 4200, bits: 12100, counted: 12100 }, { field: "gender", level: "identical", oneIn: null, bits: 150, counted: 150 },
    { field: "build", level: "identical", oneIn: 6, bits: 1900, counted: 950 }, { field: "types", level: "much in common", oneIn: 9, bits: 2400, counted: 2400 },
    { field: "behaviours", level: "some in common", oneIn: null, bits: 900, counted: 450 }, { field: "area", level: "identical", oneIn: 8, bits: 2100, counted: 2100 },
    { field: "month", level: "not far apart", oneIn: null, bits: -300, counted: -300 },
  ], { against: "month" }),
  candidateOf("TGlsYWMzMzMzMzM", [
    { field: "phone", level: "the same last four to six digits", oneIn: 700, bits: 9900, counted: 9900 }, { field: "age_band", level: "different", oneIn: null, bits: -1800, counted: -1800 },
    { field: "area", level: "identical", oneIn: 8, bits: 2100, counted: 2100 },
  ], { against: "age_band" }),
  candidateOf("V2lsbG93NDQ0NDQ", [
    { field: "types", level: "much in common", oneIn: 9, bits: 4400, counted: 4400 }, { field: "behaviours", level: "much in common", oneIn: null, bits: 5200, counted: 5200 },
  ]),
  candidateOf("Qmlyc2g1NTU1NTU", [{ field: "gender", level: "identical", oneIn: null, bits: 150, counted: 150 }]),
];

function linkList(wanted: Wanted, role: Role, decided: Map<string, LinkVerdict>): LinkList {
  const how = wanted("links");
  const mine = (entry: string): LinkEntry["decisions"] =>
    [...decided].filter(([pair]) => pair.split(" ").includes(entry)).map(([pair, verdict]) => ({ other: pair.split(" ").find((one) => one !== entry) ?? entry, verdict, reason: "", day: kDay }));
  const entries = how === "none" ? [] : kEntries.map((entry) => ({
    ...entry, report: role === "case_lead" ? entry.report : null, signedOn: wanted("entry") === "unsigned" ? null : entry.signedOn, decisions: [...entry.decisions, ...mine(entry.entry)],
  }));
  const what = wanted("candidates");
  return {
    entries,
    unopened: how === "unopened" ? 2 : 0,
    groups: how === "none" ? [] : [["TGlsYWMzMzMzMzM", "V2lsbG93NDQ0NDQ"]],
    candidates: (entry) => flow(what, () => ({
      self: what === "thin" ? 3000 : 24_000, line: 8000,
      candidates: what === "none" || entry === "Qmlyc2g1NTU1NTU" ? [] : kCandidates.filter((candidate) => candidate.entry !== entry)
        .map((candidate) => (what === "through" ? { ...candidate, decision: "same_person" as const, decidedThrough: true } : candidate)),
    })),
    decide: (one, other, verdict) => flow(wanted("act"), () => {
      if (wanted("decide") === "conflict") return { conflict: [one, "TGlsYWMzMzMzMzM", "V2lsbG93NDQ0NDQ"] };
      decided.set(`${one} ${other}`, verdict);
      return "taken" as const;
    }),
  };
}

const kQueue: readonly QueueEntry[] = [
  { report: "R2FubmV0d2F5", state: "triage", age: 6, urgency: "not_said", language: "ro", jurisdiction: "scotland", scopes: ["HOLD", "READ"], assigned: null },
  { report: "TmV3ZXN0b25l", state: "triage", age: 0, urgency: "now", language: "en", jurisdiction: "england_wales", scopes: ["HOLD", "READ", "CASE", "WARN", "CHECK"], assigned: null },
  { report: "TWluZU9wZW4x", state: "active", age: 2, urgency: "soon", language: "pt", jurisdiction: "england_wales", scopes: ["HOLD", "READ", "WARN"], assigned: "me" },
  { report: "T3RoZXJzT3Bl", state: "prepared", age: 12, urgency: "no_hurry", language: "zh-Hans", jurisdiction: "northern_ireland", scopes: ["HOLD", "READ"], assigned: "other" },
];

const kDrafts: readonly DraftEntry[] = [
  { reference: "V2FpdGluZ0Zvcg", version: 1, state: "member_ok", level: "low", day: kDay - 1 },
  { reference: "SGlnaExldmVsMQ", version: 1, state: "reviewed", level: "high", day: kDay - 3 },
  { reference: "U2NvcmVkRHJhZg", version: 1, state: "scored", level: "medium", day: kDay },
  { reference: "UmV0dXJuZWRCYQ", version: 1, state: "returned", level: "low", day: kDay - 9 },
  { reference: "SGFuZGVkT3ZlcjE", version: 1, state: "handed_over", level: "low", day: kDay - 20 },
];

function review(wanted: Wanted, reference: string, role: Role): Review {
  const how = wanted("review");
  const high = how === "high" || how === "third";
  const reviewed = how === "reviewed" || how === "high";
  return {
    reference,
    state: reviewed ? "reviewed" : "member_ok",
    body: kBody,
    shortText: "Danger. Robbery with a weapon. London. …0123",
    identifiers: kContent.identifiers.slice(0, 1),
    recognition: high ? "high" : "low",
    checks: [
      { check: "text", result: how === "broken" ? "failed" : "verified" },
      { check: "drafter", result: "verified" },
      { check: "recognition", result: "verified" },
      { check: "approval", result: "verified" },
      ...(high ? [{ check: "lead" as const, result: "missing" as const }] : []),
    ],
    release: how === "reviewed" ? "delayed" : "now",
    until: kNow + 700 * 24 * kHourMs,
    fairness: reviewed ? {
      purpose: "Members meet this person.", necessity: "It happened twice.", lessIntrusive: "A number only; too many use the same one.", evidence: "One report.",
      harmIfWrong: "Somebody is avoided.", safeguards: "It ends after two years.", lawfulBasis: "unlawful_acts", reviewOn: "2027-04-01",
    } : null,
    mayLead: role === "case_lead" && high,
    mayReview: role === "alert_editor" && how !== "own",
    lead: () => flow(wanted("act"), () => undefined),
    return: () => flow(wanted("act"), () => undefined),
    approve: () => flow(wanted("act"), () => undefined),
    publish: (onProgress) => {
      onProgress("preparing");
      onProgress("handing_over");
      return flow(wanted("publish"), () => ({ accepted: wanted("publish") !== "waiting", notBefore: kNow }));
    },
  };
}

function liveList(wanted: Wanted, role: Role): LiveList {
  const sees = roles[role].receivesEditorsKey;
  const how = wanted("live");
  return {
    issued: kNow - 300_000,
    gaps: sees ? (how === "gap" ? [{ reference: "bb112233445566778899aabbccddeeff", kind: "missing" }, { reference: "cc112233445566778899aabbccddeeff", kind: "unknown" }] : []) : null,
    entries: how === "none" ? [] : [
      { reference: "00112233445566778899aabbccddeeff", version: 1, state: "live", notBefore: null, body: kBody },
      { reference: "aa112233445566778899aabbccddeeff", version: 2, state: "live", notBefore: null, body: null },
      ...(sees ? [
        { reference: "dd112233445566778899aabbccddeeff", version: 1, state: "hidden" as const, notBefore: kNow, body: null },
        { reference: "ee112233445566778899aabbccddeeff", version: 1, state: "pending" as const, notBefore: kNow + 30 * kHourMs, body: null },
        ...(how === "gap" ? [{ reference: "bb112233445566778899aabbccddeeff", version: 1, state: "missing" as const, notBefore: kNow, body: null }] : []),
      ] : []),
    ],
  };
}

function keys(wanted: Wanted): KeysView {
  const none = wanted("keys") === "none";
  const epoch = { epoch: 1, made: kNow - 24 * kHourMs, ends: kNow + 89 * 24 * kHourMs };
  return {
    team: none ? null : epoch,
    group: none ? null : epoch,
    lacking: none || wanted("keys") === "all" ? [] : [
      { id: "Q2FzZXdvcmtlcjE", role: "caseworker", lacks: "both", mark: "K3F9T2M8QPX5R7D" }, { id: "RWRpdG9yMTIzNDU", role: "alert_editor", lacks: "team", mark: "0ZB4VN61HYC8JWE" },
      { id: "SW52aXRhdGlvbjE", role: null, lacks: "group", mark: null },
    ],
    refused: wanted("keys") === "refused" ? 1 : 0,
  };
}

function desk(wanted: Wanted, role: Role): Desk {
  const forms = new Map<string, DraftForm>();
  const decided = new Map<string, LinkVerdict>();
  const cancelled = new Set<string>();
  const code = "ABCDE FGHJK MNPQR STVWX YZ012 34567 89ABC DEFGH JKMNP";
  const until = kNow + 7 * 24 * kHourMs;
  return {
    role,
    mark: "K3F9T2M8QPX5R7D",
    team: role === "administrator" || role === "data_protection_officer" ? null : "Example project",
    teamKeys: () => flow(wanted("team_keys") === "fail" ? "fail" : "", () => (wanted("team_keys") || "ready") as "ready"),
    queue: () => flow(wanted("queue"), () => (wanted("queue") === "none" ? [] : kQueue)),
    claim: () => flow(wanted("claim"), () => undefined),
    assign: () => flow(wanted("assign"), () => undefined),
    open: (id) => flow(wanted("open"), () => report(wanted, id)),
    form: (id) => forms.get(id) ?? null,
    keepForm: (id, form) => void (form === null ? forms.delete(id) : forms.set(id, form)),
    links: (when) => flow(when === "last" ? "" : wanted("links"), () => (wanted("links") === "awaited" ? "awaited" as const : linkList(wanted, role, decided))),
    drafts: () => flow(wanted("drafts"), () => (wanted("drafts") === "none" ? [] : kDrafts)),
    review: (reference) => flow(wanted("opened"), () => review(wanted, reference, role)),
    abandon: () => flow(wanted("act"), () => undefined),
    live: () => flow(wanted("live"), () => liveList(wanted, role)),
    gaps: () => flow(wanted("live"), () => liveList(wanted, role).gaps),
    hide: () => flow(wanted("act"), () => wanted("hide") !== "waiting"),
    restore: () => flow(wanted("act"), () => (wanted("restore") || "waiting") as "waiting" | "asked" | "restored"),
    keys: () => flow(wanted("keys"), () => keys(wanted)),
    makeTeamKeys: () => flow(wanted("act"), () => undefined),
    makeGroupKey: () => flow(wanted("act"), () => (wanted("lost") === "" ? 0 : 2)),
    giveGroupKey: () => flow(wanted("act"), () => 3),
    giveTeamKeys: () => flow(wanted("act"), () => undefined),
    people: () => flow(wanted("people"), () => [
      { account: "a1", mark: "4F1C0A", role: "administrator", isMe: role === "administrator", mayRevoke: false, isLast: true },
      { account: "a2", mark: "9B22D7", role: "case_lead", isMe: role === "case_lead", mayRevoke: role === "administrator", isLast: false },
      { account: "a3", mark: "C07E51", role: "caseworker", isMe: false, mayRevoke: true, isLast: false },
      ...(role === "case_lead" ? [{ account: "a4", mark: "77AB03", role: "member" as const, isMe: false, mayRevoke: true, isLast: false }] : []),
    ]),
    invitations: () => flow(wanted("invitations"), () => (wanted("invitations") === "none" ? [] : ([
      { invitation: "SW52aXRhdGlvbjE", role: "alert_editor", state: "needs_signature", expires: until, forMe: true, mine: false },
      { invitation: "SW52aXRhdGlvbjI", role: "member", state: "open", expires: until, forMe: false, mine: true },
      { invitation: "QW5vdGhlciBvbmU", role: "member", state: "open", expires: until, forMe: false, mine: false },
    ] as const).filter(({ invitation, forMe, mine }) =>
      !cancelled.has(invitation) && (mine || (forMe ? role !== "project_worker" : role === "administrator"))))),
    inviteMember: () => flow(wanted("invite"), () => ({ code, role: "member", expires: until, needsSignature: false })),
    inviteStaff: (wantedRole) => flow(wanted("invite"), () => ({ code, role: wantedRole, expires: until, needsSignature: true })),
    coSign: () => flow(wanted("act"), () => undefined),
    cancelInvitation: (invitation) => flow(wanted("act"), () => void cancelled.add(invitation)),
    revoke: () => flow(wanted("act"), () => undefined),
    auditHead: () => flow(wanted("audit"), () => ({ sequence: 128, hash: "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0" })),
  };
}

/** `role=` in the scene says who signs in; the rest of a session is the member application's. */
export function fakeStaff(wanted: Wanted): StaffServices {
  const base = fakeServices(wanted);
  const made = desk(wanted, (wanted("role") || "caseworker") as Role);
  return { ...base, signIn: async (login, passphrase) => ({ ...(await base.signIn(login, passphrase)), desk: made }) };
}
