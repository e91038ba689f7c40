/** Would this text give the reporter away? What the flows need of the test: recogniser.ts runs it. */
import type { Artefact } from "../generated/records.ts";
import { type ReportSection, fromWire, reportSections } from "../generated/vocabulary.ts";
import { type ConsentChain, live } from "./consent.ts";
import { ClientError } from "./errors.ts";
import {
  type ArtefactText,
  type Recognition,
  type ReporterKind,
  type ReporterText,
  artefactTexts,
  recognise,
  recogniserVersion,
} from "./recogniser.ts";
import type { ContactSection, ReportContent } from "./report_format.ts";

export interface Recogniser {
  /** Stands in signed records. */
  readonly version: number;
  recognise(reporter: readonly ReporterText[], artefact: readonly ArtefactText[]): Promise<Recognition>;
}

/** The one that is built into this client. */
export const builtInRecogniser: Recogniser = { version: recogniserVersion, recognise };

/**
 * Sections of an opened report that are not at hand: they do not open, or a permission that holds now names them and the
 * server has left them out. A text can only be tested against the whole: where anything lacks, no level may be given.
 */
export function lackingSections(
  report: { readonly content: ReportContent; readonly unopened: readonly ReportSection[]; readonly chain: ConsentChain },
  now: number,
): ReportSection[] {
  const lacking = new Set(report.unopened);
  for (const wire of (["READ", "CASE"] as const).flatMap((scope) => live(report.chain, scope, now)?.sections ?? [])) {
    const section = fromWire(reportSections, wire);
    if (section === undefined) throw new ClientError("malformed", "section");
    if (report.content[section] === undefined) lacking.add(section);
  }
  return Array.from(lacking);
}

/** Holds everything that she wrote against everything that others would see. */
export function recogniseIn(recogniser: Recogniser, content: ReportContent, artefact: Artefact): Promise<Recognition> {
  return recogniser.recognise(reporterTexts(content), artefactTexts(artefact));
}

const contactKinds: Readonly<Record<ContactSection["way"], ReporterKind>> = {
  app: "other",
  phone: "phone",
  email: "email",
  other: "other",
};

/** What is hers, and what she told in her own words. The numbers and names of the person warned about are not hers. */
export function reporterTexts({ subject, event, words, about_me, contact }: ReportContent): ReporterText[] {
  const told = [...Object.values(subject?.spoken ?? {}), event?.around, words?.text];
  const texts: { readonly kind: ReporterKind; readonly text: string | undefined }[] = [
    ...told.map((text) => ({ kind: "narrative" as const, text })),
    { kind: "working_name", text: about_me?.workingName },
    ...(contact === undefined ? [] : [{ kind: contactKinds[contact.way], text: contact.value }]),
  ];
  return texts.filter((one): one is ReporterText => typeof one.text === "string" && one.text.trim() !== "");
}
