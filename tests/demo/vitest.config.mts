// The demo as `parasol demo` makes it, only smaller. Packages are those of web/.
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export default {
  cacheDir: join(root, "build/vitest"),
  resolve: { alias: { vitest: join(root, "web/node_modules/vitest") } },
  test: { environment: "node", include: ["**/*.test.ts"], testTimeout: 120_000, hookTimeout: 220_000 },
};
