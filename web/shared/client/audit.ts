/** "Who opened mine", in words. */
import { auditActionLabels, roleLabels } from "../generated/vocabulary_labels.ts";
import type { AccessRow } from "./api_types.ts";

export interface AccessWords {
  /** Start of the UTC day, in milliseconds since 1970. */
  readonly time: number;
  readonly what: string;
  /** Null: herself, or the passing of time. */
  readonly who: string | null;
  /** True if it was tried and not allowed. */
  readonly refused: boolean;
}

/** Newest first. */
export function accessWords(accesses: readonly AccessRow[]): AccessWords[] {
  return accesses
    .map(({ action, role, time, refused }) => ({
      time,
      what: auditActionLabels[action],
      who: role === null ? null : roleLabels[role],
      refused,
    }))
    .sort((a, b) => b.time - a.time);
}
