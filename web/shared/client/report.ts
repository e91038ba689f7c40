/**
 * A new report, made whole in the browser: sections sealed to its owner and, as far as she permits, to her team; permits
 * signed with the report's own key; and, if she approves it right away, the exact text of a warning.
 */
import {
  type Approval,
  type Artefact,
  type SectionContext,
  type SealedSection,
  type Signed,
  encodeApproval,
  encodeArtefact,
  encodeSectionContext,
  encodeSubmitReport,
} from "../generated/records.ts";
import {
  type Jurisdiction,
  type Language,
  type ReportSection,
  type ReportState,
  type Urgency,
  codes,
  jurisdictions,
  languages,
  reportSections,
  urgencies,
} from "../generated/vocabulary.ts";
import { call } from "./api.ts";
import { artefactHash } from "./artefact.ts";
import { type Bytes, base64url, fromBase64url, wipe } from "./bytes.ts";
import { day, minuteOf, startOfDay } from "./clock.ts";
import { type ConsentChain, type ConsentPlace, commitmentOf, emptyChain, expiryOf, grant } from "./consent.ts";
import { type ReportScope, choose, reportScopes } from "./consent_texts.ts";
import { sealBody, wrapKey } from "./envelope.ts";
import { ClientError } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, currentTeamEpoch } from "./keyring.ts";
import { type ReportKeys, generateReceiptCode, receiptRoot, reportKeysOf } from "./receipt_code.ts";
import type { Recognition } from "./recogniser.ts";
import { type Recogniser, recogniseIn } from "./recognition.ts";
import { type ApprovalSection, type ReportContent, writeJson, writeRoomyJson } from "./report_format.ts";
import { signStatement, signedText } from "./signed.ts";
import type { Client } from "./trust.ts";
import type { Vault, VaultReport } from "./vault.ts";
import { noTeam } from "./wraps.ts";

/** A code and the 64 bytes behind it. */
export interface Receipt {
  /** 20 digits. */
  readonly code: string;
  readonly root: Bytes;
}

/** Makes a code. Put it into the vault (`withReport`) before sending, so that no report is ever without its owner. */
export async function newReceipt(client: Client): Promise<Receipt> {
  const code = generateReceiptCode(client.random);
  return { code, root: await receiptRoot(code, client.installation.deployment) };
}

export function withReport(vault: Vault, receipt: Receipt, now: number): Vault {
  const row: VaultReport = { code: receipt.code, root: base64url(receipt.root), made: Math.floor(now / day) };
  return { ...vault, reports: [row, ...vault.reports.filter(({ code }) => code !== row.code)] };
}

/** The receipt of a report in the vault. */
export function receiptOf(row: VaultReport): Receipt {
  return { code: row.code, root: fromBase64url(row.root) };
}

export interface ReportForm {
  readonly content: ReportContent;
  /** The switches; none is on by itself. */
  readonly chosen: readonly ReportScope[];
  /** The team she picked: the only one that can be permitted anything, now or later. Null: kept for herself, for good. */
  readonly team: Uint8Array | null;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  /** The coded artefact, if she approves it right away; needs WARN. */
  readonly approved: { readonly artefact: Artefact; readonly releaseNow: boolean } | null;
}

/** Runs the recogniser over all that she wrote: to be shown before she approves. */
export function reviewArtefact(content: ReportContent, artefact: Artefact, recogniser: Recogniser): Promise<Recognition> {
  return recogniseIn(recogniser, content, artefact);
}

/** When a permission to warn that is given now would end: the artefact's month of expiry follows from it. */
export function warnExpiry(client: Client): number {
  return expiryOf("WARN", startOfDay(client.clock.now()));
}

/**
 * Seals and signs. "malformed" if nothing was written, a permission lacks what it needs or has no team to go to, or a
 * text is approved that may not be used. If sending is then a "conflict" with field "team_epoch", the team's keys have
 * changed since: build it anew with a newer keyring.
 */
export function buildReport(client: Client, keyring: Keyring, receipt: Receipt, form: ReportForm): Signed {
  const keys = reportKeysOf(receipt.root);
  const { deployment } = client.installation;
  const place: ConsentPlace = { deployment, report: keys.id, signingKey: keys.sign.publicKey };
  const scopesInOrder = orderedScopes(form);
  const epoch = form.team === null ? null : currentTeamEpoch(keyring, form.team, client.clock.now());
  if (scopesInOrder.length > 0 && epoch === null) throw new ClientError("malformed", "a permission without a team");

  const receipts = new Map(reportScopes.map((scope) => [scope, client.random(16)]));
  const opening = client.random(32);
  const commitment = form.approved === null ? null : commitmentOf(artefactHash(form.approved.artefact), opening);
  const content = withApproval(client, keys, form, receipts, opening);
  const sections = presentSections(content);
  if (sections.length === 0) throw new ClientError("malformed", "an empty report");

  const events: Signed[] = [];
  let chain: ConsentChain = emptyChain;
  for (const scope of scopesInOrder) {
    const isApproved = scope === "WARN" || scope === "CHECK";
    const extended = grant(chain, place, keys.sign, {
      scope,
      receipt: receipts.get(scope) as Bytes,
      sections: sectionsOf(scope, sections),
      team: form.team ?? noTeam,
      language: form.language,
      jurisdiction: form.jurisdiction,
      commitment: isApproved ? commitment : null,
      supersedes: null,
      granted: startOfDay(client.clock.now()),
    });
    chain = extended.chain;
    events.push(extended.event);
  }

  const context = (section: ReportSection): Bytes =>
    sectionContext(deployment, keys, section, epoch?.team ?? noTeam, epoch?.epoch ?? 0);
  const sealed = sections.map((section): SealedSection => {
    const isShared = scopesInOrder.includes(reportSections[section].scope as ReportScope);
    const deskKey = isShared && epoch !== null ? epoch.deskKey : null;
    return sealSection(client, keys, section, content[section] as object, context(section), deskKey);
  });
  const statement = encodeSubmitReport({
    deployment,
    report: keys.id,
    signingKey: keys.sign.publicKey,
    sealingKey: keys.seal.publicKey,
    team: epoch?.team ?? noTeam,
    teamEpoch: epoch?.epoch ?? 0,
    jurisdiction: jurisdictions[form.jurisdiction].wire,
    language: languages[form.language].wire,
    urgency: urgencies[form.urgency].wire,
    minute: minuteOf(client.clock),
    sections: sealed,
    events,
  });
  return signStatement(keys.sign, statement);
}

/**
 * Sends it. May be repeated with the same bytes. ApiError "conflict" with field "team_epoch", or with field "report": another
 * request was sent with this code before, and that one is the report (`isReportOf` tells whether it says the same);
 * "invalid" with field "minute": built too long ago, and not arrived; "rate_limited".
 */
export async function sendReport(client: Client, request: Signed): Promise<ReportState> {
  const answer = await call(client.api, "POST /api/reports", { body: { request: signedText(request) } });
  return answer.state;
}

/** Associated data of a section and its wraps. */
export function sectionContext(
  deployment: Uint8Array,
  keys: { readonly id: Uint8Array; readonly sign: { readonly publicKey: Uint8Array }; readonly seal: { readonly publicKey: Uint8Array } },
  section: ReportSection,
  team: Uint8Array,
  teamEpoch: number,
): Bytes {
  const context: SectionContext = {
    deployment,
    report: keys.id,
    signingKey: keys.sign.publicKey,
    sealingKeyHash: sha256(keys.seal.publicKey),
    section: reportSections[section].wire,
    team,
    teamEpoch,
  };
  return encodeSectionContext(context);
}

/** What of a report may be compared. */
export const comparedSections: readonly ReportSection[] = ["subject", "event"];

/** The sections of those present that a permission names. Comparing is of both, also where she said nothing in one. */
export function sectionsOf(scope: ReportScope, present: readonly ReportSection[]): ReportSection[] {
  if (scope === "LINK") return [...comparedSections];
  const wanted: Readonly<Record<Exclude<ReportScope, "LINK">, (section: ReportSection) => boolean>> = {
    READ: (section) => reportSections[section].scope === "READ",
    CASE: (section) => reportSections[section].scope === "CASE",
    WARN: (section) => section === "subject" || section === "event" || section === "approval",
    CHECK: (section) => section === "subject",
  };
  return present.filter(wanted[scope]);
}

/** The approval of one artefact, under receipts that commit to it. */
export function approvalSection(
  client: Client,
  keys: ReportKeys,
  artefact: Artefact,
  opening: Uint8Array,
  warn: { readonly receipt: Uint8Array; readonly expires: number },
  check: { readonly receipt: Uint8Array; readonly expires: number } | null,
  releaseNow: boolean,
): ApprovalSection {
  const approval: Approval = {
    deployment: client.installation.deployment,
    artefactHash: artefactHash(artefact),
    opening,
    warnReceipt: warn.receipt,
    warnExpires: warn.expires,
    warnHash: sha256(keys.withdrawWarn),
    checkReceipt: check?.receipt ?? null,
    checkExpires: check?.expires ?? 0,
    checkHash: sha256(keys.withdrawCheck),
    releaseNow,
  };
  return {
    artefact: base64url(encodeArtefact(artefact)),
    approval: signedText(signStatement(keys.sign, encodeApproval(approval))),
  };
}

/** What she wrote, with a way to be reached wherever somebody may support her. */
export function writtenIn({ content, chosen }: ReportForm): ReportContent {
  if (!chosen.includes("CASE") || content.contact !== undefined) return content;
  return { ...content, contact: { way: "app", value: "" } };
}

function orderedScopes(form: ReportForm): ReportScope[] {
  const whole = form.chosen.reduce<ReportScope[]>((chosen, scope) => choose(chosen, scope, true), []);
  if (whole.length !== new Set(form.chosen).size) throw new ClientError("malformed", "a permission lacks what it needs");
  if (form.approved !== null && !whole.includes("WARN")) {
    throw new ClientError("malformed", "an approved text without the permission to warn");
  }
  return whole;
}

function withApproval(
  client: Client,
  keys: ReportKeys,
  form: ReportForm,
  receipts: ReadonlyMap<ReportScope, Bytes>,
  opening: Bytes,
): ReportContent {
  const expires = (scope: ReportScope) => ({
    receipt: receipts.get(scope) as Bytes,
    expires: expiryOf(scope, startOfDay(client.clock.now())),
  });
  const { approved, chosen } = form;
  const check = chosen.includes("CHECK") ? expires("CHECK") : null;
  return {
    ...writtenIn(form),
    ...(approved === null
      ? {}
      : { approval: approvalSection(client, keys, approved.artefact, opening, expires("WARN"), check, approved.releaseNow) }),
  };
}

function presentSections(content: ReportContent): ReportSection[] {
  return codes<ReportSection>(reportSections).filter((section) => content[section] !== undefined);
}

function sealSection(
  client: Client,
  keys: ReportKeys,
  section: ReportSection,
  content: object,
  context: Bytes,
  deskKey: Uint8Array | null,
): SealedSection {
  const key = client.random(32);
  const isInWarning = section === "subject" || section === "approval";
  const plain = isInWarning ? writeRoomyJson(content) : writeJson(content);
  try {
    return {
      section: reportSections[section].wire,
      body: sealBody(key, plain, context, client.random),
      ownerWrap: wrapKey(keys.seal.publicKey, key, context, client.random),
      teamWrap: deskKey === null ? null : wrapKey(deskKey, key, context, client.random),
    };
  } finally {
    wipe(key, plain);
  }
}
