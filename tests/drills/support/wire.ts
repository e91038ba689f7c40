/** A browser's worth of one connection, on which every byte of every request and answer is counted. */
import { Agent, request as httpRequest } from "node:http";
import type { Transport } from "../../../web/shared/client/api.ts";

/** What somebody sees who watches lengths, order and number of requests and opens nothing. */
export interface Exchange {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** Names of the headers sent and received, in their order. */
  readonly headers: string;
  readonly status: number;
  /** Bytes on the wire, headers included. */
  readonly sent: number;
  readonly received: number;
}

/** Sends with the given cookies; what went over the wire is appended to `exchanges`, in the order in which it ended. */
export function wiretapped(origin: string, cookies: string, exchanges: Exchange[]): Transport {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { host, port } = new URL(origin);
  return (method, path, body, { credentials }) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        Host: host,
        "Sec-Fetch-Site": "same-origin",
        ...(credentials === "session" ? { Cookie: cookies } : {}),
        ...(text === undefined ? {} : { Origin: origin, "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(text)) }),
      };
      const request = httpRequest({ host: "127.0.0.1", port, method, path, agent, headers }, (response) => {
        const { socket } = response;
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          exchanges.push({
            host,
            method,
            path,
            headers: [...Object.keys(headers), "|", ...response.rawHeaders.filter((_, i) => i % 2 === 0)].join(" "),
            status: response.statusCode ?? 0,
            sent: socket.bytesWritten - before.sent,
            received: socket.bytesRead - before.received,
          });
          const bytes = new Uint8Array(Buffer.concat(parts));
          const isJson = (response.headers["content-type"] ?? "").startsWith("application/json");
          resolve(isJson ? { status: response.statusCode ?? 0, json: JSON.parse(Buffer.from(bytes).toString()) as unknown } : { status: response.statusCode ?? 0, bytes });
        });
      });
      const before = { sent: 0, received: 0 };
      request.on("socket", (socket) => {
        before.sent = socket.bytesWritten;
        before.received = socket.bytesRead;
      });
      request.on("error", reject);
      request.end(text);
    });
}
