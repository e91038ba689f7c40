/** The invented reports of stories.json, as the client takes them. */
import { readFileSync } from "node:fs";
import type { StatedIdentifier, ContactSection, ReportContent } from "../shared/client/report_format.ts";
import { monthOf } from "../shared/client/artefact.ts";
import { day } from "../shared/client/clock.ts";
import { expiryOf } from "../shared/client/consent.ts";
import type { ReportScope } from "../shared/client/consent_texts.ts";
import type {
  AreaBand,
  DescriptorValue,
  IncidentType,
  Jurisdiction,
  Language,
  MoTag,
  ReportState,
  Urgency,
  WarningState,
} from "../shared/generated/vocabulary.ts";
import type { Platform } from "../shared/identifier.ts";

/** How far a story has come when the demo begins. */
export type Ending =
  /** Kept for herself: nothing was ever permitted. */
  | "private"
  | "triage"
  | "active"
  /** A text was proposed and waits for her. */
  | "proposed"
  | "prepared"
  /** Supported and closed, no warning. */
  | "closed"
  /** Its warning shows. */
  | "live"
  | "expired"
  /** She has withdrawn everything. */
  | "withdrawn"
  /** She has ended the warning and kept the report. */
  | "stopped"
  | "hidden"
  /** Drafted before she has approved. */
  | "scored"
  /** Waits for an editor. */
  | "member_ok"
  /** As before; its text may give her away, so that a case lead must sign too. */
  | "flagged"
  /** Waits to be handed over. */
  | "reviewed"
  | "returned"
  | "abandoned"
  /** Handed over; its time to show has not come. */
  | "scheduled";

export interface Story {
  /** Days before now when she reports. */
  readonly ago: number;
  readonly ending: Ending;
  /** Days before now when it is withdrawn, stopped or hidden. */
  readonly until?: number;
  /** The desk has not closed it, and the permission to open it has run out since. */
  readonly lapsed?: true;
  /** 1: by the member whose sign-in is given away first. */
  readonly by?: 1;
  readonly language: Language;
  readonly urgency?: Urgency;
  readonly area: AreaBand;
  readonly types: readonly IncidentType[];
  readonly behaviours: readonly MoTag[];
  readonly descriptors: readonly DescriptorValue[];
  /** "tel NUMBER", "eml ADDRESS", "usr PLATFORM NAME", "veh COUNTRY PLATE". */
  readonly identifiers: readonly string[];
  readonly around?: string;
  readonly name: string;
  readonly pronouns?: string;
  /** "phone NUMBER" or "email ADDRESS"; otherwise by message. */
  readonly contact?: string;
  readonly words: string;
  /** Words that the desk proposes; without them the coded text is approved at once. */
  readonly warning?: string;
  readonly messages?: readonly (readonly ["team" | "me", string])[];
}

export function readStories(): Story[] {
  return JSON.parse(readFileSync(new URL("./stories.json", import.meta.url), "utf8")) as Story[];
}

export function contentOf(story: Story, now: number): ReportContent {
  return {
    subject: { identifiers: story.identifiers.map(statedIdentifier), descriptors: story.descriptors, spoken: {} },
    event: {
      types: story.types,
      behaviours: story.behaviours,
      area: story.area,
      month: monthOf(now),
      around: story.around ?? "",
    },
    words: { text: story.words },
    about_me: { workingName: story.name, pronouns: story.pronouns ?? "" },
    ...(story.contact === undefined ? {} : { contact: contactOf(story.contact) }),
  };
}

export function scopesOf({ ending, types }: Story): ReportScope[] {
  if (ending === "private") return [];
  const isCautious = ending === "stopped" || ending === "hidden" || ending === "abandoned";
  const isOnlyForDesk = ending === "closed" || ending === "prepared" || ending === "active" || types.includes("missing_person");
  if (isOnlyForDesk) return ["READ", "CASE"];
  return isCautious ? ["READ", "CASE", "WARN", "CHECK"] : ["READ", "CASE", "WARN", "CHECK", "LINK"];
}

/** Whether the report is among those that are compared when the demo begins. */
export function isCompared(story: Story): boolean {
  const isTaken = story.ending !== "triage" && story.ending !== "withdrawn";
  return isTaken && scopesOf(story).includes("LINK") && story.ago * day < expiryOf("LINK", 0);
}

export function jurisdictionOf({ area }: Story): Jurisdiction {
  return area === "scotland" || area === "northern_ireland" ? area : "england_wales";
}

function statedIdentifier(text: string): StatedIdentifier {
  const [type, ...words] = text.split(" ");
  const [first = "", ...rest] = words;
  switch (type) {
    case "tel":
      return { kind: "phone", text: words.join(" "), region: "GB", platform: null };
    case "eml":
      return { kind: "email", text: first, region: null, platform: null };
    case "usr":
      return { kind: "handle", text: rest.join(" "), region: null, platform: first as Platform };
    case "veh":
      return { kind: "plate", text: rest.join(" "), region: first, platform: null };
    default:
      throw new Error(`an identifier of no kind: ${text}`);
  }
}

function contactOf(text: string): ContactSection {
  const [way, ...value] = text.split(" ");
  return { way: way as ContactSection["way"], value: value.join(" ") };
}

/** Where its report and its warning stand at last. */
export interface Outcome {
  readonly report: ReportState;
  readonly warning: WarningState | null;
}

export function outcomeOf({ ending, lapsed }: Story): Outcome {
  const outcome = outcomes[ending];
  return lapsed === true ? { ...outcome, report: "held" } : outcome;
}

const outcomes: Readonly<Record<Ending, Outcome>> = {
  private: { report: "held", warning: null },
  triage: { report: "triage", warning: null },
  active: { report: "active", warning: null },
  proposed: { report: "active", warning: null },
  prepared: { report: "prepared", warning: null },
  closed: { report: "closed_held", warning: null },
  live: { report: "closed_held", warning: "handed_over" },
  expired: { report: "closed_held", warning: "handed_over" },
  withdrawn: { report: "withdrawn", warning: "handed_over" },
  stopped: { report: "closed_held", warning: "handed_over" },
  hidden: { report: "closed_held", warning: "handed_over" },
  scored: { report: "active", warning: "scored" },
  member_ok: { report: "active", warning: "member_ok" },
  flagged: { report: "active", warning: "member_ok" },
  reviewed: { report: "active", warning: "reviewed" },
  returned: { report: "active", warning: "returned" },
  abandoned: { report: "active", warning: "abandoned" },
  scheduled: { report: "closed_held", warning: "handed_over" },
};
