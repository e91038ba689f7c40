/** HTTP without frills: as little of this program's time as can be stands between two requests. */
import { Agent, request as httpRequest, type RequestOptions } from "node:http";
import type { Person } from "../tests/http/support/people.ts";

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** What a person's browser would send along. */
export function headersOf(person: Person): Record<string, string> {
  const { browser } = person;
  return { Origin: browser.origin, "Content-Type": "application/json", Cookie: browser.cookieText };
}

/** One request. Rejects if no whole answer comes. */
export function quick(origin: string, method: string, path: string, body?: string, options: RequestOptions = {}): Promise<Reply> {
  const { host, port } = new URL(origin);
  const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: "127.0.0.1", port: Number(port), method, path, ...options, headers: { Host: host, ...length, ...(options.headers as Record<string, string>) } },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

export function keepAlive(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

export interface Sending {
  /** Of every request, in the order of the bodies. */
  readonly replies: readonly Reply[];
  /** How long each took, in milliseconds. */
  readonly latencies: readonly number[];
  readonly seconds: number;
}

/** So many clients at once, each with one connection, share out the bodies and send them one after the other. */
export async function sendAll(person: Person, path: string, bodies: readonly string[], clients: number): Promise<Sending> {
  const replies: Reply[] = [];
  const latencies: number[] = [];
  const headers = headersOf(person);
  let next = 0;
  const started = performance.now();
  const client = async (): Promise<void> => {
    const agent = keepAlive();
    while (next < bodies.length) {
      const index = next;
      next += 1;
      const asked = performance.now();
      replies[index] = await quick(person.browser.origin, "POST", path, bodies[index], { agent, headers });
      latencies[index] = performance.now() - asked;
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { replies, latencies, seconds: (performance.now() - started) / 1000 };
}
