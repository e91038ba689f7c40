/**
 * What lies inside the sealed parts of a report: sections, messages, notes. JSON, because it is sealed and never hashed.
 * Whoever opens one believes nothing of its shape: `readMessage` and `readNote` give "unknown" for what they do not know.
 */
import type {
  AreaBand,
  DescriptorKind,
  DescriptorValue,
  IdentifierKind,
  IncidentType,
  MoTag,
  RecognitionLevel,
} from "../generated/vocabulary.ts";
import type { Platform } from "../identifier.ts";
import type { Base64 } from "./api_types.ts";
import { type Bytes, concat, fromUtf8, utf8, wipe } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import type { RecognitionHit } from "./recogniser.ts";

/** Something to check by, as she wrote it. */
export interface StatedIdentifier {
  readonly kind: IdentifierKind;
  readonly text: string;
  /** Country of a number or plate; null if it was not asked. */
  readonly region: string | null;
  readonly platform: Platform | null;
}

export interface SubjectSection {
  readonly identifiers: readonly StatedIdentifier[];
  readonly descriptors: readonly DescriptorValue[];
  /** In own words, by kind; never part of a warning unless somebody writes it there. */
  readonly spoken: Partial<Readonly<Record<DescriptorKind, string>>>;
}

export interface EventSection {
  readonly types: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  readonly area: AreaBand | null;
  /** "2026-11"; null: not said. */
  readonly month: string | null;
  /** Around what time, in own words. */
  readonly around: string;
}

export interface WordsSection {
  readonly text: string;
}

export interface AboutMeSection {
  readonly workingName: string;
  readonly pronouns: string;
}

export interface ContactSection {
  readonly way: "app" | "phone" | "email" | "other";
  readonly value: string;
}

export interface EvidenceSection {
  readonly files: readonly { readonly name: string; readonly type: string; readonly data: Base64 }[];
}

export interface ApprovalSection {
  /** An encoded Artefact. */
  readonly artefact: Base64;
  /** A Signed Approval by the report key. */
  readonly approval: Base64;
}

/** The sections there are. */
export interface ReportContent {
  readonly subject?: SubjectSection;
  readonly event?: EventSection;
  readonly words?: WordsSection;
  readonly about_me?: AboutMeSection;
  readonly contact?: ContactSection;
  readonly evidence?: EvidenceSection;
  readonly approval?: ApprovalSection;
}

/** Between reporter and team, in either direction. */
export type Message =
  | { readonly kind: "text"; readonly text: string }
  /** The team asks her to approve exactly this. */
  | { readonly kind: "proposal"; readonly text: string; readonly artefact: Base64 }
  /** She approves. */
  | ({ readonly kind: "approval" } & ApprovalSection)
  | { readonly kind: "unknown" };

/** For those who have the desk key. */
export type Note =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "recognition";
      readonly reference: Base64;
      readonly version: number;
      readonly level: RecognitionLevel;
      readonly hits: readonly RecognitionHit[];
    }
  | { readonly kind: "unknown" };

export function writeJson(value: unknown): Bytes {
  return utf8(JSON.stringify(value));
}

/**
 * What a warning says stands in the report, in the draft and in what members get: with spaces the first two are filled up to
 * the same 16 KiB once sealed, so that sizes, which a server knows, do not tell which belongs to which.
 */
const roomySize = 16_380;

export function writeRoomyJson(value: unknown): Bytes {
  const text = writeJson(value);
  if (text.length >= roomySize) return text;
  const roomy = new Uint8Array(roomySize).fill(0x20);
  roomy.set(text);
  wipe(text);
  return roomy;
}

/** "malformed" if it is not one JSON object. */
export function readJson<T extends object>(bytes: Uint8Array): T {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new ClientError("malformed", "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ClientError("malformed", "not a JSON object");
  }
  return value as T;
}

export function readMessage(bytes: Uint8Array): Message {
  const message = readJson<Record<string, unknown>>(bytes);
  const { kind, text, artefact, approval } = message;
  if (kind === "text" && typeof text === "string") return { kind, text };
  if (kind === "proposal" && typeof text === "string" && typeof artefact === "string") return { kind, text, artefact };
  if (kind === "approval" && typeof artefact === "string" && typeof approval === "string") {
    return { kind, artefact, approval };
  }
  return { kind: "unknown" };
}

export function readNote(bytes: Uint8Array): Note {
  const note = readJson<{ kind?: unknown; text?: unknown; hits?: unknown }>(bytes);
  if (note.kind === "text" && typeof note.text === "string") return { kind: "text", text: note.text };
  if (note.kind === "recognition" && Array.isArray(note.hits)) return note as Note;
  return { kind: "unknown" };
}

/** Associated data of messages about a report. */
export function messageContext(report: Uint8Array): Bytes {
  return concat(utf8("parasol/message/1"), report);
}

export function noteContext(report: Uint8Array): Bytes {
  return concat(utf8("parasol/note/1"), report);
}
