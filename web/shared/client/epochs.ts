/**
 * What only a case lead's browser does: make the keys of the next epoch and wrap them for people. Nobody gets a wrap
 * whose keys do not chain to the pinned root, whatever the server's list of people says.
 */
import {
  type GroupEpoch,
  type TeamEpoch,
  decodeGroupEpoch,
  decodeIssuedInvitation,
  decodeLink,
  decodeTeamEpoch,
  encodeGroupEpoch,
  encodeTeamEpoch,
} from "../generated/records.ts";
import { type Role, roles } from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import { ApiError, call } from "./api.ts";
import type { Base64, GroupRecipient, InvitedRow, PersonRow } from "./api_types.ts";
import { type Bytes, base64url, equal, fromBase64url, hex, wipe } from "./bytes.ts";
import { sealingKey, wrapKey } from "./envelope.ts";
import type { GroupKey, GroupKeys, TeamEpochKeys, TeamKeys } from "./epoch_keys.ts";
import { ClientError, orNull } from "./errors.ts";
import { keyMark } from "./invitation_code.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, epochLife } from "./keyring.ts";
import { signStatement, signedFromText, signedText } from "./signed.ts";
import { type Client, type FindRole, type Person, verifyIssued, verifyLink } from "./trust.ts";
import { openContentKey, wrapContentKey } from "./warning_bytes.ts";
import { type TeamPurpose, groupKeyCheck, purposeNumber, teamPurposes, wrapContext } from "./wraps.ts";

/** In a case lead's vault: the marks (`keyMark`) that she has compared, between spaces. */
export const comparedSetting = "compared";

/** Wraps sent in one request. */
const wrapsAtOnce = 100;

/** Somebody whose link verifies and whose sealing key is the one in it. */
export interface VerifiedPerson {
  readonly row: PersonRow;
  readonly person: Person;
  /** Null: this caller is not told. */
  readonly sealingKey: Bytes | null;
}

export interface VerifiedPeople {
  readonly people: readonly VerifiedPerson[];
  /** Accounts that do not verify: to be shown, never wrapped for. */
  readonly refused: readonly Base64[];
  readonly roleOf: FindRole;
  readonly invitations: readonly { readonly invitation: Base64; readonly sealingKey: Bytes }[];
}

/**
 * Active people, each verified to the root through the keyring or through others of the same answer. `keyring` is null
 * only before the first list was published.
 */
export async function fetchPeople(client: Client, keyring: Keyring | null): Promise<VerifiedPeople> {
  const { rootKey, deployment } = client.installation;
  const answer = await call(client.api, "GET /api/people", {});
  const found = new Map<string, Person>(keyring?.people ?? []);
  const roleOf: FindRole = (key) => found.get(hex(key))?.role ?? null;
  // Who was revoked stays the voucher of those who joined before; nobody new joins on her word.
  const roleNow: FindRole = (key) => (keyring?.revoked.has(hex(key)) ? null : roleOf(key));
  const people: VerifiedPerson[] = [];
  let waiting = answer.people.filter((row): row is PersonRow => row.status === "active");
  for (;;) {
    const left: PersonRow[] = [];
    for (const row of waiting) {
      const verified = verifyRow(row, rootKey, deployment, roleOf);
      if (verified === null) left.push(row);
      else {
        found.set(hex(verified.person.signingKey), verified.person);
        if (!(keyring?.revoked.has(hex(verified.person.signingKey)) ?? false)) people.push(verified);
      }
    }
    if (left.length === waiting.length) break;
    waiting = left;
  }
  const invited = answer.people.filter((row): row is InvitedRow => row.status === "invited");
  const invitations = invited.flatMap((row) => {
    const key = invitedKey(row, rootKey, deployment, roleNow);
    return key === null ? [] : [{ invitation: row.invitation, sealingKey: key }];
  });
  return { people, refused: waiting.map((row) => row.account), roleOf, invitations };
}

/**
 * The next team epoch, wrapped for herself and for those of the team whose marks (`keyMark`) she has compared: whoever made
 * an invitation could have used it herself, and who had the keys before is only the server's word. The old keys stay with
 * those who have them; to end them for somebody, revoke her first. ApiError "conflict" if another case lead was faster.
 */
export async function makeTeamEpoch(
  client: Client,
  account: SignedIn,
  keyring: Keyring | null,
  marks: readonly string[],
): Promise<TeamEpochKeys> {
  const { deployment } = client.installation;
  const answer = await call(client.api, "GET /api/team", {});
  const { people } = await fetchPeople(client, keyring);
  const desk = sealingKey(client.random(32));
  const editors = sealingKey(client.random(32));
  const link = sealingKey(client.random(32));
  const epoch: TeamEpoch = {
    deployment,
    team: fromBase64url(answer.team),
    epoch: nextNumber(answer.epochs.map((row) => decodeTeamEpoch(signedFromText(row.epoch).statement).epoch)),
    deskKey: desk.publicKey,
    editorsKey: editors.publicKey,
    linkKey: link.publicKey,
    ...epochTimes(client),
  };
  const keys = { epoch, desk, editors, link };
  const compared = [...marks, keyMark(account.keys.sign.publicKey)];
  const wraps = people.filter(({ person }) => compared.includes(keyMark(person.signingKey))).flatMap((one) => teamWraps(client, one, keys));
  const body = { epoch: signedText(signStatement(account.keys.sign, encodeTeamEpoch(epoch))), wraps };
  await call(client.api, "POST /api/team-epochs", { body });
  return keys;
}

/**
 * Wraps every team key she holds for those of the team whose marks (`keyMark`) she has compared, if they lack the current
 * one. Returns how many got theirs.
 */
export async function giveTeamWraps(
  client: Client,
  keyring: Keyring | null,
  keys: TeamKeys,
  marks: readonly string[],
): Promise<number> {
  const { people } = await fetchPeople(client, keyring);
  const lacking = people.filter(({ row, person }) => row.has_team_wraps === false && marks.includes(keyMark(person.signingKey)));
  const wraps = lacking.flatMap((one) =>
    keys.flatMap((epoch) => {
      const team = base64url(epoch.epoch.team);
      return teamWraps(client, one, epoch).map((wrap) => ({ ...wrap, team, epoch: epoch.epoch.epoch }));
    }),
  );
  for (let start = 0; start < wraps.length; start += wrapsAtOnce) {
    await call(client.api, "POST /api/team-wraps", { body: { wraps: wraps.slice(start, start + wrapsAtOnce) } });
  }
  return new Set(wraps.map(({ account }) => account)).size;
}

/** A new group key, and how many warnings nobody could read before and nobody can now: their keys did not open. */
export interface MadeGroupKey extends GroupKey {
  readonly lost: number;
}

/**
 * The next group key: for herself, then for all who should have it; the content keys of live and pending warnings are
 * wrapped anew under it. `keys` are those of earlier epochs. ClientError "sealed" if one of them is not at hand, before
 * anything has changed.
 */
export async function makeGroupEpoch(
  client: Client,
  account: SignedIn,
  keyring: Keyring | null,
  keys: GroupKeys,
): Promise<MadeGroupKey> {
  const { deployment } = client.installation;
  const answer = await call(client.api, "GET /api/group", {});
  const group: GroupKey = {
    epoch: nextNumber([
      ...answer.epochs.map((row) => decodeGroupEpoch(signedFromText(row.epoch).statement).epoch),
      ...(keyring?.groupEpochs ?? []).map(({ epoch }) => epoch),
    ]),
    key: client.random(32),
  };
  const epoch: GroupEpoch = {
    deployment,
    epoch: group.epoch,
    keyCheck: groupKeyCheck(group.key),
    ...epochTimes(client),
  };
  const own = { account: base64url(account.id), wrap: groupWrap(client, account.keys.seal.publicKey, group) };
  const signed = signedText(signStatement(account.keys.sign, encodeGroupEpoch(epoch)));
  let lost = 0;
  const post = async (): Promise<boolean> => {
    const wrapped = await rewrapContentKeys(client, keys, group);
    lost = wrapped.lost;
    const body = { epoch: signed, wraps: [own], content_keys: wrapped.contentKeys };
    return call(client.api, "POST /api/group-epochs", { body }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ApiError && error.code === "conflict" && error.field === "content_keys") return false;
        throw error;
      },
    );
  };
  // An editor may hand over a warning while its like are wrapped.
  if (!(await post()) && !(await post())) throw new ApiError("conflict", 409, "content_keys");
  await giveGroupWraps(client, keyring, group);
  return { ...group, lost };
}

/** Wraps the group key for people and invitations that lack it, until none is left. Returns how many got theirs. */
export async function giveGroupWraps(client: Client, keyring: Keyring | null, group: GroupKey): Promise<number> {
  const given = new Set<string>();
  for (;;) {
    const { people, invitations } = await fetchPeople(client, keyring);
    const lacking: GroupRecipient[] = [
      ...people
        .filter(({ row, person }) => roles[person.role].receivesGroupKey && row.has_group_wrap === false && !given.has(row.account))
        .flatMap(({ row, sealingKey: key }) => (key === null ? [] : [{ account: row.account, wrap: groupWrap(client, key, group) }])),
      ...invitations
        .filter(({ invitation }) => !given.has(invitation))
        .map(({ invitation, sealingKey: key }) => ({ invitation, wrap: groupWrap(client, key, group) })),
    ];
    if (lacking.length === 0) return given.size;
    for (let start = 0; start < lacking.length; start += wrapsAtOnce) {
      const wraps = lacking.slice(start, start + wrapsAtOnce).map((one) => ({ ...one, epoch: group.epoch }));
      await call(client.api, "POST /api/group-wraps", { body: { wraps } });
    }
    for (const one of lacking) given.add("account" in one ? one.account : one.invitation);
  }
}

async function rewrapContentKeys(
  client: Client,
  keys: GroupKeys,
  group: GroupKey,
): Promise<{ contentKeys: { reference: Base64; version: number; wrap: Base64 }[]; lost: number }> {
  const { content_keys: rows } = await call(client.api, "GET /api/content-keys", {});
  let lost = 0;
  const contentKeys = rows.map(({ reference, version, group_epoch, key_wrap }) => {
    const id = fromBase64url(reference);
    const old = keys.get(group_epoch);
    if (old === undefined) throw new ClientError("sealed", "a warning under a group key that is not at hand");
    const opened = orNull(() => openContentKey(old, fromBase64url(key_wrap), id, version, group_epoch));
    if (opened === null) lost += 1;
    // One that does not open must not stand in the way of all others: it is replaced by a key that opens nothing.
    const contentKey = opened ?? client.random(32);
    const wrap = base64url(wrapContentKey(group.key, contentKey, id, version, group.epoch, client.random));
    wipe(contentKey);
    return { reference, version, wrap };
  });
  return { contentKeys, lost };
}

function verifyRow(
  row: PersonRow,
  root: Uint8Array,
  deployment: Uint8Array,
  roleOf: FindRole,
): VerifiedPerson | null {
  return orNull(() => {
    const person = verifyLink(decodeLink(fromBase64url(row.link)), root, deployment, roleOf);
    const key = row.sealing_key === undefined ? null : fromBase64url(row.sealing_key);
    const isSame = person.role === row.role && (key === null || equal(sha256(key), person.sealingKeyHash));
    return isSame ? { row, person, sealingKey: key } : null;
  });
}

/** The sealing key of an open invitation that verifies and receives the group key. */
function invitedKey(row: InvitedRow, root: Uint8Array, deployment: Uint8Array, roleOf: FindRole): Bytes | null {
  return orNull(() => {
    const decoded = decodeIssuedInvitation(fromBase64url(row.issued));
    const role = verifyIssued(decoded, root, deployment, roleOf);
    const key = fromBase64url(row.sealing_key);
    const { invitation, sealingKeyHash } = decoded.invitation;
    const isSame = base64url(invitation) === row.invitation && equal(sha256(key), sealingKeyHash);
    return isSame && roles[role].receivesGroupKey ? key : null;
  });
}

function teamWraps(
  client: Client,
  { row, person, sealingKey: recipient }: VerifiedPerson,
  keys: TeamEpochKeys,
): { account: Base64; purpose: ReturnType<typeof purposeNumber>; wrap: Base64 }[] {
  if (recipient === null) return [];
  const { deployment } = client.installation;
  return teamPurposes.flatMap((purpose) => {
    const key = keys[purpose];
    if (!receives(person.role, purpose) || key === null) return [];
    const place = { deployment, purpose, team: keys.epoch.team, epoch: keys.epoch.epoch, recipient };
    const wrap = wrapKey(recipient, key.seed, wrapContext(place), client.random);
    return [{ account: row.account, purpose: purposeNumber(purpose), wrap: base64url(wrap) }];
  });
}

/** True if people in this role get this key of their team. */
export function receives(role: Role, purpose: TeamPurpose): boolean {
  const { receivesDeskKey, receivesEditorsKey, receivesLinkKey } = roles[role];
  return { desk: receivesDeskKey, editors: receivesEditorsKey, link: receivesLinkKey }[purpose];
}

function groupWrap(client: Client, recipient: Uint8Array, group: GroupKey): Base64 {
  const { deployment } = client.installation;
  const aad = wrapContext({ deployment, purpose: "group", epoch: group.epoch, recipient });
  return base64url(wrapKey(recipient, group.key, aad, client.random));
}

function nextNumber(numbers: readonly number[]): number {
  return Math.max(0, ...numbers) + 1;
}

function epochTimes(client: Client): { notBefore: number; notAfter: number } {
  const now = client.clock.now();
  return { notBefore: now, notAfter: now + epochLife };
}
