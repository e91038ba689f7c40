/** The unfinished report in the vault. */
import { day, type Clock } from "../../shared/client/clock.ts";
import type { Vault } from "../../shared/client/vault.ts";
import type { Draft } from "../report/answers.ts";

const kDraft = "report";

export function draftOf(vault: Vault): Draft | null {
  const found = vault.drafts.find(({ id }) => id === kDraft)?.answers as Partial<Draft> | undefined;
  return found?.answers === undefined || found.step === undefined ? null : (found as Draft);
}

/** Null throws it away. */
export function withDraft(vault: Vault, draft: Draft | null, clock: Clock): Vault {
  const others = vault.drafts.filter(({ id }) => id !== kDraft);
  if (draft === null) return { ...vault, drafts: others };
  return { ...vault, drafts: [...others, { id: kDraft, saved: Math.floor(clock.now() / day), answers: draft }] };
}
