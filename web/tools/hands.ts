/** What people do with a screen, by the words on it. */
import type { Page } from "playwright-core";

export const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
/** What a screen does as soon as it is painted is done: it takes the focus, for one. */
export const settled = (page: Page): Promise<void> => page.evaluate(() => new Promise((done) => void requestAnimationFrame(() => setTimeout(done))));
export const heading = (page: Page, name: string): Promise<void> => page.getByRole("heading", { name }).first().waitFor();
export const section = (page: Page, name: string): Promise<void> =>
  page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: new RegExp(`^${name}`) }).click();
export const follow = (page: Page, name: string): Promise<void> => page.getByRole("link", { name }).first().click();
