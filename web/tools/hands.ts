/** What people do with a screen, by the words on it. */
import type { Page } from "playwright-core";

export const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
export const heading = (page: Page, name: string): Promise<void> => page.getByRole("heading", { name }).first().waitFor();
export const section = (page: Page, name: string): Promise<void> =>
  page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: new RegExp(`^${name}`) }).click();
export const follow = (page: Page, name: string): Promise<void> => page.getByRole("link", { name }).first().click();
