/**
 * The artefact: the exact text that a reporter approves and members get, and its hash. The coded artefact is made from
 * coded answers alone; nothing of her own words, and of a number or address only the last four characters, is in it.
 */
import { type Artefact, type Identifier, type WarningBody, encodeArtefact } from "../generated/records.ts";
import {
  type IdentifierKind,
  type IncidentType,
  areaBands,
  descriptorValues,
  fromWire,
  identifierKinds,
  incidentTypes,
  isCode,
  warningLevels,
} from "../generated/vocabulary.ts";
import { areaBandLabels, incidentTypeLabels, warningLevelLabels } from "../generated/vocabulary_labels.ts";
import { type Identifier as Normalised, type IdentifierInput, normaliseIdentifier, tokenValue } from "../identifier.ts";
import { type Bytes, type RandomSource } from "./bytes.ts";
import { ClientError } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import type { EventSection, StatedIdentifier, SubjectSection } from "./report_format.ts";

/** UCS-2 units of the text that goes out as a short message. */
const shortTextUnits = 70;

const tokenTypes: Readonly<Record<IdentifierKind, string>> = { phone: "tel", email: "eml", handle: "usr", plate: "veh" };

/** True if something happened that members may be warned of: not only what answers checks. */
export function canWarn(event: EventSection): boolean {
  return warnable(event.types).length > 0;
}

/**
 * The artefact of coded answers: a fresh salt and reference, version 1. `expires` is when the permission to warn ends.
 * "malformed" if nothing can be warned of. Identifiers that do not normalise are left out: the desk asks about them.
 */
export function codedArtefact(
  subject: SubjectSection,
  event: EventSection,
  expires: number,
  random: RandomSource,
  advice: readonly string[] = [],
): Artefact {
  const types = warnable(event.types);
  if (types.length === 0) throw new ClientError("malformed", "nothing that members may be warned of");
  const artefact: Artefact = {
    salt: random(32),
    reference: random(16),
    version: 1,
    level: warningLevels[levelOf(types)].wire,
    area: event.area ?? "uk",
    period: event.month ?? "",
    incidentTypes: types,
    behaviours: [...event.behaviours],
    descriptors: subject.descriptors.map((value) => ({ kind: descriptorValues[value].kind, value })),
    advice: [...advice],
    freeText: "",
    shortText: "",
    identifiers: subject.identifiers.flatMap((stated) => {
      const identifier = identifierOf(stated);
      return identifier === null ? [] : [identifier];
    }),
    expiresMonth: monthOf(expires),
  };
  return { ...artefact, shortText: shortTextOf(artefact) };
}

/** What somebody may change in an artefact before the reporter approves it. */
export type ArtefactChanges = Partial<
  Pick<
    Artefact,
    | "level"
    | "area"
    | "period"
    | "incidentTypes"
    | "behaviours"
    | "descriptors"
    | "advice"
    | "freeText"
    | "identifiers"
    | "version"
    | "expiresMonth"
  >
>;

/** A changed artefact of the same warning: with a new salt, so that two hashes say nothing about each other. */
export function amendArtefact(artefact: Artefact, changes: ArtefactChanges, random: RandomSource): Artefact {
  const amended = { ...artefact, ...changes, salt: random(32) };
  return { ...amended, shortText: shortTextOf(amended) };
}

export function artefactHash(artefact: Artefact): Bytes {
  return sha256(encodeArtefact(artefact));
}

/** What members get: without salt, short text and canonical identifiers. */
export function warningBodyOf(artefact: Artefact): WarningBody {
  const { salt: _salt, shortText: _shortText, identifiers, ...shared } = artefact;
  return { ...shared, identifiers: identifiers.map(({ type, shown }) => ({ type, shown })) };
}

/** The canonical identifier of what was written, and its masked form; null if it does not normalise. */
export function identifierOf(stated: StatedIdentifier): Identifier | null {
  const normalised = normalise(stated);
  if (!normalised.ok) return null;
  return {
    type: identifierKinds[stated.kind].wire,
    // An encoded text holds no NUL.
    canonical: normalised.token.slice(normalised.token.indexOf("\0") + 1).replace("\0", "/"),
    shown: masked(stated.kind, normalised),
  };
}

function normalise(stated: StatedIdentifier): Normalised {
  const input = inputOf(stated);
  return input === null ? { ok: false, error: stated.kind === "handle" ? "platform" : "region" } : normaliseIdentifier(input);
}

function inputOf({ kind, text, region, platform }: StatedIdentifier): IdentifierInput | null {
  switch (kind) {
    case "phone":
      return { kind, text, region };
    case "email":
      return { kind, text };
    case "handle":
      return platform === null ? null : { kind, text, platform };
    case "plate":
      return region === null ? null : { kind, text, region };
  }
}

/** The token of a canonical identifier, for the check. "malformed" for a type that is none. */
export function tokenOf(identifier: Identifier): string {
  const kind = fromWire(identifierKinds, identifier.type);
  if (kind === undefined) throw new ClientError("malformed", "identifier type");
  const isTwofold = kind === "handle" || kind === "plate";
  const value = isTwofold ? identifier.canonical.replace("/", "\0") : identifier.canonical;
  return `${tokenTypes[kind]}\0${value}`;
}

/** Phone: its last four digits. E-mail: at most the last four characters before the @, never more than half of them. */
function masked(kind: IdentifierKind, normalised: Normalised & { ok: true }): string {
  const value = tokenValue(normalised.token);
  if (kind === "phone") return `…${value.slice(-4)}`;
  if (kind === "email") {
    const local = Array.from(value.slice(0, value.lastIndexOf("@")));
    const kept = Math.min(4, Math.floor(local.length / 2));
    return `…${local.slice(local.length - kept).join("")}@…`;
  }
  return normalised.display;
}

function warnable(types: readonly IncidentType[]): IncidentType[] {
  return types.filter((type) => !incidentTypes[type].checkerOnly);
}

function levelOf(types: readonly IncidentType[]): keyof typeof warningLevels {
  const worst = Math.min(...types.map((type) => incidentTypes[type].severity));
  return worst === 1 ? "danger" : worst <= 3 ? "caution" : "information";
}

/** "2027-11" in UTC. */
export function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

/** Level, kind, area and one masked identifier, as much of it as fits into one short message. */
function shortTextOf(artefact: Artefact): string {
  const level = fromWire(warningLevels, artefact.level);
  const [type] = artefact.incidentTypes;
  const parts = [
    level === undefined ? "" : warningLevelLabels[level],
    type !== undefined && isCode(incidentTypes, type) ? incidentTypeLabels[type] : "",
    isCode(areaBands, artefact.area) ? areaBandLabels[artefact.area] : "",
    artefact.identifiers[0]?.shown ?? "",
  ].filter((part) => part !== "");
  let text = "";
  for (const part of parts) {
    const longer = text === "" ? part : `${text}. ${part}`;
    if (longer.length <= shortTextUnits) text = longer;
  }
  return text;
}
