/** The desk over the client's flows: one list, one set of keys, each fetched when it is first needed and again when it may have changed. */
import { seenOf, type Unlocked } from "../../shared/client/account.ts";
import { call, isApiError } from "../../shared/client/api.ts";
import { equal, fromBase64url, fromHex, hex } from "../../shared/client/bytes.ts";
import { day } from "../../shared/client/clock.ts";
import { abandonWarning, assign, claim, queue } from "../../shared/client/desk.ts";
import {
  newestGroupKey, openGroupKeys, openTeamKeys, wipeGroupKeys, wipeTeamKeys, type GroupKey, type GroupKeys, type TeamKeys,
} from "../../shared/client/epoch_keys.ts";
import { comparedSetting, fetchPeople, giveGroupWraps, giveTeamWraps, makeGroupEpoch, makeTeamEpoch, receives } from "../../shared/client/epochs.ts";
import { formatInvitationCode, keyMark, shortMark } from "../../shared/client/invitation_code.ts";
import { cancelInvitation, coSign, invitations, inviteMember, inviteStaff, readAwaiting, revoke, type Issued } from "../../shared/client/inviting.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import { CouldNotCheck, openList, type List } from "../../shared/client/list.ts";
import { drafts, hide, restore } from "../../shared/client/publish.ts";
import { invitationLife, type Client } from "../../shared/client/trust.ts";
import { teamPurposes } from "../../shared/client/wraps.ts";
import { decodeIssuedInvitation } from "../../shared/generated/records.ts";
import { roles, type ReportState, type Role } from "../../shared/generated/vocabulary.ts";
import type { LiveSession } from "../../member/live/session.ts";
import type { Desk, InvitationEntry, KeysView, NewInvitation, PersonEntry, QueueEntry } from "../services.ts";
import { openComparing } from "./links.ts";
import { listGaps, liveList } from "./live_list.ts";
import { openReview } from "./review.ts";
import { openDeskReport } from "./report.ts";

/** What the parts of a desk share. */
export interface Workplace {
  readonly client: Client;
  readonly account: Unlocked["account"];
  readonly session: LiveSession;
  /** The newest list; CouldNotCheck if it can't be had or does not verify. */
  list(): Promise<List>;
  teamKeys(): Promise<TeamKeys>;
  /** After somebody may have been given some: fetched again. */
  newTeamKeys(): Promise<TeamKeys>;
  groupKeys(): Promise<GroupKeys>;
}

/** States in which a report is somebody's work. */
const kOpenStates = ["triage", "active", "prepared"] as const satisfies readonly ReportState[];

export function openDesk(client: Client, unlocked: Unlocked, session: LiveSession): { desk: Desk; forget: () => void } {
  const { account } = unlocked;
  const seen = seenOf(account.vault);
  let last: List | null = unlocked.list;
  let team: TeamKeys | null = null;
  let group: GroupKeys | null = null;
  // Whoever was given keys may still be opening something with them when newer ones are fetched: all are wiped at the lock.
  const opened: (() => void)[] = [];
  let isOver = false;
  const untilLock = <Keys>(keys: Keys, wipeKeys: (keys: Keys) => void): Keys => {
    if (isOver) wipeKeys(keys);
    else opened.push(() => wipeKeys(keys));
    return keys;
  };

  const list = async (): Promise<List> => {
    last = await openList(client, seen, last);
    return last;
  };
  // Before the first list is published there is no keyring; the flows that may run then take null. A list that was seen
  // once and is not to be had now is no such case: it says who was revoked.
  const keyringIfAny = async (): Promise<Keyring | null> => {
    try {
      return (await list()).keyring;
    } catch (error) {
      if (seen === null && last === null && error instanceof CouldNotCheck && error.reason === "list_missing") return null;
      throw error;
    }
  };
  const forgetTeam = (): void => {
    team = null;
  };
  const forgetGroup = (): void => {
    group = null;
  };
  const teamKeys = async (): Promise<TeamKeys> => {
    team ??= untilLock(await openTeamKeys(client, account, (await list()).keyring), wipeTeamKeys);
    return team;
  };
  const newTeamKeys = (): Promise<TeamKeys> => {
    forgetTeam();
    return teamKeys();
  };
  const groupKeys = async (): Promise<GroupKeys> => {
    group ??= untilLock(await openGroupKeys(client, account, (await list()).keyring), wipeGroupKeys);
    return group;
  };
  const groupKey = async (): Promise<GroupKey | null> => newestGroupKey(await groupKeys(), (await list()).keyring);
  const workplace: Workplace = { client, account, session, list, teamKeys, newTeamKeys, groupKeys };
  const comparing = openComparing(workplace);

  const entries = async (state: ReportState): Promise<QueueEntry[]> => {
    const found: QueueEntry[] = [];
    const today = Math.floor(client.clock.now() / day);
    let after: string | null = null;
    do {
      const page = await queue(client, state, after);
      found.push(...page.rows.map(({ day: came, ...row }) => ({ ...row, age: Math.max(0, today - came) })));
      after = page.next;
    } while (after !== null);
    return found;
  };

  const people = async (): Promise<PersonEntry[]> => {
    const verified = await fetchPeople(client, await keyringIfAny());
    const count = (role: Role): number => verified.people.filter(({ person }) => person.role === role).length;
    return verified.people.map(({ row, person }) => ({
      account: row.account,
      mark: shortMark(person.signingKey),
      role: person.role,
      isMe: equal(person.signingKey, account.keys.sign.publicKey),
      mayRevoke: (account.role === "administrator" || account.role === "case_lead") && !equal(person.signingKey, account.keys.sign.publicKey),
      isLast: person.role === "administrator" && count("administrator") === 1,
    }));
  };
  const signingKeyOf = async (wanted: string): Promise<Uint8Array> => {
    const { people: all } = await fetchPeople(client, await keyringIfAny());
    const found = all.find(({ row }) => row.account === wanted);
    if (found === undefined) throw new TypeError("nobody of the list");
    return found.person.signingKey;
  };
  const shown = (issued: Issued, role: Role): NewInvitation => ({
    code: formatInvitationCode(issued.code),
    role,
    expires: client.clock.now() + invitationLife,
    needsSignature: issued.state === "needs_signature",
  });
  // Not everybody who invites holds the group key: the newcomer then waits for a case lead.
  const groupKeyIfAny = async (): Promise<GroupKey | null> => (roles[account.role].receivesGroupKey ? groupKey() : null);

  // Whose keys she has compared is her own knowledge: it lies sealed in her vault.
  const comparedMarks = (): string[] => (session.setting(comparedSetting) ?? "").split(" ").filter(Boolean);

  const keys = async (): Promise<KeysView> => {
    const verified = await fetchPeople(client, await keyringIfAny());
    const compared = comparedMarks();
    forgetTeam();
    forgetGroup();
    const teamEpoch = (await teamKeys()).at(-1)?.epoch ?? null;
    const opened = await groupKeys();
    const { keyring } = await list();
    const newest = newestGroupKey(opened, keyring);
    const groupEpoch = newest === null ? null : (keyring.groupEpochs.find(({ epoch }) => epoch === newest.epoch) ?? null);
    const lackingOf = (hasTeam: boolean, hasGroup: boolean): "team" | "group" | "both" | null =>
      hasTeam ? (hasGroup ? null : "group") : (hasGroup ? "team" : "both");
    return {
      team: teamEpoch && { epoch: teamEpoch.epoch, made: teamEpoch.notBefore, ends: teamEpoch.notAfter },
      group: newest && { epoch: newest.epoch, made: groupEpoch?.notBefore ?? client.clock.now(), ends: groupEpoch?.notAfter ?? client.clock.now() },
      lacking: [
        ...verified.people.flatMap(({ row, person }) => {
          const needsTeam = teamPurposes.some((purpose) => receives(person.role, purpose)) && teamEpoch !== null;
          const needsGroup = roles[person.role].receivesGroupKey && newest !== null;
          const mark = keyMark(person.signingKey);
          const hasTeam = row.has_team_wraps !== false && compared.includes(mark);
          const isMe = equal(person.signingKey, account.keys.sign.publicKey);
          const lacks = lackingOf(!needsTeam || isMe || hasTeam, !needsGroup || row.has_group_wrap !== false);
          return lacks === null ? [] : [{ id: row.account, role: person.role, lacks, mark }];
        }),
        ...(newest === null ? [] : verified.invitations.map(({ invitation }) => ({ id: invitation, role: null, lacks: "group" as const, mark: null }))),
      ],
      refused: verified.refused.length,
    };
  };

  const desk: Desk = {
    role: account.role,
    mark: keyMark(account.keys.sign.publicKey),
    team: account.team === null ? null : (client.installation.teams.find(({ id }) => account.team !== null && equal(id, account.team))?.name ?? null),
    teamKeys: async () => {
      try {
        const opened = await teamKeys();
        if (opened.length === 0) forgetTeam();
        const newest = opened.at(-1);
        if (newest === undefined) return "not_made";
        const mine = roles[account.role].receivesDeskKey ? newest.desk : newest.editors;
        if (mine === null) forgetTeam();
        return mine === null ? "awaited" : "ready";
      } catch (error) {
        if (isApiError(error, "not_found")) return "not_made";
        throw error;
      }
    },

    queue: async () => (await Promise.all(kOpenStates.map(entries))).flat(),
    claim: async (report) => void (await claim(client, report)),
    assign: async (report, to) => void (await assign(client, report, to)),
    open: (report) => openDeskReport(workplace, report),
    form: (report) => {
      const text = session.setting(`draft ${report}`);
      return text === null ? null : JSON.parse(text);
    },
    keepForm: (report, form) => session.putSetting(`draft ${report}`, form === null ? null : JSON.stringify(form)),

    links: comparing.links,

    drafts: () => drafts(client),
    review: (reference) => openReview(workplace, reference),
    abandon: async (reference) => void (await abandonWarning(client, fromBase64url(reference))),

    live: () => liveList(workplace),
    gaps: () => listGaps(workplace),
    hide: (reference) => hide(client, account, fromHex(reference)),
    restore: async (reference) => restore(client, account, (await list()).keyring, fromHex(reference)),

    keys,
    makeTeamKeys: async () => {
      await makeTeamEpoch(client, account, await keyringIfAny(), comparedMarks());
      forgetTeam();
    },
    makeGroupKey: async () => {
      const before = await groupKeys().catch((error: unknown) => {
        if (isApiError(error, "not_found")) return new Map<number, never>();
        throw error;
      });
      const { lost } = await makeGroupEpoch(client, account, await keyringIfAny(), before);
      forgetGroup();
      return lost;
    },
    giveGroupKey: async () => {
      const newest = await groupKey();
      return newest === null ? 0 : giveGroupWraps(client, await keyringIfAny(), newest);
    },
    giveTeamKeys: async (mark) => {
      const keyring = await keyringIfAny();
      const newest = await groupKey();
      if (newest !== null) await giveGroupWraps(client, keyring, newest);
      await giveTeamWraps(client, keyring, await teamKeys(), [mark]);
      session.putSetting(comparedSetting, [...new Set([...comparedMarks(), mark])].join(" "));
    },

    people,
    invitations: async () => {
      const rows = await invitations(client);
      const waiting = rows.some(({ state }) => state === "needs_signature");
      const roleOf = waiting && account.role !== "project_worker" ? (await fetchPeople(client, await keyringIfAny())).roleOf : () => null;
      const own = account.keys.sign.publicKey;
      return rows.map((row): InvitationEntry => {
        const signed = decodeIssuedInvitation(fromBase64url(row.issued)).signatures.some(({ issuer }) => equal(issuer, own));
        return {
          invitation: row.invitation,
          role: row.role,
          state: row.state,
          expires: row.expires,
          mine: signed,
          forMe: row.state === "needs_signature" && !signed && holds(() => readAwaiting(client, account, row, roleOf)),
        };
      });
    },
    inviteMember: async () => shown(await inviteMember(client, account, await groupKeyIfAny()), "member"),
    inviteStaff: async (role, partner) => shown(await inviteStaff(client, account, role, await signingKeyOf(partner), await groupKeyIfAny()), role),
    coSign: async (invitation) => {
      const row = (await invitations(client)).find((each) => each.invitation === invitation);
      if (row === undefined) throw new TypeError("no such invitation");
      const keyring = await keyringIfAny();
      await coSign(client, account, readAwaiting(client, account, row, (await fetchPeople(client, keyring)).roleOf));
      // So that the newcomer can read warnings at once.
      const key = account.role === "case_lead" ? await groupKey() : null;
      if (key !== null) await giveGroupWraps(client, keyring, key);
    },
    cancelInvitation: async (invitation) => void (await cancelInvitation(client, fromBase64url(invitation))),
    revoke: async (person) => revoke(client, account, await signingKeyOf(person)),

    auditHead: async () => {
      const { sequence, hash } = await call(client.api, "GET /api/audit/head", {});
      return { sequence, hash: hex(fromBase64url(hash)) };
    },
  };
  return {
    desk,
    forget: () => {
      comparing.forget();
      isOver = true;
      for (const wipeThem of opened) wipeThem();
      forgetTeam();
      forgetGroup();
    },
  };
}

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
