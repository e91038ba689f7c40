/**
 * Comparing reports whose owners allow it: an entry made on the desk, all entries read by a case lead or an analyst, and what
 * people decide about two of them. The server keeps sealed things and who may have them; it compares nothing.
 *
 * An entry is sealed to the team's link key by itself; whoever reads many such entries seals them together under one key, a
 * segment, so that the next reader opens one wrap instead of hundreds. Segments that withdrawals have left less than half full
 * are joined in the same way.
 */
import {
  type LinkStatement,
  type Signed,
  decodeLinkDecision,
  decodeLinkStatement,
  decodeSealedLinkEntry,
  decodeSigned,
  encodeLinkDecision,
  encodeLinkDecisionContext,
  encodeLinkEntryContext,
  encodeLinkStatement,
  encodeSealedLinkEntry,
  encodeSigned,
} from "../generated/records.ts";
import { type LinkVerdict, fromWire, linkVerdicts, reportSections } from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import { call, isApiError } from "./api.ts";
import type { Answer, Arguments, Base64, DeskAnswer } from "./api_types.ts";
import { type Bytes, base64url, concat, equal, fromBase64url, readU32, u32, wipe } from "./bytes.ts";
import { clockTolerance, day } from "./clock.ts";
import { live, permits } from "./consent.ts";
import type { DeskReport } from "./desk.ts";
import { openSmall, sealSmall, unwrapKey, wrapKey, wrapSize } from "./envelope.ts";
import { type TeamKeys, teamKeyFor } from "./epoch_keys.ts";
import { ClientError, orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, currentTeamEpoch, roleOn } from "./keyring.ts";
import { type LinkExtract, isEmptyExtract, linkExtractOf, plainSizes, readExtract, writeExtract } from "./link_extract.ts";
import { comparedSections } from "./report.ts";
import { openStatement, signStatement } from "./signed.ts";
import type { Client } from "./trust.ts";
import type { TeamPurpose } from "./wraps.ts";

/** A report's entry, and what was decided about it. */
export interface ReportLink {
  readonly entry: Base64;
  readonly day: number;
  readonly decisions: readonly Decision[];
}

export interface Decision {
  readonly one: Base64;
  readonly other: Base64;
  /** Null: not by somebody who could decide on that day; then nothing of it is kept here. */
  readonly verdict: LinkVerdict | null;
  readonly reason: string;
  readonly day: number;
}

/** One report among those that are compared; nothing in it says which. */
export interface LinkEntry {
  readonly entry: Base64;
  /** By the server's word; see `signedDay`. */
  readonly day: number;
  /** For case leads. */
  readonly report: Base64 | null;
  readonly extract: LinkExtract;
  readonly statement: Signed;
  readonly contentHash: Bytes;
}

/** All that may be compared at one moment. */
export interface Links {
  readonly entries: ReadonlyMap<Base64, LinkEntry>;
  /** How many do not open with the keys at hand, or are none. */
  readonly unopened: number;
  /** By the hash of what was sealed. */
  readonly decisions: ReadonlyMap<Base64, Decision>;
  /** What is known of each segment, so that it is fetched again only if it has changed. */
  readonly segments: ReadonlyMap<Base64, SegmentState>;
  /** Entries that stand alone, by the hash of what was sealed. */
  readonly alone: ReadonlyMap<Base64, Opened>;
}

interface Opened {
  readonly entry: LinkEntry;
  /** As it was sealed: to be sealed again, byte for byte. */
  readonly plain: Bytes;
}

interface SegmentState {
  readonly entries: readonly Base64[];
  readonly unopened: number;
}

export const noLinks: Links = { entries: new Map(), unopened: 0, decisions: new Map(), segments: new Map(), alone: new Map() };

/** The longest reason, in characters. */
export const longestReason = 500;
/**
 * So many entries that stand alone are sealed together; so many go into one segment. What lies in a segment that is less than
 * half full may be sealed again, with others.
 */
const manyAlone = 64;
const mostInSegment = 256;
const isSparse = (entries: number): boolean => 2 * entries < mostInSegment;

/** True if an entry can be made: she allows it now, and there is something to compare by. */
export function mayCompare(client: Client, { chain, content }: DeskReport): boolean {
  const now = client.clock.now();
  const named = permits(chain, "LINK", now) ? (live(chain, "LINK", now)?.sections ?? []) : [];
  return comparedSections.every((section) => named.includes(reportSections[section].wire)) && !isEmptyExtract(linkExtractOf(content));
}

/**
 * Seals what may be compared of an open report for its team's case leads and analysts, in place of its former entry.
 * "malformed" if its owner does not allow it, or there is nothing to compare by or no key to seal to.
 */
export async function makeLinkEntry(client: Client, account: SignedIn, keyring: Keyring, report: DeskReport): Promise<ReportLink> {
  const now = client.clock.now();
  const epoch = currentTeamEpoch(keyring, report.team, now);
  if (epoch === null || !mayCompare(client, report)) throw new ClientError("malformed", "nothing that may be compared");
  const { deployment } = client.installation;
  const entry = report.link === null ? client.random(16) : fromBase64url(report.link.entry);
  const today = Math.floor(now / day);
  const signed = (contentHash: Bytes): Signed =>
    signStatement(account.keys.sign, encodeLinkStatement({ deployment, entry, team: report.team, day: today, contentHash }));
  const beside = encodeSealedLinkEntry({ statement: signed(new Uint8Array(32)), content: new Uint8Array() }).length;
  const content = writeExtract(linkExtractOf(report.content), beside);
  const plain = encodeSealedLinkEntry({ statement: signed(sha256(content)), content });
  const context = entryContext(deployment, noId, entry);
  const key = client.random(32);
  try {
    const sealed = concat(wrapKey(epoch.linkKey, key, context, client.random), sealSmall(key, plain, context, client.random));
    const body = { entry: base64url(entry), epoch: epoch.epoch, sealed: base64url(sealed) };
    await call(client.api, "PUT /api/desk/reports/{report}/link-entry", { path: { report: base64url(report.id) }, body });
  } finally {
    wipe(key, plain, content);
  }
  return { entry: base64url(entry), day: today, decisions: report.link?.decisions ?? [] };
}

/** What a report that was opened says of its entry. */
export function linkOf(client: Client, keys: TeamKeys, keyring: Keyring | null, link: DeskAnswer["link"]): ReportLink | null {
  if (link === undefined || link === null) return null;
  return {
    entry: link.entry,
    day: link.day,
    // What was decided about two others is none of hers, however genuine.
    decisions: link.decisions
      .filter(({ one, other }) => one === link.entry || other === link.entry)
      .flatMap((row) => openDecision(client, keys, keyring, "desk", row) ?? []),
  };
}

/**
 * Reads and opens what may be compared now, in place of `before`, which was read last and is not to be used again. Entries that
 * stand alone are sealed together when there are many, and segments less than half full are joined: that may fail without harm. With `signal` it stops and forgets what it
 * read: after a lock `before` is no more, and nothing that stood in it may be sealed.
 */
export async function readLinks(
  client: Client,
  account: SignedIn,
  keys: TeamKeys,
  keyring: Keyring,
  before: Links = noLinks,
  signal?: AbortSignal,
): Promise<Links> {
  const entries = new Map<Base64, LinkEntry>();
  const alone = new Map<Base64, Opened>();
  const segments = new Map<Base64, SegmentState>();
  /** Of segments that are to be joined, by the hash of what was sealed; wiped at the end. */
  const loose = new Map<Base64, Opened>();
  let unopened = 0;
  try {
    const { alone: rows, segments: listed } = await readAlone(client);
    mustGoOn(signal);
    for (const row of rows) {
      const sealed = fromBase64url(row.sealed);
      const mark = base64url(sha256(sealed));
      const known = before.alone.get(mark);
      const opened = known?.entry.entry === row.entry ? known : orNull(() => openAlone(client, keys, row, sealed));
      if (opened === null) {
        unopened += 1;
        continue;
      }
      entries.set(row.entry, opened.entry);
      alone.set(mark, opened);
    }
    const joined = toJoin(listed, before.segments, alone.size);
    for (const { segment, entries: count } of listed) {
      const known = before.segments.get(segment);
      const isJoined = joined.has(segment);
      const isKept = !isJoined && known !== undefined && known.entries.length + known.unopened === count;
      const read = isKept
        ? known.entries.flatMap((entry) => before.entries.get(entry) ?? [])
        : await readSegment(client, keys, segment, isJoined ? loose : null);
      mustGoOn(signal);
      for (const one of read) if (one !== null) entries.set(one.entry, one);
      const left = isKept ? known.unopened : read.filter((one) => one === null).length;
      unopened += left;
      segments.set(segment, { entries: read.flatMap((one) => one?.entry ?? []), unopened: left });
    }
    const decisions = await readDecisions(client, keys, keyring, before.decisions);
    mustGoOn(signal);
    await compact(client, account, keyring, { alone, loose, joined: joined.size, segments }, signal).catch(() => undefined);
    mustGoOn(signal);
    wipeAllBut(before.alone, alone);
    return { entries, unopened, decisions, segments, alone };
  } catch (error) {
    wipeAllBut(alone, before.alone);
    throw error;
  } finally {
    wipeAllBut(loose, noLinks.alone);
  }
}

function mustGoOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new ClientError("linkage", "locked");
}

function wipeAllBut(alone: Links["alone"], kept: Links["alone"]): void {
  for (const [mark, { plain }] of alone) if (!kept.has(mark)) wipe(plain);
}

/** Forgets what can be forgotten of what was read: on lock. */
export function wipeLinks({ alone }: Links): void {
  wipeAllBut(alone, noLinks.alone);
}

/**
 * The day on which somebody of the reader's team who could open the report said that this is what it may be compared by. Null if
 * nobody did. Verifying takes about a millisecond, the first time.
 */
export function signedDay(client: Client, account: SignedIn, keyring: Keyring, entry: LinkEntry): number | null {
  const said = statementOf(client, entry);
  if (said === null || account.team === null || !equal(said.team, account.team) || !isPast(client, said.day)) return null;
  const role = roleOn(keyring, entry.statement.signer, said.day);
  return role === "caseworker" || role === "case_lead" ? said.day : null;
}

const statements = new WeakMap<LinkEntry, LinkStatement | null>();

/** What was signed of an entry. Null if it is of another one, or if the named signer did not sign it. */
function statementOf(client: Client, opened: LinkEntry): LinkStatement | null {
  const { entry, statement, contentHash } = opened;
  const known = statements.get(opened);
  if (known !== undefined) return known;
  const said = orNull(() => openStatement(statement, decodeLinkStatement, client.installation.deployment));
  const isHere = said !== null && equal(said.entry, fromBase64url(entry)) && equal(said.contentHash, contentHash);
  statements.set(opened, isHere ? said : null);
  return isHere ? said : null;
}

/** Says what she thinks of two entries, in place of what was said before; for the desk and for those who compare. */
export async function decide(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  pair: readonly [Base64, Base64],
  verdict: LinkVerdict,
  reason: string,
): Promise<Decision> {
  const now = client.clock.now();
  const epoch = account.team === null ? null : currentTeamEpoch(keyring, account.team, now);
  if (epoch === null) throw new ClientError("malformed", "no team to seal to");
  if (Array.from(reason).length > longestReason) throw new ClientError("malformed", "a longer reason than there is room for");
  const { deployment } = client.installation;
  const [one, other] = inOrder(pair);
  const today = Math.floor(now / day);
  const statement = encodeLinkDecision({ deployment, one, other, verdict: linkVerdicts[verdict].wire, reason, day: today });
  const context = encodeLinkDecisionContext({ deployment, one, other });
  const key = client.random(32);
  const plain = filled(encodeSigned(signStatement(account.keys.sign, statement)));
  const wrapped = (recipient: Uint8Array): Base64 => base64url(wrapKey(recipient, key, context, client.random));
  try {
    const body = {
      decision: base64url(client.random(16)),
      one: base64url(one),
      other: base64url(other),
      body: base64url(sealSmall(key, plain, context, client.random)),
      link_wrap: wrapped(epoch.linkKey),
      desk_wrap: wrapped(epoch.deskKey),
    };
    await call(client.api, "POST /api/link/decisions", { body });
    return { one: body.one, other: body.other, verdict, reason, day: today };
  } finally {
    wipe(key, plain);
  }
}

/** Those of two and more that were decided to be one person, directly or through others. */
export function groupsOf(decisions: Iterable<Decision>): Base64[][] {
  const groups = new Map<Base64, Set<Base64>>();
  for (const { one, other, verdict } of decisions) {
    if (verdict !== "same_person") continue;
    const together = new Set([...(groups.get(one) ?? [one]), ...(groups.get(other) ?? [other])]);
    for (const member of together) groups.set(member, together);
  }
  return [...new Set(groups.values())].map((group) => [...group]);
}

// ---- Entries ----

type AloneRow = Answer<"POST /api/link/entries/read">["entries"][number];

async function readAlone(client: Client): Promise<{ alone: AloneRow[]; segments: Answer<"POST /api/link/entries/read">["segments"] }> {
  const alone: AloneRow[] = [];
  let after: Base64 | null = null;
  for (;;) {
    const page: Answer<"POST /api/link/entries/read"> = await call(client.api, "POST /api/link/entries/read", { body: after === null ? {} : { after } });
    alone.push(...page.entries);
    if (page.next === null) return { alone, segments: page.segments };
    after = page.next;
  }
}

function openAlone(client: Client, keys: TeamKeys, row: AloneRow, sealed: Bytes): Opened {
  const context = entryContext(client.installation.deployment, noId, fromBase64url(row.entry));
  const wrap = sealed.subarray(0, wrapSize);
  const key = unwrapKey(teamKeyFor(keys, "link", wrap), wrap, context);
  try {
    const plain = openSmall(key, sealed.subarray(wrapSize), context);
    return { entry: entryIn(row, plain), plain };
  } finally {
    wipe(key);
  }
}

/**
 * The segments whose entries are to be sealed again, together and with those that stand alone: the sparse ones, if there are two, or
 * many entries stand alone. Not those of which nothing opens.
 */
function toJoin(listed: readonly { segment: Base64; entries: number }[], before: Links["segments"], alone: number): ReadonlySet<Base64> {
  const sparse = listed.filter(({ segment, entries }) => isSparse(entries) && before.get(segment)?.entries.length !== 0);
  return new Set(alone >= manyAlone || sparse.length > 1 ? sparse.map(({ segment }) => segment) : []);
}

/**
 * Null for each that does not open. Empty if all of them were withdrawn, or sealed anew, after it was listed. What opened is in
 * `kept`, if that is given.
 */
async function readSegment(client: Client, keys: TeamKeys, segment: Base64, kept: Map<Base64, Opened> | null): Promise<(LinkEntry | null)[]> {
  const answer = await call(client.api, "POST /api/link/segments/{segment}/read", { path: { segment }, body: {} }).catch((error: unknown) => {
    if (isApiError(error, "not_found")) return null;
    throw error;
  });
  if (answer === null) return [];
  const { deployment } = client.installation;
  const id = fromBase64url(segment);
  const wrap = fromBase64url(answer.wrap);
  const key = orNull(() => unwrapKey(teamKeyFor(keys, "link", wrap), wrap, entryContext(deployment, id, noId)));
  if (key === null) return answer.entries.map(() => null);
  try {
    return answer.entries.map((row) =>
      orNull(() => {
        const sealed = fromBase64url(row.sealed);
        const plain = openSmall(key, sealed, entryContext(deployment, id, fromBase64url(row.entry)));
        let isKept = false;
        try {
          const entry = entryIn(row, plain);
          isKept = kept !== null;
          kept?.set(base64url(sha256(sealed)), { entry, plain });
          return entry;
        } finally {
          if (!isKept) wipe(plain);
        }
      }),
    );
  } finally {
    wipe(key);
  }
}

function entryIn({ entry, day: made, report }: { entry: Base64; day: number; report?: Base64 | undefined }, plain: Bytes): LinkEntry {
  const { statement, content } = decodeSealedLinkEntry(plain);
  return { entry, day: made, report: report ?? null, extract: readExtract(content), statement, contentHash: sha256(content) };
}

/** True unless it was wiped meanwhile, or says something else than was signed. */
function isWhole({ plain }: Opened): boolean {
  const whole = orNull(() => {
    const { statement, content } = decodeSealedLinkEntry(plain);
    return equal(decodeLinkStatement(statement.statement).contentHash, sha256(content));
  });
  return whole ?? false;
}

/** What was read: entries that stand alone, those of so many segments that are to be joined, and what is known of all segments. */
interface Read {
  readonly alone: Map<Base64, Opened>;
  readonly loose: ReadonlyMap<Base64, Opened>;
  readonly joined: number;
  readonly segments: Map<Base64, SegmentState>;
}

/**
 * Seals entries that stand alone, or in segments less than half full, together under as few keys as can be: each makes a segment
 * of its own, at least half full if there is more than one. Those stand alone no more, and are forgotten as such. The server moves
 * each segment's at once, and leaves out what is gone or changed meanwhile.
 */
async function compact(
  client: Client,
  account: SignedIn,
  keyring: Keyring,
  { alone, loose, joined, segments }: Read,
  signal: AbortSignal | undefined,
): Promise<void> {
  const epoch = account.team === null ? null : currentTeamEpoch(keyring, account.team, client.clock.now());
  if (epoch === null) return;
  const { deployment } = client.installation;
  const all = [...loose, ...alone].filter(([, one]) => isWhole(one));
  if (joined < 2 && all.length < manyAlone) return;
  const parts = Math.ceil(all.length / mostInSegment);
  for (let part = 0; part < parts; ++part) {
    mustGoOn(signal);
    const some = all.slice(Math.floor((part * all.length) / parts), Math.floor(((part + 1) * all.length) / parts));
    const segment = client.random(16);
    const body = { segment: base64url(segment), epoch: epoch.epoch, ...sealedTogether(client, deployment, segment, epoch.linkKey, some) };
    const { entries: taken } = await call(client.api, "POST /api/link/segments", { body });
    for (const [mark, { plain }] of some) {
      alone.delete(mark);
      wipe(plain);
    }
    const moved = some.map(([, { entry }]) => entry.entry);
    takeOut(segments, moved, taken === some.length);
    // With fewer than were sent it is not known which: then it is read anew the next time.
    if (taken === some.length) segments.set(body.segment, { entries: moved, unopened: 0 });
  }
}

/** These lie elsewhere now: all of them, or nobody knows which; then the segments where they lay are read anew the next time. */
function takeOut(segments: Map<Base64, SegmentState>, moved: readonly Base64[], areAll: boolean): void {
  const gone = new Set(moved);
  for (const [segment, { entries, unopened }] of [...segments]) {
    const left = entries.filter((entry) => !gone.has(entry));
    if (left.length === entries.length) continue;
    if (areAll && left.length + unopened > 0) segments.set(segment, { entries: left, unopened });
    else segments.delete(segment);
  }
}

function sealedTogether(
  client: Client,
  deployment: Uint8Array,
  segment: Uint8Array,
  linkKey: Uint8Array,
  some: readonly (readonly [mark: Base64, Opened])[],
): Pick<Arguments<"POST /api/link/segments">["body"], "wrap" | "entries"> {
  const key = client.random(32);
  try {
    return {
      wrap: base64url(wrapKey(linkKey, key, entryContext(deployment, segment, noId), client.random)),
      entries: some.map(([mark, { entry: { entry }, plain }]) => {
        const context = entryContext(deployment, segment, fromBase64url(entry));
        return { entry, replaces: mark, sealed: base64url(sealSmall(key, plain, context, client.random)) };
      }),
    };
  } finally {
    wipe(key);
  }
}

const noId = new Uint8Array(16);

function entryContext(deployment: Uint8Array, segment: Uint8Array, entry: Uint8Array): Bytes {
  return encodeLinkEntryContext({ deployment, segment, entry });
}

// ---- Decisions ----

type DecisionRow = Answer<"POST /api/link/decisions/read">["decisions"][number];

async function readDecisions(client: Client, keys: TeamKeys, keyring: Keyring, before: Links["decisions"]): Promise<Links["decisions"]> {
  const found = new Map<Base64, Decision>();
  let after: Base64 | null = null;
  do {
    const page: Answer<"POST /api/link/decisions/read"> = await call(client.api, "POST /api/link/decisions/read", { body: after === null ? {} : { after } });
    for (const row of page.decisions) {
      const mark = base64url(sha256(fromBase64url(row.body)));
      const known = before.get(mark);
      const isHere = known !== undefined && known.verdict !== null && known.one === row.one && known.other === row.other;
      const decision = isHere ? known : openDecision(client, keys, keyring, "link", row);
      if (decision !== null) found.set(mark, decision);
    }
    after = page.next;
  } while (after !== null);
  return found;
}

/** Null if it does not open with the keys at hand. */
function openDecision(client: Client, keys: TeamKeys, keyring: Keyring | null, purpose: TeamPurpose, row: DecisionRow): Decision | null {
  const { deployment } = client.installation;
  const [one, other] = [fromBase64url(row.one), fromBase64url(row.other)];
  const plain = orNull(() => {
    const context = encodeLinkDecisionContext({ deployment, one, other });
    const wrap = fromBase64url(row.wrap);
    const key = unwrapKey(teamKeyFor(keys, purpose, wrap), wrap, context);
    try {
      return unfilled(openSmall(key, fromBase64url(row.body), context));
    } finally {
      wipe(key);
    }
  });
  if (plain === null) return null;
  const said = orNull(() => {
    const envelope = decodeSigned(plain);
    const decision = openStatement(envelope, decodeLinkDecision, deployment);
    const role = keyring === null || !isPast(client, decision.day) ? null : roleOn(keyring, envelope.signer, decision.day);
    const isHere = equal(decision.one, one) && equal(decision.other, other) && (role === "case_lead" || role === "analyst");
    return isHere ? decision : null;
  });
  const verdict = said === null ? undefined : fromWire(linkVerdicts, said.verdict);
  if (said === null || verdict === undefined) return { one: row.one, other: row.other, verdict: null, reason: "", day: row.day };
  return { one: row.one, other: row.other, verdict, reason: said.reason, day: said.day };
}

function isPast(client: Client, on: number): boolean {
  return on * day <= client.clock.now() + clockTolerance;
}

/** As bytes, the smaller first. */
function inOrder([left, right]: readonly [Base64, Base64]): [Bytes, Bytes] {
  const pair: [Bytes, Bytes] = [fromBase64url(left), fromBase64url(right)];
  const differs = pair[0].findIndex((byte, at) => byte !== pair[1][at]);
  return differs >= 0 && (pair[0][differs] as number) > (pair[1][differs] as number) ? [pair[1], pair[0]] : pair;
}

/** Length (4), bytes, zeros: of one of the sizes of entries, so that a size says little. */
function filled(bytes: Bytes): Bytes {
  const size = plainSizes.find((step) => bytes.length + 4 <= step);
  if (size === undefined) throw new ClientError("malformed", "too long to seal");
  const room = new Uint8Array(size);
  room.set(u32(bytes.length));
  room.set(bytes, 4);
  return room;
}

function unfilled(bytes: Bytes): Bytes {
  const end = 4 + readU32(bytes, 0);
  if (end > bytes.length) throw new ClientError("malformed", "longer than it is");
  return bytes.slice(4, end);
}
