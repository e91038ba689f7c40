/**
 * The public pages: web/public drawn over content/, in every language, into the folder that the member origin serves.
 *
 *   tools/node web/tools/public.ts [FOLDER]     FOLDER is build/web/member if left out
 *
 * PARASOL_MEMBER_URL says where the pages will be, as `member_url` does in config.toml; printed cards then lead back there.
 * PARASOL_CONTENT is the operator's own folder: its `directory` and `site.json` take the place of those in content/.
 *
 * A first build makes the style sheet and the script, a second what draws the pages, which is then run. The rules that
 * hide services which do not fit are made from the directory's own terms, and stand in the style sheet.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type InlineConfig } from "vite";
import { kLanguages, kPseudoLanguage } from "../shared/i18n/languages.ts";
import { readCatalogue } from "./catalogues.ts";
import { compressFile } from "./compress.ts";

const kWeb = fileURLToPath(new URL("../", import.meta.url));
const kContent = fileURLToPath(new URL("../../content", import.meta.url));
const kMark = "assets/pages-";

type Drawing = typeof import("../public/everything.ts");

export interface PublicBuild {
  /** Every page written: its file and what sort it is. */
  readonly pages: readonly { readonly file: string; readonly kind: string }[];
}

const common: InlineConfig = {
  configFile: false, root: kWeb, base: "/", publicDir: false, logLevel: "error",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
};

function hashed(text: string | Uint8Array, name: string, ending: string): string {
  return `${kMark}${name}-${createHash("sha256").update(text).digest("hex").slice(0, 10)}.${ending}`;
}

/** The style sheet and the scripts, each a file without imports. */
async function bundle(folder: string, entry: string, name: string, define: Readonly<Record<string, string>> = {}): Promise<string> {
  const isStyle = entry.endsWith(".css");
  await build({
    ...common, define,
    build: {
      outDir: join(folder, name), target: "es2020", cssTarget: "es2020", assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false,
      rolldownOptions: { input: join(kWeb, "public", entry), output: { format: isStyle ? "es" : "iife", entryFileNames: `${name}.js`, assetFileNames: `${name}.[ext]` } },
    },
  });
  return readFileSync(join(folder, name, isStyle ? `${name}.css` : `${name}.js`), "utf8");
}

async function loadDrawing(folder: string): Promise<Drawing> {
  await build({
    ...common,
    build: {
      outDir: join(folder, "draw"), ssr: true, target: "node22", minify: false,
      rolldownOptions: { input: join(kWeb, "public/everything.ts"), output: { entryFileNames: "everything.mjs", format: "es" } },
    },
    ssr: { noExternal: true },
  });
  return (await import(pathToFileURL(join(folder, "draw/everything.mjs")).href)) as Drawing;
}

/** Throws unless it is an address that pages can be reached at: a printed one is never put right. */
function checkMemberUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.origin === text && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback))) return;
  throw new Error(`PARASOL_MEMBER_URL: https:// and a host, nothing more (http:// only on loopback): "${text}"`);
}

export interface PublicOptions {
  /** For tests alone: English is the pseudo-language. */
  readonly pseudo?: boolean;
  /** Where the pages will be: printed cards lead back there. */
  readonly memberUrl?: string | undefined;
  /** The operator's own folder. */
  readonly own?: string | undefined;
}

/** Writes all pages below `target`, in place of those of an earlier build; everything else there stays. */
export async function buildPublic(target: string, content: string = kContent, today: string = new Date().toISOString().slice(0, 10), { pseudo = false, memberUrl, own }: PublicOptions = {}): Promise<PublicBuild> {
  if (memberUrl !== undefined) checkMemberUrl(memberUrl);
  if (own !== undefined && !existsSync(own)) throw new Error(`PARASOL_CONTENT: no such folder: "${own}"`);
  const work = mkdtempSync(join(tmpdir(), "public-"));
  try {
    const { readContent, pseudoContent, writePages, findStyle, placesFile } = await loadDrawing(work);
    const read = pseudo ? pseudoContent(readContent(content, own)) : readContent(content, own);
    const style = (await bundle(work, "public.css", "style")) + findStyle(read.directory);
    const [script, worker] = [await bundle(work, "live/page.ts", "page", { kHolidays: JSON.stringify(read.directory.holidays) }), await bundle(work, "live/offline.ts", "offline")];
    const places = placesFile(read.directory);
    const assets = { style: hashed(style, "style", "css"), script: hashed(script, "page", "js"), places: hashed(places, "places", "json") };

    for (const { id } of kLanguages) rmSync(join(target, id), { recursive: true, force: true });
    mkdirSync(join(target, "assets"), { recursive: true });
    for (const name of readdirSync(join(target, "assets"))) if (`assets/${name}`.startsWith(kMark)) rmSync(join(target, "assets", name));
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(target, file)), { recursive: true });
      writeFileSync(join(target, file), text);
      compressFile(join(target, file));
    };
    write(assets.style, style);
    write(assets.script, script);
    write(assets.places, places);
    write("offline.js", worker);
    for (const name of ["leave.html", "icon.svg"]) cpSync(join(kWeb, name === "icon.svg" ? "shared/ui/icon.svg" : "shared/leave.html"), join(target, name));
    const rooted = Object.fromEntries(Object.entries(assets).map(([name, file]) => [name, `/${file}`])) as typeof assets;
    const written = writePages({ ...read, assets: rooted, today, origin: memberUrl }, (language) => {
      const shown = pseudo && language === "en" ? kPseudoLanguage : language;
      return [readCatalogue(shown, "common"), readCatalogue(shown, "public")];
    });
    for (const { file, text } of written) write(file, text);
    for (const { slug, versions, id } of read.resources) {
      for (const { media, language } of Object.values(versions)) {
        for (const file of Object.values(media ?? {})) if (file) cpSync(join(content, "resources", slug, file.name), join(target, language, "g", id, file.served));
      }
    }
    return { pages: written.map(({ file, kind }) => ({ file, kind })) };
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = resolve(process.argv[2] ?? fileURLToPath(new URL("../../build/web/member", import.meta.url)));
  const memberUrl = process.env["PARASOL_MEMBER_URL"];
  const { pages } = await buildPublic(target, undefined, undefined, { memberUrl, own: process.env["PARASOL_CONTENT"] }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  console.log(`${pages.length} public pages in ${target}; ${memberUrl === undefined ? "cards without a code to scan, as PARASOL_MEMBER_URL is not set" : `cards lead to ${memberUrl}`}`);
}
