/**
 * From draft to packets: what an alert editor verifies, decides and signs, and the case lead's part. Only this browser
 * ties opaque bytes to a text: listd gets slots and an encrypted warning, `serve` gets openings of commitments.
 */
import {
  type Approval,
  type Artefact,
  type Packet,
  type Signed,
  decodeArtefact,
  decodeDraftStatement,
  decodeLeadStatement,
  decodeRecognitionRecord,
  decodeRestoreOrder,
  encodeHideOrder,
  encodeLeadStatement,
  encodePacket,
  encodeRestoreOrder,
} from "../generated/records.ts";
import {
  type RecognitionLevel,
  type Role,
  type WarningState,
  fromWire,
  recognitionLevels,
  warningLevels,
} from "../generated/vocabulary.ts";
import { normaliserVersion } from "../identifier.ts";
import type { SignedIn } from "./account.ts";
import { call } from "./api.ts";
import type { Base64, DraftRow, HandOver } from "./api_types.ts";
import { verifySource } from "./approval.ts";
import { artefactHash, tokenOf, warningBodyOf } from "./artefact.ts";
import { type Bytes, base64url, equal, fromBase64url, hex, randomBelow, wipe } from "./bytes.ts";
import { lookupOf, tagsPerToken, wipeLookup } from "./check.ts";
import { evaluate, ownCanarySlowHash, readyEpoch, slowInputs } from "./check_flow.ts";
import { day, hour, startOfDay } from "./clock.ts";
import {
  type DraftFile,
  type Extract,
  type FairnessFile,
  type RemarkFile,
  type SlotMapRow,
  type SourceFile,
  openForEditors,
  sealForEditors,
  slotMapReference,
} from "./editors.ts";
import type { GroupKey, TeamKeys } from "./epoch_keys.ts";
import { ClientError, orNull } from "./errors.ts";
import { type Keyring, roleOf } from "./keyring.ts";
import type { List } from "./list.ts";
import { openStatement, signStatement, signedFromText, signedText } from "./signed.ts";
import { makeSlot } from "./slot.ts";
import type { Client } from "./trust.ts";
import { sealWarning, wrapContentKey } from "./warning_bytes.ts";

/** The warnings that her role may see, until they are handed over. */
export async function drafts(client: Client): Promise<readonly DraftRow[]> {
  return (await call(client.api, "GET /api/desk/warnings", {})).warnings;
}

/** Why a draft may not be handed over. */
export type DraftProblem =
  | "draft_signature"
  | "drafter_role"
  | "recognition_signature"
  | "recogniser_role"
  /** Draft, recognition or lead statement is of another text. */
  | "other_text"
  /** The approver has drafted it herself. */
  | "own_draft"
  | "lead_missing"
  | "lead_signature"
  | "lead_role"
  /** The case lead has drafted or tested it herself. */
  | "lead_not_third"
  | "source_missing"
  | "source_signature"
  | "source_expired";

export interface OpenDraft {
  readonly reference: Bytes;
  readonly version: number;
  readonly state: WarningState;
  readonly artefact: Artefact;
  readonly extract: Extract;
  readonly level: RecognitionLevel;
  readonly draft: Signed;
  readonly recognition: Signed;
  readonly lead: Signed | null;
  readonly sources: readonly Approval[];
  readonly fairness: FairnessFile | null;
  /** Empty: everything that must hold before she hands it over does. */
  readonly problems: readonly DraftProblem[];
}

/** Opens a draft and verifies everything in it. ClientError if it does not open at all. */
export async function openDraft(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  keys: TeamKeys,
  reference: Base64,
): Promise<OpenDraft> {
  const answer = await call(client.api, "POST /api/desk/warnings/{reference}/open", { path: { reference }, body: {} });
  const id = fromBase64url(answer.reference);
  if (answer.sealed === null) throw new ClientError("sealed", "a warning that is over is erased");
  const file = openForEditors<DraftFile>(keys, id, fromBase64url(answer.sealed));
  const artefact = decodeArtefact(fromBase64url(file.artefact));
  const opened = <T extends object>(sealed: Base64 | null | undefined): T | null =>
    typeof sealed === "string" ? openForEditors<T>(keys, id, fromBase64url(sealed)) : null;
  const draft = signedFromText(answer.draft);
  const recognition = signedFromText(answer.recognition);
  const lead = typeof answer.lead === "string" ? signedFromText(answer.lead) : null;
  const problems: DraftProblem[] = [];
  const { level } = verifySigners(client, account, keyring, artefact, draft, recognition, lead, problems);
  const envelopes = (opened<SourceFile>(answer.source)?.approvals ?? []).map(signedFromText);
  return {
    reference: id,
    version: answer.version,
    state: answer.state,
    artefact,
    extract: file.extract,
    level,
    draft,
    recognition,
    lead,
    sources: verifySources(client, artefact, envelopes, problems),
    fairness: opened<FairnessFile>(answer.fairness),
    problems,
  };
}

/** An editor's reasons, sealed to editors. */
export async function review(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  draft: OpenDraft,
  fairness: FairnessFile,
): Promise<WarningState> {
  const body = { sealed: base64url(sealForEditors(client, keyring, teamOf(account), draft.reference, fairness)) };
  return (await call(client.api, "POST /api/desk/warnings/{reference}/review", { path: pathOf(draft), body })).state;
}

/** Sends it back to the drafter with a remark. */
export async function sendBack(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  draft: OpenDraft,
  remark: RemarkFile,
): Promise<WarningState> {
  const body = { sealed: base64url(sealForEditors(client, keyring, teamOf(account), draft.reference, remark)) };
  return (await call(client.api, "POST /api/desk/warnings/{reference}/return", { path: pathOf(draft), body })).state;
}

/** A case lead's signature, where the level of recognition is high. */
export async function signLead(client: Client, account: SignedIn, draft: OpenDraft): Promise<WarningState> {
  const { deployment } = client.installation;
  const statement = encodeLeadStatement({
    deployment,
    reference: draft.reference,
    artefactHash: artefactHash(draft.artefact),
  });
  const body = { statement: signedText(signStatement(account.keys.sign, statement)) };
  return (await call(client.api, "POST /api/desk/warnings/{reference}/lead", { path: pathOf(draft), body })).state;
}

/** The slot map, opened. "sealed" or "recipient" if a row does not open: then no tag may be chosen. */
export async function slotMap(client: Client, keys: TeamKeys): Promise<readonly SlotMapRow[]> {
  const { rows } = await call(client.api, "GET /api/desk/slot-map", {});
  return rows.map((row) => openForEditors<SlotMapRow>(keys, slotMapReference, fromBase64url(row)));
}

/** References that should be shown by now and are not in the list: alarm, unless they were hidden or withdrawn. */
export function missingFromList(rows: readonly SlotMapRow[], list: List): Base64[] {
  const { issued } = list.manifest;
  const turn = hour / 4;
  const due = rows.filter((row) => row.kind === "warning" && row.notBefore + turn <= issued && issued < row.notAfter);
  const missing = due.filter((row) => !list.live.has(hex(fromBase64url(row.reference)))).map((row) => row.reference);
  return Array.from(new Set(missing));
}

export interface HandedOver {
  readonly state: WarningState;
  /** False: listd did not answer yet; `serve` repeats it. */
  readonly accepted: boolean;
  readonly rows: readonly SlotMapRow[];
}

/**
 * Makes and signs the packets and hands them over: one for the warning, and, for every source that permits checks, one
 * slot for each identifier. A new version takes the places of the earlier one's packets in `map`. Throws CouldNotCheck if
 * the identifiers cannot be evaluated, ClientError "malformed" if a problem is left or an identifier has no free tag.
 */
export async function handOver(
  client: Client,
  account: SignedIn,
  list: List,
  map: readonly SlotMapRow[],
  group: GroupKey,
  draft: OpenDraft,
): Promise<HandedOver> {
  if (draft.problems.length > 0) throw new ClientError("malformed", draft.problems.join(" "));
  const now = client.clock.now();
  const window = windowOf(client, draft.sources);
  const slots = await makeSlots(client, account, list, map, draft, window.notBefore);
  const contentKey = client.random(32);
  const { reference, version } = draft;
  const warning: Made = {
    packet: {
      ...commonOf(client, draft, window.notBefore),
      kind: 2,
      epoch: group.epoch,
      prefix: 0,
      reference,
      version,
      payload: sealWarning(contentKey, warningBodyOf(draft.artefact), client.random),
      notAfter: window.warnUntil,
      withdrawalHashes: draft.sources.map(({ warnHash }) => warnHash),
      replaces: predecessor(map, draft, now, (row) => row.kind === "warning"),
      normaliser: "",
    },
    token: null,
    tagIndex: null,
  };
  const made = [...slots, warning];
  const rows = made.map((one) => rowOf(one, draft, now));
  const body: HandOver = {
    packets: made.map(({ packet }) => signedText(signStatement(account.keys.sign, encodePacket(packet)))),
    group_epoch: group.epoch,
    key_wrap: base64url(wrapContentKey(group.key, contentKey, reference, version, group.epoch, client.random)),
    slot_map: rows.map((row) => base64url(sealForEditors(client, list.keyring, teamOf(account), slotMapReference, row))),
    warn: draft.sources.map((source) => openingOf(source.warnReceipt, source)),
    check: draft.sources.flatMap((source) => (source.checkReceipt === null ? [] : [openingOf(source.checkReceipt, source)])),
  };
  wipe(contentKey);
  const answer = await call(client.api, "POST /api/desk/warnings/{reference}/hand-over", { path: pathOf(draft), body });
  return { ...answer, rows };
}

/** Hides a warning at once; one signature is enough. False: the order is stored, but the list has not acknowledged it yet. */
export async function hide(client: Client, account: SignedIn, reference: Uint8Array): Promise<boolean> {
  const { deployment } = client.installation;
  const order = encodeHideOrder({ deployment, reference, ordered: client.clock.now() });
  const { accepted } = await call(client.api, "POST /api/desk/warnings/{reference}/hide", {
    path: { reference: base64url(reference) },
    body: { order: signedText(signStatement(account.keys.sign, order)) },
  });
  return accepted;
}

/**
 * Signs that a hidden warning may show again. Case lead and data-protection officer must both sign one statement: the
 * second signs what the first has made. "asked": both have, and the list has not acknowledged it yet.
 */
export async function restore(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  reference: Uint8Array,
): Promise<"waiting" | "asked" | "restored"> {
  const { deployment } = client.installation;
  const path = { reference: base64url(reference) };
  const { order: first } = await call(client.api, "GET /api/desk/warnings/{reference}/restore", { path });
  let statement: Uint8Array = encodeRestoreOrder({ deployment, reference, ordered: client.clock.now() });
  if (first !== null) {
    const envelope = signedFromText(first);
    const order = openStatement(envelope, decodeRestoreOrder, deployment);
    const other: Role = account.role === "case_lead" ? "data_protection_officer" : "case_lead";
    const isOther = roleOf(keyring, envelope.signer) === other;
    if (!equal(order.reference, reference)) throw new ClientError("malformed", "an order for another warning");
    if (!isOther && !equal(envelope.signer, account.keys.sign.publicKey)) {
      throw new ClientError("signature", "signed by somebody who may not");
    }
    statement = envelope.statement;
  }
  const body = { order: signedText(signStatement(account.keys.sign, statement)) };
  return (await call(client.api, "POST /api/desk/warnings/{reference}/restore", { path, body })).state;
}

// ---- Verifying ----

function verifySigners(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  artefact: Artefact,
  draft: Signed,
  recognition: Signed,
  lead: Signed | null,
  problems: DraftProblem[],
): { level: RecognitionLevel } {
  const { deployment } = client.installation;
  const hash = artefactHash(artefact);
  const check = (holds: boolean, problem: DraftProblem): void => {
    if (!holds && !problems.includes(problem)) problems.push(problem);
  };
  const signer = (envelope: Signed, allowed: readonly Role[], problem: DraftProblem): void => {
    const role = roleOf(keyring, envelope.signer);
    check(role !== null && allowed.includes(role), problem);
  };
  const isSame = (one: { reference: Uint8Array; artefactHash: Uint8Array }): boolean =>
    equal(one.reference, artefact.reference) && equal(one.artefactHash, hash);

  const drafted = orNull(() => openStatement(draft, decodeDraftStatement, deployment));
  check(drafted !== null, "draft_signature");
  check(drafted === null || (isSame(drafted) && drafted.version === artefact.version), "other_text");
  signer(draft, ["caseworker", "case_lead", "alert_editor"], "drafter_role");
  check(!equal(draft.signer, account.keys.sign.publicKey), "own_draft");

  const record = orNull(() => openStatement(recognition, decodeRecognitionRecord, deployment));
  check(record !== null, "recognition_signature");
  check(record === null || isSame(record), "other_text");
  signer(recognition, ["caseworker", "case_lead"], "recogniser_role");
  // What cannot be read counts as high.
  const level = (record === null ? undefined : fromWire(recognitionLevels, record.level)) ?? "high";

  check(level !== "high" || lead !== null, "lead_missing");
  if (lead !== null) {
    const stated = orNull(() => openStatement(lead, decodeLeadStatement, deployment));
    check(stated !== null, "lead_signature");
    check(stated === null || isSame(stated), "other_text");
    signer(lead, ["case_lead"], "lead_role");
    const isThird = [draft, recognition].every((other) => !equal(other.signer, lead.signer));
    check(isThird, "lead_not_third");
  }
  return { level };
}

function verifySources(
  client: Client,
  artefact: Artefact,
  envelopes: readonly Signed[],
  problems: DraftProblem[],
): Approval[] {
  const sources = envelopes.flatMap((envelope) => {
    const source = orNull(() => verifySource(envelope, client.installation.deployment, artefact));
    if (source === null) problems.push("source_signature");
    return source === null ? [] : [source];
  });
  if (envelopes.length === 0) problems.push("source_missing");
  const now = client.clock.now();
  if (sources.some(({ warnExpires }) => warnExpires <= now)) problems.push("source_expired");
  return sources;
}

// ---- Packets ----

interface Made {
  readonly packet: Packet;
  readonly token: string | null;
  readonly tagIndex: number | null;
}

interface Window {
  readonly notBefore: number;
  readonly warnUntil: number;
}

/**
 * Whole UTC days, so that a packet tells no hour of a report. From the start of today only if every source wants it at
 * once; otherwise, for all packets together, from the start of a day drawn at random, 24 to 96 hours away.
 */
function windowOf(client: Client, sources: readonly Approval[]): Window {
  const now = client.clock.now();
  const delay = sources.every(({ releaseNow }) => releaseNow) ? 0 : (2 + randomBelow(3, client.random)) * day;
  const warnUntil = startOfDay(Math.min(...sources.map(({ warnExpires }) => warnExpires)));
  const notBefore = startOfDay(now) + delay;
  if (Math.max(notBefore, now) >= warnUntil) throw new ClientError("malformed", "a source expires before the warning would show");
  return { notBefore, warnUntil };
}

function commonOf(
  client: Client,
  draft: OpenDraft,
  notBefore: number,
): Pick<Packet, "deployment" | "packet" | "notBefore" | "artefactHash" | "draft" | "recognition" | "lead"> {
  return {
    deployment: client.installation.deployment,
    packet: client.random(16),
    notBefore,
    artefactHash: artefactHash(draft.artefact),
    draft: draft.draft,
    recognition: draft.recognition,
    lead: draft.lead,
  };
}

async function makeSlots(
  client: Client,
  account: SignedIn,
  list: List,
  map: readonly SlotMapRow[],
  draft: OpenDraft,
  notBefore: number,
): Promise<Made[]> {
  const now = client.clock.now();
  const isUsable = ({ checkReceipt, checkExpires }: Approval): boolean => checkReceipt !== null && startOfDay(checkExpires) > Math.max(notBefore, now);
  const sources = draft.sources.filter(isUsable);
  const tokens = Array.from(new Set(draft.artefact.identifiers.map(tokenOf)));
  if (sources.length === 0 || tokens.length === 0) return [];
  const level = fromWire(warningLevels, draft.artefact.level);
  if (level === undefined) throw new ClientError("malformed", "warning level");
  const notAfter = startOfDay(Math.min(...sources.map(({ checkExpires, warnExpires }) => Math.min(checkExpires, warnExpires))));
  const epoch = readyEpoch(list, await ownCanarySlowHash(client), now);
  const { outputs } = await evaluate(client, account.keys.check, epoch, await slowInputs(client, tokens));
  return tokens.map((token, i) => {
    const output = outputs[i] as Bytes;
    const lookup = lookupOf(output, epoch.epoch);
    const ofToken = map.filter((row) => row.kind === "slot" && row.token === token && row.epoch === epoch.epoch);
    const replaced = ofToken.find((row) => isOfDraft(row, draft) && isNewest(row, map) && now < row.notAfter);
    const tagIndex = replaced?.tagIndex ?? freeTag(ofToken, now);
    const fields = { kind: "warning", level, reference: draft.reference } as const;
    const packet: Packet = {
      ...commonOf(client, draft, notBefore),
      kind: 1,
      epoch: epoch.epoch,
      prefix: lookup.prefix,
      reference: new Uint8Array(16),
      version: 0,
      payload: makeSlot(lookup, tagIndex, fields, account.keys.sign, client.random),
      notAfter,
      withdrawalHashes: sources.map(({ checkHash }) => checkHash),
      replaces: replaced === undefined ? null : fromBase64url(replaced.packet),
      normaliser: normaliserVersion,
    };
    wipe(output);
    wipeLookup(lookup);
    return { packet, token, tagIndex };
  });
}

/** The lowest tag of a token that no packet holds which may still show. */
function freeTag(ofToken: readonly SlotMapRow[], now: number): number {
  const taken = new Set(ofToken.filter((row) => now < row.notAfter).map((row) => row.tagIndex));
  for (let tag = 0; tag < tagsPerToken; tag += 1) if (!taken.has(tag)) return tag;
  throw new ClientError("malformed", "eight warnings are on this identifier already");
}

function predecessor(
  map: readonly SlotMapRow[],
  draft: OpenDraft,
  now: number,
  isWanted: (row: SlotMapRow) => boolean,
): Bytes | null {
  const row = map.find((one) => isOfDraft(one, draft) && isWanted(one) && isNewest(one, map) && now < one.notAfter);
  return row === undefined ? null : fromBase64url(row.packet);
}

function isOfDraft(row: SlotMapRow, draft: OpenDraft): boolean {
  return row.reference === base64url(draft.reference);
}

function isNewest(row: SlotMapRow, map: readonly SlotMapRow[]): boolean {
  return !map.some((other) => other.replaces === row.packet);
}

function rowOf({ packet, token, tagIndex }: Made, draft: OpenDraft, now: number): SlotMapRow {
  return {
    packet: base64url(packet.packet),
    kind: token === null ? "warning" : "slot",
    reference: base64url(draft.reference),
    version: draft.version,
    epoch: packet.epoch,
    token,
    tagIndex,
    notBefore: Math.max(packet.notBefore, now),
    notAfter: packet.notAfter,
    replaces: packet.replaces === null ? null : base64url(packet.replaces),
  };
}

function openingOf(receipt: Uint8Array, source: Approval): { receipt: Base64; opening: Base64 } {
  return { receipt: base64url(receipt), opening: base64url(source.opening) };
}

function teamOf(account: SignedIn): Uint8Array {
  if (account.team === null) throw new ClientError("malformed", "somebody without a team");
  return account.team;
}

function pathOf(draft: OpenDraft): { reference: Base64 } {
  return { reference: base64url(draft.reference) };
}
