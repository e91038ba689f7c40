/**
 * A browser's worth of cookies for one origin, with every byte in the test's hands. Every answer is checked against
 * api/openapi.yaml and must carry the security headers, whoever asked and whatever came out.
 */
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { Method, Transport } from "../../../web/shared/client/api.ts";
import { checkAnswer, checkRequest } from "./spec.ts";

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  /** Names in lower case, in the order they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

export function header(answer: Answer, name: string): string | null {
  return answer.headers.find(([other]) => other === name)?.[1] ?? null;
}

export function json<T = Record<string, unknown>>(answer: Answer): T {
  return JSON.parse(answer.body.toString("utf8")) as T;
}

/** All of an answer as one text: two answers that compare equal here are the same bytes. */
export function bytesOf(answer: Answer): string {
  return [answer.status, ...answer.headers.map(([name, value]) => `${name}: ${value}`), "", answer.body.toString("latin1")].join("\n");
}

/** How long a server may take before a test gives it up. */
const patience = 60_000;

export class Browser {
  /** Such as `http://127.0.0.1:8100`. */
  readonly origin: string;
  readonly cookies: Map<string, string>;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
  /** Without cookies: for what is asked without credentials. */
  private stranger: Browser | null = null;

  constructor(origin: string, cookies: ReadonlyMap<string, string> = new Map()) {
    this.origin = origin;
    this.cookies = new Map(cookies);
  }

  get host(): string {
    return new URL(this.origin).host;
  }

  get cookieText(): string {
    return Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Exactly these headers, besides Content-Length and a Host where none is given. Cookies are neither sent nor kept. */
  send(method: string, path: string, headers: Headers = {}, body?: string | Uint8Array): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const port = Number(new URL(this.origin).port);
      const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
      const sent = httpRequest(
        { host: "127.0.0.1", port, method, path, agent: this.agent, timeout: patience, headers: { Host: this.host, ...length, ...headers } },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", reject);
          response.on("end", () => {
            const raw = response.rawHeaders;
            const fields = raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? ""] as const] : []));
            const answer = { status: response.statusCode ?? 0, headers: fields, body: Buffer.concat(parts) };
            try {
              checkAnswer(method, path, answer);
              resolve(answer);
            } catch (error) {
              reject(error as Error);
            }
          });
        },
      );
      sent.on("timeout", () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The server ended a connection that lay idle just as it was taken up again: as browsers do, with another one.
        const isOver = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
        if (isOver) resolve(this.send(method, path, headers, body));
        else reject(error);
      });
      sent.end(body);
    });
  }

  /** As our own pages ask: with Origin and cookies, and keeping the cookies that come back. */
  async ask(method: string, path: string, body?: unknown, more: Headers = {}): Promise<Answer> {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const answer = await this.send(method, path, { ...this.ownHeaders(method), ...more }, text);
    this.keep(answer);
    return answer;
  }

  ownHeaders(method: string): Headers {
    return {
      "Sec-Fetch-Site": "same-origin",
      ...(method === "GET" || method === "HEAD" ? {} : { Origin: this.origin, "Content-Type": "application/json" }),
      ...(this.cookies.size === 0 ? {} : { Cookie: this.cookieText }),
    };
  }

  /** For the real client. What it sends must be as described, too. */
  readonly transport: Transport = async (method: Method, path, body, options) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const visitor = options.credentials === "session" ? this : (this.stranger ??= new Browser(this.origin));
    const answer = await visitor.send(method, path, visitor.ownHeaders(method), text);
    if (options.credentials === "session") this.keep(answer);
    if (answer.status < 300) checkRequest(method, path, body);
    const bytes = new Uint8Array(answer.body);
    if (!(header(answer, "content-type") ?? "").startsWith("application/json")) return { status: answer.status, bytes };
    return { status: answer.status, json: JSON.parse(answer.body.toString("utf8")) as unknown };
  };

  private keep(answer: Answer): void {
    for (const [name, value] of answer.headers) {
      if (name !== "set-cookie") continue;
      const [pair = "", ...attributes] = value.split(";");
      const equals = pair.indexOf("=");
      const cookie = pair.slice(0, equals).trim();
      if (attributes.some((attribute) => /^\s*max-age\s*=\s*0\s*$/i.test(attribute))) this.cookies.delete(cookie);
      else this.cookies.set(cookie, pair.slice(equals + 1).trim());
    }
  }
}

/** Writes these bytes to a listener, ends its own side, and returns everything that comes back. */
export function exchange(origin: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    const parts: Buffer[] = [];
    socket.setTimeout(patience, () => socket.destroy(new Error("no answer")));
    socket.on("data", (part) => parts.push(part));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // The server may close before it has read everything.
      if (error.code !== "EPIPE" && error.code !== "ECONNRESET") reject(error);
    });
    socket.on("close", () => resolve(Buffer.concat(parts).toString("latin1")));
    socket.end(bytes);
  });
}

/** The answer at the start of what came back. */
export function parseAnswer(text: string): Answer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0);
  return { status, headers, body: Buffer.from(text.slice(end + 4), "latin1") };
}
