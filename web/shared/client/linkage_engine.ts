/**
 * Who else it may be: the linkage engine (src/linkage), as the screens ask it. Everything it knows it is told here, in this
 * browser; what it holds ends with it.
 */
import { ClientError } from "./errors.ts";
import type { LinkExtract, LinkField } from "./link_extract.ts";

export interface LinkageEngine {
  /** Adds; may be called repeatedly. Answers with those that it could not take: they are compared with nothing. */
  load(entries: readonly { readonly entry: string; readonly extract: LinkExtract }[]): Promise<readonly string[]>;
  forget(entries: readonly string[]): Promise<void>;
  /** What people have decided; null takes it back. A conflict names the entries on the way from one to the other. */
  decide(
    one: string,
    other: string,
    verdict: "same_person" | "different_people" | null,
  ): Promise<"taken" | { readonly conflict: readonly string[] }>;
  /** At most `count`, the strongest first. */
  candidates(entry: string, count: number): Promise<Candidates>;
  /** Those with more than one member. */
  clusters(): Promise<readonly (readonly string[])[]>;
  /** Ends it, and with it what it holds: on lock and on quick exit. What it was asked and has not answered fails. */
  stop(): void;
}

let factory: (() => LinkageEngine) | null = null;

/** From now on `startLinkageEngine` starts those that `make` makes. */
export function setLinkageFactory(make: () => LinkageEngine): void {
  factory = make;
}

/** A new engine, which knows nothing yet. "linkage" where there is none. */
export function startLinkageEngine(): LinkageEngine {
  if (factory === null) throw new ClientError("linkage", "there is no engine here");
  return factory();
}

export interface Candidates {
  /** Thousandths of a bit that the entry could reach with one exactly like it. */
  readonly self: number;
  /** Below it there is too little to link by. */
  readonly line: number;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly entry: string;
  /** In thousandths of a bit: `prior` and the `counted` of all rows, exactly. */
  readonly total: number;
  readonly probability: number;
  readonly prior: number;
  readonly rows: readonly CandidateRow[];
  /** The rows of what they did: "similar pattern", never enough for "same person" by itself. */
  readonly behaviour: number;
  readonly strength: "strong" | "likely" | "possible" | "weak";
  /** The total without its strongest row. */
  readonly withoutStrongest: number;
  /** The field that speaks most against it. */
  readonly against: LinkField | null;
  readonly decision: "same_person" | "different_people" | null;
  /** The decision follows from others. */
  readonly decidedThrough: boolean;
}

export interface CandidateRow {
  readonly field: LinkField;
  /** How alike, in the engine's words (src/linkage/kind.cpp). */
  readonly level: string;
  /** How many share such a value by chance: one in so many. Null: not counted. */
  readonly oneIn: number | null;
  /** What it says by itself, and what of that was counted beside its group. */
  readonly bits: number;
  readonly counted: number;
}
