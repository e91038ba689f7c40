/** Somebody in every role, with things that belong to her, to somebody else, or to nobody. */
import { codedArtefact } from "../../../web/shared/client/artefact.ts";
import { base64url } from "../../../web/shared/client/bytes.ts";
import { claim, draftWarning, openReport } from "../../../web/shared/client/desk.ts";
import { newestGroupKey, openGroupKeys, openTeamKeys } from "../../../web/shared/client/epoch_keys.ts";
import { inviteMember, inviteStaff } from "../../../web/shared/client/inviting.ts";
import { makeLinkEntry } from "../../../web/shared/client/link.ts";
import { type ReportKeys, reportKeysOf } from "../../../web/shared/client/receipt_code.ts";
import type { Recogniser } from "../../../web/shared/client/recognition.ts";
import { buildReport, newReceipt, sendReport, warnExpiry } from "../../../web/shared/client/report.ts";
import type { ReportContent } from "../../../web/shared/client/report_format.ts";
import type { ReportScope } from "../../../web/shared/client/consent_texts.ts";
import type { Role } from "../../../web/shared/generated/vocabulary.ts";
import { linksOf, sealTogether } from "./comparing.ts";
import { makeInstallation, type RunningInstallation } from "./installation.ts";
import { type Network, type Person, joinStaff, listOf, makeNetwork } from "./people.ts";

export const content: ReportContent = {
  subject: { identifiers: [{ kind: "phone", text: "07700 900456", region: "GB", platform: null }], descriptors: ["gender_man"], spoken: {} },
  event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11", around: "" },
  words: { text: "He locked the door behind me." },
  about_me: { workingName: "Robin Example", pronouns: "" },
};

/** Finds nothing: what it would find is tested elsewhere. */
const recogniser: Recogniser = { version: 1, recognise: () => Promise.resolve({ level: "low", hits: [] }) };

export interface OwnedReport {
  readonly id: string;
  readonly keys: ReportKeys;
}

/** Ids as they stand in a path. */
export interface World {
  readonly installation: RunningInstallation;
  readonly network: Network;
  readonly people: Readonly<Record<Role, Person>>;
  /** Assigned to the caseworker, to the case lead, and kept for its owner alone. */
  readonly reports: { readonly caseworkers: OwnedReport; readonly leads: OwnedReport; readonly held: OwnedReport };
  /** Drafted by the caseworker. */
  readonly warning: string;
  /** Of the team's link entries. */
  readonly segment: string;
  /** A member's, by the lead alone; a caseworker's, by the first administrator, which awaits the lead. */
  readonly invitations: { readonly leads: string; readonly workers: string; readonly administrators: string };
}

export async function makeWorld(): Promise<World> {
  const installation = await makeInstallation({ isDemo: true, environment: { PARASOL_TEST_RAISED_LIMITS: "1" } });
  const network = await makeNetwork(installation, 1);
  const { lead, caseworker, editor, officer } = network;
  const administrator = network.administrators[0];
  const member = network.members[0] as Person;
  const leadsList = await listOf(lead);
  const group = newestGroupKey(await openGroupKeys(lead.client, lead.account, leadsList.keyring), leadsList.keyring);
  const worker = await joinStaff(network, "project_worker", group);
  const analyst = await joinStaff(network, "analyst", group);

  const report = async (chosen: readonly ReportScope[]): Promise<OwnedReport> => {
    const { keyring } = await listOf(member);
    const receipt = await newReceipt(member.client);
    const team = member.client.installation.teams[0]?.id ?? null;
    const form = { content, chosen, team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
    await sendReport(member.client, buildReport(member.client, keyring, receipt, form));
    const keys = reportKeysOf(receipt.root);
    return { id: base64url(keys.id), keys };
  };
  const reports = { caseworkers: await report(["READ", "CASE", "WARN", "LINK"]), leads: await report(["READ"]), held: await report([]) };
  await claim(caseworker.client, reports.caseworkers.id);
  await claim(lead.client, reports.leads.id);

  const { keyring } = await listOf(caseworker);
  const desk = await openTeamKeys(caseworker.client, caseworker.account, keyring);
  const opened = await openReport(caseworker.client, desk, reports.caseworkers.id);
  const artefact = codedArtefact(content.subject as never, content.event as never, warnExpiry(caseworker.client), caseworker.client.random);
  await draftWarning(caseworker.client, caseworker.account, keyring, opened, artefact, recogniser);

  await makeLinkEntry(caseworker.client, caseworker.account, keyring, opened);
  const segment = await sealTogether(lead, await linksOf(lead));

  const leads = await inviteMember(lead.client, lead.account, group);
  const workers = await inviteMember(worker.client, worker.account, group);
  const administrators = await inviteStaff(administrator.client, administrator.account, "caseworker", lead.account.keys.sign.publicKey, group);
  return {
    installation,
    network,
    people: {
      member,
      project_worker: worker,
      caseworker,
      case_lead: lead,
      alert_editor: editor,
      administrator,
      data_protection_officer: officer,
      analyst,
    },
    reports,
    warning: base64url(artefact.reference),
    segment,
    invitations: { leads: base64url(leads.invitation), workers: base64url(workers.invitation), administrators: base64url(administrators.invitation) },
  };
}
