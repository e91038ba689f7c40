/** Issuing invitations: members by one voucher; staff by one administrator and one case lead together. */
import {
  type Invitation,
  type IssuedInvitation,
  decodeIssuedInvitation,
  encodeInvitation,
  encodeIssuedInvitation,
  encodeRevocation,
} from "../generated/records.ts";
import { type Role, roles } from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import { call } from "./api.ts";
import type { InvitationRow, InvitationState } from "./api_types.ts";
import { type Bytes, base64url, equal, fromBase64url } from "./bytes.ts";
import { wrapKey } from "./envelope.ts";
import type { GroupKey } from "./epoch_keys.ts";
import { ClientError } from "./errors.ts";
import { type InvitationCode, type InvitationKeys, generateInvitationCode, invitationKeys } from "./invitation_code.ts";
import { sha256 } from "./kdf.ts";
import { sign, verify } from "./signature.ts";
import { signStatement, signedText } from "./signed.ts";
import { type Client, type FindRole, invitationLife, mayIssue } from "./trust.ts";
import { wrapContext } from "./wraps.ts";

export interface Issued {
  /** To be given from hand to hand; it is nowhere else. */
  readonly code: InvitationCode;
  /** 16 bytes. */
  readonly invitation: Bytes;
  readonly state: InvitationState;
}

/**
 * Invites a member. With `group` the newcomer can read warnings at once; without it she waits for a case lead. ApiError
 * "rate_limited" after 20 a day or 50 in all.
 */
export function inviteMember(client: Client, account: SignedIn, group: GroupKey | null): Promise<Issued> {
  return issue(client, account, "member", [account.keys.sign.publicKey], group);
}

/**
 * Invites staff; `partner` is the signing key of the administrator, or case lead, who must sign as well (`coSign`)
 * before the code works.
 */
export function inviteStaff(
  client: Client,
  account: SignedIn,
  role: Role,
  partner: Uint8Array,
  group: GroupKey | null,
): Promise<Issued> {
  return issue(client, account, role, [account.keys.sign.publicKey, partner], group);
}

async function issue(
  client: Client,
  account: SignedIn,
  role: Role,
  issuers: Uint8Array[],
  group: GroupKey | null,
): Promise<Issued> {
  const code = generateInvitationCode(client.installation.rootKey, client.random);
  const keys = invitationKeys(code);
  const issued = client.clock.now();
  const invitation: Invitation = {
    deployment: client.installation.deployment,
    invitation: keys.id,
    role: roles[role].wire,
    issuers,
    key: keys.sign.publicKey,
    sealingKeyHash: sha256(keys.seal.publicKey),
    issued,
    expires: issued + invitationLife,
  };
  const own = { issuer: account.keys.sign.publicKey, signature: sign(account.keys.sign, encodeInvitation(invitation)) };
  const wrap = group === null || !roles[role].receivesGroupKey ? null : { epoch: group.epoch, wrap: groupWrap(client, keys, group) };
  const body = {
    issued: base64url(encodeIssuedInvitation({ invitation, signatures: [own] })),
    sealing_key: base64url(keys.seal.publicKey),
    ...(wrap === null ? {} : { group_epoch: wrap.epoch, group_wrap: base64url(wrap.wrap) }),
  };
  const answer = await call(client.api, "POST /api/invitations", { body });
  return { code, invitation: keys.id, state: answer.state };
}

function groupWrap(client: Client, keys: InvitationKeys, group: GroupKey): Bytes {
  const recipient = keys.seal.publicKey;
  const { deployment } = client.installation;
  const aad = wrapContext({ deployment, purpose: "group", epoch: group.epoch, recipient });
  return wrapKey(recipient, group.key, aad, client.random);
}

/** Her own invitations, and those that wait for her signature; for an administrator also everybody's that can still be used. */
export async function invitations(client: Client): Promise<readonly InvitationRow[]> {
  return (await call(client.api, "GET /api/invitations", {})).invitations;
}

/** What she is about to sign for: verified as far as it is signed. */
export interface AwaitingSignature {
  readonly issued: IssuedInvitation;
  readonly role: Role;
  readonly partner: Uint8Array;
}

/**
 * Reads an invitation that waits for her signature: a staff role, at most 7 days, issued by her and one partner whose
 * role and signature hold. "malformed" or "signature".
 */
export function readAwaiting(client: Client, account: SignedIn, row: InvitationRow, roleOf: FindRole): AwaitingSignature {
  const issued = decodeIssuedInvitation(fromBase64url(row.issued));
  const { invitation, signatures } = issued;
  const own = account.keys.sign.publicKey;
  const partner = invitation.issuers.find((key) => !equal(key, own));
  const first = signatures.find(({ issuer }) => partner !== undefined && equal(issuer, partner));
  const life = invitation.expires - invitation.issued;
  const isWhole =
    equal(invitation.deployment, client.installation.deployment) &&
    invitation.role === roles[row.role].wire &&
    invitation.issuers.length === 2 &&
    invitation.issuers.some((key) => equal(key, own)) &&
    life >= 0 &&
    life <= invitationLife;
  if (!isWhole || partner === undefined) throw new ClientError("malformed", "not an invitation for her signature");
  const partnerRole = roleOf(partner);
  const isRight =
    first !== undefined &&
    verify(partner, encodeInvitation(invitation), first.signature) &&
    partnerRole !== null &&
    mayIssue(row.role, [account.role, partnerRole]);
  if (!isRight) throw new ClientError("signature", "not signed by somebody who may invite to this role");
  return { issued, role: row.role, partner };
}

/** The second signature. A case lead then runs `giveGroupWraps`, so that the newcomer can read warnings at once. */
export async function coSign(client: Client, account: SignedIn, awaiting: AwaitingSignature): Promise<InvitationState> {
  const { invitation } = awaiting.issued;
  const answer = await call(client.api, "POST /api/invitations/{invitation}/sign", {
    path: { invitation: base64url(invitation.invitation) },
    body: {
      issuer: base64url(account.keys.sign.publicKey),
      signature: base64url(sign(account.keys.sign, encodeInvitation(invitation))),
    },
  });
  return answer.state;
}

/** Ends an invitation that nobody has used: the server no longer takes its code. ApiError "conflict": it was used, or has run out. */
export async function cancelInvitation(client: Client, invitation: Uint8Array): Promise<InvitationState> {
  const path = { invitation: base64url(invitation) };
  return (await call(client.api, "POST /api/invitations/{invitation}/cancel", { path, body: {} })).state;
}

/** Ends what a person may do from now on. The keys she holds end with the next epochs (epochs.ts). */
export async function revoke(client: Client, account: SignedIn, signingKey: Uint8Array): Promise<void> {
  const { deployment } = client.installation;
  const statement = encodeRevocation({ deployment, key: signingKey, revoked: client.clock.now() });
  const body = { revocation: signedText(signStatement(account.keys.sign, statement)) };
  await call(client.api, "POST /api/revocations", { body });
}
