/**
 * A folder of a build on a loopback port, with the headers that `serve` sends: for tests in a browser and for
 * screenshots. It has no API.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export const kPolicy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self'", "media-src 'self'", "connect-src 'self'",
  "manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", "trusted-types scripts",
].join("; ");

const kTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json",
  ".svg": "image/svg+xml", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".vtt": "text/vtt", ".wasm": "application/wasm",
};

export interface StaticServer {
  readonly origin: string;
  /** Paths asked for since the start, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** `caching`: what browsers are told to keep, where a test wants another answer than that of `serve`. */
export async function serveFolder(folder: string, { caching = "no-store" } = {}): Promise<StaticServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://loopback").pathname;
    requests.push(path);
    const name = path.endsWith("/") ? normalize(`${path}index.html`) : path === "/leave" ? "leave.html" : normalize(path);
    const file = join(folder, name);
    response.setHeader("Content-Security-Policy", kPolicy);
    response.setHeader("Cache-Control", caching);
    if (path === "/leave") response.setHeader("Clear-Site-Data", '"cache", "cookies", "storage"');
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const packed = existsSync(`${file}.gz`) ? `${file}.gz` : file;
    response.setHeader("Content-Type", kTypes[extname(file)] ?? "application/octet-stream");
    if (packed !== file) response.setHeader("Content-Encoding", "gzip");
    response.end(readFileSync(packed));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
