/**
 * An installation whose daemons run one by one, so that each can be killed alone, with everything they write kept: `logs`
 * holds their output, `temporary` is their TMPDIR.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { day, hour } from "../../../web/shared/client/clock.ts";
import { type RunningInstallation, build, makeInstallation } from "../../http/support/installation.ts";
import { until } from "../../http/support/until.ts";

export type DaemonName = "keyd" | "listd" | "serve";
const names: readonly DaemonName[] = ["keyd", "listd", "serve"];
const pages = join(import.meta.dirname, "../../http/support/pages");

export interface Daemons extends RunningInstallation {
  readonly logs: string;
  readonly temporary: string;
  startOne(name: DaemonName): Promise<void>;
  /** Does nothing if it does not run. */
  stopOne(name: DaemonName, signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** A demo, so that its clock can be moved. With `isRaised` keyd's limits are out of the way. `web`: folder of the web apps. */
export async function makeDaemons(isRaised: boolean, web: string = pages): Promise<Daemons> {
  const made = await makeInstallation({ isDemo: true });
  await made.stop();
  const { folder } = made;
  const port = new URL(made.memberUrl).port;
  const [logs, temporary] = [join(folder, "logs"), join(folder, "tmp")];
  for (const path of [logs, temporary]) mkdirSync(path);
  const commands: Readonly<Record<DaemonName, readonly string[]>> = {
    keyd: ["parasol-keyd", "--data", join(folder, "keyd")],
    listd: ["parasol-listd", "--data", join(folder, "listd")],
    serve: ["parasol", "serve", folder, "--web", web, "--port", port],
  };
  const running = new Map<DaemonName, ChildProcess>();

  const isReady = async (name: DaemonName): Promise<boolean> => {
    if (name !== "serve") return connects(join(folder, "run", `${name}.sock`));
    return (await fetch(`${made.memberUrl}/api/health`).catch(() => null))?.ok === true;
  };
  const startOne = async (name: DaemonName): Promise<void> => {
    const [program = "", ...words] = commands[name];
    const log = openSync(join(logs, name), "a");
    const environment = { ...process.env, TMPDIR: temporary, ...(isRaised ? { PARASOL_TEST_RAISED_LIMITS: "1" } : {}) };
    const child = spawn(join(build, program), words, { cwd: temporary, env: environment, stdio: ["ignore", log, log] });
    closeSync(log);
    running.set(name, child);
    await until(
      async () => child.exitCode !== null || (await isReady(name)),
      (isOver) => isOver,
    );
    if (child.exitCode !== null) throw new Error(`${name} did not start`);
  };
  const stopOne = async (name: DaemonName, signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> => {
    const child = running.get(name);
    if (child === undefined) return;
    running.delete(name);
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    for (const name of names) await startOne(name);
    await until(
      () => fetch(`${made.memberUrl}/list/manifest`),
      ({ ok }) => ok,
    );
  };
  const stop = async (signal?: "SIGTERM" | "SIGKILL"): Promise<void> => {
    for (const name of names.toReversed()) await stopOne(name, signal);
  };
  const remove = async (): Promise<void> => {
    await stop();
    rmSync(join(folder, ".."), { recursive: true, force: true });
  };
  await start().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...made,
    logs,
    temporary,
    start,
    stop,
    startOne,
    stopOne,
    pids: () => Object.fromEntries(Array.from(running, ([name, child]) => [name, child.pid as number])),
    remove,
  };
}

/** Sets the clock to `hours` o'clock (UTC) of tomorrow. */
export function tomorrowAt(daemons: Daemons, hours: number): void {
  const time = Date.now();
  daemons.setClock((Math.floor(time / day) + 1) * day + hours * hour - time);
}

function connects(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
