/** The road's steps through the real client, as short as drills need them. */
import type { Artefact } from "../../../web/shared/generated/records.ts";
import { call } from "../../../web/shared/client/api.ts";
import { codedArtefact } from "../../../web/shared/client/artefact.ts";
import { base64url } from "../../../web/shared/client/bytes.ts";
import type { ReportScope } from "../../../web/shared/client/consent_texts.ts";
import { type DeskReport, claim, draftWarning, openReport, passSource } from "../../../web/shared/client/desk.ts";
import type { SlotMapRow } from "../../../web/shared/client/editors.ts";
import { type GroupKey, type TeamKeys, newestGroupKey, openGroupKeys, openTeamKeys } from "../../../web/shared/client/epoch_keys.ts";
import type { List } from "../../../web/shared/client/list.ts";
import { handOver, openDraft, review } from "../../../web/shared/client/publish.ts";
import { reportKeysOf } from "../../../web/shared/client/receipt_code.ts";
import { builtInRecogniser } from "../../../web/shared/client/recognition.ts";
import { type Receipt, buildReport, sendReport, warnExpiry } from "../../../web/shared/client/report.ts";
import type { EventSection, ReportContent, StatedIdentifier, SubjectSection } from "../../../web/shared/client/report_format.ts";
import { type Client, connect } from "../../../web/shared/client/trust.ts";
import { normaliseIdentifier } from "../../../web/shared/identifier.ts";
import { type Person, listOf } from "../../http/support/people.ts";

export const everyScope: readonly ReportScope[] = ["READ", "CASE", "WARN", "CHECK"];

export function phone(text: string): StatedIdentifier {
  return { kind: "phone", text, region: "GB", platform: null };
}

export function email(text: string): StatedIdentifier {
  return { kind: "email", text, region: null, platform: null };
}

export function contentOf(identifiers: readonly StatedIdentifier[], words: string): ReportContent & { subject: SubjectSection; event: EventSection } {
  return {
    subject: { identifiers, descriptors: ["gender_man"], spoken: {} },
    event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11", around: "" },
    words: { text: words },
  };
}

export function tokenOfPhone(text: string): string {
  const read = normaliseIdentifier({ kind: "phone", text, region: "GB" });
  if (!read.ok) throw new Error(`identifier: ${text}`);
  return read.token;
}

/** A receipt without its code: 64 bytes as Argon2id would make of one. Nothing that is sent depends on the code otherwise. */
export function codeless(client: Client): Receipt {
  return { code: "", root: client.random(64) };
}

/** Moves the demo's clock on, as its banner does: sessions go along. */
export async function advance(client: Client, step: "quarter_hour" | "day", times = 1): Promise<void> {
  for (let i = 0; i < times; i += 1) await call(client.api, "POST /api/demo/clock", { body: { advance: step } });
}

/** The person with a client that follows the demo's clock as it is now. */
export async function now<P extends Person>(person: P): Promise<P> {
  const { client } = await connect(person.client.api, { kind: "root", rootKey: person.client.installation.rootKey });
  return { ...person, client };
}

/** Reports with every permission and approves the coded text at once. */
export async function reportApproved(client: Client, list: List, receipt: Receipt, content: ReportContent & { subject: SubjectSection; event: EventSection }, releaseNow = true): Promise<{ report: string; artefact: Artefact }> {
  const artefact = codedArtefact(content.subject, content.event, warnExpiry(client), client.random);
  const team = client.installation.teams[0]?.id ?? null;
  const form = { content, chosen: everyScope, team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: { artefact, releaseNow } } as const;
  await sendReport(client, buildReport(client, list.keyring, receipt, form));
  return { report: base64url(reportKeysOf(receipt.root).id), artefact };
}

export interface Worker {
  readonly person: Person;
  readonly list: List;
  readonly keys: TeamKeys;
}

export async function workerOf(person: Person): Promise<Worker> {
  const list = await listOf(person);
  return { person, list, keys: await openTeamKeys(person.client, person.account, list.keyring) };
}

/** Takes the report on, adopts the text approved in it and passes the approval on. */
export async function draftFrom({ person, list, keys }: Worker, report: string): Promise<DeskReport> {
  const { client, account } = person;
  await claim(client, report);
  const open = await openReport(client, keys, report);
  const approval = open.approvals.at(-1);
  if (approval === undefined) throw new Error("no approval");
  await draftWarning(client, account, list.keyring, open, approval.artefact, builtInRecogniser);
  await passSource(client, list.keyring, open, approval);
  return open;
}

export interface Editor extends Worker {
  readonly group: GroupKey;
}

export async function editorOf(person: Person): Promise<Editor> {
  const worker = await workerOf(person);
  const group = newestGroupKey(await openGroupKeys(person.client, person.account, worker.list.keyring), worker.list.keyring);
  if (group === null) throw new Error("no group key");
  return { ...worker, group };
}

/** Reviews a draft and hands it over; the rows come on top of those in `map`. */
export async function publish({ person, list, keys, group }: Editor, reference: Uint8Array, map: readonly SlotMapRow[]): Promise<readonly SlotMapRow[]> {
  const { client, account } = person;
  const opened = () => openDraft(client, account, list.keyring, keys, base64url(reference));
  const draft = await opened();
  if (draft.problems.length > 0) throw new Error(draft.problems.join(" "));
  await review(client, account, list.keyring, draft, { answers: { purpose: "warn" } });
  const handed = await handOver(client, account, list, map, group, await opened());
  if (!handed.accepted) throw new Error("listd did not answer");
  return [...map, ...handed.rows];
}
