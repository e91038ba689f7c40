/** The worker's entry: fetches the compiled linkage engine and answers each request. See client/linkage_module.ts. */
import address from "../../../build/wasm/linkage.wasm?url";
import type { LinkageReply, LinkageRequest } from "../client/linkage_wire.ts";
import { RequestModule } from "../request_module.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<LinkageRequest>) => void) | null;
  postMessage(reply: LinkageReply): void;
}

const scope = globalThis as unknown as WorkerScope;

async function load(): Promise<RequestModule> {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new TypeError("the linkage engine could not be fetched");
  return RequestModule.load(await response.arrayBuffer());
}

let loading: Promise<RequestModule> | null = null;

// One that failed has forgotten what it was told: it stays so, and whoever asks starts another worker.
scope.onmessage = async ({ data: { id, request } }) => {
  try {
    loading ??= load();
    const answer = (await loading).run(request);
    if (answer === null) throw new TypeError("malformed");
    scope.postMessage({ id, answer });
  } catch {
    loading = Promise.reject(new TypeError("failed before"));
    loading.catch(() => undefined);
    scope.postMessage({ id, answer: null });
  }
};
