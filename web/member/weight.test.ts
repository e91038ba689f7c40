/** What signing in and the first check cost in bytes, after the first screen. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";

const kCheckBytes = 80 * 1024;
const kSignInBytes = 52 * 1024;
/** What comes with every file besides itself. */
const kHeaderBytes = 950;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly assets?: readonly string[];
}

let folder: string;
let chunks: Readonly<Record<string, Chunk>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "member-weight-"));
  process.env["PARASOL_APP"] = "member";
  await build({ configFile: join(import.meta.dirname, "../vite.config.ts"), logLevel: "error", build: { outDir: folder, manifest: true } });
  chunks = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Files that a part needs before it can run: a module that is fetched by its name, or a part of vite.config.ts. */
function needs(entry: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[entry] ?? Object.values(chunks).find(({ file }) => new RegExp(`^assets/${entry}-[^/]*\\.js$`).test(file));
  if (chunk === undefined) throw new Error(`${entry} is not a chunk of its own`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const each of chunk.imports ?? []) needs(each, found);
  return found;
}

/** The worker for the slow hash; the other one is the recogniser's. */
function slowHashWorker(): string {
  const workers = (chunks["index.html"]?.assets ?? []).filter((file) => /\/worker-[^/]*\.js$/.test(file));
  const found = workers.find((file) => readFileSync(join(folder, file), "utf8").includes("argon2"));
  if (found === undefined) throw new Error("no worker for the slow hash");
  return found;
}

function bytes(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(join(folder, `${file}.br`)).size + kHeaderBytes, 0);
}

const without = (files: Set<string>, ...others: Set<string>[]): string[] => [...files].filter((file) => !others.some((other) => other.has(file)));

it("stays within the budget of a slow phone", () => {
  const first = needs("index.html");
  const signIn = needs("account").add(slowHashWorker());
  const check = needs("check");
  expect(bytes(without(signIn, first))).toBeLessThanOrEqual(kSignInBytes);
  expect(bytes(without(new Set([...signIn, ...check]), first))).toBeLessThanOrEqual(kCheckBytes);
});

it("fetches for a screen what that screen needs", () => {
  const first = needs("index.html");
  const check = needs("check", needs("account"));
  // Whoever joins sees the form at once; whoever opens one report needs the code that does it.
  for (const screen of ["screens/join.tsx", "screens/code.tsx", "screens/safety.tsx"]) expect(without(needs(screen), first)).toHaveLength(1);
  // Reports wait until they are wanted, and reading warnings does not wait for them.
  for (const part of ["own", "report"]) expect(without(needs(part), first, check).length).toBeGreaterThan(0);
  expect(without(needs("screens/warnings.tsx"), first, check)).toHaveLength(1);
});
