/** The invented people: how they are invited, join, sign in, and get their keys. */
import { type Account, type SignedIn, saveVault, signIn, unlock } from "../shared/client/account.ts";
import { nodeTransport } from "../shared/client/api.ts";
import type { Clock } from "../shared/client/clock.ts";
import { type GroupKey, type TeamKeys, newestGroupKey, openGroupKeys, openTeamKeys } from "../shared/client/epoch_keys.ts";
import { comparedSetting, fetchPeople, giveGroupWraps, giveTeamWraps, makeGroupEpoch, makeTeamEpoch } from "../shared/client/epochs.ts";
import { generatePassphrase } from "../shared/client/generate.ts";
import { formatInvitationCode, keyMark } from "../shared/client/invitation_code.ts";
import { coSign, inviteMember, inviteStaff, invitations, readAwaiting, revoke } from "../shared/client/inviting.ts";
import { join, lookUpInvitation, parseInvitation, prepareJoin } from "../shared/client/join.ts";
import { type Keyring, currentGroupEpoch, currentTeamEpoch } from "../shared/client/keyring.ts";
import { type List, openList } from "../shared/client/list.ts";
import type { Client } from "../shared/client/trust.ts";
import type { Vault } from "../shared/client/vault.ts";
import type { Language, Role } from "../shared/generated/vocabulary.ts";
import type { Chance } from "./chance.ts";

export interface Addresses {
  readonly member: string;
  readonly staff: string;
}

/** Signs in when she is first needed; the session then lasts. */
export class Person {
  readonly client: Client;
  readonly login: string;
  readonly passphrase: string;
  readonly language: Language;
  private known: Promise<Account> | null = null;
  private teamKeys: TeamKeys = [];
  private groupKey: GroupKey | null = null;

  constructor(client: Client, login: string, passphrase: string, language: Language) {
    this.client = client;
    this.login = login;
    this.passphrase = passphrase;
    this.language = language;
  }

  account(): Promise<Account> {
    this.known ??= signIn(this.client, this.login, this.passphrase).then(async (signed) => {
      const { account } = await unlock(this.client, signed);
      return account;
    });
    return this.known;
  }

  async saveVault(change: (vault: Vault) => Vault): Promise<void> {
    const account = await this.account();
    this.known = saveVault(this.client, account, change(account.vault));
    await this.known;
  }

  /** Of all the team's epochs so far. */
  async team(keyring: Keyring): Promise<TeamKeys> {
    const last = keyring.teamEpochs.at(-1)?.epoch;
    if (this.teamKeys.at(-1)?.epoch.epoch !== last) {
      this.teamKeys = await openTeamKeys(this.client, await this.account(), keyring);
    }
    return this.teamKeys;
  }

  /** Of the group's present epoch. */
  async group(keyring: Keyring): Promise<GroupKey> {
    const last = keyring.groupEpochs.at(-1)?.epoch;
    if (this.groupKey === null || this.groupKey.epoch !== last) {
      this.groupKey = newestGroupKey(await openGroupKeys(this.client, await this.account(), keyring), keyring);
    }
    if (this.groupKey === null || this.groupKey.epoch !== last) throw new Error(`${this.login} lacks the group key`);
    return this.groupKey;
  }
}

export interface Staff {
  readonly administrators: readonly Person[];
  readonly lead: Person;
  readonly officer: Person;
  readonly caseworkers: readonly Person[];
  readonly editors: readonly Person[];
  readonly analyst: Person;
  /** One of each project. */
  readonly projectWorkers: readonly Person[];
}

export interface RootInvitation {
  readonly role: string;
  readonly code: string;
}

export class Network {
  readonly members: Person[] = [];
  /** Members so far, with those who have left. */
  joined = 0;
  readonly staff: Staff;
  readonly addresses: Addresses;
  private readonly clock: Clock;
  private readonly chance: Chance;
  private list: List;
  /** Of the staff whose keys the case lead has compared. */
  private readonly marks: readonly string[];

  private constructor(addresses: Addresses, clock: Clock, chance: Chance, staff: Staff, list: List, marks: readonly string[]) {
    this.addresses = addresses;
    this.clock = clock;
    this.chance = chance;
    this.staff = staff;
    this.list = list;
    this.marks = marks;
  }

  /** Everybody who is there from the first day, and the first keys. */
  static async found(addresses: Addresses, clock: Clock, chance: Chance, codes: readonly RootInvitation[]): Promise<Network> {
    const joined = (origin: string, code: string, login: string) => joinWith(origin, clock, chance, code, login, "en");
    const codesOf = (role: Role): string[] => codes.filter((row) => row.role === role).map(({ code }) => code);
    const [lead, officer, ...administrators] = await Promise.all([
      ...codesOf("case_lead").map((code) => joined(addresses.staff, code, "case-lead")),
      ...codesOf("data_protection_officer").map((code) => joined(addresses.staff, code, "data-protection-officer")),
      ...codesOf("administrator").map((code, i) => joined(addresses.staff, code, numbered("administrator", i))),
    ]);
    if (lead === undefined || officer === undefined) throw new Error("the installation lacks the root's invitations");
    const leadAccount = await lead.account();
    const team = await makeTeamEpoch(lead.client, leadAccount, null, []);
    const group = await makeGroupEpoch(lead.client, leadAccount, null, new Map());

    const staffLogins = {
      caseworker: ["caseworker-1", "caseworker-2"],
      alert_editor: ["alert-editor-1", "alert-editor-2"],
      analyst: ["analyst"],
      project_worker: ["harbour-project", "canal-project", "hillside-project"],
    } as const;
    const invited: { readonly role: keyof typeof staffLogins; readonly login: string; readonly code: string }[] = [];
    for (const [role, logins] of Object.entries(staffLogins) as [keyof typeof staffLogins, readonly string[]][]) {
      for (const login of logins) {
        const administrator = chance.pick(administrators);
        invited.push({ role, login, code: await staffInvitation(administrator, lead, role, group) });
      }
    }
    await signSecond(lead, (await openList(lead.client, null, null)).keyring);
    const people = await Promise.all(
      invited.map(async ({ role, login, code }) => ({ role, person: await joined(addresses.staff, code, login) })),
    );
    const list = await openList(lead.client, null, null);
    const marks = await Promise.all(people.map(async ({ person }) => keyMark((await person.account()).keys.sign.publicKey)));
    await giveTeamWraps(lead.client, list.keyring, [team], marks);
    await lead.saveVault((vault) => ({ ...vault, settings: { ...vault.settings, [comparedSetting]: marks.join(" ") } }));
    await giveGroupWraps(lead.client, list.keyring, group);
    const inRole = (role: Role): Person[] => people.filter((one) => one.role === role).map(({ person }) => person);
    const [analyst] = inRole("analyst");
    if (analyst === undefined) throw new Error("nobody compares");
    const staff = {
      administrators,
      lead,
      officer,
      caseworkers: inRole("caseworker"),
      editors: inRole("alert_editor"),
      analyst,
      projectWorkers: inRole("project_worker"),
    };
    return new Network(addresses, clock, chance, staff, list, marks);
  }

  get keyring(): Keyring {
    return this.list.keyring;
  }

  /** The list as it is now. Throws CouldNotCheck if it has not caught up with the clock yet. */
  async newestList(): Promise<List> {
    this.list = await openList(this.staff.lead.client, null, this.list);
    return this.list;
  }

  /** When team key or group key ends. */
  keysEnd(): number {
    const { lead } = this.staff;
    const now = this.clock.now();
    const team = currentTeamEpoch(this.keyring, lead.client.installation.teams[0]?.id as Uint8Array, now);
    return Math.min(team?.notAfter ?? 0, currentGroupEpoch(this.keyring, now)?.notAfter ?? 0);
  }

  /** New keys for team and group: the newest list is known then. */
  async renewKeys(): Promise<void> {
    const { lead } = this.staff;
    const account = await lead.account();
    const keys = await openGroupKeys(lead.client, account, this.keyring);
    await makeTeamEpoch(lead.client, account, this.keyring, this.marks);
    await makeGroupEpoch(lead.client, account, this.keyring, keys);
    await this.newestList();
  }

  /** Who may bring in a member: the projects, and now and then the case lead. */
  async join(languages: readonly Language[]): Promise<void> {
    const first = this.joined;
    this.joined += languages.length;
    const { projectWorkers, lead } = this.staff;
    const codes: string[] = [];
    for (const [i] of languages.entries()) {
      const number = first + i;
      const voucher = number % 10 === 9 ? lead : (projectWorkers[number % projectWorkers.length] as Person);
      codes.push(await this.memberInvitation(voucher));
    }
    const joined = languages.map((language, i) =>
      joinWith(this.addresses.member, this.clock, this.chance, codes[i] as string, numbered("member", first + i), language),
    );
    this.members.push(...(await Promise.all(joined)));
  }

  async memberInvitation(voucher: Person): Promise<string> {
    const issued = await inviteMember(voucher.client, await voucher.account(), await voucher.group(this.keyring));
    return formatInvitationCode(issued.code);
  }

  /** One that a case lead has not signed yet. */
  async unsignedStaffInvitation(role: Role): Promise<void> {
    await staffInvitation(this.chance.pick(this.staff.administrators), this.staff.lead, role, null);
  }

  /** Her phone is lost: she can no longer come in. */
  async lose(member: Person): Promise<void> {
    const { projectWorkers } = this.staff;
    const worker = this.chance.pick(projectWorkers);
    const { keys } = await member.account();
    await revoke(worker.client, await worker.account(), keys.sign.publicKey);
    this.members.splice(this.members.indexOf(member), 1);
  }
}

function numbered(word: string, index: number): string {
  return `${word}-${index + 1}`;
}

async function joinWith(origin: string, clock: Clock, chance: Chance, code: string, login: string, language: Language): Promise<Person> {
  const passphrase = generatePassphrase(chance.random);
  const reading = parseInvitation(code);
  if ("problem" in reading) throw new Error(`an invitation code that does not read: ${reading.problem}`);
  const offer = await lookUpInvitation({ transport: nodeTransport(origin) }, reading.code);
  const client = { ...offer.client, clock };
  await join(await prepareJoin({ ...offer, client }, passphrase, login));
  return new Person(client, login, passphrase, language);
}

async function staffInvitation(administrator: Person, lead: Person, role: Role, group: GroupKey | null): Promise<string> {
  const partner: SignedIn = await lead.account();
  const issued = await inviteStaff(administrator.client, await administrator.account(), role, partner.keys.sign.publicKey, group);
  return formatInvitationCode(issued.code);
}

async function signSecond(lead: Person, keyring: Keyring): Promise<void> {
  const account = await lead.account();
  const { roleOf } = await fetchPeople(lead.client, keyring);
  for (const row of await invitations(lead.client)) {
    if (row.state === "needs_signature") await coSign(lead.client, account, readAwaiting(lead.client, account, row, roleOf));
  }
}
