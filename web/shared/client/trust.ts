/**
 * Whom this device believes. The root's public key comes from an invitation; or an account vouches for it, which opens under
 * its own root only; or, where there is neither (a receipt code on a new phone), it comes from the server at first use with
 * its fingerprint shown. Everybody else is believed because of a chain to that root. Chains are verified by the rules of
 * src/trust/chain.cpp and issuing_rules.cpp.
 */
import {
  type Chain,
  type IssuedInvitation,
  type Link,
  type TrustStatement,
  decodeSigned,
  decodeTrustStatement,
  encodeInvitation,
  encodeMembership,
} from "../generated/records.ts";
import { type Role, fromWire, roles } from "../generated/vocabulary.ts";
import { type Api, call } from "./api.ts";
import { type Bytes, type RandomSource, equal, fromBase64url, hex, randomBytes } from "./bytes.ts";
import { type Clock, day, installationClock, systemClock } from "./clock.ts";
import { ClientError } from "./errors.ts";
import { rootFingerprint } from "./invitation_code.ts";
import { verify } from "./signature.ts";
import { checkSignature } from "./signed.ts";

export interface Team {
  /** 16 bytes. */
  readonly id: Bytes;
  readonly name: string;
  readonly region: string;
}

/** An installation whose trust file was verified against a pinned root. */
export interface Installation {
  readonly deployment: Uint8Array;
  readonly trust: TrustStatement;
  readonly rootKey: Uint8Array;
  /** Shown to people at first use: 20 characters. */
  readonly fingerprint: string;
  /** As the server names them; keys are sealed to by id, never by name. */
  readonly teams: readonly Team[];
}

/** What a device holds against the server's trust file. */
export type Pin =
  | { readonly kind: "root"; readonly rootKey: Uint8Array }
  /** The 20 characters that an invitation carries. */
  | { readonly kind: "fingerprint"; readonly fingerprint: string }
  /** Nothing yet: what the server says is taken and must be shown. */
  | { readonly kind: "first_use" };

/** Everything that flows need of the outside. */
export interface Client {
  readonly api: Api;
  readonly installation: Installation;
  readonly clock: Clock;
  readonly random: RandomSource;
}

export interface Connected {
  readonly client: Client;
  /** True at first use: show `client.installation.fingerprint`. */
  readonly isNew: boolean;
}

/**
 * Fetches and verifies the trust file. "signature" if its root is not the pinned one or did not sign it; "malformed";
 * ApiError. `base` and `random` are for tests and the demo.
 */
export async function connect(
  api: Api,
  pin: Pin,
  base: Clock = systemClock,
  random: RandomSource = randomBytes,
): Promise<Connected> {
  const answer = await call(api, "GET /api/trust", {});
  const trust = verifyTrust(fromBase64url(answer.trust), pin);
  const installation: Installation = {
    deployment: trust.deployment,
    trust,
    rootKey: trust.rootKey,
    fingerprint: rootFingerprint(trust.rootKey),
    teams: answer.teams.map(({ team, name, region }) => ({ id: fromBase64url(team), name, region })),
  };
  const clock = await installationClock(api, trust.isDemo, base);
  return { client: { api, installation, clock, random }, isNew: pin.kind === "first_use" };
}

/** The same client by the clock as it is now: in a demo it may have been advanced. */
export async function withCurrentClock(client: Client, base: Clock = systemClock): Promise<Client> {
  return { ...client, clock: await installationClock(client.api, client.installation.trust.isDemo, base) };
}

/** The trust statement of an encoded trust file. "signature" or "malformed". */
export function verifyTrust(trustFile: Uint8Array, pin: Pin): TrustStatement {
  const envelope = decodeSigned(trustFile);
  const trust = decodeTrustStatement(envelope.statement);
  const keys = new Set([trust.rootKey, trust.listKey, trust.systemKey].map(hex));
  if (keys.size !== 3) throw new ClientError("malformed", "one key for two purposes");
  if (!equal(envelope.signer, trust.rootKey)) throw new ClientError("signature", "not signed by its root");
  checkSignature(envelope);
  const isPinned =
    pin.kind === "first_use" ||
    (pin.kind === "root" ? equal(pin.rootKey, trust.rootKey) : pin.fingerprint === rootFingerprint(trust.rootKey));
  if (!isPinned) throw new ClientError("signature", "another root than the pinned one");
  return trust;
}

export const invitationLife = 7 * day;

/** What a link says of a person. */
export interface Person {
  readonly role: Role;
  readonly signingKey: Uint8Array;
  readonly checkKey: Uint8Array;
  /** SHA-256 of her X-Wing public key. */
  readonly sealingKeyHash: Uint8Array;
  readonly invitation: Uint8Array;
  readonly issuers: readonly Uint8Array[];
}

/** The role in which a key may stand as an issuer, or null. */
export type FindRole = (signingKey: Uint8Array) => Role | null;

/** True if exactly these issuers together may invite someone to `role`. */
export function mayIssue(role: Role, issuers: readonly (Role | "root")[]): boolean {
  switch (roles[role].certifiedBy) {
    case "root":
      return issuers.length === 1 && issuers[0] === "root";
    case "administrator_and_case_lead":
      return issuers.length === 2 && issuers.includes("administrator") && issuers.includes("case_lead");
    case "voucher":
      return issuers.length === 1 && issuers[0] !== undefined && issuers[0] !== "root" && roles[issuers[0]].vouches;
  }
}

/** True if someone in role `by` may revoke a person in role `of`; null: a person unknown here. */
export function mayRevoke(by: Role, of: Role | null): boolean {
  return by === "administrator" || by === "case_lead" || (by === "project_worker" && (of ?? "member") === "member");
}

/**
 * What every invitation must hold, whether it is used or not: installation, role, at most 7 days, and all issuers'
 * signatures, by people who may issue this role together. "malformed" or "signature".
 */
export function verifyIssued(
  issued: IssuedInvitation,
  root: Uint8Array,
  deployment: Uint8Array,
  roleOfIssuer: FindRole,
): Role {
  const { invitation, signatures } = issued;
  if (!equal(invitation.deployment, deployment)) throw new ClientError("malformed", "deployment");
  const role = fromWire(roles, invitation.role);
  if (role === undefined) throw new ClientError("malformed", "role");
  const life = invitation.expires - invitation.issued;
  if (life < 0 || life > invitationLife) throw new ClientError("malformed", "expires");
  if (signatures.length !== invitation.issuers.length) throw new ClientError("malformed", "signatures");
  if (new Set(invitation.issuers.map(hex)).size !== invitation.issuers.length) {
    throw new ClientError("malformed", "issuers");
  }
  const statement = encodeInvitation(invitation);
  const issuers = invitation.issuers.map((key) => {
    const own = signatures.find(({ issuer }) => equal(issuer, key));
    if (own === undefined || !verify(key, statement, own.signature)) {
      throw new ClientError("signature", "an issuer's signature");
    }
    const issuer = equal(key, root) ? "root" : roleOfIssuer(key);
    if (issuer === null) throw new ClientError("signature", "an unknown issuer");
    return issuer;
  });
  if (!mayIssue(role, issuers)) throw new ClientError("signature", "issuers who may not invite to this role");
  return role;
}

/** One joint of a chain: invitation and membership belong together. "malformed" or "signature". */
export function verifyLink(link: Link, root: Uint8Array, deployment: Uint8Array, roleOfIssuer: FindRole): Person {
  const { invitation } = link.issued;
  const { membership } = link;
  if (!equal(membership.deployment, deployment)) throw new ClientError("malformed", "deployment");
  if (membership.role !== invitation.role) throw new ClientError("malformed", "role");
  if (!equal(membership.invitation, invitation.invitation)) throw new ClientError("malformed", "invitation");
  if (membership.joined > invitation.expires) throw new ClientError("malformed", "joined");
  const ownKeys = [membership.signingKey, membership.checkKey];
  if (ownKeys.some((key) => equal(key, root)) || equal(membership.signingKey, membership.checkKey)) {
    throw new ClientError("malformed", "signing_key");
  }
  const role = verifyIssued(link.issued, root, deployment, roleOfIssuer);
  if (!verify(invitation.key, encodeMembership(membership), link.signature)) {
    throw new ClientError("signature", "the invitation's signature");
  }
  return {
    role,
    signingKey: membership.signingKey,
    checkKey: membership.checkKey,
    sealingKeyHash: membership.sealingKeyHash,
    invitation: invitation.invitation,
    issuers: invitation.issuers,
  };
}

/** Links in order, each issued by the root or by earlier ones; nobody twice. */
export function verifyLinks(links: readonly Link[], root: Uint8Array, deployment: Uint8Array): Person[] {
  const people: Person[] = [];
  const roleOf = new Map<string, Role>();
  const invitations = new Set<string>();
  for (const link of links) {
    const person = verifyLink(link, root, deployment, (key) => roleOf.get(hex(key)) ?? null);
    if (roleOf.has(hex(person.signingKey)) || invitations.has(hex(person.invitation))) {
      throw new ClientError("malformed", "a key or an invitation stands twice");
    }
    roleOf.set(hex(person.signingKey), person.role);
    invitations.add(hex(person.invitation));
    people.push(person);
  }
  return people;
}

/** The person whom a chain shows: the last. "malformed" or "signature". */
export function verifyChain(chain: Chain, root: Uint8Array, deployment: Uint8Array): Person {
  const person = verifyLinks(chain.links, root, deployment).pop();
  if (person === undefined) throw new ClientError("malformed", "an empty chain");
  return person;
}
