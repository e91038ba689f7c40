/**
 * The built pages on a real installation, opened by people in browsers of their own. Whatever a browser would complain
 * of, whom it talks to and what it writes into tabs and history is kept for the test to look at.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../../../web/tools/browser.ts";
import { builtPages, makeInstallation, type RunningInstallation } from "../../http/support/installation.ts";

export const phone = { viewport: { width: 320, height: 640 }, hasTouch: true } as const satisfies BrowserContextOptions;
export const desk = { viewport: { width: 1280, height: 900 } } as const satisfies BrowserContextOptions;

export interface Stage {
  readonly installation: RunningInstallation;
  readonly browser: Browser;
  /** Errors on the console, uncaught ones, violations of the content security policy. */
  readonly faults: string[];
  /** Every title a page has had. */
  readonly titles: Set<string>;
  /** Origins of everything that was asked for. */
  readonly origins: Set<string>;
  /** A browser without a past, at the first screen of the site. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

declare global {
  interface Window {
    readonly saw_title: (title: string) => Promise<void>;
  }
}

/** Where the built pages are; PARASOL_PAGES names another build. */
export const pagesFolder = process.env["PARASOL_PAGES"] ?? builtPages;

/** keyd's limits are out of the way: tests check more often in a minute than a person may. */
function usualInstallation(): Promise<RunningInstallation> {
  return makeInstallation({ isDemo: true, web: pagesFolder, environment: { PARASOL_TEST_RAISED_LIMITS: "1" } });
}

/** `made`: an installation that is there already; it ends with the stage. */
export async function openStage(made?: RunningInstallation): Promise<Stage> {
  const installation = made ?? (await usualInstallation());
  const browser = await launchBrowser();
  const faults: string[] = [];
  const titles = new Set<string>();
  const origins = new Set<string>();
  return {
    installation,
    browser,
    faults,
    titles,
    origins,
    open: async (url, options = phone) => {
      const context = await browser.newContext({ locale: "en-GB", ...options });
      await watch(context, { faults, titles, origins });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      await page.goto(url);
      await page.locator("#main h1").waitFor();
      return page;
    },
    close: async () => {
      await browser.close();
      await installation.remove();
    },
  };
}

async function watch(context: BrowserContext, { faults, titles, origins }: Pick<Stage, "faults" | "titles" | "origins">): Promise<void> {
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  context.on("weberror", (error) => faults.push(error.error().message));
  context.on("request", (request) => origins.add(new URL(request.url()).origin));
  await context.exposeFunction("saw_title", (title: string) => titles.add(title));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
    let last = "";
    new MutationObserver(() => {
      if (document.title === last) return;
      last = document.title;
      void window.saw_title(last);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}
