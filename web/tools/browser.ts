/** The distribution's Chromium for tests; PARASOL_CHROMIUM names another one. */
import { chromium, type Browser, type BrowserContext } from "playwright-core";

const executablePath = process.env["PARASOL_CHROMIUM"] ?? "/usr/bin/chromium";
const args = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/**
 * `keepsPages`: it keeps pages whole for Back, as it does for everybody; Playwright forbids that, and cannot follow goBack() then.
 * `port`: on this loopback port other programs may steer it too.
 */
export function launchBrowser({ keepsPages = false, port }: { keepsPages?: boolean; port?: number } = {}): Promise<Browser> {
  return chromium.launch({
    ...(keepsPages && { ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    executablePath,
    args: [...args, ...(port === undefined ? [] : [`--remote-debugging-port=${port}`])],
  });
}

/** A browser that writes into `folder` what browsers write down: history, caches, storage. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args, locale: "en-GB" });
}
