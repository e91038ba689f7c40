/** A report of the same as a warning: what happened and where are carried over; she changes them as she likes. */
import type { WarningBody } from "../../shared/generated/records.ts";
import { areaBands, incidentTypes, isCode } from "../../shared/generated/vocabulary.ts";
import { kNoAnswers, type Draft } from "./answers.ts";

export function draftAbout({ incidentTypes: happened, area }: WarningBody): Draft {
  const incidents = happened.filter((code) => isCode(incidentTypes, code));
  return { answers: { ...kNoAnswers, incidents, area: isCode(areaBands, area) ? area : null }, step: "safe" };
}
