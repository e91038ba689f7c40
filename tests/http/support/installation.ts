/**
 * A real installation for black-box tests: `parasol init`, then the three daemons, in a temporary folder, ended with the
 * test. Nothing in here repeats a step of the client.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** Where the programs are; PARASOL_BUILD names another build. */
export const build = process.env["PARASOL_BUILD"] ?? join(root, "build/test");

export interface RootInvitation {
  readonly role: string;
  readonly code: string;
}

export interface RunningInstallation {
  readonly folder: string;
  readonly memberUrl: string;
  readonly staffUrl: string;
  readonly invitations: readonly RootInvitation[];
  /** Ends the daemons, as SIGTERM or SIGKILL would; `start` starts them again on the same data. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  start(): Promise<void>;
  /** Sets the demo clock's offset in milliseconds. */
  setClock(offset: number): void;
  /** Process ids of the daemons, by name. */
  pids(): Readonly<Record<string, number>>;
  remove(): Promise<void>;
}

export interface Settings {
  readonly isDemo?: boolean;
  readonly database?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the web apps, such as `builtPages`; two empty pages if left out. */
  readonly web?: string;
}

export const builtPages = join(root, "build/web");
const emptyPages = join(import.meta.dirname, "pages");

export async function freePortPair(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    const port = first.port;
    if (port < 65535) {
      try {
        const second = await listen(port + 1);
        await Promise.all([first.close(), second.close()]);
        return port;
      } catch {
        // Taken: look further.
      }
    }
    await first.close();
  }
}

function listen(port: number): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address() as { port: number };
      resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/** Somebody else may take a port between our looking and our listening: then it is tried anew. */
export async function makeInstallation(settings: Settings = {}): Promise<RunningInstallation> {
  for (let attempt = 1; ; ++attempt) {
    const installation = await tryInstallation(settings);
    try {
      await installation.start();
      return installation;
    } catch (error) {
      await installation.remove();
      if (attempt === 3) throw error;
    }
  }
}

/** Made, and not yet started. */
async function tryInstallation(settings: Settings): Promise<RunningInstallation> {
  const folder = join(mkdtempSync(join(tmpdir(), "parasol-test-")), "installation");
  const port = await freePortPair();
  const memberUrl = `http://127.0.0.1:${port}`;
  const staffUrl = `http://localhost:${port + 1}`;
  const parasol = join(build, "parasol");
  const initArguments = ["init", folder, "--organisation", "Test network", "--team", "North team", "--member-url", memberUrl, "--staff-url", staffUrl, "--json"];
  if (settings.isDemo) initArguments.push("--demo");
  if (settings.database) initArguments.push("--database", settings.database);
  const made = JSON.parse(execFileSync(parasol, initArguments, { encoding: "utf8" })) as { invitations: RootInvitation[] };

  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const ready = join(folder, "run/ready");
    rmSync(ready, { force: true });
    const started = spawn(parasol, ["up", folder, "--web", settings.web ?? emptyPages, "--port", String(port)], {
      env: { ...process.env, ...settings.environment },
      stdio: ["ignore", "ignore", process.env["PARASOL_TEST_LOG"] ? "inherit" : "ignore"],
    });
    child = started;
    let hasEnded = false;
    started.once("exit", () => (hasEnded = true));
    while (!(await answers(memberUrl))) if (hasEnded) throw new Error("the installation did not start");
  };
  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    if (signal === "SIGKILL") for (const pid of Object.values(pidsOf(running.pid as number))) tryKill(pid, signal);
    running.kill(signal);
    await ended;
  };
  return {
    folder,
    memberUrl,
    staffUrl,
    invitations: made.invitations,
    start,
    stop,
    // In one step: the daemons may read it at any moment, and one that found it empty would not look again.
    setClock: (offset) => {
      const file = join(folder, "clock");
      writeFileSync(`${file}.new`, String(offset));
      renameSync(`${file}.new`, file);
    },
    pids: () => (child?.pid === undefined ? {} : pidsOf(child.pid)),
    remove: async () => {
      await stop();
      rmSync(join(folder, ".."), { recursive: true, force: true });
    },
  };
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Children of a process by program name. */
function pidsOf(parent: number): Record<string, number> {
  const children = `/proc/${parent}/task/${parent}/children`;
  if (!existsSync(children)) return {};
  const out: Record<string, number> = {};
  for (const pid of readFileSync(children, "utf8").trim().split(/\s+/).filter(Boolean)) {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const name = (words[0] ?? "").split("/").at(-1) ?? "";
    out[name === "parasol" ? "serve" : name] = Number(pid);
  }
  return out;
}

/** One try; the connection itself is what is waited for. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`)).ok && (await fetch(`${url}/list/manifest`)).ok;
  } catch {
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}
