/** The client's slow hash on two threads. To the client they look like the one worker that it has in a browser. */
import { Worker as Thread } from "node:worker_threads";
import type { WorkerReply, WorkerRequest } from "../shared/client/argon2.ts";

const threadCount = 2;

export function startArgon2Threads(): Worker {
  const waiting: WorkerRequest[] = [];
  const idle: Thread[] = [];
  const pool = {
    onmessage: null as ((event: { readonly data: WorkerReply }) => void) | null,
    onerror: null as (() => void) | null,
    postMessage(request: WorkerRequest): void {
      // The client wipes its own copy at once.
      waiting.push({ ...request, password: request.password.slice() });
      handOut();
    },
    terminate(): void {
      for (const thread of threads) void thread.terminate();
    },
  };
  const handOut = (): void => {
    while (waiting.length > 0 && idle.length > 0) idle.pop()?.postMessage(waiting.shift());
  };
  const threads = Array.from({ length: threadCount }, () => {
    const thread = new Thread(new URL("./argon2_thread.ts", import.meta.url));
    thread.on("message", (data: WorkerReply) => {
      idle.push(thread);
      pool.onmessage?.({ data });
      handOut();
    });
    thread.on("error", () => pool.onerror?.());
    idle.push(thread);
    return thread;
  });
  return pool as unknown as Worker;
}
