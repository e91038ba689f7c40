/** What a wrapped epoch key, an account secret or a vault is tied to: docs/protocol.md §4 and §5. */
import { encodeWrapContext } from "../generated/records.ts";
import { type Bytes, concat, utf8 } from "./bytes.ts";
import { sha256 } from "./kdf.ts";

const purposes = { desk: 1, editors: 2, group: 3, account_secret: 4, vault: 5 } as const;
export type WrapPurpose = keyof typeof purposes;

/** Team of what belongs to no team. */
export const noTeam = new Uint8Array(16);

export interface WrapPlace {
  readonly deployment: Uint8Array;
  readonly purpose: WrapPurpose;
  /** 16 bytes; zero for the group and for accounts. */
  readonly team?: Uint8Array;
  readonly epoch?: number;
  /** X-Wing public key of whom it is for; for an account secret the login's UTF-8. */
  readonly recipient: Uint8Array;
}

/** The associated data: an encoded WrapContext. */
export function wrapContext({ deployment, purpose, team = noTeam, epoch = 0, recipient }: WrapPlace): Bytes {
  return encodeWrapContext({ deployment, purpose: purposes[purpose], team, epoch, recipient: sha256(recipient) });
}

/** By which a group key is known without being told. */
export function groupKeyCheck(key: Uint8Array): Bytes {
  return sha256(concat(utf8("parasol/group-key/1"), key));
}
