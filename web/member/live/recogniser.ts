/** The recogniser in its own worker; its code and rules come when a text is first tested. */
import type { Recogniser } from "../../shared/client/recognition.ts";
import { startRecogniserWorker } from "../../shared/trusted_types.ts";

let loading: Promise<Recogniser> | null = null;

/** Rejects where it can't be had: then nothing can be approved here, and the next try loads it anew. */
export function loadRecogniser(): Promise<Recogniser> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<Recogniser> {
  const [{ setRecogniserFactory }, { builtInRecogniser }] = await Promise.all([
    import("../../shared/client/recogniser.ts"), import("../../shared/client/recognition.ts"),
  ]);
  setRecogniserFactory(startRecogniserWorker);
  return builtInRecogniser;
}
