/** The distribution's Chromium for tests; PARASOL_CHROMIUM names another one. */
import { chromium, type Browser } from "playwright-core";

/**
 * `keepsPages`: it keeps pages whole for Back, as it does for everybody; Playwright forbids that, and cannot follow goBack() then.
 * `port`: on this loopback port other programs may steer it too.
 */
export function launchBrowser({ keepsPages = false, port }: { keepsPages?: boolean; port?: number } = {}): Promise<Browser> {
  return chromium.launch({
    ...(keepsPages && { ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    executablePath: process.env["PARASOL_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...(port === undefined ? [] : [`--remote-debugging-port=${port}`]),
    ],
  });
}
