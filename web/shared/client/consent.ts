/**
 * A report's permissions: a hash chain of receipts and withdrawals, each signed by the report's own key. Folded by whoever
 * reads a report: no server can invent one, leave one out of the middle or reorder them. It can keep back the newest, so
 * nothing may rest on what a chain does not say. The server's side is src/domain/consent.cpp.
 */
import {
  type ConsentReceipt,
  type Signed,
  decodeConsentReceipt,
  decodeConsentWithdrawal,
  encodeConsentReceipt,
  encodeConsentWithdrawal,
} from "../generated/records.ts";
import {
  type Jurisdiction,
  type Language,
  type Purpose,
  type ReportSection,
  type Scope,
  codes,
  fromWire,
  jurisdictions,
  languages,
  purposes,
  reportSections,
  scopes,
} from "../generated/vocabulary.ts";
import { type Bytes, concat, equal, utf8 } from "./bytes.ts";
import { day } from "./clock.ts";
import { consentTextOf, limitsText } from "./consent_texts.ts";
import { ClientError, orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import type { SigningKey } from "./signature.ts";
import { openStatementBy, signStatement } from "./signed.ts";

/** To which report a chain belongs. */
export interface ConsentPlace {
  readonly deployment: Uint8Array;
  readonly report: Uint8Array;
  /** The report's public key. */
  readonly signingKey: Uint8Array;
}

export interface Granted {
  readonly scope: Scope;
  readonly receipt: ConsentReceipt;
  /** Null while it has not been ended; it may have expired. */
  readonly ended: "withdrawn" | "superseded" | null;
}

export interface ConsentChain {
  readonly granted: readonly Granted[];
  readonly next: number;
  /** SHA-256 of the last event's statement. */
  readonly head: Uint8Array;
}

export const emptyChain: ConsentChain = { granted: [], next: 0, head: new Uint8Array(32) };

/** Scopes without a life of their own end after two years. */
const longestLifeDays = 730;

/** Verifies and folds. "signature" or "malformed": then nothing about permissions may be believed. */
export function foldConsent(events: readonly Signed[], place: ConsentPlace): ConsentChain {
  return events.reduce((chain, event) => append(chain, event, place), emptyChain);
}

function append(chain: ConsentChain, event: Signed, place: ConsentPlace): ConsentChain {
  // Two kinds of events stand in one list; only the label says which.
  const isReceipt = orNull(() => decodeConsentReceipt(event.statement)) !== null;
  const receipt = isReceipt ? openStatementBy(place.signingKey, event, decodeConsentReceipt, place.deployment) : null;
  const withdrawal = isReceipt ? null : openStatementBy(place.signingKey, event, decodeConsentWithdrawal, place.deployment);
  const { report, sequence, previous } = (receipt ?? withdrawal) as { report: Uint8Array; sequence: number; previous: Uint8Array };
  if (!equal(report, place.report)) throw new ClientError("malformed", "consent of another report");
  if (sequence !== chain.next || !equal(previous, chain.head)) throw new ClientError("malformed", "consent chain");
  const ended = receipt === null ? (withdrawal?.receipt ?? null) : receipt.supersedes;
  const isEnded = (one: Granted): boolean => ended !== null && one.ended === null && equal(one.receipt.receipt, ended);
  if (ended !== null && !chain.granted.some(isEnded)) {
    throw new ClientError("malformed", "the end of a permission that does not stand");
  }
  const how = receipt === null ? ("withdrawn" as const) : ("superseded" as const);
  const granted = chain.granted.map((one) => (isEnded(one) ? { ...one, ended: how } : one));
  if (receipt !== null) {
    const scope = fromWire(scopes, receipt.scope);
    if (scope === undefined) throw new ClientError("malformed", "scope");
    granted.push({ scope, receipt, ended: null });
  }
  return { granted, next: chain.next + 1, head: sha256(event.statement) };
}

/** The receipt of a scope that holds now. */
export function live(chain: ConsentChain, scope: Scope, now: number): ConsentReceipt | null {
  const found = chain.granted.find((one) => one.scope === scope && one.ended === null && now < one.receipt.expires);
  return found?.receipt ?? null;
}

/** True if the scope and all that it needs hold now. */
export function permits(chain: ConsentChain, scope: Scope, now: number): boolean {
  if (live(chain, scope, now) === null) return false;
  const { needs } = scopes[scope];
  return needs === null || needs === "HOLD" || permits(chain, needs, now);
}

/** True if this team may read this section now: by a receipt of the section's own scope that names both. */
export function mayRead(chain: ConsentChain, section: ReportSection, team: Uint8Array, now: number): boolean {
  const { scope, wire } = reportSections[section];
  const receipt = permits(chain, scope, now) ? live(chain, scope, now) : null;
  return receipt !== null && receipt.sections.includes(wire) && equal(receipt.recipient, team);
}

/** True if she has ever ended this scope herself. */
export function wasWithdrawn(chain: ConsentChain, scope: Scope): boolean {
  return chain.granted.some((one) => one.scope === scope && one.ended === "withdrawn");
}

/** SHA-256("approve" ‖ artefact hash ‖ opening). */
export function commitmentOf(artefactHash: Uint8Array, opening: Uint8Array): Bytes {
  return sha256(concat(utf8("approve"), artefactHash, opening));
}

export interface Grant {
  readonly scope: Scope;
  /** 16 random bytes. */
  readonly receipt: Bytes;
  readonly sections: readonly ReportSection[];
  /** For READ and CASE; others go to the members of the network. */
  readonly team: Uint8Array;
  readonly language: Language;
  readonly jurisdiction: Jurisdiction;
  readonly commitment: Uint8Array | null;
  readonly supersedes: Uint8Array | null;
  /** Start of a UTC day. */
  readonly granted: number;
}

export interface Extended {
  readonly chain: ConsentChain;
  readonly event: Signed;
}

/** When a permission given at `granted` ends by itself. */
export function expiryOf(scope: Scope, granted: number): number {
  return granted + (scopes[scope].lifeDays ?? longestLifeDays) * day;
}

/** Signs a receipt and appends it. "malformed" for a scope that reporters cannot give. */
export function grant(chain: ConsentChain, place: ConsentPlace, key: SigningKey, wanted: Grant): Extended {
  const text = consentTextOf(wanted.scope);
  const purpose = codes<Purpose>(purposes).find((code) => purposes[code].scope === wanted.scope);
  if (text === null || purpose === undefined) throw new ClientError("malformed", "a scope that is not offered");
  const isForTeam = wanted.scope === "READ" || wanted.scope === "CASE";
  const receipt: ConsentReceipt = {
    deployment: place.deployment,
    report: place.report,
    receipt: wanted.receipt,
    sequence: chain.next,
    previous: chain.head,
    scope: scopes[wanted.scope].wire,
    purpose: purposes[purpose].wire,
    sections: wanted.sections.map((section) => reportSections[section].wire),
    recipient: isForTeam ? wanted.team : new Uint8Array(16),
    textId: text.id,
    textVersion: text.version,
    language: languages[wanted.language].wire,
    limitsVersion: limitsText.version,
    jurisdiction: jurisdictions[wanted.jurisdiction].wire,
    method: 1,
    commitment: wanted.commitment,
    supersedes: wanted.supersedes,
    granted: wanted.granted,
    expires: expiryOf(wanted.scope, wanted.granted),
  };
  return extended(chain, place, signStatement(key, encodeConsentReceipt(receipt)));
}

/** Signs the end of one receipt and appends it. `withdrawn` is the start of a UTC day. */
export function withdraw(
  chain: ConsentChain,
  place: ConsentPlace,
  key: SigningKey,
  receipt: Uint8Array,
  mode: "stop" | "stop_and_erase",
  withdrawn: number,
): Extended {
  const statement = encodeConsentWithdrawal({
    deployment: place.deployment,
    report: place.report,
    receipt,
    sequence: chain.next,
    previous: chain.head,
    mode: mode === "stop" ? 1 : 2,
    withdrawn,
  });
  return extended(chain, place, signStatement(key, statement));
}

function extended(chain: ConsentChain, place: ConsentPlace, event: Signed): Extended {
  return { chain: append(chain, event, place), event };
}
