/** What people do with a screen: look for words, press, type. All by what the screens say in English. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { heading, press, section } from "../../../web/tools/hands.ts";

export { follow, heading, press, section } from "../../../web/tools/hands.ts";

/** Who signs in, with what is on her card. */
export interface Card {
  readonly login: string;
  readonly passphrase: string;
}

export const next = (page: Page): Promise<void> => press(page, "Continue");

/** From the sign-in page to the first screen behind it. */
export async function signIn(page: Page, { login, passphrase }: Card, first: string): Promise<void> {
  await page.getByLabel("Sign-in name").fill(login);
  await page.getByLabel("Passphrase").fill(passphrase);
  await press(page, "Sign in");
  await heading(page, first);
}

/** After a while with somebody else: her screen may have locked meanwhile, and opens where she was. */
export async function comeBack(page: Page, { passphrase }: Card): Promise<void> {
  await page.bringToFront();
  if ((await page.getByRole("heading", { name: "Locked" }).count()) === 0) return;
  await page.getByLabel("Passphrase").fill(passphrase);
  await press(page, "Unlock");
  await page.getByRole("navigation", { name: "Sections" }).waitFor();
}

/** From "Check" to its result. */
export async function checkNumber(page: Page, number: string): Promise<void> {
  await section(page, "Check");
  if ((await page.getByRole("heading", { name: "Result" }).count()) > 0) await press(page, "Check another");
  await page.getByLabel("Number or e-mail address").fill(number);
  await next(page);
  await heading(page, "Is this right?");
  await press(page, "Check");
  await heading(page, "Result");
}

const kRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The screen as it stands has no fault that axe finds, and one need not scroll sideways. In the dark only colours differ. */
export async function expectAccessible(page: Page, scheme: "light" | "dark" = "light"): Promise<void> {
  // Further down, what scrolls away under the bar would count as too small to be pressed.
  await page.evaluate(() => scrollTo(0, 0));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: scheme });
  const builder = new AxeBuilder({ page });
  const { violations } = await (scheme === "dark" ? builder.withRules(["color-contrast"]) : builder.withTags(kRules)).analyze();
  await page.emulateMedia({ colorScheme: null });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Until the empty page of the server has come in place of ours. */
export async function answerOfLeave(page: Page): Promise<void> {
  await page.waitForResponse((response) => response.url().endsWith("/leave") && response.request().isNavigationRequest());
  // Ours calls itself /leave as well, yet came from elsewhere.
  await expect.poll(() => page.evaluate(() => performance.getEntriesByType("navigation")[0]?.name.endsWith("/leave")).catch(() => false)).toBe(true);
}
