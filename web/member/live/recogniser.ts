/** The recogniser for this device, loaded once. Rejects where it can't be had: then nothing can be approved here. */
import type { Recogniser } from "../../shared/client/recognition.ts";

export function loadRecogniser(): Promise<Recogniser> {
  return Promise.reject(new TypeError("this build has no recogniser"));
}
