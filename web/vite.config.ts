/**
 * One bundle per application, each for its own origin: PARASOL_APP=member|staff|liaison names the folder under web/
 * that holds its index.html. The result goes to build/web/<application>, where `serve` finds it. PARASOL_APP=gallery
 * shows every part of a screen in every state; it is for developers and is never served.
 *
 * No inlined assets and no preload polyfill: the content security policy allows scripts from 'self' only, and the one
 * Trusted Types policy returns nothing but worker URLs.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { catalogues, partsOf } from "./tools/catalogues.ts";
import { compress } from "./tools/compress.ts";
import { page } from "./tools/page.ts";

const application = process.env["PARASOL_APP"] ?? "member";
const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What is fetched as one file, because it is wanted at once: on a slow line a file costs as much as a kilobyte of code. Each
 * takes along what it needs and the files before it do not have. Signing in comes before checking, so that the passphrase
 * is being hashed while the rest arrives; what only reports need comes when one is wanted.
 */
const parts = [
  { name: "first", tags: ["$initial" as const] },
  { name: "account", test: /member\/live\/services\.ts$/ },
  { name: "check", test: /member\/(live\/session\.ts|inside\.tsx)$|vocabulary\/area_bands\.ts$/ },
  { name: "own", test: /member\/live\/own_report\.ts$/ },
  { name: "report", test: /member\/(live\/reporting\.ts|report\/report\.tsx)$/ },
].map((part, index, all) => ({ ...part, priority: all.length - index }));

export default defineConfig({
  root: folder(`./${application}`),
  base: "/",
  publicDir: false,
  plugins: [catalogues({ parts: partsOf(application), pseudo: application === "gallery" }), page(), compress()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    outDir: folder(`../build/web/${application}`),
    emptyOutDir: true,
    target: "es2020",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      transform: { assumptions: { setPublicClassFields: true } },
      output: { codeSplitting: { groups: parts } },
    },
  },
});
