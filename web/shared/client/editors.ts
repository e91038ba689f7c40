/**
 * What is sealed to a team's alert editors and case leads: drafts with their extract, source records, fairness records,
 * remarks, and the slot map. JSON inside; the reference is the associated data.
 */
import type { AreaBand, DescriptorValue, IncidentType, MoTag } from "../generated/vocabulary.ts";
import type { Base64 } from "./api_types.ts";
import { type Bytes, concat, utf8, wipe } from "./bytes.ts";
import { seal } from "./envelope.ts";
import { type TeamKeys, openForTeam } from "./epoch_keys.ts";
import { ClientError } from "./errors.ts";
import { type Keyring, currentTeamEpoch } from "./keyring.ts";
import { type StatedIdentifier, readJson, writeJson } from "./report_format.ts";
import type { Client } from "./trust.ts";

/** What an approver sees of a report: facts about the person, and nothing about who told. */
export interface Extract {
  readonly types: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  readonly area: AreaBand | null;
  readonly month: string | null;
  readonly descriptors: readonly DescriptorValue[];
  readonly identifiers: readonly StatedIdentifier[];
}

export interface DraftFile {
  /** An encoded Artefact. */
  readonly artefact: Base64;
  readonly extract: Extract;
}

/** The approval of each source, by its report's key. */
export interface SourceFile {
  /** Signed Approvals. */
  readonly approvals: readonly Base64[];
}

/** Why an editor finds it right to warn of this person in these words. */
export interface FairnessFile {
  readonly answers: Readonly<Record<string, string | boolean>>;
}

export interface RemarkFile {
  readonly text: string;
}

/** One packet of a warning: which place it has, and until when. */
export interface SlotMapRow {
  readonly packet: Base64;
  readonly kind: "slot" | "warning";
  readonly reference: Base64;
  readonly version: number;
  /** Check epoch of a slot; group epoch of a warning. */
  readonly epoch: number;
  /** Of a slot. */
  readonly token: string | null;
  readonly tagIndex: number | null;
  /** The day from which it may show, or the moment of its hand-over on that day. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly replaces: Base64 | null;
}

/** `write` makes the plaintext. "malformed" if the team has no current epoch. */
export function sealForEditors(
  client: Client,
  keyring: Keyring,
  team: Uint8Array,
  reference: Uint8Array,
  content: object,
  write: (content: object) => Bytes = writeJson,
): Bytes {
  const epoch = currentTeamEpoch(keyring, team, client.clock.now());
  if (epoch === null) throw new ClientError("malformed", "no editors to seal to");
  const plain = write(content);
  try {
    return seal(epoch.editorsKey, plain, editorsContext(reference), client.random);
  } finally {
    wipe(plain);
  }
}

/** "recipient", "sealed" or "malformed". */
export function openForEditors<T extends object>(keys: TeamKeys, reference: Uint8Array, sealed: Uint8Array): T {
  return readJson<T>(openForTeam(keys, "editors", sealed, editorsContext(reference)));
}

/** Rows of the slot map are read without knowing of which warning they are. */
export const slotMapReference = new Uint8Array(16);

function editorsContext(reference: Uint8Array): Bytes {
  return concat(utf8("parasol/editors/1"), reference);
}
