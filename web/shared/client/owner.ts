/**
 * A report in its owner's hands: with the vault's receipt, or with the code alone on any device. Every request is signed
 * with the report's key and carries no cookie, so nothing ties it to an account.
 */
import {
  type Artefact,
  type Identifier,
  type OwnerChange,
  type Signed,
  decodeApproval,
  decodeArtefact,
  decodeSigned,
  decodeStrikeAcknowledgement,
  encodeArtefact,
  encodeOwnerChange,
  encodeOwnerRead,
} from "../generated/records.ts";
import {
  type Jurisdiction,
  type Language,
  type ReportSection,
  type ReportState,
  type Urgency,
  codes,
  fromWire,
  scopes,
  reportSections,
  warningLevels,
} from "../generated/vocabulary.ts";
import { type Api, call } from "./api.ts";
import type { AccessRow, OwnerAnswer } from "./api_types.ts";
import { artefactHash, identifierOf } from "./artefact.ts";
import { type Bytes, type RandomSource, base64url, equal, fromBase64url, randomBytes, wipe } from "./bytes.ts";
import { type Clock, minuteOf, startOfDay, systemClock } from "./clock.ts";
import {
  type ConsentChain,
  type ConsentPlace,
  commitmentOf,
  foldConsent,
  grant,
  live,
  wasWithdrawn,
  withdraw,
} from "./consent.ts";
import { type ReportScope, reportScopes } from "./consent_texts.ts";
import { open, openBody, openKept, sealAndKeep, unwrapKey, wrapKey } from "./envelope.ts";
import { ClientError, orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, currentTeamEpoch } from "./keyring.ts";
import { type Conversation, type Direction, heard, placed, say, speaksForTeam } from "./messages.ts";
import { type ReportKeys, parseReceiptCode, receiptRoot, reportKeysOf, wipeReportKeys } from "./receipt_code.ts";
import type { Recognition } from "./recogniser.ts";
import { type Recogniser, lackingSections, recogniseIn } from "./recognition.ts";
import { type Receipt, type ReportForm, approvalSection, sectionContext, sectionsOf, writtenIn } from "./report.ts";
import {
  type Message,
  type ReportContent,
  messageContext,
  readJson,
  readMessage,
  writeJson,
} from "./report_format.ts";
import { openStatementBy, signStatement, signedFromText, signedText } from "./signed.ts";
import { type Connected, type Pin, type Client, connect } from "./trust.ts";
import { noTeam } from "./wraps.ts";

/** How far the withdrawal of one scope has come. */
export type Withdrawal =
  | { readonly kind: "not_asked" }
  /** Asked, not yet confirmed. */
  | { readonly kind: "asked" }
  /** Confirmed; what has other sources too may show until `goneBy`. In milliseconds. */
  | { readonly kind: "confirmed"; readonly struckAt: number; readonly goneBy: number };

export type OwnMessage =
  /** `isDisplaced`: it was written before one of the team's that stands above it. */
  | { readonly from: "team"; readonly day: number; readonly message: Message; readonly isDisplaced: boolean }
  /** Shown as the team's, but nobody of the team signed it, or not for this place. "unchecked": there is no keyring to tell. Nothing of it is kept here. */
  | { readonly from: "nobody" | "unchecked"; readonly day: number }
  /** Null: shown as hers, but it does not open with her code, or she has not signed it for this place. */
  | { readonly from: "me"; readonly day: number; readonly message: Message | null };

interface SectionKey {
  readonly key: Bytes;
  readonly context: Bytes;
}

export interface OwnReport {
  readonly keys: ReportKeys;
  /** By which its messages were judged. */
  readonly keyring: Keyring | null;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  /** Null: kept for herself. */
  readonly team: Bytes | null;
  readonly content: ReportContent;
  /** Sections that are there but do not open. */
  readonly unopened: readonly ReportSection[];
  readonly sectionKeys: ReadonlyMap<ReportSection, SectionKey>;
  readonly chain: ConsentChain;
  readonly messages: readonly OwnMessage[];
  readonly accesses: readonly AccessRow[];
  readonly withdrawals: { readonly WARN: Withdrawal; readonly CHECK: Withdrawal };
}

export type CodeProblem = "characters" | "length" | "check_digit";

/**
 * On a phone that knows nothing: connects (at first use the root's fingerprint must be shown) and derives the keys of a
 * typed code. Then `readReport`.
 */
export async function receiptFromCode(
  api: Api,
  typed: string,
  pin: Pin = { kind: "first_use" },
  base: Clock = systemClock,
  random: RandomSource = randomBytes,
): Promise<(Connected & { readonly receipt: Receipt }) | { readonly problem: CodeProblem }> {
  const parsed = parseReceiptCode(typed);
  if ("problem" in parsed) return parsed;
  const connected = await connect(api, pin, base, random);
  const root = await receiptRoot(parsed.code, connected.client.installation.deployment);
  return { ...connected, receipt: { code: parsed.code, root } };
}

/** Fetches and opens the report. Without a keyring no message counts as the team's. ApiError "not_found": no report has this code. */
export async function readReport(
  client: Client,
  receipt: Receipt,
  keyring: Keyring | null | Promise<Keyring | null> = null,
): Promise<OwnReport> {
  const keys = reportKeysOf(receipt.root);
  const statement = encodeOwnerRead({
    deployment: client.installation.deployment,
    report: keys.id,
    minute: minuteOf(client.clock),
    nonce: client.random(16),
    withdrawals: [sha256(keys.withdrawWarn), sha256(keys.withdrawCheck)],
  });
  const body = { request: signedText(signStatement(keys.sign, statement)) };
  const answer = await call(client.api, "POST /api/owner/read", { body });
  return opened(client, keys, await keyring, answer);
}

/**
 * Where it may be said to stand. That all is gone only the list key can say, for both withdrawals, and not before the time
 * that it named has passed: until then a report that the server calls withdrawn is being withdrawn.
 */
export function confirmedState({ state, withdrawals }: OwnReport, now: number): ReportState {
  const isAllGone = isGone(withdrawals.WARN, now) && isGone(withdrawals.CHECK, now);
  return state === "withdrawn" && !isAllGone ? "withdrawing" : state;
}

/** True once WARN or CHECK was withdrawn: its secret is out, and no warning can name it again. */
export function isOver({ withdrawals }: OwnReport, scope: ReportScope): boolean {
  return (scope === "WARN" || scope === "CHECK") && withdrawals[scope].kind !== "not_asked";
}

/** The list key has confirmed it, and the time by which all of it is out has passed: here, or when it was signed. */
export function isGone(withdrawal: Withdrawal, now: number): boolean {
  return withdrawal.kind === "confirmed" && withdrawal.goneBy <= Math.max(withdrawal.struckAt, now);
}

/**
 * True if this is the report that `form` makes: what was written, what is permitted now, and the text approved with it. A
 * report of whose first sending no answer came may be an earlier one.
 */
export function isReportOf(client: Client, form: ReportForm, report: OwnReport): boolean {
  const { content, chain } = report;
  const wrote = writtenIn(form);
  const now = client.clock.now();
  const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
  return (
    report.unopened.length === 0 &&
    codes<ReportSection>(reportSections).every((section) => section === "approval" || isSame(wrote[section], content[section])) &&
    reportScopes.every((scope) => (live(chain, scope, now) !== null) === form.chosen.includes(scope)) &&
    (report.team === null ? form.chosen.length === 0 : form.team !== null && equal(report.team, form.team)) &&
    isSame([report.urgency, report.language, report.jurisdiction], [form.urgency, form.language, form.jurisdiction]) &&
    isApproved(form.approved, content.approval)
  );
}

// Reference and salt are drawn anew whenever a text is coded; what is said does not depend on them.
function isApproved(wanted: ReportForm["approved"], found: ReportContent["approval"]): boolean {
  if (wanted === null || found === undefined) return wanted === null && found === undefined;
  const artefact = decodeArtefact(fromBase64url(found.artefact));
  const { releaseNow } = decodeApproval(signedFromText(found.approval).statement);
  const { reference, salt } = wanted.artefact;
  return releaseNow === wanted.releaseNow && equal(encodeArtefact({ ...artefact, reference, salt }), encodeArtefact(wanted.artefact));
}

/** Forgets the secrets of an opened report. */
export function closeReport(report: OwnReport): void {
  wipeReportKeys(report.keys);
  for (const { key } of report.sectionKeys.values()) wipe(key);
}

/** Writes to the team. "malformed" if nobody may read the report. */
export function writeToTeam(client: Client, keyring: Keyring, report: OwnReport, text: string): Promise<OwnReport> {
  return change(client, { ...report, keyring }, { message: sealToTeam(client, keyring, report, { kind: "text", text }) });
}

/** A proposal that she has seen with what the recogniser says of it; made by `reviewProposal` only. */
export interface ReviewedProposal {
  readonly artefact: Artefact;
  /** Null: part of the report is not at hand, so nothing can be said of what the text gives away. */
  readonly recognition: Recognition | null;
  /** Numbers and names in the text that are not hers, or are shown to others in another way than hers are. */
  readonly foreign: readonly Identifier[];
}

/** Opens a proposed text and runs the recogniser over everything she wrote. "malformed" for what cannot be shown to her whole. */
export async function reviewProposal(
  client: Client,
  report: OwnReport,
  proposal: Message & { readonly kind: "proposal" },
  recogniser: Recogniser,
): Promise<ReviewedProposal> {
  const artefact = decodeArtefact(fromBase64url(proposal.artefact));
  if (fromWire(warningLevels, artefact.level) === undefined) throw new ClientError("malformed", "warning level");
  const hers = (report.content.subject?.identifiers ?? []).map(identifierOf);
  const isHers = ({ type, canonical, shown }: Identifier): boolean =>
    hers.some((one) => one !== null && one.type === type && one.canonical === canonical && one.shown === shown);
  const isWhole = lackingSections(report, client.clock.now()).length === 0;
  return {
    artefact,
    recognition: isWhole ? await recogniseIn(recogniser, report.content, artefact) : null,
    foreign: artefact.identifiers.filter((one) => !isHers(one)),
  };
}

/**
 * The permissions under which she has approved exactly this proposed text, as far as they hold now: none if she has not,
 * or if she approved another text after it.
 */
export function approvedUnder(client: Client, report: OwnReport, proposal: Message & { readonly kind: "proposal" }): ("WARN" | "CHECK")[] {
  const now = client.clock.now();
  const holds = (scope: "WARN" | "CHECK", receipt: Uint8Array | null): boolean => {
    const current = live(report.chain, scope, now);
    return receipt !== null && current !== null && equal(current.receipt, receipt);
  };
  for (const own of report.messages) {
    if (own.from !== "me" || own.message?.kind !== "approval" || own.message.artefact !== proposal.artefact) continue;
    const { approval: signed } = own.message;
    const approval = orNull(() => openStatementBy(report.keys.sign.publicKey, signedFromText(signed), decodeApproval, client.installation.deployment));
    if (approval === null || !holds("WARN", approval.warnReceipt)) continue;
    return holds("CHECK", approval.checkReceipt) ? ["WARN", "CHECK"] : ["WARN"];
  }
  return [];
}

export interface ApprovalChoice {
  /** Also answer checks of the identifiers in it. */
  readonly check: boolean;
  /** Otherwise after a random one to four days. */
  readonly releaseNow: boolean;
}

/**
 * Approves exactly this text: receipts that commit to it take the place of the earlier ones, and the approval goes to the
 * team. "malformed" if WARN was withdrawn for good, nobody may read the report, or the text was not tested or names
 * somebody whom she did not.
 */
export function approveProposal(
  client: Client,
  keyring: Keyring,
  report: OwnReport,
  reviewed: ReviewedProposal,
  choice: ApprovalChoice,
): Promise<OwnReport> {
  if (reviewed.recognition === null) throw new ClientError("malformed", "a text that was not tested");
  if (reviewed.foreign.length > 0) throw new ClientError("malformed", "a text that names what she did not");
  const opening = client.random(32);
  const commitment = commitmentOf(artefactHash(reviewed.artefact), opening);
  const draft = drafting(client, report);
  const warn = draft.grant("WARN", commitment);
  const check = choice.check ? draft.grant("CHECK", commitment) : null;
  const approval = approvalSection(
    client,
    report.keys,
    reviewed.artefact,
    opening,
    warn,
    check,
    choice.releaseNow,
  );
  const message = sealToTeam(client, keyring, report, { kind: "approval", ...approval });
  return change(client, { ...report, keyring }, { events: draft.events, message });
}

/**
 * Gives one more permission. READ and CASE also wrap their sections for the team. "malformed" if it needs one that is
 * not there, or was withdrawn for good, or the report has no team.
 */
export function grantScope(client: Client, keyring: Keyring, report: OwnReport, scope: ReportScope): Promise<OwnReport> {
  const draft = drafting(client, report);
  draft.grant(scope, null);
  const isForTeam = scope === "READ" || scope === "CASE";
  return change(client, { ...report, keyring }, { events: draft.events, teamWraps: isForTeam ? teamWraps(client, keyring, report, scope) : [] });
}

/**
 * Ends permissions. Support needs somebody who may read, and ends with READ; a warning, what checks find and what is compared
 * stand on their own. Ending these always takes their withdrawal secrets to the list, whatever the chain says of approvals, for the server
 * can keep back its end: then the answer says how far that has come, and they cannot be given again.
 */
export function withdrawScopes(client: Client, report: OwnReport, wanted: readonly ReportScope[]): Promise<OwnReport> {
  const all = wanted.includes("READ") ? [...new Set<ReportScope>(["CASE", ...wanted])] : wanted;
  const draft = drafting(client, report);
  for (const scope of all) draft.withdraw(scope, "stop");
  return change(client, report, { events: draft.events, secrets: secretsOf(report, all) });
}

/** Ends everything and erases the report; both withdrawal secrets go to the list. */
export function withdrawEverything(client: Client, report: OwnReport): Promise<OwnReport> {
  const draft = drafting(client, report);
  for (const scope of ["CASE", "WARN", "CHECK", "LINK", "READ"] as const) draft.withdraw(scope, "stop_and_erase");
  return change(client, report, { events: draft.events, secrets: secretsOf(report, ["WARN", "CHECK"]), erase: true });
}

// ---- Changes ----

type Change = Partial<Pick<OwnerChange, "events" | "secrets" | "message" | "teamWraps" | "erase">>;

/** "malformed" if the answer leaves out what was asked. It names the withdrawals of this change only: what was known of others stays. */
async function change(client: Client, report: OwnReport, wanted: Change): Promise<OwnReport> {
  const statement = encodeOwnerChange({
    deployment: client.installation.deployment,
    report: report.keys.id,
    minute: minuteOf(client.clock),
    nonce: client.random(16),
    events: wanted.events ?? [],
    secrets: wanted.secrets ?? [],
    message: wanted.message ?? null,
    teamWraps: wanted.teamWraps ?? [],
    erase: wanted.erase ?? false,
  });
  const body = { request: signedText(signStatement(report.keys.sign, statement)) };
  const answer = await call(client.api, "POST /api/owner/change", { body });
  const [last] = (wanted.events ?? []).slice(-1);
  if (last !== undefined && !answer.events.includes(signedText(last))) throw new ClientError("malformed", "a change that is not there");
  const now = opened(client, report.keys, report.keyring, answer);
  const isSent = (scope: "WARN" | "CHECK"): boolean => (wanted.secrets ?? []).some((one) => one.scope === scopes[scope].wire);
  const furthest = (scope: "WARN" | "CHECK"): Withdrawal => {
    const [before, after] = [report.withdrawals[scope], now.withdrawals[scope]];
    if (after.kind === "confirmed" || before.kind === "confirmed") return after.kind === "confirmed" ? after : before;
    return isSent(scope) || before.kind === "asked" ? { kind: "asked" } : after;
  };
  return { ...now, withdrawals: { WARN: furthest("WARN"), CHECK: furthest("CHECK") } };
}

interface Drafting {
  readonly events: Signed[];
  /** In place of the one that holds now, if any. */
  grant(scope: ReportScope, commitment: Uint8Array | null): { readonly receipt: Bytes; readonly expires: number };
  /** False if there was nothing to end. */
  withdraw(scope: ReportScope, mode: "stop" | "stop_and_erase"): boolean;
}

/** Collects consent events one after the other. */
function drafting(client: Client, report: OwnReport): Drafting {
  const place = placeOf(client, report.keys);
  const events: Signed[] = [];
  let chain = report.chain;
  return {
    events,
    grant(scope, commitment) {
      const now = client.clock.now();
      const { needs } = scopes[scope];
      const lacks = needs !== null && needs !== "HOLD" && live(chain, needs, now) === null;
      if (lacks || isOver(report, scope) || report.team === null) {
        throw new ClientError("malformed", "a permission that cannot be given");
      }
      const receipt = client.random(16);
      const extended = grant(chain, place, report.keys.sign, {
        scope,
        receipt,
        sections: sectionsOf(scope, Array.from(report.sectionKeys.keys())),
        team: report.team,
        language: report.language,
        jurisdiction: report.jurisdiction,
        commitment,
        supersedes: live(chain, scope, now)?.receipt ?? null,
        granted: startOfDay(client.clock.now()),
      });
      chain = extended.chain;
      events.push(extended.event);
      const given = chain.granted[chain.granted.length - 1];
      return { receipt, expires: given?.receipt.expires ?? 0 };
    },
    withdraw(scope, mode) {
      const receipt = live(chain, scope, client.clock.now());
      if (receipt === null) return false;
      const extended = withdraw(chain, place, report.keys.sign, receipt.receipt, mode, startOfDay(client.clock.now()));
      chain = extended.chain;
      events.push(extended.event);
      return true;
    },
  };
}

function secretsOf(report: OwnReport, wanted: readonly ReportScope[]): OwnerChange["secrets"] {
  const secrets = { WARN: report.keys.withdrawWarn, CHECK: report.keys.withdrawCheck };
  return (["WARN", "CHECK"] as const)
    .filter((scope) => wanted.includes(scope))
    .map((scope) => ({ scope: scopes[scope].wire, secret: secrets[scope].slice() }));
}

function teamWraps(client: Client, keyring: Keyring, report: OwnReport, scope: ReportScope): OwnerChange["teamWraps"] {
  const deskKey = deskKeyOf(client, keyring, report);
  const present = Array.from(report.sectionKeys.keys());
  return sectionsOf(scope, present).map((section) => {
    const { key, context } = report.sectionKeys.get(section) as SectionKey;
    return { section: reportSections[section].wire, wrap: wrapKey(deskKey, key, context, client.random) };
  });
}

function sealToTeam(client: Client, keyring: Keyring, report: OwnReport, message: Message): Bytes {
  const deskKey = deskKeyOf(client, keyring, report);
  const ordinal = report.messages.filter(({ from }) => from === "me").length;
  const said = say(report.keys.sign, conversation(client, report.keys, report.team, "to_team"), ordinal, client.clock.now(), writeJson(message));
  return sealAndKeep(deskKey, report.keys.messages, said, messageContext(report.keys.id), client.random);
}

function deskKeyOf(client: Client, keyring: Keyring, report: OwnReport): Uint8Array {
  const epoch = report.team === null ? null : currentTeamEpoch(keyring, report.team, client.clock.now());
  if (epoch === null) throw new ClientError("malformed", "no team to seal to");
  return epoch.deskKey;
}

// ---- Opening ----

function opened(client: Client, keys: ReportKeys, keyring: Keyring | null, answer: OwnerAnswer): OwnReport {
  const team = answer.team === null ? null : fromBase64url(answer.team);
  const chain = foldConsent(answer.events.map(signedFromText), placeOf(client, keys));
  const content: Partial<Record<ReportSection, object>> = {};
  const unopened: ReportSection[] = [];
  const sectionKeys = new Map<ReportSection, SectionKey>();
  for (const { section, body, owner_wrap } of answer.sections) {
    const found = sectionKeyOf(client, keys, section, team, answer.team_epoch, fromBase64url(owner_wrap));
    const read = found === null ? null : orNull(() => readJson(openBody(found.key, fromBase64url(body), found.context)));
    if (found === null || read === null) {
      unopened.push(section);
      continue;
    }
    content[section] = read;
    sectionKeys.set(section, found);
  }
  return {
    keys,
    keyring,
    state: answer.state,
    day: answer.day,
    urgency: answer.urgency,
    language: answer.language,
    jurisdiction: answer.jurisdiction,
    team,
    content: content as ReportContent,
    unopened,
    sectionKeys,
    chain,
    messages: messagesIn(client, keys, keyring, team, answer),
    accesses: answer.accesses,
    withdrawals: {
      WARN: withdrawalOf(client, keys.withdrawWarn, "WARN", chain, answer),
      CHECK: withdrawalOf(client, keys.withdrawCheck, "CHECK", chain, answer),
    },
  };
}

function messagesIn(client: Client, keys: ReportKeys, keyring: Keyring | null, team: Uint8Array | null, answer: OwnerAnswer): OwnMessage[] {
  const place = conversation(client, keys, team, "to_reporter");
  const now = client.clock.now();
  const fromTeam = placed(
    answer.messages.map(({ from, body }) =>
      from === "me" ? null : orNull(() => heard(place, open(keys.seal, fromBase64url(body), messageContext(keys.id)))),
    ),
    (said) => keyring !== null && speaksForTeam(keyring, said, now),
  );
  const fromMe = placed(
    answer.messages.map(({ from, body }) =>
      from === "team" ? null : orNull(() => heard({ ...place, direction: "to_team" }, openKept(keys.messages, fromBase64url(body), messageContext(keys.id)))),
    ),
    ({ signer }) => equal(signer, keys.sign.publicKey),
  );
  return answer.messages.map(({ from, day }, i): OwnMessage => {
    if (from === "me") {
      const own = fromMe[i] ?? null;
      return { from, day: own?.day ?? day, message: own === null ? null : orNull(() => readMessage(own.content)) };
    }
    if (keyring === null) return { from: "unchecked", day };
    const said = fromTeam[i] ?? null;
    if (said === null) return { from: "nobody", day };
    const message = orNull(() => readMessage(said.content)) ?? { kind: "unknown" as const };
    return { from, day: said.day, message, isDisplaced: said.isDisplaced };
  });
}

function conversation(client: Client, keys: ReportKeys, team: Uint8Array | null, direction: Direction): Conversation {
  return { deployment: client.installation.deployment, report: keys.id, team: team ?? noTeam, direction };
}

/** Sections keep the context of their submission, so earlier epochs of the team are tried as well. */
function sectionKeyOf(
  client: Client,
  keys: ReportKeys,
  section: ReportSection,
  team: Uint8Array | null,
  teamEpoch: number,
  ownerWrap: Uint8Array,
): SectionKey | null {
  for (const [id, epoch] of submissionPlaces(team, teamEpoch)) {
    const context = sectionContext(client.installation.deployment, keys, section, id, epoch);
    const key = orNull(() => unwrapKey(keys.seal, ownerWrap, context));
    if (key !== null) return { key, context };
  }
  return null;
}

/** Team and epoch at submission, most likely first: the current ones, earlier epochs, none at all. */
export function submissionPlaces(team: Uint8Array | null, teamEpoch: number): (readonly [Uint8Array, number])[] {
  const mostEpochs = 16;
  const places: (readonly [Uint8Array, number])[] = [];
  if (team !== null) {
    for (let epoch = teamEpoch; epoch >= 1 && epoch > teamEpoch - mostEpochs; epoch -= 1) places.push([team, epoch]);
  }
  return [...places, [noTeam, 0]];
}

function withdrawalOf(
  client: Client,
  secret: Uint8Array,
  scope: "WARN" | "CHECK",
  chain: ConsentChain,
  answer: OwnerAnswer,
): Withdrawal {
  const hash = sha256(secret);
  const row = answer.withdrawals.find((one) => one.hash === base64url(hash));
  if (typeof row?.acknowledgement === "string") {
    const { trust, deployment } = client.installation;
    const envelope = decodeSigned(fromBase64url(row.acknowledgement));
    const said = openStatementBy(trust.listKey, envelope, decodeStrikeAcknowledgement, deployment);
    if (!equal(said.hash, hash)) throw new ClientError("signature", "the acknowledgement of another withdrawal");
    return { kind: "confirmed", struckAt: said.struckAt, goneBy: said.goneBy };
  }
  const isWithdrawn = answer.state === "withdrawing" || answer.state === "withdrawn" || answer.state === "erased";
  return { kind: isWithdrawn || wasWithdrawn(chain, scope) ? "asked" : "not_asked" };
}

function placeOf(client: Client, keys: ReportKeys): ConsentPlace {
  return { deployment: client.installation.deployment, report: keys.id, signingKey: keys.sign.publicKey };
}
