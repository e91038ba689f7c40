/** A small demo: made by the program, told by the client, then started as anybody would start it. */
import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn, unlock } from "../../web/shared/client/account.ts";
import { nodeTransport } from "../../web/shared/client/api.ts";
import { openGroupKeys } from "../../web/shared/client/epoch_keys.ts";
import type { List } from "../../web/shared/client/list.ts";
import { readReport, receiptFromCode } from "../../web/shared/client/owner.ts";
import { connect } from "../../web/shared/client/trust.ts";
import { liveWarnings } from "../../web/shared/client/warnings.ts";
import { build, freePortPair } from "../http/support/installation.ts";

const web = join(import.meta.dirname, "../http/support/pages");
const parasol = join(build, "parasol");
const repository = join(import.meta.dirname, "../..");
const client = ["--node", join(repository, "tools/node"), "--script", join(repository, "web/demo/main.ts")];

let parent: string;
let folder: string;
let port: number;
let told: string;
let running: ChildProcess | null = null;
let greeting = "";

/** Resolves when the program has said everything that it says at its start. */
function start(): Promise<void> {
  const started = spawn(parasol, ["up", folder, "--web", web, "--port", String(port)], { stdio: ["ignore", "pipe", "ignore"] });
  running = started;
  return new Promise((resolve, reject) => {
    started.once("exit", () => reject(new Error("the demo did not start")));
    started.stdout.on("data", (bytes: Buffer) => {
      greeting += bytes.toString();
      if (greeting.endsWith(logins())) resolve();
    });
  });
}

async function stop(): Promise<void> {
  const child = running;
  if (child === null) return;
  running = null;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await ended;
}

function logins(): string {
  return readFileSync(join(folder, "logins.txt"), "utf8");
}

/** Name and passphrase behind a word of logins.txt. */
function loginOf(who: string): { login: string; passphrase: string } {
  const row = logins().split("\n").find((line) => line.startsWith(`  ${who} `)) ?? "";
  const [login = "", ...words] = row.slice(who.length + 2).trim().split(/\s+/);
  return { login, passphrase: words.join(" ") };
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "parasol-demo-"));
  folder = join(parent, "demo");
  port = await freePortPair();
  const words = ["demo", folder, "--web", web, "--scale", "small", "--port", String(port), ...client];
  told = (await promisify(execFile)(parasol, words)).stdout;
  await start();
});

afterAll(async () => {
  await stop();
  rmSync(parent, { recursive: true, force: true });
});

describe("a small demo", () => {
  test("tells what it holds", () => {
    expect(told).toMatch(/^people: .*\bmember 6\b/m);
    expect(told).toMatch(/^warnings: live 1$/m);
    expect(told).toMatch(/^compared: report 2, different_people 1$/m);
    for (const state of ["closed_held", "withdrawn", "active", "triage", "held"]) {
      expect(told).toMatch(new RegExp(`^reports: .*\\b${state} 1\\b`, "m"));
    }
  });

  test("has arrived in the present, and keeps no invitation of the root", () => {
    expect(readFileSync(join(folder, "clock"), "utf8")).toBe("0");
    expect(existsSync(join(folder, "demo-invitations.json"))).toBe(false);
  });

  test("keeps its sign-ins from others, and shows them when it starts", () => {
    expect(statSync(join(folder, "logins.txt")).mode & 0o777).toBe(0o600);
    expect(greeting).toContain(`Members  http://127.0.0.1:${port}/\nStaff    http://localhost:${port + 1}/\n`);
    expect(greeting).toContain(logins());
  });

  test("a member signs in with what stands there and reads the warning", async () => {
    const { login, passphrase } = loginOf("a member with reports");
    const { client: member } = await connect({ transport: nodeTransport(`http://127.0.0.1:${port}`) }, { kind: "first_use" });
    const { account, list, couldNotCheck } = await unlock(member, await signIn(member, login, passphrase));
    expect(couldNotCheck).toBeNull();
    const read = await liveWarnings(member, list as List, await openGroupKeys(member, account, (list as List).keyring));
    expect(read).toMatchObject({ warnings: [{ area: "scotland" }], notLoaded: [] });
    expect(account.vault.reports).not.toEqual([]);
  });

  test("everybody named there can sign in", async () => {
    const everyone = ["caseworker", "another caseworker", "case lead", "alert editor", "another alert editor", "analyst", "administrator", "data-protection officer", "project worker"];
    for (const who of everyone) {
      const { login, passphrase } = loginOf(who);
      const { client: staff } = await connect({ transport: nodeTransport(`http://localhost:${port + 1}`) }, { kind: "first_use" });
      expect((await signIn(staff, login, passphrase)).login).toBe(login);
    }
  });

  test("the code that stands there opens a report", async () => {
    const code = /^The code of a report +([0-9 ]+)$/m.exec(logins())?.[1] ?? "";
    const found = await receiptFromCode({ transport: nodeTransport(`http://127.0.0.1:${port}`) }, code);
    if ("problem" in found) throw new Error(found.problem);
    expect((await readReport(found.client, found.receipt)).content.words?.text).not.toBe("");
  });

  test("every audit chain holds, and the folder is not filled twice", async () => {
    await stop();
    expect(execFileSync(parasol, ["verify-audit", folder], { encoding: "utf8" })).toContain("every link holds");
    expect(spawnSync(parasol, ["demo", folder, "--web", web, ...client]).status).toBe(1);
  });
});
