import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiError, type Transport, call, file, nodeTransport } from "./api.ts";
import { base64url } from "./bytes.ts";
import { installationClock } from "./clock.ts";

/** Answers with a script and remembers what was asked. */
class Script {
  readonly asked: { method: string; path: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  next: { status: number; type?: string; body?: string; cookies?: string[] } = { status: 200, type: "application/json", body: "{}" };
  server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      this.asked.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
      if (this.next.cookies !== undefined) response.setHeader("Set-Cookie", this.next.cookies);
      if (this.next.type !== undefined) response.setHeader("Content-Type", this.next.type);
      response.writeHead(this.next.status).end(this.next.body ?? "");
    });
  });
}

const script = new Script();
let origin = "";
let transport: Transport;
const json = (status: number, body: unknown, cookies: string[] = []): void => {
  script.next = { status, type: "application/json", body: JSON.stringify(body), cookies };
};
const last = (): Script["asked"][number] => script.asked[script.asked.length - 1] as Script["asked"][number];

beforeAll(async () => {
  await new Promise<void>((resolve) => script.server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(script.server.address() as AddressInfo).port}`;
  transport = nodeTransport(origin);
});
afterAll(() => script.server.close());

describe("from Node", () => {
  test("origin, JSON both ways, path and query", async () => {
    const api = { transport };
    json(200, { state: "active" });
    const report = base64url(new Uint8Array(16).fill(255));
    const answer = await call(api, "POST /api/desk/reports/{report}/claim", { path: { report }, body: {} });
    expect(answer).toEqual({ state: "active" });
    expect(last()).toMatchObject({ method: "POST", path: `/api/desk/reports/${report}/claim`, body: "{}" });
    expect(last().headers).toMatchObject({ origin, "content-type": "application/json" });
    json(200, { reports: [] });
    await call(api, "GET /api/desk/reports", { query: { state: "triage" } });
    expect(last()).toMatchObject({ method: "GET", path: "/api/desk/reports?state=triage", body: "" });
  });

  test("a session's cookie goes along, but never to what needs none", async () => {
    const api = { transport: nodeTransport(origin) };
    json(200, {}, ["parasol-member=first; HttpOnly; Path=/", "other=x; Path=/"]);
    await call(api, "GET /api/session", {});
    expect(last().headers.cookie).toBeUndefined();
    json(200, {}, ["other=; Max-Age=0; Path=/"]);
    await call(api, "GET /api/session", {});
    expect(last().headers.cookie).toBe("parasol-member=first; other=x");
    json(200, {}, ["parasol-member=stolen"]);
    await call(api, "POST /api/owner/read", { body: { request: "" } });
    expect(last().headers.cookie).toBeUndefined();
    await file(api, "/list/manifest", "never").catch(() => undefined);
    expect(last().headers.cookie).toBeUndefined();
    json(200, {});
    await call(api, "GET /api/session", {});
    expect(last().headers.cookie).toBe("parasol-member=first");
  });

  test("files are bytes, or not there", async () => {
    script.next = { status: 200, type: "application/octet-stream", body: "abc" };
    expect(await file({ transport }, "/list/manifest", "never")).toEqual(new TextEncoder().encode("abc"));
    json(404, { error: "not_found" });
    expect(await file({ transport }, "/list/manifest", "never")).toBe(null);
  });
});

describe("what goes wrong", () => {
  const failure = (over: Transport): Promise<unknown> =>
    call({ transport: over }, "GET /api/session", {}).catch((error: unknown) => error);

  test.each<[string, number, string, string, string | null]>([
    ["refused", 403, `{"error":"unauthorised"}`, "unauthorised", null],
    ["with a field", 400, `{"error":"invalid","field":"link"}`, "invalid", "link"],
    ["a word that is none of ours", 418, `{"error":"teapot"}`, "malformed", null],
    ["not JSON though it says so", 200, `{`, "malformed", null],
    ["a list", 200, `"text"`, "malformed", null],
  ])("%s", async (_, status, body, code, field) => {
    script.next = { status, type: "application/json", body };
    const error = await failure(transport);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code, status, field });
  });

  test("a page in place of an answer", async () => {
    script.next = { status: 502, type: "text/html", body: "<p>Bad gateway" };
    expect(await failure(transport)).toMatchObject({ code: "malformed", status: 502 });
  });

  test("no answer at all", async () => {
    expect(await failure(() => Promise.reject(new TypeError("failed to fetch")))).toMatchObject({
      code: "unreachable",
      status: 0,
    });
    expect(await failure(nodeTransport("http://127.0.0.1:1"))).toMatchObject({ code: "unreachable" });
  });

  test("a redirect is not followed", async () => {
    script.next = { status: 302, type: "text/html", body: "" };
    expect(await failure(transport)).toBeInstanceOf(ApiError);
  });
});

describe("the clock", () => {
  const base = { now: () => 1000 };
  const api = { transport: () => Promise.resolve({ status: 200, json: { offset: 500 } }) };

  test("moves in a demo only", async () => {
    expect((await installationClock(api, true, base)).now()).toBe(1500);
    expect((await installationClock(api, false, base)).now()).toBe(1000);
  });
});
