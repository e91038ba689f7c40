/** Controlled words that only staff read; the others are in member/words.ts. Tests compare them with the vocabulary. */
import type { ComponentChild } from "preact";
import type { Jurisdiction, Language, LinkVerdict, RecognitionLevel, ReportSection, Scope, Urgency, WarningState } from "../shared/generated/vocabulary.ts";
import { t, type Key } from "../shared/i18n/index.ts";

export interface StaffWords {
  jurisdiction: Jurisdiction;
  likely: RecognitionLevel;
  link_verdict: LinkVerdict;
  permit: Scope;
  section: ReportSection;
  tongue: Language;
  urgency: Urgency;
  warning_state: WarningState;
}

const kKeys: Readonly<Record<keyof StaffWords, (code: string) => string>> = {
  jurisdiction: (code) => `jurisdiction.${code}`,
  likely: (code) => `likely.${code}`,
  link_verdict: (code) => `link_verdict.${code}`,
  permit: (code) => `permit.${code}`,
  section: (code) => `section.${code}`,
  tongue: (code) => `tongue.${code}`,
  urgency: (code) => `urgency.${code}`,
  warning_state: (code) => `warning_state.${code}`,
};

export function staffWord<List extends keyof StaffWords>(list: List, code: StaffWords[List]): ComponentChild {
  return t(kKeys[list](code) as Key);
}

/** Why the recognition test objects to a place. Reasons of a later version are shown by their code. */
export const kWhys = [
  "own_name", "own_working_name", "own_phone", "own_email", "own_handle", "own_place", "own_venue", "own_price", "own_service", "own_age",
  "own_other", "incident_date", "verbatim", "near_verbatim", "day", "weekday", "clock", "recent", "period_form", "street", "building",
  "postcode", "landmark", "area_form", "price", "service", "injury", "colleagues", "quotation", "first_person", "origin", "gender", "sector",
  "animal", "tattoo", "target_group", "single_source",
] as const;

export function whyText(why: string): ComponentChild {
  return (kWhys as readonly string[]).includes(why) ? t(`why.${why}` as Key) : why;
}
