/**
 * The slow hash, off the page's thread. A browser application calls `setWorkerFactory` once at its start; Node has no
 * factory and computes directly. Jobs run one after the other, so that memory never holds two of them.
 */
import type { Argon2Job } from "./argon2_core.ts";
import { type Bytes, wipe } from "./bytes.ts";
import { ClientError } from "./errors.ts";

/** Makes the worker whose code is worker.ts. */
export type WorkerFactory = () => Worker;

/** A job and its number, as the worker gets them. */
export interface WorkerRequest extends Argon2Job {
  readonly id: number;
}

/** The worker's answer: the hash, or nothing if it could not be had. */
export interface WorkerReply {
  readonly id: number;
  readonly hash: Bytes | null;
}

interface Waiting {
  readonly resolve: (hash: Bytes) => void;
  readonly reject: (error: ClientError) => void;
}

let factory: WorkerFactory | null = null;
let worker: Worker | null = null;
let nextId = 1;
const waiting = new Map<number, Waiting>();
let lastDirectJob: Promise<unknown> = Promise.resolve();

/** From now on the slow hash runs in a worker that `make` starts when it is first needed. */
export function setWorkerFactory(make: WorkerFactory): void {
  stopWorker();
  factory = make;
}

/** Starts the worker that a slow hash will want before long, where there are workers. */
export function readyWorker(): void {
  if (factory !== null) worker ??= startWorker(factory);
}

/** Ends the worker and with it its memory: on lock and on quick exit. Open jobs fail with "slow_hash". */
export function stopWorker(): void {
  worker?.terminate();
  worker = null;
  const open = [...waiting.values()];
  waiting.clear();
  for (const job of open) job.reject(new ClientError("slow_hash", "the worker was stopped"));
}

/**
 * Argon2id with one lane. `salt` has 16 bytes, `passes` ≥ 1, `mib` is memory in MiB, `length` the bytes wanted.
 * Fails with "slow_hash" if the memory cannot be had or the worker ends.
 */
export function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  passes: number,
  mib: number,
  length: number,
): Promise<Bytes> {
  const job: Argon2Job = { password: password.slice(), salt: salt.slice(), passes, mib, length };
  return factory === null ? runDirectly(job) : runInWorker(factory, job);
}

function runDirectly(job: Argon2Job): Promise<Bytes> {
  const result = lastDirectJob.then(async () => {
    const { runArgon2 } = await import("./argon2_core.ts");
    try {
      return await runArgon2(job);
    } catch {
      throw new ClientError("slow_hash", "the slow hash failed");
    } finally {
      wipe(job.password);
    }
  });
  lastDirectJob = result.catch(() => undefined);
  return result;
}

function runInWorker(make: WorkerFactory, job: Argon2Job): Promise<Bytes> {
  worker ??= startWorker(make);
  const target = worker;
  return new Promise((resolve, reject) => {
    const id = nextId;
    nextId += 1;
    waiting.set(id, { resolve, reject });
    const request: WorkerRequest = { ...job, id };
    target.postMessage(request);
    wipe(job.password);
  });
}

function startWorker(make: WorkerFactory): Worker {
  const started = make();
  started.onmessage = (event: MessageEvent<WorkerReply>) => {
    const job = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    if (event.data.hash === null) job?.reject(new ClientError("slow_hash", "the slow hash failed"));
    else job?.resolve(event.data.hash);
  };
  started.onerror = () => stopWorker();
  return started;
}
