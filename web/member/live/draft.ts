/** The unfinished report in the vault. */
import { day, type Clock } from "../../shared/client/clock.ts";
import type { Vault } from "../../shared/client/vault.ts";
import { kNoAnswers, type Draft } from "../report/answers.ts";

const kDraft = "report";

export function draftOf(vault: Vault): Draft | null {
  const found = vault.drafts.find(({ id }) => id === kDraft)?.answers as Partial<Draft> | undefined;
  if (found?.answers === undefined || found.step === undefined) return null;
  // A draft of an earlier version may lack newer questions.
  return { ...(found as Draft), answers: { ...kNoAnswers, ...found.answers } };
}

/** Null throws it away. */
export function withDraft(vault: Vault, draft: Draft | null, clock: Clock): Vault {
  const others = vault.drafts.filter(({ id }) => id !== kDraft);
  if (draft === null) return { ...vault, drafts: others };
  return { ...vault, drafts: [...others, { id: kDraft, saved: Math.floor(clock.now() / day), answers: draft }] };
}
