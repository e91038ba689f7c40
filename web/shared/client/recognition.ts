/** Would this text give the reporter away? The test itself is src/recognition, compiled for the browser and handed in. */
import type { RecognitionLevel } from "../generated/vocabulary.ts";

export interface RecognitionHit {
  /** The piece of the warning's text. */
  readonly excerpt: string;
  /** The recogniser's code for why. */
  readonly reason: string;
}

export interface Recognition {
  readonly level: RecognitionLevel;
  readonly hits: readonly RecognitionHit[];
}

export interface Recogniser {
  /** Stands in signed records. */
  readonly version: number;
  /** Compares a warning's texts with all that the reporter wrote. */
  recognise(reporterTexts: readonly string[], artefactTexts: readonly string[]): Promise<Recognition>;
}
