/** A report on the desk, as the screens see it. */
import { amendArtefact, canWarn, codedArtefact, identifierOf, warningBodyOf } from "../../shared/client/artefact.ts";
import { base64url, fromBase64url } from "../../shared/client/bytes.ts";
import { day } from "../../shared/client/clock.ts";
import { live, permits } from "../../shared/client/consent.ts";
import { reportScopes } from "../../shared/client/consent_texts.ts";
import {
  abandonWarning, addNote, draftWarning, extractOf, mayAdopt, moveReport, openReport, passSource, propose, writeToReporter, type DeskReport as Opened,
} from "../../shared/client/desk.ts";
import type { Extract } from "../../shared/client/editors.ts";
import { isEmptyExtract, linkExtractOf } from "../../shared/client/link_extract.ts";
import { makeLinkEntry } from "../../shared/client/link.ts";
import type { VerifiedApproval } from "../../shared/client/approval.ts";
import { ClientError } from "../../shared/client/errors.ts";
import { drafts } from "../../shared/client/publish.ts";
import type { Recognition, RecognitionHit } from "../../shared/client/recogniser.ts";
import { builtInRecogniser, lackingSections, recogniseIn } from "../../shared/client/recognition.ts";
import type { EventSection, Note, SubjectSection } from "../../shared/client/report_format.ts";
import type { Artefact } from "../../shared/generated/records.ts";
import { codes, descriptorKinds, descriptorValues, isCode, warningLevels, type DescriptorValue } from "../../shared/generated/vocabulary.ts";
import { ts } from "../../shared/i18n/index.ts";
import type { DeskReport, DraftForm, Fact, Hit, ReportContent, ReportDraft, SubjectIdentifier, TestedDraft } from "../services.ts";
import type { Workplace } from "./desk.ts";
import { decisionFor } from "./links.ts";

/** What stands behind a tested text. `stored` is set once the server has it, so that a repetition only asks the reporter. */
interface Tested {
  readonly artefact: Artefact;
  readonly extract: Extract;
  stored?: Recognition;
}

type Rows = Awaited<ReturnType<typeof drafts>>;

export async function openDeskReport(place: Workplace, id: string): Promise<DeskReport> {
  const { keyring } = await place.list();
  return shown(place, id, await openReport(place.client, await place.teamKeys(), id, keyring), await drafts(place.client));
}

/** After an act the report is shown as it now stands, not opened again: its owner reads of every opening. */
function shown(place: Workplace, id: string, opened: Opened, rows: Rows): DeskReport {
  const { client, account } = place;
  const keyring = async () => (await place.list()).keyring;
  const now = client.clock.now();
  const today = Math.floor(now / day);
  const noted = (note: Note): Opened["notes"] => [...opened.notes, { day: today, note, isSigned: true }];
  const changed = (change: Partial<Opened>): DeskReport => shown(place, id, { ...opened, ...change }, rows);
  const withDraft = async (artefact: Artefact, { level, hits }: Recognition): Promise<DeskReport> => {
    const note: Note = { kind: "recognition", reference: base64url(artefact.reference), version: artefact.version, level, hits };
    return shown(place, id, { ...opened, notes: noted(note) }, await drafts(client));
  };
  const reportDrafts = draftsOf(opened, rows);
  const fresh = freshApproval(opened, reportDrafts);

  return {
    report: id,
    state: opened.state,
    day: opened.day,
    urgency: opened.urgency,
    language: opened.language,
    jurisdiction: opened.jurisdiction,
    content: contentOf(opened),
    sealed: lackingSections(opened, now),
    permissions: reportScopes.flatMap((scope) => {
      const latest = opened.chain.granted.filter((one) => one.scope === scope).at(-1);
      if (latest === undefined) return [];
      const { expires } = latest.receipt;
      const state = permits(opened.chain, scope, now) ? "live" as const : latest.ended === "withdrawn" ? "withdrawn" as const : "expired" as const;
      return [{ scope, state, expires }];
    }),
    messages: opened.messages.map(({ from, day: sent, message, isDisplaced }) => ({
      from,
      day: sent,
      kind: from === "nobody" ? "unsigned" as const : message.kind === "text" ? "text" as const : message.kind === "approval" ? "approval" as const : "sealed" as const,
      text: message.kind === "text" ? message.text : "",
      isDisplaced,
    })),
    notes: opened.notes.flatMap(({ day: written, note, isSigned }) =>
      isSigned && note.kind !== "text" ? [] : [{ day: written, text: note.kind === "text" ? note.text : null }]),
    drafts: reportDrafts,
    approved: fresh === null ? null : warningBodyOf(fresh.artefact),
    link: opened.link && { ...opened.link, decisions: opened.link.decisions.map((decision) => decisionFor(opened.link?.entry ?? "", decision)) },
    isComparable: !isEmptyExtract(linkExtractOf(opened.content)),

    write: async (text) => {
      await writeToReporter(client, account, opened, text);
      // What is sealed to her nobody here can read again: the desk keeps its own copy. It is sent even if that fails.
      const note: Note = { kind: "text", text: ts("thread.noted", { text }) };
      await keyring().then((ring) => addNote(client, account, ring, opened, note)).catch(() => undefined);
      return changed({ messages: [...opened.messages, { from: "team", day: today, message: { kind: "text", text }, isDisplaced: false }], notes: noted(note) });
    },
    note: async (text) => {
      const note: Note = { kind: "text", text };
      await addNote(client, account, await keyring(), opened, note);
      return changed({ notes: noted(note) });
    },
    prepare: async () => changed({ state: await moveReport(client, opened, "prepare") }),
    close: async () => void (await moveReport(client, opened, "close")),
    test: (form) => test(place, opened, form),
    send: async (draft, message) => {
      const tested = draft.handle as Tested;
      const ring = await keyring();
      tested.stored ??= (await draftWarning(client, account, ring, opened, tested.artefact, builtInRecogniser, tested.extract)).recognition;
      await propose(client, account, opened, tested.artefact, message);
      // It never goes out in any case: that it still stands among the returned ones is all that can go wrong here.
      const { instead } = draft.form;
      if (instead) await abandonWarning(client, fromBase64url(instead)).catch(() => undefined);
      return withDraft(tested.artefact, tested.stored);
    },
    adopt: async () => {
      if (fresh === null) throw new ClientError("malformed", "no approved text");
      mustBeWhole(opened, now);
      const { level } = await recogniseIn(builtInRecogniser, opened.content, fresh.artefact);
      if (!mayAdopt(level)) return "high";
      const ring = await keyring();
      const { recognition } = await draftWarning(client, account, ring, opened, fresh.artefact, builtInRecogniser);
      await passSource(client, ring, opened, fresh);
      return withDraft(fresh.artefact, recognition);
    },
    offerLink: async () => changed({ link: await makeLinkEntry(client, account, await keyring(), opened) }),
    passOn: async (reference) => {
      const approval = opened.approvals.find(({ artefact }) => base64url(artefact.reference) === reference);
      if (approval === undefined) throw new ClientError("malformed", "nothing was approved");
      await passSource(client, await keyring(), opened, approval);
      return shown(place, id, opened, await drafts(client));
    },
  };
}

function contentOf({ content }: Opened): ReportContent {
  const { subject, event, words, about_me, contact } = content;
  const spoken = codes(descriptorKinds).flatMap((kind): Fact[] => {
    const value = subject?.spoken[kind];
    return value ? [{ kind, value }] : [];
  });
  return {
    incidents: event?.types ?? [],
    behaviours: event?.behaviours ?? [],
    month: event?.month ?? null,
    area: event?.area ?? null,
    around: event?.around ?? "",
    facts: [...(subject?.descriptors ?? []).filter((value) => isCode(descriptorValues, value)).map((value) => ({ kind: descriptorValues[value].kind, value })), ...spoken],
    identifiers: (subject?.identifiers ?? []).map((stated, index): SubjectIdentifier => {
      const identifier = identifierOf(stated);
      return { kind: stated.kind, text: stated.text, masked: identifier?.shown ?? "", key: identifier === null ? null : String(index) };
    }),
    words: words?.text ?? "",
    aboutMe: about_me ?? null,
    contact: contact === undefined ? null : { way: contact.way, text: contact.value },
  };
}

/** Warnings drafted from a report, by the recognition notes on it: no server knows which they are. Newest first. */
function draftsOf(opened: Opened, rows: Rows): ReportDraft[] {
  const found = new Map<string, ReportDraft>();
  for (const { note } of opened.notes) {
    if (note.kind !== "recognition") continue;
    const row = rows.find(({ reference, version }) => reference === note.reference && version === note.version);
    // Given up, or long handed over: nothing is left to be done with it here.
    if (row === undefined) continue;
    const approval = opened.approvals.find(({ artefact }) => base64url(artefact.reference) === note.reference && artefact.version === note.version);
    const waits = row.state === "drafted" || row.state === "scored";
    found.set(note.reference, {
      reference: note.reference,
      version: note.version,
      state: row.state,
      recognition: note.level,
      body: approval === undefined ? null : warningBodyOf(approval.artefact),
      approval: waits ? (approval === undefined ? "waiting" : "approved") : "passed",
    });
  }
  return [...found.values()].reverse();
}

/** An approval that belongs to no draft yet: given when the report was sent. */
function freshApproval(opened: Opened, known: readonly ReportDraft[]): VerifiedApproval | null {
  const used = new Set(opened.notes.flatMap(({ note }) => (note.kind === "recognition" ? [note.reference] : [])));
  for (const { reference } of known) used.add(reference);
  return opened.approvals.filter(({ artefact }) => !used.has(base64url(artefact.reference))).at(-1) ?? null;
}

/** Against a part of what she wrote nothing can be tested. */
function mustBeWhole(opened: Opened, now: number): void {
  if (lackingSections(opened, now).length > 0) throw new ClientError("malformed", "part of the report is not at hand");
}

async function test({ client }: Workplace, opened: Opened, form: DraftForm): Promise<TestedDraft> {
  const receipt = live(opened.chain, "WARN", client.clock.now());
  if (receipt === null) throw new ClientError("malformed", "its owner does not permit a warning");
  mustBeWhole(opened, client.clock.now());
  const stated = opened.content.subject?.identifiers ?? [];
  const subject: SubjectSection = {
    identifiers: stated.filter((_, index) => form.identifiers.includes(String(index))),
    descriptors: form.facts.map(({ value }) => value).filter((value): value is DescriptorValue => isCode(descriptorValues, value)),
    spoken: {},
  };
  const event: EventSection = { types: form.incidents, behaviours: form.behaviours, area: form.area, month: form.period === "" ? null : form.period, around: "" };
  if (!canWarn(event)) throw new ClientError("malformed", "nothing to warn of");
  const coded = codedArtefact(subject, event, receipt.expires, client.random);
  const artefact = amendArtefact(coded, { level: warningLevels[form.level].wire, freeText: form.freeText.trim() }, client.random);
  const { level, hits } = await recogniseIn(builtInRecogniser, opened.content, artefact);
  const chosen = new Set<string>(subject.descriptors);
  const whole = extractOf(opened.content);
  // Only what was chosen goes to the editors: facts of the report that stay behind stay here.
  const extract: Extract = {
    ...whole,
    types: whole.types.filter((type) => form.incidents.includes(type)),
    behaviours: whole.behaviours.filter((tag) => form.behaviours.includes(tag)),
    descriptors: whole.descriptors.filter((value) => chosen.has(value)),
    identifiers: subject.identifiers,
  };
  const handle: Tested = { artefact, extract };
  return { form, body: warningBodyOf(artefact), shortText: artefact.shortText, level, hits: placesOf(hits), handle };
}

/** Each place once for each reason, however many rules found it. */
function placesOf(hits: readonly RecognitionHit[]): Hit[] {
  const found = new Map(hits.map((hit) => [`${hit.field} ${hit.text} ${hit.excerpt} ${hit.reason}`, hit]));
  return [...found.values()].map(({ excerpt, reason, field }) => ({ excerpt, reason, isTyped: field === "free_text" }));
}
