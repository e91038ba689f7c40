/**
 * What of a report is compared with others, if its owner allows it (LINK): what she said about the person and, coded, what
 * they did, in which region and month. Nothing in her own words, nothing about her, no day.
 */
import {
  type AreaBand,
  type DescriptorKind,
  type DescriptorValue,
  type IdentifierKind,
  type IncidentType,
  type MoTag,
  areaBands,
  descriptorValues,
  identifierKinds,
  incidentTypes,
  isCode,
  moTags,
} from "../generated/vocabulary.ts";
import { platforms } from "../identifier.ts";
import { identifierOf } from "./artefact.ts";
import { type Bytes, utf8, wipe } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import { type ReportContent, type StatedIdentifier, readJson } from "./report_format.ts";

export interface LinkExtract {
  /** Numbers and addresses in their one form if they are whole, otherwise as they were typed. */
  readonly identifiers: readonly StatedIdentifier[];
  readonly descriptors: readonly DescriptorValue[];
  readonly types: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  readonly area: AreaBand | null;
  /** "2026-11" */
  readonly month: string | null;
}

/** What two extracts are compared by. */
export type LinkField = IdentifierKind | DescriptorKind | "types" | "behaviours" | "area" | "month";

/** The extract of what is open of a report. What this client does not know, or is longer than such a thing is, stays behind. */
export function linkExtractOf({ subject, event }: ReportContent): LinkExtract {
  const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return known({
    identifiers: listed(subject?.identifiers).filter(isStated).map(inOneForm),
    descriptors: listed(subject?.descriptors),
    types: listed(event?.types),
    behaviours: listed(event?.behaviours),
    area: event?.area,
    month: event?.month,
  });
}

/** True if there is nothing in it by which a person could be told from another. */
export function isEmptyExtract({ identifiers, descriptors, types, behaviours }: LinkExtract): boolean {
  return identifiers.length + descriptors.length + types.length + behaviours.length === 0;
}

/** Two people who typed one number differently have typed one number. */
function inOneForm(stated: StatedIdentifier): StatedIdentifier {
  const identifier = identifierOf(stated);
  if (identifier === null) return { ...stated, text: stated.text.trim() };
  const { canonical } = identifier;
  // Before the stroke stands the platform, or the country.
  const isTwofold = stated.kind === "handle" || stated.kind === "plate";
  return { ...stated, text: isTwofold ? canonical.slice(canonical.indexOf("/") + 1) : canonical };
}

// The plaintexts of nearly all entries are of one size, so that sizes tell nothing.
export const plainSizes = [2048, 4096, 8192] as const;

/** JSON, filled up with spaces to 2, 4 or 8 KiB less `beside`. "malformed" if it is longer. */
export function writeExtract(extract: LinkExtract, beside = 0): Bytes {
  const text = utf8(JSON.stringify(extract));
  const step = plainSizes.find((size) => text.length + beside <= size);
  if (step === undefined) throw new ClientError("malformed", "too much to compare");
  const filled = new Uint8Array(step - beside).fill(0x20);
  filled.set(text);
  wipe(text);
  return filled;
}

/** "malformed" unless it is an extract. What a later version has added to a list is left out. */
export function readExtract(bytes: Uint8Array): LinkExtract {
  return known(readJson<Unread>(bytes));
}

type Unread = Readonly<Record<keyof LinkExtract, unknown>>;

/** What of it is an extract, field by field. "malformed" if a list is none. */
function known(found: Unread): LinkExtract {
  return {
    identifiers: listIn(found.identifiers).filter(isStated).filter(isOfLength).map(({ kind, text, region, platform }) => ({ kind, text, region, platform })),
    descriptors: listIn(found.descriptors).filter(isOneOf(descriptorValues)),
    types: listIn(found.types).filter(isOneOf(incidentTypes)),
    behaviours: listIn(found.behaviours).filter(isOneOf(moTags)),
    area: isOneOf(areaBands)(found.area) ? found.area : null,
    month: isMonth(found.month) ? found.month : null,
  };
}

/** From "2000-01" to "2100-12". */
function isMonth(value: unknown): value is string {
  return typeof value === "string" && /^(20\d\d|2100)-(0[1-9]|1[0-2])$/.test(value);
}

function listIn(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ClientError("malformed", "not an extract");
  return value;
}

function isOneOf<Code extends string>(table: Readonly<Record<Code, unknown>>): (value: unknown) => value is Code {
  return (value): value is Code => typeof value === "string" && isCode(table, value);
}

function isStated(value: unknown): value is StatedIdentifier {
  const { kind, text, region, platform } = (value ?? {}) as Record<keyof StatedIdentifier, unknown>;
  return isOneOf(identifierKinds)(kind) && typeof text === "string"
    && (region === null || (typeof region === "string" && /^[A-Z]{2}$/.test(region)))
    && (platform === null || (platforms as readonly unknown[]).includes(platform));
}

/** The engine takes no more either: 320 bytes. */
const longest: Readonly<Record<IdentifierKind, number>> = { phone: 64, email: 320, handle: 64, plate: 64 };

function isOfLength({ kind, text }: StatedIdentifier): boolean {
  return Array.from(text).length <= longest[kind] && utf8(text).length <= 320;
}
