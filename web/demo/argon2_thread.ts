/** One thread of argon2_threads.ts. */
import { parentPort } from "node:worker_threads";
import type { WorkerReply, WorkerRequest } from "../shared/client/argon2.ts";
import { runArgon2 } from "../shared/client/argon2_core.ts";

parentPort?.on("message", async ({ id, ...job }: WorkerRequest) => {
  const hash = await runArgon2(job).catch(() => null);
  const reply: WorkerReply = { id, hash };
  parentPort?.postMessage(reply);
});
