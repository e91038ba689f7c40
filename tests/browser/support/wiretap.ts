/**
 * A proxy between a browser and the server that notes what somebody sees who watches lengths, order and number of
 * requests and opens nothing. It lies below the browser, so that nothing is left out, whichever of its parts asked.
 */
import { type IncomingMessage, createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import type { Exchange } from "../../drills/support/wire.ts";

export interface Wiretap {
  /** For a browser's settings. */
  readonly proxy: { readonly server: string };
  /** How many requests for a path have been answered since the last `take`. */
  count(path: string): number;
  /** Everything that was answered since the last call, in the order of the answers; in paths, names of content become "{hash}". */
  take(): readonly Exchange[];
  close(): Promise<void>;
}

export async function openWiretap(): Promise<Wiretap> {
  let exchanges: Exchange[] = [];
  const server = createServer((asked, answer) => {
    const { method = "", url = "" } = asked;
    const { hostname, port, pathname, search } = new URL(url);
    const rawHeaders = asked.rawHeaders.map((each) => each.replace(/^Proxy-Connection$/i, "Connection"));
    void bodyOf(asked).then((body) => {
      const forward = httpRequest({ hostname, port, method, path: pathname + search, headers: rawHeaders as never }, (answered) => {
        void bodyOf(answered).then((answeredBody) => {
          answer.writeHead(answered.statusCode ?? 0, answered.rawHeaders);
          answer.end(answeredBody);
          exchanges.push({
            host: `${hostname}:${port}`,
            method,
            path: pathname.replace(/[0-9a-f]{64}/g, "{hash}"),
            headers: [...namesOf(rawHeaders), "|", ...namesOf(answered.rawHeaders)].join(" "),
            status: answered.statusCode ?? 0,
            sent: method.length + pathname.length + search.length + lengthOf(rawHeaders) + body.length,
            received: lengthOf(answered.rawHeaders) + answeredBody.length,
          });
        });
      });
      forward.on("error", () => answer.destroy());
      forward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    proxy: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    count: (path) => exchanges.filter((exchange) => exchange.path === path).length,
    take: () => {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const namesOf = (rawHeaders: readonly string[]): readonly string[] => rawHeaders.filter((_, i) => i % 2 === 0);
const lengthOf = (rawHeaders: readonly string[]): number => rawHeaders.reduce((sum, each) => sum + each.length + 2, 0);
