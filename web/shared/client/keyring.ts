/**
 * The keyring: who may sign and which keys hold, as listd publishes it, verified to the pinned root before anything in it
 * counts. Immutable; a new one is made when its hash in the manifest changes.
 */
import {
  type CheckEpoch,
  type GroupEpoch,
  type Keyring as KeyringRecord,
  type Signed,
  type TeamEpoch,
  decodeCheckEpoch,
  decodeGroupEpoch,
  decodeRevocation,
  decodeTeamEpoch,
} from "../generated/records.ts";
import type { Role } from "../generated/vocabulary.ts";
import { equal, hex } from "./bytes.ts";
import { clockTolerance, day } from "./clock.ts";
import { ClientError } from "./errors.ts";
import { openStatement, openStatementBy } from "./signed.ts";
import { type Installation, type Person, mayRevoke, verifyLinks } from "./trust.ts";

export interface Keyring {
  readonly installation: Installation;
  /** Staff, revoked or not, by signing key in hexadecimal. */
  readonly people: ReadonlyMap<string, Person>;
  /** When, in milliseconds, by signing key in hexadecimal. */
  readonly revoked: ReadonlyMap<string, number>;
  /** In order; numbers rise within a team. */
  readonly teamEpochs: readonly TeamEpoch[];
  readonly groupEpochs: readonly GroupEpoch[];
  readonly checkEpochs: readonly CheckEpoch[];
}

export const epochLife = 90 * day;

/** Verifies every entry; one bad entry and nothing is believed. "malformed" or "signature". */
export function verifyKeyring(record: KeyringRecord, installation: Installation): Keyring {
  const { deployment, rootKey } = installation;
  if (!equal(record.deployment, deployment)) throw new ClientError("malformed", "of another installation");
  const people = new Map(verifyLinks(record.links, rootKey, deployment).map((one) => [hex(one.signingKey), one]));
  if (Array.from(people.values()).some((person) => person.role === "member")) {
    throw new ClientError("malformed", "a member in the keyring");
  }
  const revoked = revokedOf(record.revocations, people, installation);
  const bare: Keyring = { installation, people, revoked, teamEpochs: [], groupEpochs: [], checkEpochs: [] };
  const keyring: Keyring = {
    ...bare,
    teamEpochs: record.teamEpochs.map((envelope) => verifyTeamEpoch(envelope, bare)),
    groupEpochs: record.groupEpochs.map((envelope) => verifyGroupEpoch(envelope, bare)),
    checkEpochs: record.checkEpochs.map((envelope) =>
      openStatementBy(rootKey, envelope, decodeCheckEpoch, deployment),
    ),
  };
  checkRising(keyring.groupEpochs);
  checkRising(keyring.checkEpochs);
  const teams = new Set(keyring.teamEpochs.map(({ team }) => hex(team)));
  for (const team of teams) checkRising(keyring.teamEpochs.filter((epoch) => hex(epoch.team) === team));
  return keyring;
}

/**
 * Keys of staff that were revoked, and of members, whose links are not here. Who revoked may have been revoked since;
 * what a project worker says binds members only.
 */
function revokedOf(
  revocations: readonly Signed[],
  people: ReadonlyMap<string, Person>,
  installation: Installation,
): ReadonlyMap<string, number> {
  const revoked = new Map<string, number>();
  for (const envelope of revocations) {
    const { key, revoked: time } = openStatement(envelope, decodeRevocation, installation.deployment);
    const by = people.get(hex(envelope.signer))?.role;
    if (by === undefined || !mayRevoke(by, null)) throw new ClientError("signature", "who may not revoke");
    const name = hex(key);
    if (mayRevoke(by, people.get(name)?.role ?? null)) revoked.set(name, Math.min(time, revoked.get(name) ?? time));
  }
  return revoked;
}

function checkRising(epochs: readonly { readonly epoch: number }[]): void {
  let last = 0;
  for (const { epoch } of epochs) {
    if (epoch <= last) throw new ClientError("malformed", "epochs out of order");
    last = epoch;
  }
}

/** A team epoch by a case lead of this keyring, in it or not yet. "malformed" or "signature". */
export function verifyTeamEpoch(envelope: Signed, keyring: Keyring): TeamEpoch {
  return ofCaseLead(envelope, decodeTeamEpoch, keyring);
}

/** The same for a group epoch. */
export function verifyGroupEpoch(envelope: Signed, keyring: Keyring): GroupEpoch {
  return ofCaseLead(envelope, decodeGroupEpoch, keyring);
}

// listd refuses what a lead signs after she was revoked; what she signed before holds until the next epoch.
function ofCaseLead<E extends { deployment: Uint8Array; epoch: number; notBefore: number; notAfter: number }>(
  envelope: Signed,
  decode: (encoding: Uint8Array) => E,
  keyring: Keyring,
): E {
  const epoch = openStatement(envelope, decode, keyring.installation.deployment);
  if (keyring.people.get(hex(envelope.signer))?.role !== "case_lead") {
    throw new ClientError("signature", "an epoch by somebody who is no case lead");
  }
  const life = epoch.notAfter - epoch.notBefore;
  if (epoch.epoch < 1 || life <= 0 || life > epochLife) throw new ClientError("malformed", "an epoch's times");
  return epoch;
}

export function isRevoked(keyring: Keyring, signingKey: Uint8Array): boolean {
  return keyring.revoked.has(hex(signingKey));
}

/** The role in which this key may act now; null if it is unknown or revoked. */
export function roleOf(keyring: Keyring, signingKey: Uint8Array): Role | null {
  return isRevoked(keyring, signingKey) ? null : roleEver(keyring, signingKey);
}

/** The role in which this key has ever acted: what was accepted from it before it was revoked stays. */
export function roleEver(keyring: Keyring, signingKey: Uint8Array): Role | null {
  return keyring.people.get(hex(signingKey))?.role ?? null;
}

/** The role in which this key could act on a day, counted since 1970; null if it is unknown or was revoked before that day. */
export function roleOn(keyring: Keyring, signingKey: Uint8Array, on: number): Role | null {
  const end = keyring.revoked.get(hex(signingKey));
  return end !== undefined && end < on * day ? null : roleEver(keyring, signingKey);
}

/** Signing keys of a role that may act now. */
export function staffSigners(keyring: Keyring, role: Role): Uint8Array[] {
  return signersEver(keyring, role).filter((key) => !isRevoked(keyring, key));
}

/** Signing keys that ever acted in a role. */
export function signersEver(keyring: Keyring, role: Role): Uint8Array[] {
  return Array.from(keyring.people.values())
    .filter((person) => person.role === role)
    .map((person) => person.signingKey);
}

/** The epoch to seal to now: the newest of the team, if it has begun and not ended. */
export function currentTeamEpoch(keyring: Keyring, team: Uint8Array, now: number): TeamEpoch | null {
  return current(
    keyring.teamEpochs.filter((epoch) => equal(epoch.team, team)),
    now,
  );
}

export function currentGroupEpoch(keyring: Keyring, now: number): GroupEpoch | null {
  return current(keyring.groupEpochs, now);
}

export function checkEpoch(keyring: Keyring, number: number): CheckEpoch | null {
  return keyring.checkEpochs.find(({ epoch }) => epoch === number) ?? null;
}

function current<E extends { readonly notBefore: number; readonly notAfter: number }>(
  epochs: readonly E[],
  now: number,
): E | null {
  const newest = epochs[epochs.length - 1];
  const holds = newest !== undefined && newest.notBefore <= now + clockTolerance && now < newest.notAfter;
  return holds ? newest : null;
}
