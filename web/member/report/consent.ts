/** The exact words that a receipt names by id and version, in the language in which they are shown. */
import type { ComponentChild } from "preact";
import type { ReportScope } from "../../shared/client/consent_texts.ts";
import { t } from "../../shared/i18n/index.ts";
import type { Session } from "../services.ts";
import type { Answers } from "./answers.ts";

/** The team that she picked, or the only one there is. */
export function teamName(session: Session, answers: Answers): string {
  const team = session.teams.find(({ id }) => id === answers.team) ?? session.teams[0];
  return team?.name ?? session.organisation;
}

const kKeys = { READ: "consent.read", CASE: "consent.case", WARN: "consent.warn", CHECK: "consent.check", LINK: "consent.link" } as const;

export function consentText(scope: ReportScope, team: string): ComponentChild {
  return t(kKeys[scope], { team });
}
