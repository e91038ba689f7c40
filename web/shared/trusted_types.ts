/**
 * The scripts that run outside the page: their addresses are the only ones the Trusted Types policy `scripts` lets
 * through. For browsers only; Node runs the client without workers.
 */
import { scriptPolicy } from "./client/script_policy.ts";
import slowHash from "./client/worker.ts?worker&url";
import linkage from "./linkage/worker.ts?worker&url";
import recogniser from "./recognition/worker.ts?worker&url";

const allow = scriptPolicy([slowHash, recogniser, linkage]);

/** Starts the worker that computes the slow hash: for setWorkerFactory of client/argon2.ts. */
export function startSlowHashWorker(): Worker {
  return new Worker(allow(slowHash), { type: "module" });
}

/** Starts the worker that runs the recognition test: for setRecogniserFactory of client/recogniser.ts. */
export function startRecogniserWorker(): Worker {
  return new Worker(allow(recogniser), { type: "module" });
}

/** Starts a worker that compares reports: for linkageInWorker of client/linkage_wire.ts. */
export function startLinkageWorker(): Worker {
  return new Worker(allow(linkage), { type: "module" });
}
