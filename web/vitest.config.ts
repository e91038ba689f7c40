// Unit tests lie beside the code they test. Client logic is tested in plain Node, as the demo runs it; a test of a
// screen asks for a document with a first line `// @vitest-environment happy-dom`. The project "screens" is what needs a
// browser: every screen of an application in all its states.
import { defineConfig } from "vitest/config";

const screens = ["member/member.test.ts", "staff/staff.test.ts", "gallery/gallery.test.ts", "public/pseudo.test.ts", "tools/first_load.test.ts"];
const common = { environment: "node", testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...common, name: "units", include: ["**/*.test.ts", "**/*.test.tsx"], exclude: ["node_modules/**", ...screens] } },
      { extends: true, test: { ...common, name: "screens", include: screens, expect: { poll: { timeout: 10_000 } } } },
    ],
  },
});
