// Black-box tests: the real programs, spoken to over HTTP. Packages are those of web/.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const packages = join(root, "web/node_modules");

export default {
  cacheDir: join(root, "build/vitest"),
  resolve: { alias: { ajv: join(packages, "ajv"), vitest: join(packages, "vitest"), yaml: join(packages, "yaml") } },
  test: {
    environment: "node",
    include: ["**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Each file has an installation of its own, and joining is work for every core.
    fileParallelism: false,
  },
};
