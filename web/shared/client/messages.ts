/**
 * Who says what in a report. Anybody who knows a public key can seal something to it, so whatever goes between reporter and
 * team, and every note of the desk, is signed inside its seal: for this report, this direction, this place in the row.
 */
import {
  type MessageStatement,
  decodeMessageStatement,
  decodeSealedMessage,
  encodeMessageStatement,
  encodeSealedMessage,
} from "../generated/records.ts";
import { roles } from "../generated/vocabulary.ts";
import { type Bytes, equal, hex } from "./bytes.ts";
import { clockTolerance, day } from "./clock.ts";
import { ClientError } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, roleOn } from "./keyring.ts";
import { type SigningKey } from "./signature.ts";
import { openStatement, signStatement } from "./signed.ts";

const directions = { to_reporter: 1, to_team: 2, note: 3 } as const;
export type Direction = keyof typeof directions;

/** Where something is said. */
export interface Conversation {
  readonly deployment: Uint8Array;
  readonly report: Uint8Array;
  readonly team: Uint8Array;
  readonly direction: Direction;
}

/** The plaintext of a message. `ordinal`: how many its writer sees before it in this direction. */
export function say(key: SigningKey, { direction, ...place }: Conversation, ordinal: number, now: number, content: Bytes): Bytes {
  const statement: MessageStatement = {
    deployment: place.deployment,
    report: place.report,
    team: place.team,
    direction: directions[direction],
    ordinal,
    day: Math.floor(now / day),
    contentHash: sha256(content),
  };
  return encodeSealedMessage({ statement: signStatement(key, encodeMessageStatement(statement)), content });
}

export interface Said {
  readonly signer: Uint8Array;
  readonly ordinal: number;
  /** Days since 1970, by the writer's clock. */
  readonly day: number;
  readonly content: Uint8Array;
  /** By which it is known again. */
  readonly mark: string;
}

/**
 * What `say` made. "malformed" or "signature" for what was said elsewhere or is not as it was said. Whether its signer may
 * speak here, the caller must ask.
 */
export function heard({ deployment, report, team, direction }: Conversation, plaintext: Uint8Array): Said {
  const { statement: envelope, content } = decodeSealedMessage(plaintext);
  const statement = openStatement(envelope, decodeMessageStatement, deployment);
  const isHere =
    equal(statement.report, report) && equal(statement.team, team) && statement.direction === directions[direction];
  if (!isHere || !equal(statement.contentHash, sha256(content))) throw new ClientError("malformed", "said elsewhere");
  return { signer: envelope.signer, ordinal: statement.ordinal, day: statement.day, content, mark: hex(sha256(envelope.statement)) };
}

export interface Placed extends Said {
  /** Its writer saw fewer before it than the writer of one that stands above it: it was moved, or written beside that one. */
  readonly isDisplaced: boolean;
}

/**
 * What was said in one direction, in the order in which the server shows it. Null takes the place of what nobody said who
 * may, and of what is shown again.
 */
export function placed(rows: readonly (Said | null)[], maySay: (said: Said) => boolean): (Placed | null)[] {
  const marks = new Set<string>();
  let most = 0;
  return rows.map((said) => {
    if (said === null || !maySay(said) || marks.has(said.mark)) return null;
    marks.add(said.mark);
    const isDisplaced = said.ordinal < most;
    most = Math.max(most, said.ordinal);
    return { ...said, isDisplaced };
  });
}

/** Who opens reports may speak for the team, on days before it was revoked. */
export function speaksForTeam(keyring: Keyring, { signer, day: on }: Said, now: number): boolean {
  const role = roleOn(keyring, signer, on);
  return role !== null && roles[role].receivesDeskKey && on * day <= now + clockTolerance;
}
