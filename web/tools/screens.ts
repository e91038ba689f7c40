/** The frame of a test that looks at built pages in a browser: built, served and opened once; no page may report a fault. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "./browser.ts";
import type { Build } from "./build.ts";
import { serveFolder, type StaticServer } from "./static_server.ts";

/** What axe looks for. */
export const kRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export interface Screens {
  readonly server: StaticServer;
  /** A page of a new context. What it writes as an error, or does not catch, fails the test. */
  newPage(options: BrowserContextOptions): Promise<Page>;
}

/** Registers the hooks of the file that calls it; what it returns may be used from within tests. */
export function openScreens(build: () => Promise<Build>): Screens {
  let built: Build;
  let server: StaticServer;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    built = await build();
    server = await serveFolder(built.folder);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    built.remove();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(faults.splice(0)).toEqual([]);
  });

  return {
    get server() {
      return server;
    },
    newPage: async (options) => {
      const page = await (await browser.newContext(options)).newPage();
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
      });
      page.on("pageerror", (error) => faults.push(error.message));
      return page;
    },
  };
}
