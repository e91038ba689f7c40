// Policy invariants over random histories of the real client, server and daemons. Packages are those of web/.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const packages = join(root, "web/node_modules");

export default {
  cacheDir: join(root, "build/vitest-properties"),
  resolve: {
    alias: ["@noble", "ajv", "fast-check", "vitest", "yaml"].map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(packages, name) })),
  },
  test: {
    environment: "node",
    include: ["**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 240_000,
    // Every file has an installation of its own.
    pool: "forks",
    maxWorkers: 2,
    minWorkers: 1,
  },
};
