/** The people of a small network, joined through the real client. */
import { type Account, signIn, unlock } from "../../../web/shared/client/account.ts";
import { type GroupKey, newestGroupKey, openGroupKeys } from "../../../web/shared/client/epoch_keys.ts";
import { giveGroupWraps, giveTeamWraps, fetchPeople, makeGroupEpoch, makeTeamEpoch } from "../../../web/shared/client/epochs.ts";
import { formatInvitationCode, keyMark } from "../../../web/shared/client/invitation_code.ts";
import { coSign, inviteMember, inviteStaff, invitations, readAwaiting } from "../../../web/shared/client/inviting.ts";
import { join, lookUpInvitation, parseInvitation, prepareJoin } from "../../../web/shared/client/join.ts";
import { openList, type List } from "../../../web/shared/client/list.ts";
import type { Client } from "../../../web/shared/client/trust.ts";
import type { Role } from "../../../web/shared/generated/vocabulary.ts";
import { Browser } from "./browser.ts";
import type { RunningInstallation } from "./installation.ts";

export interface Person {
  /** Holds her session. */
  readonly browser: Browser;
  readonly client: Client;
  readonly account: Account;
  readonly login: string;
  readonly passphrase: string;
}

/** Joins with a code at the origin of the role, then signs in and unlocks. */
export async function joinWith(installation: RunningInstallation, code: string): Promise<Person> {
  const reading = parseInvitation(code);
  if ("problem" in reading) throw new Error(reading.problem);
  const parsed = reading.code;
  // Which origin an invitation belongs to shows only when it is looked up; looking up works at both.
  const probe = await lookUpInvitation({ transport: new Browser(installation.memberUrl).transport }, parsed);
  const origin = probe.role === "member" ? installation.memberUrl : installation.staffUrl;
  const browser = new Browser(origin);
  const offer = await lookUpInvitation({ transport: browser.transport }, parsed);
  const newcomer = await prepareJoin(offer);
  await join(newcomer);
  const signed = await signIn(newcomer.client, newcomer.login, newcomer.passphrase);
  const { account } = await unlock(newcomer.client, signed);
  return { browser, client: newcomer.client, account, login: newcomer.login, passphrase: newcomer.passphrase };
}

export async function listOf(person: Person): Promise<List> {
  return openList(person.client, null, null);
}

export interface Network {
  readonly installation: RunningInstallation;
  readonly administrators: readonly [Person, Person];
  readonly lead: Person;
  readonly officer: Person;
  readonly caseworker: Person;
  readonly editor: Person;
  readonly members: readonly Person[];
}

/** One administrator invites, the case lead signs as well, the newcomer joins. */
export async function joinStaff(network: Pick<Network, "installation" | "administrators" | "lead">, role: Role, group: GroupKey | null): Promise<Person> {
  const administrator = network.administrators[0];
  const { lead } = network;
  const issued = await inviteStaff(administrator.client, administrator.account, role, lead.account.keys.sign.publicKey, group);
  const { roleOf } = await fetchPeople(lead.client, (await listOf(lead)).keyring);
  const waiting = (await invitations(lead.client)).filter((row) => row.state === "needs_signature");
  for (const row of waiting) await coSign(lead.client, lead.account, readAwaiting(lead.client, lead.account, row, roleOf));
  return joinWith(network.installation, formatInvitationCode(issued.code));
}

export async function joinMember(installation: RunningInstallation, voucher: Person, group: GroupKey | null): Promise<Person> {
  const issued = await inviteMember(voucher.client, voucher.account, group);
  return joinWith(installation, formatInvitationCode(issued.code));
}

/** Two administrators, a case lead with both first epochs, a data-protection officer, a caseworker, an alert editor, members. */
export async function makeNetwork(installation: RunningInstallation, memberCount: number): Promise<Network> {
  const codes = (role: string) => installation.invitations.filter((row) => row.role === role).map((row) => row.code);
  const administrators = [await joinWith(installation, codes("administrator")[0] as string), await joinWith(installation, codes("administrator")[1] as string)] as const;
  const lead = await joinWith(installation, codes("case_lead")[0] as string);
  const officer = await joinWith(installation, codes("data_protection_officer")[0] as string);
  const team = await makeTeamEpoch(lead.client, lead.account, null, []);
  const group = await makeGroupEpoch(lead.client, lead.account, null, new Map());
  const base = { installation, administrators, lead };
  const caseworker = await joinStaff(base, "caseworker", group);
  const editor = await joinStaff(base, "alert_editor", group);
  const { keyring } = await listOf(lead);
  await giveTeamWraps(lead.client, keyring, [team], [caseworker, editor].map(({ account }) => keyMark(account.keys.sign.publicKey)));
  await giveGroupWraps(lead.client, keyring, newestGroupKey(await openGroupKeys(lead.client, lead.account, keyring), keyring) as GroupKey);
  const members: Person[] = [];
  for (let i = 0; i < memberCount; ++i) members.push(await joinMember(installation, lead, group));
  return { installation, administrators, lead, officer, caseworker, editor, members };
}
