/** Flows that answer at once, never, or with an error, as the scene wants it. Drama numbers and invented people only. */
import type { CheckResult, Remaining } from "../../shared/client/check_flow.ts";
import { fromHex } from "../../shared/client/bytes.ts";
import { parseInvitationCode } from "../../shared/client/invitation_code.ts";
import { parseReceiptCode } from "../../shared/client/receipt_code.ts";
import type { WarningBody } from "../../shared/generated/records.ts";
import type { ReportScope } from "../../shared/client/consent_texts.ts";
import type { Draft } from "../report/answers.ts";
import type { Message, News, NotLoaded, OwnReport, OwnView, Permission, Proposal, ReportRow, Services, Session, Warning, Warnings } from "../services.ts";

const kHourMs = 3_600_000;
const kNow = Date.UTC(2026, 10, 22, 14, 2);
const kDay = Math.floor(kNow / (24 * kHourMs));
export const kCode = "48210937562018446728";

/** What was asked of the server, for tests. */
const asked: string[] = [];
Object.assign(window, { asked });

type Wanted = (flow: string) => string;

function apiError(code: string): Error {
  return Object.assign(new Error(code), { name: "ApiError", code });
}

/** "late" answers when the page is told so (an event "late"), "fail" rejects as if there were no connection, "pending" never answers, "error:x" is the server's refusal x. */
function flow<T>(wanted: string, value: () => T): Promise<T> {
  if (wanted === "pending") return new Promise(() => undefined);
  if (wanted === "late") return new Promise((resolve) => addEventListener("late", () => resolve(value()), { once: true }));
  if (wanted === "fail") return Promise.reject(apiError("unreachable"));
  if (wanted.startsWith("error:")) return Promise.reject(apiError(wanted.slice(6)));
  return Promise.resolve(value());
}

function body(change: Partial<WarningBody>): WarningBody {
  return {
    reference: fromHex("00112233445566778899aabbccddeeff"), version: 1, level: 2, area: "london", period: "2026-11",
    incidentTypes: ["robbery_weapon", "assault"], behaviours: ["new_client", "locks_door", "takes_phone"],
    descriptors: [{ kind: "gender", value: "gender_man" }, { kind: "age_band", value: "age_band_35_39" }, { kind: "build", value: "build_heavy" }],
    advice: [], freeText: "", identifiers: [{ type: 1, shown: "…0123" }, { type: 2, shown: "…mple@…" }], expiresMonth: "2028-11", ...change,
  };
}

function warning(reference: string, isNew: boolean, change: Partial<WarningBody>): Warning {
  return { reference, version: 1, isNew, body: body({ reference: fromHex(reference), ...change }) };
}

export const kReference = "00112233445566778899aabbccddeeff";
const kWarnings: readonly Warning[] = [
  warning("aa112233445566778899aabbccddeeff", false, { level: 1, area: "south_west", period: "2026-Q3", incidentTypes: ["payment_reversal"], behaviours: [], descriptors: [], identifiers: [] }),
  warning(kReference, true, {}),
  warning("bb112233445566778899aabbccddeeff", false, { level: 0, area: "uk", period: "2026-10", incidentTypes: ["fake_advert"], freeText: "Asks for a fee first, then for a photo of a passport." }),
];

const kNotLoaded: Readonly<Record<string, readonly NotLoaded[]>> = {
  no_key: kWarnings.map(({ reference }) => ({ reference, reason: "no_key" })),
  withheld: [{ reference: kReference, reason: "missing" }, { reference: "cc112233445566778899aabbccddeeff", reason: "sealed" }],
};

function warnings(wanted: Wanted): Promise<Warnings> {
  const how = wanted("warnings");
  const notLoaded = kNotLoaded[how] ?? [];
  return flow(how, () => ({
    issued: kNow - 300_000,
    notLoaded,
    warnings: how === "none" || how === "no_key" ? [] : kWarnings.filter(({ reference }) => !notLoaded.some((one) => one.reference === reference)),
  }));
}

function result(how: string): CheckResult {
  if (how === "nothing") return { kind: "nothing_live", isCanary: false };
  if (how.startsWith("unknown:")) return { kind: "could_not_check", reason: how.slice(8) as "clock" };
  return { kind: "hit", warnings: [{ reference: fromHex(kReference), level: "danger" }] };
}

function proposal(level: string): Proposal {
  return {
    body: body({}), shortText: "Danger. Robbery with a weapon. London. …0123", recognition: level === "untested" ? null : (level === "foreign" ? "low" : level || "low") as "low",
    foreign: level === "foreign" ? [{ kind: "phone", text: "+447700900999" }] : [], handle: null,
  };
}

const kOn: readonly Permission[] = [
  { scope: "READ", expires: kNow + 80 * 24 * kHourMs, approved: false, over: false },
  { scope: "CASE", expires: null, approved: false, over: false },
  { scope: "WARN", expires: kNow + 700 * 24 * kHourMs, approved: true, over: false },
  { scope: "CHECK", expires: null, approved: false, over: false },
  { scope: "LINK", expires: kNow + 700 * 24 * kHourMs, approved: false, over: false },
];

const kMessages: readonly Message[] = [
  { id: "0", from: "team", text: "Thank you for telling us. May we ask whether he came by car?", day: kDay - 2, isProposal: false },
  { id: "1", from: "me", text: "By car, a red one.", day: kDay - 1, isProposal: false },
  { id: "2", from: "team", text: "We would like to say this to others. Is it right?", day: kDay, isProposal: true },
];

/** What a server could put there by itself, and what it moved. */
const kForged: readonly Message[] = [
  { id: "0", from: "nobody", text: null, day: kDay - 2, isProposal: false },
  { id: "1", from: "team", text: "He drove a car, you said?", day: kDay - 1, isProposal: false, isDisplaced: true },
  { id: "2", from: "unchecked", text: null, day: kDay, isProposal: false },
];

function view(change: Partial<OwnView> = {}): OwnView {
  return {
    state: "active", day: kDay - 3, isWhole: true, team: "Example project", permissions: kOn, messages: kMessages, withdrawals: [],
    accesses: [
      { action: "message_sent", role: "caseworker", time: kNow - 20 * kHourMs, refused: false },
      { action: "report_opened", role: "caseworker", time: kNow - 44 * kHourMs, refused: false },
      { action: "report_submitted", role: null, time: kNow - 70 * kHourMs, refused: false },
    ],
    ...change,
  };
}

function own(wanted: Wanted, seen: OwnView, firstUse: boolean): OwnReport {
  const act = wanted("act");
  const then = (change: Partial<OwnView>): Promise<OwnReport> => {
    // "lost": it is done, and no answer comes. "lost twice": nor to the first look at how things stand.
    if (act.startsWith("lost")) arrived = { ...seen, ...change };
    return flow(act.startsWith("lost") ? "fail" : act, () => own(wanted, { ...seen, ...change }, firstUse));
  };
  let arrived: OwnView | null = null;
  let looks = 0;
  return {
    view: seen,
    code: kCode,
    firstUse: firstUse ? { organisation: "Example network", fingerprint: "7QK3M0ZXN4TB9WDE2RHY" } : null,
    // "later": confirmed, but others have told of it too.
    reload: () => arrived !== null ? flow(act === "lost twice" && looks++ === 0 ? "fail" : "", () => own(() => "", arrived ?? seen, firstUse)) : then(seen.withdrawals.length === 0 ? {}
      : act === "later" ? { withdrawals: seen.withdrawals.map((each) => ({ ...each, goneBy: kNow + kHourMs })) }
        : { state: "withdrawn", withdrawals: seen.withdrawals.map((each) => ({ ...each, gone: kNow, goneBy: kNow })) }),
    write: (text) => then({ messages: [...seen.messages, { id: String(seen.messages.length), from: "me", text, day: kDay, isProposal: false }] }),
    grant: (scope) => then({ permissions: seen.permissions.map((each) => (each.scope === scope ? { ...each, expires: kNow + 90 * 24 * kHourMs } : each)) }),
    withdraw: (scopes) => {
      const ends = (scope: ReportScope): boolean => scopes === "everything" || scopes.includes(scope) || (scope === "CASE" && scopes.includes("READ"));
      const struck = (["WARN", "CHECK"] as readonly ReportScope[]).filter(ends);
      return then({
        state: scopes === "everything" ? "withdrawing" : seen.state,
        permissions: seen.permissions.map((each) => (ends(each.scope) ? { ...each, expires: null, over: each.scope === "WARN" || each.scope === "CHECK" } : each)),
        withdrawals: [...seen.withdrawals.filter(({ scope }) => !struck.includes(scope)), ...struck.map((scope) => ({ scope, gone: null, goneBy: null }))],
      });
    },
    review: () => flow(wanted("review"), () => proposal(wanted("level"))),
    approve: (_, { check }) => then({
      messages: [
        ...seen.messages.map((each) => (each.isProposal ? { ...each, approvedUnder: check ? (["WARN", "CHECK"] as const) : (["WARN"] as const) } : each)),
        { id: String(seen.messages.length), from: "me", text: null, day: kDay, isProposal: false, isApproval: true },
      ],
    }),
    forget: () => void dispatchEvent(new Event("forget")),
  };
}

function session(wanted: Wanted, memory: { draft: Draft | null }): Session {
  const read = new Set<string>();
  let last: Warnings | null = null;
  let left: Remaining | null = null;
  const unreadOf = (all: Warnings): Warnings => ({ ...all, warnings: all.warnings.map((each) => ({ ...each, isNew: each.isNew && !read.has(each.reference) })) });
  const unread = (): News => ({
    warnings: wanted("warnings") === "none" || read.has(kReference) ? 0 : 1, messages: wanted("reports") === "none" ? 0 : 1,
  });
  // "low,high": what has turned out risky the second time.
  const levels = wanted("level").split(",");
  const nextLevel = (): string => (levels.length > 1 ? levels.shift() : levels[0]) ?? "";
  return {
    login: "maple-lantern-4821",
    organisation: "Example network",
    fingerprint: "7QK3M0ZXN4TB9WDE2RHY",
    awaitsKeys: wanted("warnings") === "no_key",
    teams: wanted("teams") === "two" ? [{ id: "a", name: "Example project" }, { id: "b", name: "Second project" }] : [{ id: "a", name: "Example project" }],
    check: (_token) => flow(wanted("check") === "pending" ? "pending" : "", () => ({ result: result(wanted("check")), remaining: { today: 28, period: 187 } })),
    remaining: () => {
      if (left !== null) return Promise.resolve(left);
      asked.push("remaining");
      return flow(wanted("remaining"), () => (left = { today: 29, period: 188 }));
    },
    warnings: async () => {
      asked.push("warnings");
      last = await warnings(wanted);
      return unreadOf(last);
    },
    lastWarnings: () => (last === null ? null : unreadOf(last)),
    markRead: ({ reference }) => void read.add(reference),
    news: () => {
      asked.push("news");
      return flow(wanted("news"), unread);
    },
    unread,
    draft: () => memory.draft,
    keepDraft: (draft) => void (memory.draft = draft),
    saveDraft: (draft) => {
      memory.draft = draft;
      return flow(wanted("save"), () => undefined);
    },
    preview: () => flow(wanted("preview"), () => {
      const level = nextLevel();
      return level === "nothing" ? "nothing_to_warn_of" : proposal(level);
    }),
    submit: () => flow(wanted("submit"), () => {
      const isEarlier = wanted("submit") === "earlier";
      if (!isEarlier) memory.draft = null;
      return { code: kCode, isEarlier };
    }),
    reports: () => flow(wanted("reports"), (): ReportRow[] => (wanted("reports") === "none" ? [] : [
      { code: kCode, made: kDay - 3, state: "active", unread: 1 },
      { code: "11111111111111111111", made: kDay - 30, state: "held", unread: 0 },
      { code: "22222222222222222222", made: kDay - 60, state: null, unread: 0 },
    ])),
    report: () => flow(wanted("report"), () => own(wanted, view(wanted("report") === "forged" ? { messages: kForged } : wanted("report") === "part" ? { isWhole: false } : wanted("report") === "held" ? { state: "held", messages: [], accesses: [], permissions: kOn.map((each) => ({ ...each, expires: null, approved: false })) } : {}), false)),
    markMessagesRead: () => undefined,
    changePassphrase: () => flow(wanted("change"), () => undefined),
    generatePassphrase: () => Promise.resolve("river candle meadow copper window"),
    lock: () => undefined,
    wipe: () => void (memory.draft = null),
  };
}

export function fakeServices(wanted: Wanted): Services {
  const memory: { draft: Draft | null } = { draft: null };
  return {
    about: () => flow(wanted("about"), () => ({ organisation: "Example network", demo: wanted("demo") === "yes" })),
    advance: () => flow(wanted("advance"), () => undefined),
    prepare: () => void asked.push("prepare"),
    signIn: () => flow(wanted("sign_in"), () => session(wanted, memory)),
    invitation: (typed) => flow(wanted("invitation"), () => {
      const parsed = parseInvitationCode(typed);
      if ("problem" in parsed) return parsed;
      return {
        organisation: "Example network", fingerprint: "7QK3M0ZXN4TB9WDE2RHY", role: "member" as const, expires: kNow + 120 * kHourMs,
        prepare: () => flow(wanted("prepare"), () => ({
          login: "maple-lantern-4821", passphrase: "river candle meadow copper window", join: () => flow(wanted("join"), () => undefined),
        })),
      };
    }),
    openCode: (typed) => flow(wanted("code"), () => {
      const parsed = parseReceiptCode(typed);
      return "problem" in parsed ? parsed : own(wanted, view(), true);
    }),
    onExpired: (listener) => {
      addEventListener("expire", listener);
      return () => removeEventListener("expire", listener);
    },
  };
}
