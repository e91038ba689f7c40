/** The team's side of a report: taking it on, opening what is permitted, answering, drafting a warning from it. */
import {
  type Artefact,
  encodeArtefact,
  encodeDraftStatement,
  encodeRecognitionRecord,
} from "../generated/records.ts";
import {
  type Jurisdiction,
  type Language,
  type RecognitionLevel,
  type ReportSection,
  type ReportState,
  type Urgency,
  type WarningState,
  recognitionLevels,
} from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import { call } from "./api.ts";
import type { DeskAnswer, QueueRow } from "./api_types.ts";
import { type VerifiedApproval, verifyApproval } from "./approval.ts";
import { artefactHash } from "./artefact.ts";
import { type Bytes, base64url, equal, fromBase64url, wipe } from "./bytes.ts";
import { type ConsentChain, foldConsent, live, mayRead, permits } from "./consent.ts";
import { type Extract, sealForEditors } from "./editors.ts";
import { openBody, seal, unwrapKey } from "./envelope.ts";
import { type TeamKeys, openForTeam, teamKeyFor } from "./epoch_keys.ts";
import { ClientError, orNull } from "./errors.ts";
import { type Keyring, currentTeamEpoch } from "./keyring.ts";
import { type ReportLink, linkOf } from "./link.ts";
import { type Said, heard, placed, say, speaksForTeam } from "./messages.ts";
import { submissionPlaces } from "./owner.ts";
import type { Recognition } from "./recogniser.ts";
import { type Recogniser, lackingSections, recogniseIn } from "./recognition.ts";
import { sectionContext } from "./report.ts";
import {
  type ApprovalSection,
  type Message,
  type Note,
  type ReportContent,
  messageContext,
  noteContext,
  readJson,
  readMessage,
  readNote,
  writeJson,
  writeRoomyJson,
} from "./report_format.ts";
import { signStatement, signedFromText, signedText } from "./signed.ts";
import type { Client } from "./trust.ts";

/** One page of her team's reports in a state (what waits, if none is named); pass `next` on for more. */
export async function queue(
  client: Client,
  state: ReportState = "triage",
  after: string | null = null,
): Promise<{ readonly rows: readonly QueueRow[]; readonly next: string | null }> {
  const answer = await call(client.api, "GET /api/desk/reports", { query: after === null ? { state } : { state, after } });
  return { rows: answer.reports, next: answer.next ?? null };
}

/** Takes a report that nobody has. ApiError "conflict" if somebody was faster. */
export async function claim(client: Client, report: string): Promise<ReportState> {
  return (await call(client.api, "POST /api/desk/reports/{report}/claim", { path: { report }, body: {} })).state;
}

/** A case lead gives it to somebody; `account` as in the list of people. */
export async function assign(client: Client, report: string, account: string): Promise<ReportState> {
  const answer = await call(client.api, "POST /api/desk/reports/{report}/assign", { path: { report }, body: { account } });
  return answer.state;
}

export async function moveReport(client: Client, report: DeskReport, event: "prepare" | "close"): Promise<ReportState> {
  const path = { report: base64url(report.id) };
  return (await call(client.api, "POST /api/desk/reports/{report}/transition", { path, body: { event } })).state;
}

export interface DeskMessage {
  /** "nobody": shown as the reporter's, but she did not sign it, or not for this place; nothing of it is kept here. */
  readonly from: "team" | "reporter" | "nobody";
  readonly day: number;
  readonly message: Message;
  /** It was written before one of hers that stands above it. */
  readonly isDisplaced: boolean;
}

export interface DeskNote {
  readonly day: number;
  /** Of kind "unknown" if it is not signed. */
  readonly note: Note;
  /** By somebody who may open reports, for this place. */
  readonly isSigned: boolean;
}

export interface DeskReport {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly state: ReportState;
  readonly day: number;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly signingKey: Bytes;
  readonly sealingKey: Bytes;
  readonly team: Bytes;
  /** What she permits to be seen. */
  readonly content: ReportContent;
  /** Delivered, but does not open with the keys at hand. */
  readonly unopened: readonly ReportSection[];
  readonly chain: ConsentChain;
  readonly messages: readonly DeskMessage[];
  readonly notes: readonly DeskNote[];
  /** Texts that she has approved and that still hold, newest last. */
  readonly approvals: readonly VerifiedApproval[];
  /** Its entry among those that are compared. Null: there is none. */
  readonly link: ReportLink | null;
}

/**
 * Opens a report assigned to her; its owner sees that. ApiError "not_found"; ClientError "signature" or "malformed" if
 * what is said of its permissions does not verify: then nothing of it may be used. Without a keyring no note counts as signed.
 */
export async function openReport(client: Client, keys: TeamKeys, report: string, keyring: Keyring | null = null): Promise<DeskReport> {
  const answer = await call(client.api, "POST /api/desk/reports/{report}/open", { path: { report }, body: {} });
  const { deployment } = client.installation;
  const id = fromBase64url(answer.report);
  const signingKey = fromBase64url(answer.signing_key);
  const chain = foldConsent(answer.events.map(signedFromText), { deployment, report: id, signingKey });
  const { content, unopened } = openSections(client, keys, answer, chain);
  const place = { deployment, report: id, team: fromBase64url(answer.team) };
  const now = client.clock.now();
  const heardIn = (direction: "to_team" | "note", body: string, context: Bytes): Said | null =>
    orNull(() => heard({ ...place, direction }, openForTeam(keys, "desk", fromBase64url(body), context)));
  const fromReporter = placed(
    answer.messages.map(({ from, body }) => (from === "team" ? null : heardIn("to_team", body, messageContext(id)))),
    ({ signer }) => equal(signer, signingKey),
  );
  const messages = answer.messages.map(({ from, day }, i): DeskMessage => {
    // What the team wrote is sealed to the reporter.
    if (from === "team") return { from, day, message: { kind: "unknown" }, isDisplaced: false };
    const said = fromReporter[i] ?? null;
    if (said === null) return { from: "nobody", day, message: { kind: "unknown" }, isDisplaced: false };
    return { from, day: said.day, message: opened(() => readMessage(said.content)), isDisplaced: said.isDisplaced };
  });
  const noted = placed(
    answer.notes.map(({ body }) => heardIn("note", body, noteContext(id))),
    (said) => keyring !== null && speaksForTeam(keyring, said, now),
  );
  // In the order of their writers, whatever the server's is; what is not signed stands after them.
  const signed = noted.filter((said) => said !== null).sort((left, right) => left.ordinal - right.ordinal);
  const notes = [
    ...signed.map((said): DeskNote => ({ day: said.day, note: opened(() => readNote(said.content)), isSigned: true })),
    ...answer.notes.filter((_, i) => noted[i] === null).map(({ day }): DeskNote => ({ day, note: { kind: "unknown" }, isSigned: false })),
  ];
  return {
    id,
    state: answer.state,
    day: answer.day,
    urgency: answer.urgency,
    language: answer.language,
    jurisdiction: answer.jurisdiction,
    signingKey,
    sealingKey: fromBase64url(answer.sealing_key),
    team: place.team,
    content,
    unopened,
    chain,
    messages,
    notes,
    approvals: approvalsIn(client, content, messages, signingKey, chain),
    link: linkOf(client, keys, keyring, answer.link),
  };
}

/** Writes to the reporter, who reads it with her code. */
export function writeToReporter(client: Client, account: SignedIn, report: DeskReport, text: string): Promise<void> {
  return sendMessage(client, account, report, { kind: "text", text });
}

/** Asks her to approve exactly this text. */
export function propose(client: Client, account: SignedIn, report: DeskReport, artefact: Artefact, text: string): Promise<void> {
  return sendMessage(client, account, report, { kind: "proposal", text, artefact: base64url(encodeArtefact(artefact)) });
}

/** A note that only those with the desk key can read. */
export async function addNote(client: Client, account: SignedIn, keyring: Keyring, report: DeskReport, note: Note): Promise<void> {
  const now = client.clock.now();
  const epoch = currentTeamEpoch(keyring, report.team, now);
  if (epoch === null) throw new ClientError("malformed", "no desk to seal to");
  const place = { deployment: client.installation.deployment, report: report.id, team: report.team, direction: "note" } as const;
  const said = say(account.keys.sign, place, report.notes.length, now, writeJson(note));
  const body = { body: base64url(seal(epoch.deskKey, said, noteContext(report.id), client.random)) };
  await call(client.api, "POST /api/desk/reports/{report}/notes", { path: { report: base64url(report.id) }, body });
}

/** What an approver will see: facts about the person, and identifiers; nothing in her own words, nothing about her. */
export function extractOf(content: ReportContent): Extract {
  return {
    types: content.event?.types ?? [],
    behaviours: content.event?.behaviours ?? [],
    area: content.event?.area ?? null,
    month: content.event?.month ?? null,
    descriptors: content.subject?.descriptors ?? [],
    identifiers: content.subject?.identifiers ?? [],
  };
}

export interface Drafted {
  readonly state: WarningState;
  readonly recognition: Recognition;
}

/**
 * Signs a draft and what the recogniser says of it, seals both with the extract to the editors, and keeps the hits as a
 * note. The report stays assigned to her. "malformed" if its owner does not permit a warning, or part of the report is not
 * at hand: then the text cannot be tested.
 */
export async function draftWarning(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  report: DeskReport,
  artefact: Artefact,
  recogniser: Recogniser,
  extract: Extract = extractOf(report.content),
): Promise<Drafted> {
  const { deployment } = client.installation;
  const { reference, version } = artefact;
  const now = client.clock.now();
  const receipt = permits(report.chain, "WARN", now) ? live(report.chain, "WARN", now) : null;
  if (receipt === null) throw new ClientError("malformed", "its owner does not permit a warning");
  if (lackingSections(report, client.clock.now()).length > 0) throw new ClientError("malformed", "part of the report is not at hand");
  const recognition = await recogniseIn(recogniser, report.content, artefact);
  const hash = artefactHash(artefact);
  const draft = encodeDraftStatement({ deployment, reference, version, artefactHash: hash });
  const record = encodeRecognitionRecord({
    deployment,
    reference,
    artefactHash: hash,
    recogniserVersion: recogniser.version,
    level: recognitionLevels[recognition.level].wire,
  });
  const file = { artefact: base64url(encodeArtefact(artefact)), extract };
  const body = {
    report: base64url(report.id),
    receipt: base64url(receipt.receipt),
    reference: base64url(reference),
    version,
    draft: signedText(signStatement(account.keys.sign, draft)),
    recognition: signedText(signStatement(account.keys.sign, record)),
    sealed: base64url(sealForEditors(client, keyring, report.team, reference, file, writeRoomyJson)),
  };
  const { state } = await call(client.api, "POST /api/desk/warnings", { body });
  const note = { kind: "recognition", reference: base64url(reference), version, ...recognition } as const;
  await addNote(client, account, keyring, report, note);
  return { state, recognition };
}

/** True if a text approved at submission may be adopted as it stands: a high level goes back to the reporter. */
export function mayAdopt(level: RecognitionLevel): boolean {
  return level !== "high";
}

/** Passes her approval on to the editors, as the source record of the warning it names. */
export async function passSource(
  client: Client,
  keyring: Keyring,
  report: DeskReport,
  { artefact, approval, envelope }: VerifiedApproval,
): Promise<WarningState> {
  const { reference } = artefact;
  const file = { approvals: [signedText(envelope)] };
  const answer = await call(client.api, "POST /api/desk/warnings/{reference}/source", {
    path: { reference: base64url(reference) },
    body: {
      report: base64url(report.id),
      receipt: base64url(approval.warnReceipt),
      sealed: base64url(sealForEditors(client, keyring, report.team, reference, file)),
    },
  });
  return answer.state;
}

export async function abandonWarning(client: Client, reference: Uint8Array): Promise<WarningState> {
  const path = { reference: base64url(reference) };
  return (await call(client.api, "POST /api/desk/warnings/{reference}/abandon", { path, body: {} })).state;
}

async function sendMessage(client: Client, account: SignedIn, report: DeskReport, message: Message): Promise<void> {
  const place = { deployment: client.installation.deployment, report: report.id, team: report.team, direction: "to_reporter" } as const;
  const ordinal = report.messages.filter(({ from }) => from === "team").length;
  const said = say(account.keys.sign, place, ordinal, client.clock.now(), writeJson(message));
  const sealed = seal(report.sealingKey, said, messageContext(report.id), client.random);
  const path = { report: base64url(report.id) };
  await call(client.api, "POST /api/desk/reports/{report}/messages", { path, body: { body: base64url(sealed) } });
}

function openSections(
  client: Client,
  keys: TeamKeys,
  answer: DeskAnswer,
  chain: ConsentChain,
): { content: ReportContent; unopened: ReportSection[] } {
  const { deployment } = client.installation;
  const report = {
    id: fromBase64url(answer.report),
    sign: { publicKey: fromBase64url(answer.signing_key) },
    seal: { publicKey: fromBase64url(answer.sealing_key) },
  };
  const content: Partial<Record<ReportSection, object>> = {};
  const unopened: ReportSection[] = [];
  const team = fromBase64url(answer.team);
  for (const { section, body, team_wrap } of answer.sections) {
    // What she does not permit is not looked at, whoever delivers it.
    if (!mayRead(chain, section, team, client.clock.now())) continue;
    const wrap = fromBase64url(team_wrap);
    const plain = submissionPlaces(team, answer.team_epoch).reduce<Bytes | null>(
      (found, [team, epoch]) => {
        if (found !== null) return found;
        const context = sectionContext(deployment, report, section, team, epoch);
        return orNull(() => openSection(keys, wrap, fromBase64url(body), context));
      },
      null,
    );
    const read = plain === null ? null : orNull(() => readJson(plain));
    if (read === null) unopened.push(section);
    else content[section] = read;
  }
  return { content: content as ReportContent, unopened };
}

function openSection(keys: TeamKeys, wrap: Uint8Array, body: Uint8Array, context: Bytes): Bytes {
  const key = unwrapKey(teamKeyFor(keys, "desk", wrap), wrap, context);
  try {
    return openBody(key, body, context);
  } finally {
    wipe(key);
  }
}

function approvalsIn(
  client: Client,
  content: ReportContent,
  messages: DeskReport["messages"],
  signingKey: Uint8Array,
  chain: ConsentChain,
): VerifiedApproval[] {
  const sections: ApprovalSection[] = content.approval === undefined ? [] : [content.approval];
  for (const { message } of messages) if (message.kind === "approval") sections.push(message);
  const { deployment } = client.installation;
  const now = client.clock.now();
  const verified = sections.flatMap((section) => {
    const approval = orNull(() => verifyApproval(section, deployment, signingKey, chain, now));
    return approval === null ? [] : [approval];
  });
  // The same approval may stand in the section and in a message.
  return verified.filter((one, i) => verified.findIndex((other) => equal(other.envelope.signature, one.envelope.signature)) === i);
}

function opened<T extends Message | Note>(read: () => T): T | { readonly kind: "unknown" } {
  return orNull(read) ?? { kind: "unknown" };
}
