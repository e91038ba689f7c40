/** The installation that a run measures, its people, and the three daemons as single processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, makeInstallation, type RunningInstallation } from "../tests/http/support/installation.ts";
import { makeNetwork, type Network, type Person } from "../tests/http/support/people.ts";
import { quick } from "./traffic.ts";

const raised = { PARASOL_TEST_RAISED_LIMITS: "1" };
const builtPages = join(import.meta.dirname, "../build/web");

export interface Stage {
  readonly installation: RunningInstallation;
  readonly network: Network;
  readonly members: readonly Person[];
}

/** With two members, limits so high that a benchmark never meets them, and the built web applications. */
export async function makeStage(): Promise<Stage> {
  const installation = await makeInstallation({ environment: raised, web: builtPages });
  const network = await makeNetwork(installation, 2);
  return { installation, network, members: network.members };
}

/** One daemon that this program started itself. */
export class Daemon {
  readonly pid: number;
  private readonly ended: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.pid = child.pid as number;
    this.ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  }

  static start(program: string, args: readonly string[]): Daemon {
    return new Daemon(spawn(join(build, program), args, { env: { ...process.env, ...raised }, stdio: "ignore" }));
  }

  /** Sends the signal and waits for the end; null if it was the signal that ended it. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    process.kill(this.pid, signal);
    return this.ended;
  }
}

/** keyd and listd of an installation that is stopped. */
export async function startBehind(folder: string): Promise<readonly [Daemon, Daemon]> {
  const daemons = [
    Daemon.start("parasol-keyd", ["--data", join(folder, "keyd")]),
    Daemon.start("parasol-listd", ["--data", join(folder, "listd")]),
  ] as const;
  while (!existsSync(join(folder, "run/keyd.sock")) || !existsSync(join(folder, "run/listd.sock"))) await pause(5);
  return daemons;
}

/** `parasol serve` alone, and how long it took from its start to its first good answer. */
export async function startServe(installation: RunningInstallation): Promise<{ serve: Daemon; milliseconds: number }> {
  const port = new URL(installation.memberUrl).port;
  const started = performance.now();
  const serve = Daemon.start("parasol", ["serve", installation.folder, "--web", builtPages, "--port", port]);
  for (;;) {
    const answer = await quick(installation.memberUrl, "GET", "/api/health").catch(() => null);
    if (answer?.status === 200) return { serve, milliseconds: performance.now() - started };
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Processor time of a process so far, in nanoseconds, as the scheduler counted it for each of its threads. */
export function processorTime(pid: number): number {
  const threads = `/proc/${pid}/task`;
  return readdirSync(threads).reduce((total, thread) => total + Number(readFileSync(join(threads, thread, "schedstat"), "utf8").split(" ")[0]), 0);
}

/** Resident memory in MB (1,000,000 bytes). */
export function residentMemory(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return (Number(line?.[1]) * 1024) / 1e6;
}
