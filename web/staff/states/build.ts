/** Builds the page of faked flows into a new folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { catalogues } from "../../tools/catalogues.ts";
import type { Build } from "../../tools/build.ts";
import { page } from "../../tools/page.ts";

export async function buildStates(): Promise<Build> {
  const folder = mkdtempSync(join(tmpdir(), "staff-states-"));
  await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: "error",
    plugins: [catalogues({ parts: ["common", "member", "staff"], pseudo: true }), page()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "es2020", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
