/** Builds an application into a new folder, for tests in a browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";

export interface Build {
  readonly folder: string;
  remove(): void;
}

/** `application` is a folder under web/ that holds an index.html. */
export async function buildApplication(application: string): Promise<Build> {
  const folder = mkdtempSync(join(tmpdir(), `${application}-`));
  process.env["PARASOL_APP"] = application;
  await build({ configFile: join(import.meta.dirname, "../vite.config.ts"), logLevel: "error", build: { outDir: folder } });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
