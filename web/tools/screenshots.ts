/**
 * Pictures of the gallery for people to look at: `npm run screenshots`. They go to build/screenshots, one per screen,
 * width and colour scheme.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.ts";
import { serveFolder } from "./static_server.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const target = folder("../../build/screenshots");
// As high as the longest screen, so that what is fixed to the bottom stays there.
const kSizes = [{ width: 360, height: 2800 }, { width: 1280, height: 2000 }];

mkdirSync(target, { recursive: true });
const server = await serveFolder(folder("../../build/web/gallery"));
const browser = await launchBrowser();
for (const viewport of kSizes) {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(server.origin);
    for (const screen of ["Check", "Warnings", "Report", "Timer", "More", "Parts of pages that are read"]) {
      await page.getByRole("link", { name: screen, exact: true }).click();
      if (screen === "Report") await page.getByRole("button", { name: "Continue" }).click();
      if (screen === "Warnings") await page.getByText("Loading…").waitFor();
      const name = `${screen.toLowerCase().replaceAll(" ", "-")}-${viewport.width}-${colorScheme}`;
      await page.screenshot({ path: `${target}/${name}.png` });
    }
    await page.close();
  }
}
await browser.close();
await server.close();
