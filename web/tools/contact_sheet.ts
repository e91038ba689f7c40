/**
 * Pictures of the public pages for people to look at: `npm run contact-sheet [all|print]`. One page of each kind, or every page,
 * in every language, on a phone and on a desk, in the light and in the dark, and as printed; with `print` every page as
 * printed, and nothing else. They go to build/contact_sheet: sheets of many pictures (sheet-…png), each picture alone, and
 * PDF files of what is printed. What lay there before goes to build/contact_sheet_before, and pictures that differ from it are named.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { kLanguages } from "../shared/i18n/languages.ts";
import { launchBrowser } from "./browser.ts";
import { printPage, readPaper, tickSome } from "./paper.ts";
import { changedShare, kNoticed } from "./pictures.ts";
import { buildPublic } from "./public.ts";
import { serveFolder } from "./static_server.ts";

const target = fileURLToPath(new URL("../../build/contact_sheet", import.meta.url));
const kWidths = [360, 1280] as const;
const kSchemes = ["light", "dark"] as const;
const kPrinted = ["help", "card", "guide", "law", "form", "page", "sheet", "guidance", "staff", "contacts", "service"];
/** Pixels of a picture to the point of paper. */
const kPaperScale = 1.3;
/** As high as most pages, so that what is fixed to the bottom stays there. */
const kTall = 2400;
/** Higher than this is cut off on a sheet; the picture alone has everything. */
const kSheetHeight = 2400;

const wanted = process.argv[2] ?? "kinds";
const isEvery = wanted !== "kinds";
const folder = mkdtempSync(join(tmpdir(), "contact-"));
const before = `${target}_before`;
if (existsSync(target)) {
  rmSync(before, { recursive: true, force: true });
  renameSync(target, before);
}
mkdirSync(target, { recursive: true });

const { pages } = await buildPublic(folder, process.env["PARASOL_CONTENT"]);
const server = await serveFolder(folder);
const browser = await launchBrowser();

interface Shot {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
}

/** Of each kind the first page or every page, in each language. */
function shotsOf(language: string): Shot[] {
  const seen = new Set<string>();
  return pages.filter(({ file, kind }) => file.startsWith(`${language}/`) && kind !== "data" && (isEvery || !seen.has(kind)) && seen.add(kind))
    .map(({ file, kind }) => ({ path: `/${file.replace(/index\.html$/, "")}`, kind, name: isEvery ? `${kind}-${file.split("/").at(-2)}` : kind }));
}

async function composeSheet(on: Browser, name: string, files: readonly { file: string; title: string }[], width: number): Promise<void> {
  if (files.length === 0) return;
  const page = await on.newPage({ viewport: { width: Math.min(files.length, width > 500 ? 4 : 8) * (Math.min(width, 640) + 20) + 20, height: 1000 } });
  const cells = files.map(({ file, title }) => `<figure><figcaption>${title}</figcaption><img src="data:image/png;base64,${readFileSync(file).toString("base64")}"></figure>`);
  await page.setContent(`<style>body{margin:10px;display:flex;flex-wrap:wrap;gap:20px;font:14px sans-serif;background:#999}figure{margin:0;width:${Math.min(width, 640)}px}
    img{width:100%;display:block;max-height:${kSheetHeight}px;object-fit:cover;object-position:top}</style>${cells.join("")}`);
  await page.screenshot({ path: join(target, `sheet-${name}.png`), fullPage: true });
  await page.close();
}

async function takePictures(shots: readonly Shot[], language: string): Promise<void> {
  for (const width of kWidths) {
    for (const colorScheme of kSchemes) {
      const context = await browser.newContext({ viewport: { width, height: kTall }, colorScheme });
      const page = await context.newPage();
      const files: { file: string; title: string }[] = [];
      for (const { name, path } of shots) {
        await page.goto(`${server.origin}${path}`);
        const file = join(target, `${language}-${width}-${colorScheme}-${name}.png`);
        await page.screenshot({ path: file, fullPage: true });
        files.push({ file, title: `${name} ${path}` });
      }
      await composeSheet(browser, `${language}-${width}-${colorScheme}`, files, width);
      await context.close();
    }
  }
}

/** What the printer gives of these pages: a PDF file of each, and a sheet of all sides. A sheet to be ticked comes with ticks, too. */
async function printShots(shots: readonly Shot[], name: string): Promise<void> {
  const page = await browser.newPage();
  const files: { file: string; title: string }[] = [];
  for (const shot of shots) {
    for (const isTicked of shot.kind === "sheet" ? [false, true] : [false]) {
      await page.goto(`${server.origin}${shot.path}`);
      if (isTicked) await tickSome(page);
      const pdf = await printPage(page);
      const file = join(target, `print-${name}-${shot.name}${isTicked ? "-ticked" : ""}`);
      writeFileSync(`${file}.pdf`, pdf);
      for (const [index, { png }] of (await readPaper(pdf, kPaperScale)).entries()) {
        writeFileSync(`${file}-${index + 1}.png`, png);
        files.push({ file: `${file}-${index + 1}.png`, title: `${shot.path} ${index + 1}` });
      }
    }
  }
  await page.close();
  await composeSheet(browser, `print-${name}`, files, 560);
}

for (const { id } of kLanguages) {
  const shots = shotsOf(id);
  if (wanted === "print") for (const kind of kPrinted) await printShots(shots.filter((shot) => shot.kind === kind), `${id}-${kind}`);
  else {
    await takePictures(shots, id);
    await printShots(shots.filter(({ kind }) => kPrinted.includes(kind)), id);
  }
}
await browser.close();
await server.close();
rmSync(folder, { recursive: true });
console.log(target);
// Sheets are made of the others.
for (const name of readdirSync(target).filter((each) => each.endsWith(".png") && !each.startsWith("sheet-"))) {
  if (!existsSync(join(before, name))) continue;
  const share = await changedShare(readFileSync(join(before, name)), readFileSync(join(target, name)));
  if (share > kNoticed) console.log(`${name}: ${(100 * share).toFixed(1)} % another than before`);
}
