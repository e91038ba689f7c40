/** The worker's entry: takes jobs, one after the other, and answers each with its hash. See argon2.ts. */
import type { WorkerReply, WorkerRequest } from "./argon2.ts";
import { runArgon2 } from "./argon2_core.ts";
import { type Bytes, wipe } from "./bytes.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerRequest>) => void) | null;
  postMessage(reply: WorkerReply): void;
}

const scope = globalThis as unknown as WorkerScope;
let last: Promise<void> = Promise.resolve();

scope.onmessage = (event) => {
  const job = event.data;
  last = last.then(async () => {
    const hash: Bytes | null = await runArgon2(job).catch(() => null);
    wipe(job.password);
    scope.postMessage({ id: job.id, hash });
    if (hash !== null) wipe(hash);
  });
};
