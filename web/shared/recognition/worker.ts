/** The worker's entry: fetches the compiled recogniser and answers each request. See client/recogniser.ts. */
import address from "../../../build/wasm/recognition.wasm?url";
import type { WorkerReply, WorkerRequest } from "../client/recogniser.ts";
import { RequestModule } from "../request_module.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(reply: WorkerReply): void;
}

const scope = globalThis as unknown as WorkerScope;

async function load(): Promise<RequestModule> {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new TypeError("the recogniser could not be fetched");
  return RequestModule.load(await response.arrayBuffer());
}

let loading: Promise<RequestModule> | null = null;

scope.onmessage = async ({ data: { id, request } }) => {
  try {
    loading ??= load();
    const answer = (await loading).run(request);
    scope.postMessage({ id, state: answer === null ? "malformed" : "answered", answer });
  } catch {
    // What trapped has no state to rely on; what could not be fetched may come another time.
    loading = null;
    scope.postMessage({ id, state: "failed", answer: null });
  }
};
