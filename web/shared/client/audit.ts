/** "Who opened mine", in words. */
import { auditActions, roles } from "../generated/vocabulary.ts";
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
      what: auditActions[action].label,
      who: role === null ? null : roles[role].label,
      refused,
    }))
    .sort((a, b) => b.time - a.time);
}
