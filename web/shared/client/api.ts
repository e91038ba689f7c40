/**
 * Talking to `serve`. Everything above this file calls `call` and `file`; how bytes travel is the transport's business:
 * `fetch` in a browser, `fetch` with a cookie jar in Node, a table of answers in tests.
 */
import type { Answer, Arguments, Endpoints } from "./api_types.ts";
import type { Bytes } from "./bytes.ts";

export type Method = "GET" | "POST" | "PUT";

export interface TransportOptions {
  /** "none": no cookie goes along, and none that comes back is kept. */
  readonly credentials: "session" | "none";
  /** Files of the list are named by their content and may be kept; everything else is asked for anew. */
  readonly cache: "never" | "by_content";
}

export interface TransportAnswer {
  readonly status: number;
  /** Present if the answer says that it is JSON, and is. */
  readonly json?: unknown;
  readonly bytes?: Bytes;
}

/** Rejects if there was no answer at all, for whatever reason. */
export type Transport = (
  method: Method,
  path: string,
  body: unknown,
  options: TransportOptions,
) => Promise<TransportAnswer>;

export interface Api {
  readonly transport: Transport;
}

/** The server's own words, "unreachable" (no answer), or "malformed" (an answer that is none of ours). */
export type ApiErrorCode =
  | "invalid"
  | "unauthorised"
  | "not_found"
  | "conflict"
  | "too_large"
  | "rate_limited"
  | "unavailable"
  | "internal"
  | "unreachable"
  | "malformed";

const serverCodes: readonly ApiErrorCode[] = [
  "invalid",
  "unauthorised",
  "not_found",
  "conflict",
  "too_large",
  "rate_limited",
  "unavailable",
  "internal",
];

export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** Dotted path of the field at fault, if the server named one. */
  readonly field: string | null;
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;

  constructor(code: ApiErrorCode, status: number, field: string | null = null) {
    super(field === null ? code : `${code}: ${field}`);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.field = field;
  }
}

/** True if `error` is the server's refusal with this code. */
export function isApiError(error: unknown, code: ApiErrorCode): boolean {
  return error instanceof ApiError && error.code === code;
}

/** Rows where no cookie goes along: whoever owns a report is known by its key alone, and public things have no reader. */
const withoutSession: ReadonlySet<keyof Endpoints> = new Set<keyof Endpoints>([
  "GET /api/health",
  "GET /api/trust",
  "GET /api/demo/clock",
  "POST /api/owner/read",
  "POST /api/owner/change",
]);

/** One call. Throws ApiError, and nothing else unless the transport is at fault. */
export async function call<E extends keyof Endpoints>(api: Api, endpoint: E, input: Arguments<E>): Promise<Answer<E>> {
  const { path = {}, query = {}, body } = input as {
    path?: Readonly<Record<string, string>>;
    query?: Readonly<Record<string, string | undefined>>;
    body?: unknown;
  };
  const [method, template] = endpoint.split(" ") as [Method, string];
  const address = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] as string));
  const answer = await send(api, method, address + queryText(query), body, {
    credentials: withoutSession.has(endpoint) ? "none" : "session",
    cache: "never",
  });
  if (answer.status >= 200 && answer.status < 300) {
    if (typeof answer.json !== "object" || answer.json === null) throw new ApiError("malformed", answer.status);
    return answer.json as Answer<E>;
  }
  throw refusal(answer);
}

/** The bytes of a public file, without cookies; null if it is not there. `cache` as in TransportOptions. */
export async function file(api: Api, path: string, cache: TransportOptions["cache"]): Promise<Bytes | null> {
  const answer = await send(api, "GET", path, undefined, { credentials: "none", cache });
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw refusal(answer);
  if (answer.bytes === undefined) throw new ApiError("malformed", answer.status);
  return answer.bytes;
}

async function send(
  api: Api,
  method: Method,
  path: string,
  body: unknown,
  options: TransportOptions,
): Promise<TransportAnswer> {
  try {
    return await api.transport(method, path, body, options);
  } catch {
    throw new ApiError("unreachable", 0);
  }
}

function refusal(answer: TransportAnswer): ApiError {
  const { error, field } = (answer.json ?? {}) as { error?: unknown; field?: unknown };
  const code = serverCodes.find((known) => known === error);
  return new ApiError(code ?? "malformed", answer.status, typeof field === "string" ? field : null);
}

function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Of the page's own origin. The browser keeps cookies and sets Origin. */
export function browserTransport(): Transport {
  return async (method, path, body, options) => {
    const response = await fetch(path, {
      method,
      credentials: options.credentials === "session" ? "same-origin" : "omit",
      cache: options.cache === "by_content" ? "default" : "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    return read(response);
  };
}

/** For Node: one browser's worth of cookies for one origin such as `http://127.0.0.1:8100`. */
export function nodeTransport(origin: string): Transport {
  const cookies = new Map<string, string>();
  return async (method, path, body, options) => {
    const headers: Record<string, string> = { Origin: origin };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (options.credentials === "session" && cookies.size > 0) {
      headers["Cookie"] = Array.from(cookies, ([name, value]) => `${name}=${value}`).join("; ");
    }
    const response = await fetch(origin + path, {
      method,
      headers,
      redirect: "error",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (options.credentials === "session") keepCookies(cookies, response.headers.getSetCookie());
    return read(response);
  };
}

function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = "", ...attributes] = line.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    const isOver = value === "" || attributes.some((attribute) => /^\s*max-age\s*=\s*0\s*$/i.test(attribute));
    if (isOver) cookies.delete(name);
    else cookies.set(name, value);
  }
}

async function read(response: Response): Promise<TransportAnswer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    return { status: response.status, bytes };
  }
  try {
    return { status: response.status, json: JSON.parse(new TextDecoder().decode(bytes)) as unknown };
  } catch {
    return { status: response.status };
  }
}
