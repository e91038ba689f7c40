/**
 * Pictures of the public pages for people to look at: `npm run contact-sheet [all]`. One page of each kind, or every page, in
 * every language, on a phone and on a desk, in the light and in the dark; and as printed. They go to
 * build/contact_sheet: sheets of many pictures (sheet-…png), each picture alone, and PDF files of what is printed.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { kLanguages } from "../shared/i18n/languages.ts";
import { launchBrowser } from "./browser.ts";
import { buildPublic } from "./public.ts";
import { serveFolder } from "./static_server.ts";

const target = fileURLToPath(new URL("../../build/contact_sheet", import.meta.url));
const kWidths = [360, 1280] as const;
const kSchemes = ["light", "dark"] as const;
const kPrinted = ["card", "guide", "sheet", "guidance", "staff", "contacts", "service"];
/** As high as most pages, so that what is fixed to the bottom stays there. */
const kTall = 2400;
/** Higher than this is cut off on a sheet; the picture alone has everything. */
const kSheetHeight = 2400;

const wanted = process.argv[2] ?? "kinds";
const folder = mkdtempSync(join(tmpdir(), "contact-"));
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

const { pages } = await buildPublic(folder, process.env["PARASOL_CONTENT"]);
const server = await serveFolder(folder);
const browser = await launchBrowser();

interface Shot {
  readonly name: string;
  readonly path: string;
}

/** Of each kind the first page, in each language. */
function shotsOf(language: string): Shot[] {
  const seen = new Set<string>();
  return pages.filter(({ file, kind }) => file.startsWith(`${language}/`) && kind !== "data" && (wanted === "all" || !seen.has(kind)) && seen.add(kind))
    .map(({ file, kind }) => ({ path: `/${file.replace(/index\.html$/, "")}`, name: wanted === "all" ? `${kind}-${file.split("/").at(-2)}` : kind }));
}

async function composeSheet(on: Browser, name: string, files: readonly { file: string; title: string }[], width: number): Promise<void> {
  const page = await on.newPage({ viewport: { width: Math.min(files.length, width > 500 ? 4 : 8) * (Math.min(width, 640) + 20) + 20, height: 1000 } });
  const cells = files.map(({ file, title }) => `<figure><figcaption>${title}</figcaption><img src="data:image/png;base64,${readFileSync(file).toString("base64")}"></figure>`);
  await page.setContent(`<style>body{margin:10px;display:flex;flex-wrap:wrap;gap:20px;font:14px sans-serif;background:#999}figure{margin:0;width:${Math.min(width, 640)}px}
    img{width:100%;display:block;max-height:${kSheetHeight}px;object-fit:cover;object-position:top}</style>${cells.join("")}`);
  await page.screenshot({ path: join(target, `sheet-${name}.png`), fullPage: true });
  await page.close();
}

for (const { id } of kLanguages) {
  const shots = shotsOf(id);
  for (const width of kWidths) {
    for (const colorScheme of kSchemes) {
      const context = await browser.newContext({ viewport: { width, height: kTall }, colorScheme });
      const page = await context.newPage();
      const files: { file: string; title: string }[] = [];
      for (const { name, path } of shots) {
        await page.goto(`${server.origin}${path}`);
        const file = join(target, `${id}-${width}-${colorScheme}-${name}.png`);
        await page.screenshot({ path: file, fullPage: true });
        files.push({ file, title: `${name} ${path}` });
      }
      await composeSheet(browser, `${id}-${width}-${colorScheme}`, files, width);
      await context.close();
    }
  }
  const page = await browser.newPage();
  for (const { name, path } of shots.filter(({ name: kind }) => kPrinted.some((printed) => kind.startsWith(printed)))) {
    await page.goto(`${server.origin}${path}`);
    if (name.startsWith("sheet")) for (const tick of (await page.locator(".sheet-group input").all()).filter((_, index) => index % 4 === 0)) await tick.check();
    await page.pdf({ path: join(target, `print-${id}-${name}.pdf`), preferCSSPageSize: true, format: "A4" });
  }
  await page.close();
}
await browser.close();
await server.close();
rmSync(folder, { recursive: true });
console.log(target);
