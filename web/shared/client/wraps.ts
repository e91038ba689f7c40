/** What a wrapped epoch key, an account secret or a vault is tied to: docs/protocol.md §4 and §5. */
import { encodeWrapContext } from "../generated/records.ts";
import { type Bytes, concat, lengthPrefixed, utf8 } from "./bytes.ts";
import { sha256 } from "./kdf.ts";

const purposes = { desk: 1, editors: 2, group: 3, account_secret: 4, vault: 5, link: 6 } as const;
export type WrapPurpose = keyof typeof purposes;
/** The keys that a team has. */
export const teamPurposes = ["desk", "editors", "link"] as const;
export type TeamPurpose = (typeof teamPurposes)[number];
/** As it stands in the API. */
export const purposeNumber = (purpose: TeamPurpose): (typeof purposes)[TeamPurpose] => purposes[purpose];

/** Team of what belongs to no team. */
export const noTeam = new Uint8Array(16);

export interface WrapPlace {
  readonly deployment: Uint8Array;
  readonly purpose: WrapPurpose;
  /** 16 bytes; zero for the group and for accounts. */
  readonly team?: Uint8Array;
  readonly epoch?: number;
  /** X-Wing public key of whom it is for. */
  readonly recipient: Uint8Array;
}

/** Under whom something is kept: what was made under one root opens under no other. */
export interface Home {
  readonly deployment: Uint8Array;
  readonly rootKey: Uint8Array;
}

/** The associated data: an encoded WrapContext. */
export function wrapContext({ deployment, purpose, team = noTeam, epoch = 0, recipient }: WrapPlace): Bytes {
  return encodeWrapContext({ deployment, purpose: purposes[purpose], team, epoch, recipient: sha256(recipient) });
}

/** Of the account secret of a login. */
export function secretContext({ deployment, rootKey }: Home, login: string): Bytes {
  const recipient = concat(utf8("parasol/account-secret/1"), lengthPrefixed(utf8(login)), rootKey);
  return wrapContext({ deployment, purpose: "account_secret", recipient });
}

/** Of the vault of the account with this signing key. */
export function vaultContext({ deployment, rootKey }: Home, signingKey: Uint8Array): Bytes {
  const recipient = concat(utf8("parasol/vault/1"), signingKey, rootKey);
  return wrapContext({ deployment, purpose: "vault", recipient });
}

/** By which a group key is known without being told. */
export function groupKeyCheck(key: Uint8Array): Bytes {
  return sha256(concat(utf8("parasol/group-key/1"), key));
}
