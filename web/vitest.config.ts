// Unit tests lie beside the code they test. Client logic is tested in plain Node, as the demo runs it; a test of a
// screen asks for a document with a first line `// @vitest-environment happy-dom`.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["**/*.test.ts", "**/*.test.tsx"],
    testTimeout: 60_000,
  },
});
