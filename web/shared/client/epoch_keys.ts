/** The group's and the team's keys of each epoch, opened by whoever they were wrapped for. */
import { type GroupEpoch, type TeamEpoch } from "../generated/records.ts";
import type { SignedIn } from "./account.ts";
import { call } from "./api.ts";
import { type Bytes, equal, fromBase64url, hex, wipe } from "./bytes.ts";
import { type SealingKey, open, sealingKey, unwrapKey, wrapRecipient, wrapSize } from "./envelope.ts";
import { ClientError, orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, isRevoked, verifyGroupEpoch, verifyTeamEpoch } from "./keyring.ts";
import { signedFromText } from "./signed.ts";
import type { Client } from "./trust.ts";
import { type TeamPurpose, groupKeyCheck, wrapContext } from "./wraps.ts";

/** 32 bytes by epoch. A wrap that does not open is like one that is not there: what it would open is then missing. */
export type GroupKeys = ReadonlyMap<number, Bytes>;

export interface GroupKey {
  readonly epoch: number;
  readonly key: Bytes;
}

export interface TeamEpochKeys {
  readonly epoch: TeamEpoch;
  /** Null: not hers, or not wrapped for her yet. */
  readonly desk: SealingKey | null;
  readonly editors: SealingKey | null;
  readonly link: SealingKey | null;
}

/** Oldest first. */
export type TeamKeys = readonly TeamEpochKeys[];

/**
 * Fetches and opens the group keys there are for her. An epoch that is not the one in the keyring or, if listd has not
 * published it yet, not by a case lead who may act now, is like one without a wrap. ApiError; ClientError "signature" for
 * an epoch by a stranger.
 */
export async function openGroupKeys(client: Client, account: SignedIn, keyring: Keyring): Promise<GroupKeys> {
  const answer = await call(client.api, "GET /api/group", {});
  const keys = new Map<number, Bytes>();
  for (const row of answer.epochs) {
    const envelope = signedFromText(row.epoch);
    const epoch = verifyGroupEpoch(envelope, keyring);
    const published = keyring.groupEpochs.find((one) => one.epoch === epoch.epoch);
    const holds = published === undefined
      ? epoch.epoch > newestPublished(keyring) && !isRevoked(keyring, envelope.signer)
      : equal(published.keyCheck, epoch.keyCheck);
    if (!holds) continue;
    const key = typeof row.wrap === "string" ? openGroupKey(client, account, epoch, fromBase64url(row.wrap)) : null;
    if (key !== null) keys.set(epoch.epoch, key);
  }
  return keys;
}

function openGroupKey(client: Client, account: SignedIn, epoch: GroupEpoch, wrap: Uint8Array): Bytes | null {
  const { deployment } = client.installation;
  const own = account.keys.seal;
  const aad = wrapContext({ deployment, purpose: "group", epoch: epoch.epoch, recipient: own.publicKey });
  const key = orNull(() => unwrapKey(own, wrap, aad));
  return key !== null && equal(groupKeyCheck(key), epoch.keyCheck) ? key : null;
}

/** Fetches and opens her team's keys. ApiError "not_found" for somebody without a team. */
export async function openTeamKeys(client: Client, account: SignedIn, keyring: Keyring): Promise<TeamKeys> {
  const answer = await call(client.api, "GET /api/team", {});
  return answer.epochs.map((row) => {
    const epoch = verifyTeamEpoch(signedFromText(row.epoch), keyring);
    const opened = (purpose: TeamPurpose, wrap: string | null | undefined, publicKey: Uint8Array) =>
      typeof wrap === "string" ? openTeamKey(client, account, epoch, purpose, fromBase64url(wrap), publicKey) : null;
    return {
      epoch,
      desk: opened("desk", row.desk_wrap, epoch.deskKey),
      editors: opened("editors", row.editors_wrap, epoch.editorsKey),
      link: opened("link", row.link_wrap, epoch.linkKey),
    };
  });
}

function openTeamKey(
  client: Client,
  account: SignedIn,
  epoch: TeamEpoch,
  purpose: TeamPurpose,
  wrap: Uint8Array,
  publicKey: Uint8Array,
): SealingKey | null {
  const { deployment } = client.installation;
  const own = account.keys.seal;
  const place = { deployment, purpose, team: epoch.team, epoch: epoch.epoch, recipient: own.publicKey };
  const seed = orNull(() => unwrapKey(own, wrap, wrapContext(place)));
  if (seed === null) return null;
  const key = sealingKey(seed);
  return equal(key.publicKey, publicKey) ? key : null;
}

/** Opens what was sealed to one of the team's keys, of whichever epoch it names. "recipient" if that is not at hand. */
export function openForTeam(keys: TeamKeys, purpose: TeamPurpose, sealed: Uint8Array, aad: Uint8Array): Bytes {
  return open(teamKeyFor(keys, purpose, sealed.subarray(0, wrapSize)), sealed, aad);
}

/** The key that a wrap names. "recipient" if it is not at hand. */
export function teamKeyFor(keys: TeamKeys, purpose: TeamPurpose, wrap: Uint8Array): SealingKey {
  const recipient = hex(wrapRecipient(wrap));
  for (const epoch of keys) {
    const key = epoch[purpose];
    if (key !== null && hex(sha256(key.publicKey)) === recipient) return key;
  }
  throw new ClientError("recipient", "sealed to a team key that is not at hand");
}

/** The key to seal under: of the newest epoch. Null if she has none as new as listd has published. */
export function newestGroupKey(keys: GroupKeys, keyring: Keyring): GroupKey | null {
  const epoch = Math.max(0, ...keys.keys());
  const key = keys.get(epoch);
  return key === undefined || epoch < newestPublished(keyring) ? null : { epoch, key };
}

function newestPublished(keyring: Keyring): number {
  return keyring.groupEpochs.at(-1)?.epoch ?? 0;
}

/** On lock. */
export function wipeGroupKeys(keys: GroupKeys): void {
  wipe(...keys.values());
}

/** On lock. */
export function wipeTeamKeys(keys: TeamKeys): void {
  for (const { desk, editors, link } of keys) for (const key of [desk, editors, link]) if (key !== null) wipe(key.seed);
}
