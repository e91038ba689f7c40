/**
 * Vite plugin: a .br and a .gz beside every text file of the build, made once here rather than at each request. Files
 * that would not become smaller get none.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const kText = /\.(html|js|css|json|svg|wasm|webmanifest|txt)$/;

export function compress(): Plugin {
  let folder = "";
  return {
    name: "parasol-compress",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    closeBundle: {
      order: "post",
      handler() {
        for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
          if (kText.test(file)) compressFile(join(folder, file));
        }
      },
    },
  };
}

export function compressFile(path: string): void {
  const bytes = readFileSync(path);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const forms = [[".br", brotliCompressSync(bytes, quality)], [".gz", gzipSync(bytes, { level: 9 })]] as const;
  for (const [ending, packed] of forms) if (packed.length < bytes.length) writeFileSync(path + ending, packed);
}
