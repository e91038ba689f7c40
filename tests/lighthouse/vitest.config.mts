// Lighthouse on the built pages in Chromium. It comes from this folder's packages, vitest from those of web/. One of its
// packages asks for the "latest" of two others, which a lock file that names no host cannot hold: see `overrides`.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export default {
  cacheDir: join(root, "build/vitest-lighthouse"),
  resolve: {
    alias: [{ find: /^vitest(?=\/|$)/, replacement: join(root, "web/node_modules/vitest") }],
  },
  test: {
    environment: "node",
    include: ["*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
};
