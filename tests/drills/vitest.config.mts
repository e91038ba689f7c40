// Drills: the real programs, attacked, robbed, killed and recorded. Packages are those of web/.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const packages = join(root, "web/node_modules");

export default {
  cacheDir: join(root, "build/vitest-drills"),
  resolve: {
    alias: ["@noble", "ajv", "vitest", "yaml"].map((name) => ({ find: new RegExp(`^${name}(?=/|$)`), replacement: join(packages, name) })),
  },
  test: {
    environment: "node",
    include: ["**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 600_000,
    // Every file has an installation of its own.
    pool: "forks",
    maxWorkers: 2,
    minWorkers: 1,
  },
};
