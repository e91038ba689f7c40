// The built pages in Chromium on the real programs. Packages are those of web/.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const packages = join(root, "web/node_modules");

export default {
  cacheDir: join(root, "build/vitest-browser"),
  resolve: {
    alias: ["@axe-core", "ajv", "axe-core", "jsqr", "pdfjs-dist", "playwright-core", "vitest", "yaml"].map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(packages, name) })),
  },
  test: {
    environment: "node",
    include: ["**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each file has an installation and a browser of its own; both are work for every core.
    fileParallelism: false,
  },
};
