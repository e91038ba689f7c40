/**
 * The road from a report to a hit and back, through this client alone: the server here is a shelf that keeps bytes. What a
 * real server refuses is tested against the real one; here, that everything sealed opens for whom it should and for
 * nobody else, and that what one side signs the other side verifies.
 */
import { beforeAll, describe, expect, test } from "vitest";
import {
  type OwnerChange,
  type Packet,
  decodeOwnerChange,
  decodeOwnerRead,
  decodePacket,
  decodeSealedMessage,
  decodeSigned,
  decodeSubmitReport,
  encodeArtefact,
  encodeSealedMessage,
  encodeStrikeAcknowledgement,
} from "../generated/records.ts";
import { type ReportSection, type ReportState, codes, fromWire, reportSections, scopes } from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import type { Transport } from "./api.ts";
import type { DraftAnswer, HandOver, WarningRow } from "./api_types.ts";
import { accessWords } from "./audit.ts";
import { amendArtefact, codedArtefact } from "./artefact.ts";
import { type Bytes, base64url, concat, equal, fromBase64url, hex, randomBytes } from "./bytes.ts";
import { lookupOf } from "./check.ts";
import { check, freshCheckState } from "./check_flow.ts";
import { day, hour, startOfDay } from "./clock.ts";
import { type ConsentChain, commitmentOf, foldConsent, live } from "./consent.ts";
import { type DeskReport, draftWarning, openReport, passSource, propose, writeToReporter } from "./desk.ts";
import type { TeamKeys } from "./epoch_keys.ts";
import { type SealingKey, seal, sealBody, sealingKey, unwrapKey, wrapSize } from "./envelope.ts";
import { sha256 } from "./kdf.ts";
import { currentTeamEpoch } from "./keyring.ts";
import { type List, openList } from "./list.ts";
import { say } from "./messages.ts";
import { type OwnReport, approveProposal, approvedUnder, confirmedState, grantScope, isOver, readReport, reviewProposal, withdrawEverything, withdrawScopes, writeToTeam } from "./owner.ts";
import { type OpenDraft, handOver, hide, missingFromList, openDraft, review, signLead, slotMap } from "./publish.ts";
import { reportKeysOf } from "./receipt_code.ts";
import { type Recogniser, lackingSections } from "./recognition.ts";
import { type Receipt, type ReportForm, buildReport, newReceipt, sendReport, warnExpiry } from "./report.ts";
import { type ReportContent, messageContext, noteContext, writeJson } from "./report_format.ts";
import { type SigningKey, signingKey } from "./signature.ts";
import { signStatement, signedFromText, signedText } from "./signed.ts";
import { TestList, type TestPerson, seedOf, start } from "./test_installation.ts";
import type { Client } from "./trust.ts";
import { liveWarnings } from "./warnings.ts";

interface StoredReport {
  readonly submitted: ReturnType<typeof decodeSubmitReport>;
  readonly signer: Bytes;
  readonly wraps: Map<number, Uint8Array | null>;
  /** Of the newest team wraps. */
  teamEpoch: number;
  events: string[];
  messages: { from: "team" | "reporter"; body: string }[];
  notes: string[];
  secrets: OwnerChange["secrets"];
  state: ReportState;
}

/** Keeps what it is given and hands it out again, by the rows of the protocol. */
class Shelf {
  readonly list = new TestList();
  readonly reports = new Map<string, StoredReport>();
  readonly drafts = new Map<string, DraftAnswer>();
  readonly slotMap: string[] = [];
  readonly packets: Packet[] = [];
  readonly warnings: WarningRow[] = [];
  newestEpoch = 1;
  /** Hashes of secrets that listd has struck. */
  readonly struck = new Set<string>();
  /** How long after a strike a warning of several sources is built anew. */
  rebuilt = 0;
  /** What a server that holds something back shows of a chain. */
  shows = (events: string[]): string[] => events;

  client(): Client {
    const base = this.list.client();
    const transport: Transport = async (method, path, body, options) => {
      const json = this.answer(`${method} ${path}`, body as never);
      return json === null ? base.api.transport(method, path, body, options) : { status: 200, json };
    };
    return { ...base, api: { transport } };
  }

  private answer(endpoint: string, body: Record<string, never>): unknown {
    const sent = body as unknown as Record<string, string> | undefined;
    if (endpoint === "POST /api/reports") return this.submit(sent?.["request"] as string);
    if (endpoint === "POST /api/owner/read") {
      const { report } = decodeOwnerRead(decodeSigned(fromBase64url(sent?.["request"] as string)).statement);
      return this.owner(report);
    }
    if (endpoint === "POST /api/owner/change") return this.change(sent?.["request"] as string);
    if (endpoint === "GET /api/desk/slot-map") return { rows: this.slotMap };
    if (endpoint === "GET /api/warnings") return { warnings: this.warnings };
    if (endpoint === "POST /api/desk/warnings") {
      const row = { ...(body as unknown as DraftAnswer), state: "scored" as const, level: "low" as const, day: 0 };
      this.drafts.set(row.reference, row);
      return { state: "scored" };
    }
    const [, kind, id, action] = /^POST \/api\/desk\/(reports|warnings)\/([^/]+)\/(.+)$/.exec(endpoint) ?? [];
    if (id === undefined) return null;
    return kind === "reports" ? this.desk(id, action as string, sent ?? {}) : this.warning(id, action as string, body);
  }

  private submit(request: string): unknown {
    const envelope = decodeSigned(fromBase64url(request));
    const submitted = decodeSubmitReport(envelope.statement);
    this.reports.set(base64url(submitted.report), {
      submitted,
      signer: new Uint8Array(envelope.signer),
      wraps: new Map(submitted.sections.map(({ section, teamWrap }) => [section, teamWrap])),
      teamEpoch: submitted.teamEpoch,
      events: submitted.events.map(signedText),
      messages: [],
      notes: [],
      secrets: [],
      state: "triage",
    });
    return { state: "triage" };
  }

  private change(request: string): unknown {
    const wanted = decodeOwnerChange(decodeSigned(fromBase64url(request)).statement);
    const stored = this.reports.get(base64url(wanted.report)) as StoredReport;
    stored.events.push(...wanted.events.map(signedText));
    stored.secrets.push(...wanted.secrets);
    if (wanted.message !== null) stored.messages.push({ from: "reporter", body: base64url(wanted.message) });
    for (const { section, wrap } of wanted.teamWraps) stored.wraps.set(section, wrap);
    if (wanted.teamWraps.length > 0) stored.teamEpoch = this.newestEpoch;
    if (wanted.erase) stored.state = "withdrawing";
    return this.owner(wanted.report);
  }

  private owner(report: Uint8Array): unknown {
    const stored = this.reports.get(base64url(report));
    if (stored === undefined) return null;
    const { submitted } = stored;
    const isGone = stored.state === "withdrawing" || stored.state === "withdrawn";
    return {
      report: base64url(report),
      state: stored.state,
      day: 0,
      urgency: "soon",
      language: "en",
      jurisdiction: "england_wales",
      team: base64url(submitted.team),
      team_epoch: stored.teamEpoch,
      sections: isGone ? [] : submitted.sections.map((one) => ({ section: this.name(one.section), body: base64url(one.body), owner_wrap: base64url(one.ownerWrap) })),
      events: this.shows(stored.events),
      messages: stored.messages.map(({ from, body }) => ({ from: from === "team" ? "team" : "me", body, day: 0 })),
      accesses: [{ action: "report_opened", role: "caseworker", time: start, refused: false }],
      withdrawals: stored.secrets.map(({ secret }) => this.withdrawal(sha256(secret))),
    };
  }

  private withdrawal(hash: Bytes): unknown {
    if (!this.struck.has(hex(hash))) return { hash: base64url(hash), acknowledgement: null };
    const { deployment, list } = this.list.staff;
    const statement = encodeStrikeAcknowledgement({ deployment, hash, struckAt: this.list.now, goneBy: this.list.now + this.rebuilt });
    return { hash: base64url(hash), acknowledgement: signedText(signStatement(list, statement)) };
  }

  private desk(id: string, action: string, sent: Record<string, string>): unknown {
    const stored = this.reports.get(id) as StoredReport;
    if (action === "messages") stored.messages.push({ from: "team", body: sent["body"] as string });
    if (action === "notes") stored.notes.push(sent["body"] as string);
    if (action !== "open") return {};
    const { submitted } = stored;
    return {
      report: id,
      state: "active",
      day: 0,
      urgency: "soon",
      language: "en",
      jurisdiction: "england_wales",
      signing_key: base64url(submitted.signingKey),
      sealing_key: base64url(submitted.sealingKey),
      team: base64url(submitted.team),
      team_epoch: stored.teamEpoch,
      sections: submitted.sections.flatMap((one) => {
        const wrap = stored.wraps.get(one.section) ?? null;
        return wrap === null ? [] : [{ section: this.name(one.section), body: base64url(one.body), team_wrap: base64url(wrap) }];
      }),
      events: stored.events,
      messages: stored.messages.map((message) => ({ ...message, day: 0 })),
      notes: stored.notes.map((body) => ({ body, day: 0 })),
    };
  }

  private warning(reference: string, action: string, body: Record<string, never>): unknown {
    const draft = this.drafts.get(reference) as DraftAnswer;
    const sent = body as unknown as Record<string, string>;
    const set = (changes: Partial<DraftAnswer>): unknown => {
      this.drafts.set(reference, { ...draft, ...changes });
      return { state: changes.state ?? draft.state };
    };
    if (action === "open") return draft;
    if (action === "source") return set({ source: sent["sealed"] as string, state: "member_ok" });
    if (action === "review") return set({ fairness: sent["sealed"] as string, state: "reviewed" });
    if (action === "lead") return set({ lead: sent["statement"] as string });
    const handed = body as unknown as HandOver;
    const packets = handed.packets.map((one) => decodePacket(signedFromText(one).statement));
    this.packets.push(...packets);
    this.slotMap.push(...handed.slot_map);
    for (const packet of packets) {
      if (packet.kind !== 2) continue;
      const { group_epoch, key_wrap } = handed;
      this.warnings.push({ reference, version: packet.version, group_epoch, key_wrap, bytes: base64url(packet.payload) });
    }
    return { state: "handed_over", accepted: true };
  }

  private name(wire: number): ReportSection {
    return fromWire(reportSections, wire) as ReportSection;
  }
}

const content: ReportContent = {
  subject: {
    identifiers: [{ kind: "phone", text: "07700 900123", region: "GB", platform: null }],
    descriptors: ["gender_man"],
    spoken: {},
  },
  event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-01", around: "" },
  words: { text: "He came with the late bus." },
  about_me: { workingName: "Robin", pronouns: "" },
};
const recogniser = (level: "low" | "high"): Recogniser => ({
  version: 1,
  recognise: (reporter, artefact) => {
    const [text] = reporter;
    if (text === undefined || artefact.length === 0) throw new Error("nothing to compare");
    const hit = { rule: "verbatim", reason: "verbatim", level, field: "free_text", text: 0, start: 0, length: 4, excerpt: text.text } as const;
    return Promise.resolve({ level, hits: [hit] });
  },
});

let shelf: Shelf;
let client: Client;
let list: List;
let team: TeamKeys;
let receipt: Receipt;
let chain: () => ConsentChain;

const signedIn = (person: TestPerson, name: string): SignedIn => ({
  id: seedOf(`account ${name}`).slice(0, 16),
  login: name,
  role: person.role,
  team: shelf.list.staff.team,
  link: person.link,
  keys: person.keys,
  secret: seedOf(name),
  awaitsKeys: false,
});
const caseworker = () => signedIn(shelf.list.staff.caseworker, "caseworker");
const today = () => Math.floor(client.clock.now() / day);
const form = (chosen: ReportForm["chosen"], approved: ReportForm["approved"] = null): ReportForm => ({
  content,
  chosen,
  team: shelf.list.staff.team,
  urgency: "soon",
  language: "en",
  jurisdiction: "england_wales",
  approved,
});
const coded = () => {
  const { subject, event } = content;
  if (subject === undefined || event === undefined) throw new Error("no facts");
  return codedArtefact(subject, event, warnExpiry(client), randomBytes);
};
const submitted = async (wanted: ReportForm): Promise<OwnReport> => {
  receipt = await newReceipt(client);
  await sendReport(client, buildReport(client, list.keyring, receipt, wanted));
  return readReport(client, receipt);
};
const id = (): string => base64url(reportOf().submitted.report);
const reportOf = (): StoredReport => {
  const found = Array.from(shelf.reports.values()).pop();
  if (found === undefined) throw new Error("no report");
  return found;
};

beforeAll(async () => {
  shelf = new Shelf();
  await shelf.list.publish();
  client = shelf.client();
  list = await openList(client, null, null);
  const epoch = currentTeamEpoch(list.keyring, shelf.list.staff.team, client.clock.now());
  if (epoch === null) throw new Error("no team epoch");
  team = [{ epoch, desk: sealingKey(seedOf("desk 1")), editors: sealingKey(seedOf("editors 1")), link: sealingKey(seedOf("link 1")) }];
  chain = () => {
    const { submitted: one, events } = reportOf();
    const place = { deployment: one.deployment, report: one.report, signingKey: one.signingKey };
    return foldConsent(events.map(signedFromText), place);
  };
});

describe("a report", () => {
  test("kept for herself opens for her and for nobody else", async () => {
    const own = await submitted(form([]));
    expect(own.content).toEqual(content);
    expect(own.unopened).toEqual([]);
    expect(reportOf().events).toEqual([]);
    expect(Array.from(reportOf().wraps.values())).toEqual([null, null, null, null]);
    expect((await openReport(client, team, id())).content).toEqual({});
  });

  test("goes to the team as far as she permits", async () => {
    await submitted(form(["READ"]));
    const desk = await openReport(client, team, id());
    const { about_me, ...shared } = content;
    expect(about_me).toBeDefined();
    expect(desk.content).toEqual(shared);
    expect(desk.unopened).toEqual([]);
    await submitted(form(["READ", "CASE"]));
    expect(Object.keys((await openReport(client, team, id())).content).sort()).toEqual([...Object.keys(content), "contact"].sort());
  });

  test("a section delivered without permission is not looked at", async () => {
    await submitted(form(["READ", "CASE"]));
    const wraps = new Map(reportOf().wraps);
    await withdrawScopes(client, await readReport(client, receipt), ["CASE"]);
    for (const [section, wrap] of wraps) reportOf().wraps.set(section, wrap);
    const { about_me, ...shared } = content;
    expect((await openReport(client, team, id())).content).toEqual(shared);
    const later: Client = { ...client, clock: { now: () => start + 91 * day } };
    expect((await openReport(later, team, id())).content).toEqual({});
  });

  test("opens neither with another team's keys nor in another report's place", async () => {
    await submitted(form(["READ"]));
    const others: TeamKeys = team.map((one) => ({ ...one, desk: sealingKey(seedOf("another desk")) }));
    expect((await openReport(client, others, id())).unopened.length).toBe(3);
    const first = reportOf();
    await submitted(form(["READ"]));
    const second = reportOf();
    second.submitted.sections = first.submitted.sections;
    second.wraps.clear();
    for (const [section, wrap] of first.wraps) second.wraps.set(section, wrap);
    expect((await openReport(client, team, id())).unopened.length).toBe(3);
  });

  test("without what a permission needs it is not built", () => {
    const build = (wanted: ReportForm) => () => buildReport(client, list.keyring, receipt, wanted);
    expect(build(form(["WARN"]))).toThrow("needs");
    expect(build(form(["READ"], { artefact: coded(), releaseNow: true }))).toThrow("permission to warn");
    expect(build({ ...form(["READ"]), team: null })).toThrow("team");
    expect(build({ ...form([]), content: {} })).toThrow("empty");
  });

  test("kept at first, it can be permitted later, under the team's next keys", async () => {
    const own = await submitted(form([]));
    const { staff } = shelf.list;
    const teamEpochs = [1, 2].map((epoch) => staff.teamEpoch(staff.lead.keys.sign, epoch));
    await shelf.list.publish({ keyring: { teamEpochs } });
    const { keyring } = await openList(client, null, null);
    shelf.newestEpoch = 2;
    const epoch = currentTeamEpoch(keyring, staff.team, client.clock.now());
    expect(epoch?.epoch).toBe(2);
    if (epoch === null) return;
    const next: TeamKeys = [...team, { epoch, desk: sealingKey(seedOf("desk 2")), editors: null, link: null }];
    const granted = await grantScope(client, keyring, own, "READ");
    expect(live(granted.chain, "READ", client.clock.now())).not.toBe(null);
    expect(granted.unopened).toEqual([]);
    const desk = await openReport(client, next, id());
    expect(Object.keys(desk.content).sort()).toEqual(["event", "subject", "words"]);
    expect(desk.unopened).toEqual([]);
    expect((await openReport(client, team, id())).unopened.length).toBe(3);
    await shelf.list.publish();
    shelf.newestEpoch = 1;
  });

  test("messages go both ways, and each side reads the other's", async () => {
    const own = await submitted(form(["READ"]));
    await writeToTeam(client, list.keyring, own, "When will you answer?");
    const desk = await openReport(client, team, id());
    expect(desk.messages).toEqual([{ from: "reporter", day: today(), message: { kind: "text", text: "When will you answer?" }, isDisplaced: false }]);
    await writeToReporter(client, caseworker(), desk, "Now.");
    expect((await readReport(client, receipt, list.keyring)).messages).toEqual([
      { from: "me", day: today(), message: { kind: "text", text: "When will you answer?" } },
      { from: "team", day: today(), message: { kind: "text", text: "Now." }, isDisplaced: false },
    ]);
    // Without a list nobody can tell, and nothing is shown as the team's.
    expect((await readReport(client, receipt)).messages.at(-1)).toEqual({ from: "unchecked", day: 0 });
  });

  // Break: one key for all of them; believe whatever opens.
  test("what she wrote she reads again, wherever the server puts it, and nothing that she did not write", async () => {
    let own = await submitted(form(["READ"]));
    for (const text of ["One.", "Two.", "Three."]) own = await writeToTeam(client, list.keyring, own, text);
    const { messages, submitted: sent } = reportOf();
    const said = async () => (await readReport(client, receipt)).messages.map((one) => (one.from === "me" && one.message?.kind === "text" ? one.message.text : null));
    expect(await said()).toEqual(["One.", "Two.", "Three."]);
    const [one, two, three] = messages as [{ from: "reporter"; body: string }, { from: "reporter"; body: string }, { from: "reporter"; body: string }];
    messages.splice(0, 3, three, one);
    expect(await said()).toEqual(["Three.", "One."]);
    messages.splice(0, 2, one, one, { from: "reporter", body: base64url(fromBase64url(two.body).map((byte, i) => (i === 2000 ? byte ^ 1 : byte))) });
    expect(await said()).toEqual(["One.", null, null]);
    // Whoever has the team's key has the body's, too: what she did not sign is not hers.
    const deskKey = team[0]?.desk as SealingKey;
    const key = unwrapKey(deskKey, fromBase64url(one.body).subarray(0, wrapSize), messageContext(sent.report));
    const prefix = fromBase64url(one.body).slice(wrapSize + 1, wrapSize + 20);
    const place = { deployment: sent.deployment, report: sent.report, team: shelf.list.staff.team, direction: "to_team" } as const;
    const forged = say(shelf.list.staff.caseworker.keys.sign, place, 0, client.clock.now(), writeJson({ kind: "text", text: "I lied." }));
    messages.splice(0, 3, { from: "reporter", body: base64url(concat(fromBase64url(one.body).slice(0, wrapSize), sealBody(key, forged, messageContext(sent.report), () => prefix))) });
    expect(await said()).toEqual([null]);
  });

  test("nothing that the team did not sign is shown as the team's", async () => {
    await submitted(form(["READ"]));
    const { submitted: sent, messages } = reportOf();
    const { sealingKey: recipient, report, deployment } = sent;
    const { staff } = shelf.list;
    const place = { deployment, report, team: staff.team, direction: "to_reporter" } as const;
    const content = writeJson({ kind: "text", text: "Call me on 07700 900123." });
    const now = client.clock.now();
    const read = async (keyring = list.keyring) => (await readReport(client, receipt, keyring)).messages.map(({ from }) => from);
    const show = (...plaintexts: Uint8Array[]): void => {
      const bodies = plaintexts.map((plain) => base64url(seal(recipient, plain, messageContext(report), randomBytes)));
      messages.splice(0, messages.length, ...bodies.map((body) => ({ from: "team" as const, body })));
    };
    const genuine = say(staff.caseworker.keys.sign, place, 0, now, content);
    const other = say(staff.lead.keys.sign, place, 1, now, content);
    // What a server can make: unsigned, by a key of its own or of her report, by staff who read no reports.
    const { sign } = reportKeysOf(receipt.root);
    const strangers = [signingKey(randomBytes(32)), sign, staff.editor.keys.sign, staff.administrator.keys.sign];
    show(content, ...strangers.map((key) => say(key, place, 0, now, content)));
    expect(await read()).toEqual(Array(5).fill("nobody"));
    // What was said elsewhere, otherwise, or will be said.
    const { statement } = decodeSealedMessage(genuine);
    show(
      say(staff.caseworker.keys.sign, { ...place, report: randomBytes(16) }, 0, now, content),
      say(staff.caseworker.keys.sign, { ...place, team: randomBytes(16) }, 0, now, content),
      say(staff.caseworker.keys.sign, { ...place, deployment: randomBytes(16) }, 0, now, content),
      say(staff.caseworker.keys.sign, { ...place, direction: "note" }, 0, now, content),
      say(staff.caseworker.keys.sign, place, 0, now + 2 * day, content),
      encodeSealedMessage({ statement, content: writeJson({ kind: "text", text: "Another." }) }),
    );
    expect(await read()).toEqual(Array(6).fill("nobody"));
    // Shown again, and moved.
    show(genuine, genuine, other);
    expect(await read()).toEqual(["team", "nobody", "team"]);
    show(other, genuine);
    expect((await readReport(client, receipt, list.keyring)).messages.map((row) => row.from === "team" && row.isDisplaced)).toEqual([false, true]);
    // Who was revoked spoke for the team until then.
    show(genuine);
    const revokedAt = (time: number) => ({ ...list.keyring, revoked: new Map([[hex(staff.caseworker.keys.sign.publicKey), time]]) });
    expect(await read(revokedAt(now - day))).toEqual(["nobody"]);
    expect(await read(revokedAt(now))).toEqual(["team"]);
  });

  test("the desk acts on nothing that reporter or desk did not sign", async () => {
    await submitted(form(["READ", "WARN"]));
    const { submitted: sent, messages, notes } = reportOf();
    const { staff } = shelf.list;
    const { report, deployment } = sent;
    const deskKey = (team[0] as TeamKeys[number]).epoch.deskKey;
    const place = { deployment, report, team: staff.team };
    const now = client.clock.now();
    const content = writeJson({ kind: "text", text: "Please close this." });
    const { sign } = reportKeysOf(receipt.root);
    const stranger = signingKey(randomBytes(32));
    const message = (plain: Uint8Array) => ({ from: "reporter" as const, body: base64url(seal(deskKey, plain, messageContext(report), randomBytes)) });
    const hers = say(sign, { ...place, direction: "to_team" }, 0, now, content);
    messages.push(...[content, say(stranger, { ...place, direction: "to_team" }, 0, now, content), hers, hers, say(sign, { ...place, direction: "to_reporter" }, 0, now, content)].map(message));
    const level = (text: string) => writeJson({ kind: "recognition", reference: base64url(new Uint8Array(16)), version: 1, level: text, hits: [] });
    const note = (plain: Uint8Array) => base64url(seal(deskKey, plain, noteContext(report), randomBytes));
    const noted = (key: SigningKey, ordinal: number, text: string) => note(say(key, { ...place, direction: "note" }, ordinal, now, level(text)));
    notes.push(note(level("low")), noted(stranger, 0, "low"), noted(staff.editor.keys.sign, 0, "low"), noted(staff.lead.keys.sign, 1, "high"), noted(staff.caseworker.keys.sign, 0, "medium"));
    const open = await openReport(client, team, id(), list.keyring);
    expect(open.messages.map(({ from }) => from)).toEqual(["nobody", "nobody", "reporter", "nobody", "nobody"]);
    expect(open.messages.filter(({ from }) => from === "nobody").every((row) => row.message.kind === "unknown")).toBe(true);
    // In the order in which they were written, whatever the server says.
    expect(open.notes).toMatchObject([
      { isSigned: true, note: { level: "medium" } }, { isSigned: true, note: { level: "high" } },
      ...Array.from({ length: 3 }, () => ({ isSigned: false, note: { kind: "unknown" } })),
    ]);
    expect((await openReport(client, team, id())).notes.some(({ isSigned }) => isSigned)).toBe(false);
  });

  test("its owner reads who opened it", async () => {
    const own = await submitted(form(["READ"]));
    expect(accessWords(own.accesses)).toEqual([{ time: start, what: "Opened", who: "Caseworker", refused: false }]);
  });
});

describe("a warning", () => {
  const editor = () => signedIn(shelf.list.staff.editor, "editor");
  const lead = () => signedIn(shelf.list.staff.lead, "lead");
  const group = { epoch: 1, key: seedOf("group 1") };
  const opened = (draft: { reference: Uint8Array }, as: SignedIn = editor()): Promise<OpenDraft> =>
    openDraft(client, as, list.keyring, team, base64url(draft.reference));

  test("approved at submission is adopted byte for byte, handed over, found, read and withdrawn", async () => {
    const artefact = coded();
    await submitted(form(["READ", "WARN", "CHECK"], { artefact, releaseNow: true }));
    const desk = await openReport(client, team, id());
    const [approval] = desk.approvals;
    if (approval === undefined) throw new Error("no approval");
    expect(approval.artefact).toEqual(artefact);
    await draftWarning(client, caseworker(), list.keyring, desk, approval.artefact, recogniser("low"));
    expect((await opened(artefact)).problems).toEqual(["source_missing"]);
    await passSource(client, list.keyring, desk, approval);
    const draft = await opened(artefact);
    expect(draft.problems).toEqual([]);
    expect(draft.extract.identifiers).toEqual(content.subject?.identifiers);
    // What the server sees of both is of one size, however much was said.
    const subject = reportOf().submitted.sections.find(({ section }) => section === reportSections.subject.wire);
    const sealed = fromBase64url((shelf.drafts.get(base64url(artefact.reference)) as DraftAnswer).sealed as string);
    expect(subject?.body.length).toBeGreaterThan(16_384);
    expect(sealed.length - wrapSize).toBe(subject?.body.length);
    expect(JSON.stringify(draft.extract)).not.toContain("late bus");
    await review(client, editor(), list.keyring, draft, { answers: { relevant: true } });

    await expect(handOver(client, caseworker(), list, [], group, await opened(artefact, caseworker()))).rejects.toThrow("own_draft");
    const handed = await handOver(client, editor(), list, await slotMap(client, team), group, await opened(artefact));
    const [slot, warning] = shelf.packets;
    if (slot === undefined || warning === undefined) throw new Error("no packets");
    expect([slot.kind, warning.kind, shelf.packets.length]).toEqual([1, 2, 2]);
    const receiptFor = (scope: "WARN" | "CHECK") => live(chain(), scope, client.clock.now());
    expect(receiptFor("WARN")?.commitment).toEqual(commitmentOf(warning.artefactHash, approval.approval.opening));
    expect(receiptFor("CHECK")?.commitment).toEqual(receiptFor("WARN")?.commitment);
    expect(warning.notAfter).toBe(receiptFor("WARN")?.expires);
    expect(slot.notBefore).toBe(startOfDay(client.clock.now()));
    for (const time of [slot.notBefore, slot.notAfter, warning.notBefore, warning.notAfter]) expect(time % day).toBe(0);
    expect(handed.rows.map(({ notBefore }) => notBefore)).toEqual([client.clock.now(), client.clock.now()]);
    expect((await slotMap(client, team)).map(({ kind, tagIndex }) => [kind, tagIndex])).toEqual([["slot", 0], ["warning", null]]);

    // listd shows both.
    const token = shelf.list.token("07700 900123");
    expect(slot.prefix).toBe(lookupOf(await shelf.list.output(token), 1).prefix);
    shelf.list.slots = [slot.payload];
    shelf.list.live = [new Uint8Array(artefact.reference)];
    shelf.list.hashOf = () => sha256(warning.payload);
    shelf.list.now += hour;
    await shelf.list.publish();
    const before = await openList(client, null, list);
    expect(missingFromList(handed.rows, before)).toEqual([]);
    const found = await check(client, shelf.list.staff.member.keys.check, freshCheckState, token);
    expect(found.result).toMatchObject({ kind: "hit", warnings: [{ reference: artefact.reference }] });

    const reading = (key: Bytes | null) => liveWarnings(client, before, new Map(key === null ? [] : [[1, key]]));
    const read = await reading(group.key);
    expect(read.notLoaded).toEqual([]);
    expect(read.warnings).toMatchObject([{ area: "north_west", identifiers: [{ type: 1, shown: "…0123" }] }]);
    expect((await reading(null)).notLoaded).toEqual([{ reference: artefact.reference, reason: "no_key" }]);
    expect((await reading(seedOf("x"))).notLoaded).toMatchObject([{ reason: "sealed" }]);
    const row = shelf.warnings.pop() as WarningRow;
    expect((await reading(group.key)).notLoaded).toMatchObject([{ reason: "missing" }]);
    shelf.warnings.push({ ...row, bytes: base64url(warning.payload.slice(1)) });
    expect((await reading(group.key)).notLoaded).toMatchObject([{ reason: "missing" }]);

    // She ends it: asked, then confirmed by the list key alone.
    const asked = await withdrawScopes(client, await readReport(client, receipt), ["WARN"]);
    expect(asked.withdrawals).toEqual({ WARN: { kind: "asked" }, CHECK: { kind: "not_asked" } });
    const [secret] = reportOf().secrets;
    if (secret === undefined) throw new Error("no secret");
    expect(warning.withdrawalHashes.map(hex)).toEqual([hex(sha256(secret.secret))]);
    shelf.struck.add(hex(sha256(secret.secret)));
    const now = client.clock.now();
    expect((await readReport(client, receipt)).withdrawals.WARN).toEqual({ kind: "confirmed", struckAt: now, goneBy: now });
    shelf.list.live = [];
    await shelf.list.publish();
    expect(missingFromList(handed.rows, await openList(client, null, before))).toEqual([base64url(artefact.reference)]);
  });

  test("proposed by the team is approved by her, with a delay, without checks", async () => {
    await submitted(form(["READ", "WARN"]));
    let desk: DeskReport = await openReport(client, team, id());
    expect(desk.approvals).toEqual([]);
    const artefact = amendArtefact(coded(), { freeText: "He asks for a photo first." }, randomBytes);
    await propose(client, caseworker(), desk, artefact, "Is this right?");
    const own = await readReport(client, receipt, list.keyring);
    const [proposal] = own.messages;
    if (proposal?.from !== "team" || proposal.message.kind !== "proposal") throw new Error("no proposal");
    const reviewed = await reviewProposal(client, own, proposal.message, recogniser("high"));
    expect(reviewed.foreign).toEqual([]);
    expect(reviewed.recognition?.hits.length).toBe(1);
    await approveProposal(client, list.keyring, own, reviewed, { check: false, releaseNow: false });

    desk = await openReport(client, team, id());
    const [approval] = desk.approvals;
    if (approval === undefined) throw new Error("no approval");
    await draftWarning(client, caseworker(), list.keyring, desk, approval.artefact, recogniser("high"));
    expect((await openReport(client, team, id(), list.keyring)).notes).toMatchObject([{ note: { kind: "recognition", level: "high", hits: [{ reason: "verbatim", excerpt: "He came with the late bus." }] } }]);
    await passSource(client, list.keyring, desk, approval);
    expect((await opened(artefact)).problems).toEqual(["lead_missing"]);
    await signLead(client, caseworker(), await opened(artefact));
    expect((await opened(artefact)).problems).toEqual(["lead_role", "lead_not_third"]);
    await signLead(client, lead(), await opened(artefact, lead()));
    expect((await opened(artefact)).problems).toEqual([]);

    const before = shelf.packets.length;
    await handOver(client, editor(), list, await slotMap(client, team), group, await opened(artefact));
    const [packet, ...more] = shelf.packets.slice(before);
    expect(more).toEqual([]);
    const delay = (packet?.notBefore ?? 0) - client.clock.now();
    expect(delay).toBeGreaterThanOrEqual(day);
    expect(delay).toBeLessThanOrEqual(4 * day);
    expect((packet?.notBefore ?? 1) % day).toBe(0);
  });

  test("proposed with a number that is not hers, or hers shown otherwise, cannot be approved", async () => {
    await submitted(form(["READ", "WARN"]));
    const desk = await openReport(client, team, id());
    const [hers] = coded().identifiers;
    if (hers === undefined) throw new Error("no identifier");
    const others = { ...hers, canonical: "+447700900999" };
    const told = { ...hers, shown: hers.canonical };
    for (const foreign of [others, told]) await propose(client, caseworker(), desk, amendArtefact(coded(), { identifiers: [hers, foreign] }, randomBytes), "Is this right?");
    const own = await readReport(client, receipt, list.keyring);
    for (const [i, foreign] of [others, told].entries()) {
      const row = own.messages[i];
      if (row?.from !== "team" || row.message.kind !== "proposal") throw new Error("no proposal");
      const reviewed = await reviewProposal(client, own, row.message, recogniser("low"));
      expect(reviewed.foreign).toEqual([foreign]);
      expect(() => approveProposal(client, list.keyring, own, reviewed, { check: true, releaseNow: true })).toThrow("names what she did not");
    }
  });

  test("is neither tested nor drafted nor approved while part of the report is not at hand", async () => {
    await submitted(form(["READ", "WARN"]));
    const desk = await openReport(client, team, id());
    await propose(client, caseworker(), desk, coded(), "Is this right?");
    const stored = reportOf();
    const { sections } = stored.submitted;
    const [words] = sections.filter(({ section }) => section === reportSections.words.wire);
    if (words === undefined) throw new Error("no words");
    const bent = { ...words, body: words.body.map((byte, i) => (i === 200 ? byte ^ 1 : byte)) };
    const others = sections.filter((one) => one !== words);
    for (const served of [others, [...others, bent]]) {
      stored.submitted.sections = served;
      const [own, opened] = [await readReport(client, receipt, list.keyring), await openReport(client, team, id())];
      expect(lackingSections(own, client.clock.now())).toEqual(["words"]);
      expect(lackingSections(opened, client.clock.now())).toEqual(["words"]);
      const [proposal] = own.messages;
      if (proposal?.from !== "team" || proposal.message.kind !== "proposal") throw new Error("no proposal");
      const reviewed = await reviewProposal(client, own, proposal.message, recogniser("low"));
      expect(reviewed.recognition).toBe(null);
      expect(() => approveProposal(client, list.keyring, own, reviewed, { check: false, releaseNow: true })).toThrow("not tested");
      await expect(draftWarning(client, caseworker(), list.keyring, opened, coded(), recogniser("low"))).rejects.toThrow("not at hand");
    }
    stored.submitted.sections = sections;
    expect(lackingSections(await openReport(client, team, id()), client.clock.now())).toEqual([]);
  });

  test("approved once is approved for this text only", async () => {
    await submitted(form(["READ", "WARN"], { artefact: coded(), releaseNow: true }));
    const desk = await openReport(client, team, id());
    const [approval] = desk.approvals;
    if (approval === undefined) throw new Error("no approval");
    const changed = amendArtefact(approval.artefact, { freeText: "and more" }, randomBytes);
    await draftWarning(client, caseworker(), list.keyring, desk, changed, recogniser("low"));
    await passSource(client, list.keyring, desk, approval);
    expect((await opened(changed)).problems).toEqual(["source_signature"]);
  });

  test("a second warning on one number takes the next tag, and a newer version its own", async () => {
    const artefact = coded();
    await submitted(form(["READ", "WARN", "CHECK"], { artefact, releaseNow: true }));
    const desk = await openReport(client, team, id());
    const [approval] = desk.approvals;
    if (approval === undefined) throw new Error("no approval");
    await draftWarning(client, caseworker(), list.keyring, desk, artefact, recogniser("low"));
    await passSource(client, list.keyring, desk, approval);
    const newest = await openList(client, null, null);
    const hand = async () => handOver(client, editor(), newest, await slotMap(client, team), group, await opened(artefact));
    const first = await hand();
    const second = await hand();
    expect([first, second].map(({ rows }) => rows[0]?.tagIndex)).toEqual([1, 1]);
    expect(first.rows[0]?.replaces).toBe(null);
    expect(second.rows.map(({ replaces }) => replaces)).toEqual(first.rows.map(({ packet }) => packet));
  });
});

test("a proposal is known as approved while what she signed for it holds", async () => {
  const artefacts = [coded(), coded()];
  let own = await submitted(form(["READ", "WARN"]));
  const desk = await openReport(client, team, id());
  for (const artefact of artefacts) await propose(client, caseworker(), desk, artefact, "Is this right?");
  const read = async (): Promise<string[][]> => {
    own = await readReport(client, receipt, list.keyring);
    return own.messages.flatMap((one) => (one.from === "team" && one.message.kind === "proposal" ? [approvedUnder(client, own, one.message)] : []));
  };
  const approve = async (number: number, check: boolean): Promise<void> => {
    const row = own.messages[number];
    if (row?.from !== "team" || row.message.kind !== "proposal") throw new Error("no proposal");
    const reviewed = await reviewProposal(client, own, row.message, recogniser("low"));
    await approveProposal(client, list.keyring, own, reviewed, { check, releaseNow: true });
  };
  expect(await read()).toEqual([[], []]);
  await approve(0, true);
  expect(await read()).toEqual([["WARN", "CHECK"], []]);
  await approve(1, false);
  expect(await read()).toEqual([[], ["WARN"]]);
  // Where her words say one thing and her permissions another, the permissions count.
  const { messages } = reportOf();
  messages.pop();
  expect(await read()).toEqual([[], []]);
  await withdrawScopes(client, own, ["WARN"]);
  expect(await read()).toEqual([[], []]);
});

describe("what she ends", () => {
  const secretsSent = (): string[] => reportOf().secrets.map(({ scope }) => fromWire(scopes, scope) as string);

  test("ending a warning or checks is for good, whatever was approved", async () => {
    let own = await submitted(form(["READ", "WARN", "CHECK"]));
    for (const scope of ["WARN", "CHECK"] as const) {
      own = await withdrawScopes(client, own, [scope]);
      expect(own.withdrawals[scope]).toEqual({ kind: "asked" });
      expect(() => grantScope(client, list.keyring, own, scope)).toThrow("cannot be given");
    }
    expect(secretsSent()).toEqual(["WARN", "CHECK"]);
    expect(reportOf().secrets.map(({ secret }) => hex(secret))).toEqual([own.keys.withdrawWarn, own.keys.withdrawCheck].map(hex));
    expect(isOver(await readReport(client, receipt), "WARN")).toBe(true);
  });

  test("ending the team's reading ends support, and nothing else", async () => {
    let own = await withdrawScopes(client, await submitted(form(["READ", "CASE", "WARN", "CHECK"])), ["READ"]);
    const holds = (): string[] => codes(scopes).filter((scope) => live(own.chain, scope, client.clock.now()) !== null);
    expect(holds()).toEqual(["WARN", "CHECK"]);
    expect(secretsSent()).toEqual([]);
    own = await grantScope(client, list.keyring, own, "READ");
    expect(holds()).toEqual(["READ", "WARN", "CHECK"]);
  });

  test("what was confirmed once stays confirmed, and what was asked stays asked", async () => {
    const own = await submitted(form(["READ", "WARN", "CHECK"]));
    shelf.struck.add(hex(sha256(own.keys.withdrawWarn)));
    const confirmed = await withdrawScopes(client, own, ["WARN"]);
    expect(confirmed.withdrawals.WARN.kind).toBe("confirmed");
    const stored = reportOf();
    stored.secrets.splice(0);
    const asked = await withdrawScopes(client, confirmed, ["CHECK"]);
    stored.secrets.splice(0);
    const written = await writeToTeam(client, list.keyring, asked, "Thank you.");
    expect(written.withdrawals).toEqual({ WARN: confirmed.withdrawals.WARN, CHECK: { kind: "asked" } });
  });

  // A server that keeps back the approval. Break: send a secret only if the chain shows an approval; drop the look at the answer's events.
  test.each<[string, (events: string[]) => string[], boolean]>([
    ["and her withdrawal", (events) => events.slice(0, 2), false],
    ["and shows her withdrawal in its place", (events) => events.filter((_, i) => i !== 2), true],
  ])("the end of the chain kept back, %s: the secret goes to the list all the same", async (_, shows, isBelieved) => {
    const artefact = coded();
    const before = await submitted(form(["READ", "WARN"]));
    const proposal = { kind: "proposal", text: "", artefact: base64url(encodeArtefact(artefact)) } as const;
    const reviewed = await reviewProposal(client, before, proposal, recogniser("low"));
    await approveProposal(client, list.keyring, before, reviewed, { check: false, releaseNow: true });
    expect(chain().granted.map(({ receipt: one }) => one.commitment !== null)).toEqual([false, false, true]);
    shelf.shows = shows;
    try {
      const own = await readReport(client, receipt);
      expect(live(own.chain, "WARN", client.clock.now())?.commitment).toBe(null);
      const ending = withdrawScopes(client, own, ["WARN"]);
      if (isBelieved) expect((await ending).withdrawals.WARN).toEqual({ kind: "asked" });
      else await expect(ending).rejects.toThrow("a change that is not there");
      expect(reportOf().secrets.map(({ secret }) => hex(secret))).toEqual([hex(own.keys.withdrawWarn)]);
    } finally {
      shelf.shows = (events) => events;
    }
  });
});

test.each([true, false])("an order to hide is done only when the list has acknowledged it: %s", async (accepted) => {
  const reference = seedOf("hidden").slice(0, 16);
  const transport: Transport = (_, path) => Promise.resolve(path.endsWith("/hide") ? { status: 200, json: { accepted } } : { status: 404, json: { error: "not_found" } });
  expect(await hide({ ...client, api: { transport } }, signedIn(shelf.list.staff.editor, "editor"), reference)).toBe(accepted);
});

test("what the server calls withdrawn is gone when the list key has said so, and its time has come", async () => {
  const own = await submitted(form(["READ", "WARN", "CHECK"]));
  await withdrawEverything(client, own);
  const stored = reportOf();
  stored.state = "withdrawn";
  const state = async () => confirmedState(await readReport(client, receipt), client.clock.now());
  expect(await state()).toBe("withdrawing");
  const [first, second] = stored.secrets.map(({ secret }) => hex(sha256(secret)));
  shelf.struck.add(first as string);
  expect(await state()).toBe("withdrawing");
  shelf.struck.add(second as string);
  shelf.rebuilt = hour;
  expect(await state()).toBe("withdrawing");
  shelf.rebuilt = 0;
  expect(await state()).toBe("withdrawn");
});

test("withdrawing everything ends every permission and hands over both secrets", async () => {
  const own = await submitted(form(["READ", "CASE", "WARN", "CHECK"]));
  const gone = await withdrawEverything(client, own);
  expect(gone.content).toEqual({});
  expect(codes(scopes).filter((scope) => live(gone.chain, scope, client.clock.now()) !== null)).toEqual([]);
  expect(reportOf().secrets.map(({ scope }) => scope)).toEqual([scopes.WARN.wire, scopes.CHECK.wire]);
  expect(gone.withdrawals).toEqual({ WARN: { kind: "asked" }, CHECK: { kind: "asked" } });
  expect(reportOf().secrets.some(({ secret }) => equal(secret, own.keys.withdrawWarn))).toBe(true);
});
