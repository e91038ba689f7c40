/** What signing in and the first check cost in bytes, after the first screen. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";

const kCheckBytes = 80 * 1024;
const kSignInBytes = 72 * 1024;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
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

/** Files that an entry needs before it can run. */
function needs(entry: string, found = new Set<string>()): Set<string> {
  const chunk = chunks[entry];
  if (chunk === undefined) throw new Error(`${entry} is not a chunk of its own`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const each of chunk.imports ?? []) needs(each, found);
  return found;
}

function bytes(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(join(folder, `${file}.gz`)).size, 0);
}

const without = (files: Set<string>, ...others: Set<string>[]): string[] => [...files].filter((file) => !others.some((other) => other.has(file)));

it("stays within the budget of a slow phone", () => {
  const first = needs("index.html");
  const signIn = needs("live/services.ts");
  const check = needs("live/session.ts", needs("inside.tsx"));
  expect(bytes(without(check, first, signIn))).toBeLessThanOrEqual(kCheckBytes);
  expect(bytes(without(signIn, first))).toBeLessThanOrEqual(kSignInBytes);
  // Reports, warnings and the rest wait until they are wanted.
  for (const entry of ["report/report.tsx", "screens/own.tsx", "screens/join.tsx"]) expect(without(needs(entry), first, signIn, check).length).toBeGreaterThan(0);
});
