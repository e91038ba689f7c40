/**
 * What a reporter has answered so far. It lives in memory while she writes and sealed in her vault between times; only
 * what she sends leaves the device, in sections. Everything but the switches is optional.
 */
import type {
  AreaBand, DescriptorKind, DescriptorValue, IdentifierKind, IncidentType, Jurisdiction, MoTag, Urgency,
} from "../../shared/generated/vocabulary.ts";
import type { ReportScope } from "../../shared/client/consent_texts.ts";
import type { ReportContent, StatedIdentifier } from "../../shared/client/report_format.ts";
import type { Platform } from "../../shared/identifier.ts";
import { kHomeRegion } from "../identifiers.ts";

export interface SubjectIdentifier {
  readonly kind: IdentifierKind;
  readonly text: string;
  readonly platform: Platform;
}

export const kSpokenKinds = ["accent_language", "clothing", "names_given"] as const satisfies readonly DescriptorKind[];
export type SpokenKind = (typeof kSpokenKinds)[number];

export interface Answers {
  readonly safe: "yes" | "no" | "unsure" | null;
  readonly incidents: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  /** "2026-11", or null: not said. */
  readonly month: string | null;
  /** "Around" what time, in own words. */
  readonly around: string;
  readonly area: AreaBand | null;
  readonly descriptors: readonly DescriptorValue[];
  readonly spoken: Readonly<Record<SpokenKind, string>>;
  readonly vehicle: string;
  readonly identifiers: readonly SubjectIdentifier[];
  readonly words: string;
  readonly workingName: string;
  readonly pronouns: string;
  readonly scopes: readonly ReportScope[];
  /** The id of the team she picked; null: the only one there is. */
  readonly team: string | null;
  readonly urgency: Urgency;
  readonly contactWay: "app" | "phone" | "email" | "another";
  readonly contact: string;
  /** What she decided about the text that others would see. */
  readonly approval: "now" | "delayed" | "later" | null;
}

export const kNoAnswers: Answers = {
  safe: null,
  incidents: [],
  behaviours: [],
  month: null,
  around: "",
  area: null,
  descriptors: [],
  spoken: { accent_language: "", clothing: "", names_given: "" },
  vehicle: "",
  identifiers: [],
  words: "",
  workingName: "",
  pronouns: "",
  scopes: [],
  team: null,
  urgency: "not_said",
  contactWay: "app",
  contact: "",
  approval: null,
};

export const kSteps = [
  "safe", "what", "when", "where", "who", "identifiers", "words", "about", "use", "reach", "preview", "answers",
] as const;
export type Step = (typeof kSteps)[number];

export interface Draft {
  readonly answers: Answers;
  readonly step: Step;
  /** The code under which sending it was begun, so that trying again is the same report. */
  readonly code?: string;
}

/** The questions asked, given what was answered: no contact without a caseworker, no preview without a warning. */
export function stepsFor(answers: Answers): readonly Step[] {
  return kSteps.filter((step) => (step === "reach" ? answers.scopes.includes("CASE") : step === "preview" ? answers.scopes.includes("WARN") : true));
}

/** The longest own words; a report's section has room for it in every language. */
export const kWordsLimit = 4000;

// What the text for others, or the risk of being recognised by it, has nothing to do with.
const kBesideTheWarning: readonly (keyof Answers)[] = ["safe", "urgency", "contactWay", "contact", "approval"];

/** Answers with a change. A text that she has approved is no longer approved once what it is made of changes. */
export function changed(answers: Answers, change: Partial<Answers>): Answers {
  const touches = (Object.keys(change) as (keyof Answers)[]).some((key) => !kBesideTheWarning.includes(key));
  const approval = touches && answers.approval !== "later" ? null : answers.approval;
  return { ...answers, approval, ...change };
}

/** The first question that the switches have opened and that is not answered yet; null if there is none. */
export function unanswered(answers: Answers): Step | null {
  if (answers.scopes.includes("CASE") && answers.contactWay !== "app" && !answers.contact.trim()) return "reach";
  return answers.scopes.includes("WARN") && answers.approval === null ? "preview" : null;
}

/** A row as the client's flows want it. */
export function stated({ kind, text, platform }: SubjectIdentifier): StatedIdentifier {
  return {
    kind,
    text: text.trim(),
    region: kind === "phone" || kind === "plate" ? kHomeRegion : null,
    platform: kind === "handle" ? platform : null,
  };
}

/** The sections of a report: only those in which she said something. */
export function contentOf(answers: Answers): ReportContent {
  const spoken = Object.fromEntries(
    [...kSpokenKinds.map((kind) => [kind, answers.spoken[kind].trim()] as const), ["vehicle", answers.vehicle.trim()] as const].filter(([, text]) => text !== ""));
  const identifiers = answers.identifiers.filter(({ text }) => text.trim()).map(stated);
  const workingName = answers.workingName.trim();
  const pronouns = answers.pronouns.trim();
  const text = answers.words.trim();
  const saysWho = identifiers.length > 0 || answers.descriptors.length > 0 || Object.keys(spoken).length > 0;
  return {
    ...(saysWho ? { subject: { identifiers, descriptors: answers.descriptors, spoken } } : {}),
    event: { types: answers.incidents, behaviours: answers.behaviours, area: answers.area, month: answers.month, around: answers.around.trim() },
    ...(text ? { words: { text } } : {}),
    ...(workingName || pronouns ? { about_me: { workingName, pronouns } } : {}),
    ...(answers.scopes.includes("CASE")
      ? { contact: { way: answers.contactWay === "another" ? "other" as const : answers.contactWay, value: answers.contactWay === "app" ? "" : answers.contact.trim() } }
      : {}),
  };
}

/** Whose law applies, as far as the region says. */
export function jurisdictionOf(area: AreaBand | null): Jurisdiction {
  return area === "scotland" ? "scotland" : area === "northern_ireland" ? "northern_ireland" : "england_wales";
}
