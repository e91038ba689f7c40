/**
 * Every row × everybody × her own, somebody else's and no object, on both origins. The rows come from the router's own
 * table; forbidden and absent must be the same bytes.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base64url } from "../../web/shared/client/bytes.ts";
import { encodeSigned } from "../../web/shared/generated/records.ts";
import * as vocabulary from "../../web/shared/generated/vocabulary.ts";
import type { Role } from "../../web/shared/generated/vocabulary.ts";
import { type Answer, Browser, bytesOf, exchange, header, parseAnswer } from "./support/browser.ts";
import { changes, stored } from "./support/database.ts";
import { build } from "./support/installation.ts";
import type { Person } from "./support/people.ts";
import { checkAnswer, document, documentText, mayCall, nameOf, type Operation, operations, pathOf, sampleOf, type Schema } from "./support/spec.ts";
import { makeWorld, type World } from "./support/world.ts";

const allRoles = vocabulary.codes(vocabulary.roles);
const homeOf = (role: Role): "member" | "staff" => (vocabulary.roles[role].isStaff ? "staff" : "member");

// ---- Without a server ----

interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: string;
  readonly roles: readonly Role[];
  readonly origins: readonly string[];
  readonly body_limit: number;
}

describe("the router's own table", () => {
  const routes = JSON.parse(execFileSync(join(build, "parasol"), ["routes"], { encoding: "utf8" })) as Route[];
  const described = operations.map((operation) => ({
    name: nameOf(operation),
    access: typeof operation.access === "string" ? operation.access : "signed_in",
    roles: allRoles.filter((role) => (operation.access === "signed_in" || Array.isArray(operation.access)) && mayCall(operation, role)),
    origins: operation.origins,
    bodyLimit: operation.bodyLimit ?? 65536,
  }));

  test("is the one that api/openapi.yaml describes, row for row", () => {
    const real = routes.map((route) => ({
      name: `${route.method} ${route.path}`,
      access: route.access,
      roles: route.roles,
      origins: route.origins,
      bodyLimit: route.body_limit,
    }));
    const byName = (left: { name: string }, right: { name: string }): number => left.name.localeCompare(right.name);
    expect(real.sort(byName)).toEqual([...described].sort(byName));
  });

  test("lets nobody call a row on an origin where her role has no session", () => {
    for (const { name, roles, origins } of described) {
      if (!origins.includes("member")) expect(roles, name).not.toContain("member");
    }
  });
});

describe("the description", () => {
  const schemas = document.components.schemas;

  test("has the vocabulary's words", () => {
    for (const [name, schema] of Object.entries(schemas)) {
      const table = (vocabulary as Readonly<Record<string, unknown>>)[`${name.charAt(0).toLowerCase()}${name.slice(1)}s`];
      if (schema["enum"] !== undefined && typeof table === "object" && table !== null) expect(schema["enum"], name).toEqual(Object.keys(table));
    }
    expect(schemas["Role"]?.["enum"]).toEqual(allRoles);
    expect(schemas["Urgency"]?.["enum"]).toEqual(vocabulary.codes(vocabulary.urgencies));
  });

  /** Every schema inside another, with the keys that lead to it. */
  function* inner(schema: unknown, path: string): Generator<readonly [string, Schema]> {
    if (typeof schema !== "object" || schema === null) return;
    if (!Array.isArray(schema)) yield [path, schema as Schema];
    for (const [key, value] of Object.entries(schema)) yield* inner(value, `${path}.${key}`);
  }

  test("leaves no object open", () => {
    for (const [path, schema] of inner(schemas, "")) {
      if (schema["type"] !== "object") continue;
      expect(schema["additionalProperties"], path).toBe(false);
    }
  });

  test("has no number that could be an id", () => {
    const numbers = Array.from(inner(schemas, ""))
      .filter(([, schema]) => schema["type"] === "integer")
      .map(([path]) => path);
    expect(numbers.sort()).toEqual([".Count", ".Day", ".Epoch", ".Millis", ".OwnerView.properties.team_epoch", ".TeamPurpose", ".Version"]);
  });
});

// ---- With everybody ----

describe("the walk", () => {
  let world: World;
  const origins = ["member", "staff"] as const;
  type Origin = (typeof origins)[number];
  const urlOf = (origin: Origin): string => (origin === "member" ? world.installation.memberUrl : world.installation.staffUrl);
  const visitors: readonly (Role | null)[] = [null, ...allRoles];

  /** Of this role's browser a copy, so that nothing a test does ends anybody's session; for another origin without cookie. */
  function browserOf(role: Role | null, origin: Origin): Browser {
    if (role === null || homeOf(role) !== origin) return new Browser(urlOf(origin));
    return new Browser(urlOf(origin), world.people[role].browser.cookies);
  }

  /** Structurally right: a Signed of nobody. */
  const statement = base64url(encodeSigned({ statement: new Uint8Array(40), signer: new Uint8Array(32), signature: new Uint8Array(64) }));
  const bodyOf = (operation: Operation): string | undefined =>
    operation.body === null ? undefined : JSON.stringify(sampleOf(operation.body, { Statement: statement, Packet: statement }));

  const absent: Readonly<Record<string, string>> = { report: "A".repeat(22), reference: "A".repeat(22), invitation: "A".repeat(22), segment: "A".repeat(22) };
  /** Objects that exist: one that is a role's own where the row is about one, and one that is not. */
  function objects(operation: Operation, role: Role | null): { own: Record<string, string> | null; other: Record<string, string> | null } {
    const { reports, warning, segment, invitations } = world;
    if (operation.path.includes("{report}")) {
      const own = role === "caseworker" ? reports.caseworkers : role === "case_lead" ? reports.leads : null;
      return { own: own && { report: own.id }, other: { report: reports.held.id } };
    }
    // There is one team, so every warning and segment is its own; to everybody else it is another's.
    if (operation.path.includes("{reference}")) return { own: { reference: warning }, other: null };
    if (operation.path.includes("{segment}")) return { own: { segment }, other: null };
    if (operation.path === "/api/invitations/{invitation}/sign") {
      return role === "administrator"
        ? { own: { invitation: invitations.administrators }, other: { invitation: invitations.leads } }
        : { own: { invitation: invitations.leads }, other: { invitation: base64url(new Uint8Array(16).fill(7)) } };
    }
    if (operation.path === "/api/invitations/{invitation}/cancel") {
      // Administrators may end everybody's.
      return { own: null, other: { invitation: role === "administrator" ? base64url(new Uint8Array(16).fill(7)) : role === "case_lead" ? invitations.workers : invitations.leads } };
    }
    return { own: null, other: null };
  }

  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(async () => {
    await world?.installation.remove();
  });

  const nothing = new Map<string, Promise<string>>();
  /** What a path that nobody ever heard of answers, to whomever. */
  function nothingThere({ origin }: Browser, method: string): Promise<string> {
    const key = `${method} ${origin}`;
    const asked = nothing.get(key) ?? new Browser(origin).ask(method, "/api/no-such-path", method === "GET" ? undefined : "{}").then(bytesOf);
    nothing.set(key, asked);
    return asked;
  }

  test("is served its own description", async () => {
    for (const origin of origins) {
      const answer = await browserOf(null, origin).ask("GET", "/api/openapi.yaml");
      expect(answer.body.toString("utf8")).toBe(documentText);
    }
  });

  test("whoever may not call a row is told what a path that does not exist tells", async () => {
    let walked = 0;
    for (const origin of origins) {
      for (const role of visitors) {
        const browser = browserOf(role, origin);
        const isSignedIn = role !== null && homeOf(role) === origin;
        const unauthorised = bytesOf(await new Browser(urlOf(origin)).ask("GET", "/api/session"));
        for (const operation of operations) {
          const isHere = operation.origins.includes(origin);
          if (isHere && mayCall(operation, isSignedIn ? role : null)) continue;
          const expected = isHere && !isSignedIn ? unauthorised : await nothingThere(browser, operation.method);
          const { own, other } = objects(operation, role);
          for (const parameters of [own, other, absent]) {
            if (parameters === null) continue;
            // The door comes first: whether the body is any good makes no difference.
            for (const body of operation.body === null ? [undefined] : [bodyOf(operation), "{", ""]) {
              const answer = await browser.ask(operation.method, pathOf(operation, parameters), body);
              expect(bytesOf(answer), `${role} at ${origin}: ${nameOf(operation)}`).toBe(expected);
              walked += 1;
            }
          }
        }
      }
    }
    expect(walked).toBeGreaterThan(1000);
  });

  test("what is another's is to everybody what is not there", async () => {
    let walked = 0;
    for (const role of allRoles) {
      const browser = browserOf(role, homeOf(role));
      for (const operation of operations) {
        const { other } = objects(operation, role);
        if (other === null || !operation.origins.includes(homeOf(role)) || !mayCall(operation, role)) continue;
        const account = base64url(world.people.caseworker.account.id);
        const body = operation.path.endsWith("/assign") ? JSON.stringify({ account }) : bodyOf(operation);
        const theirs = await browser.ask(operation.method, pathOf(operation, other), body);
        const none = await browser.ask(operation.method, pathOf(operation, absent), body);
        expect(bytesOf(theirs), `${role}: ${nameOf(operation)}`).toBe(bytesOf(none));
        expect(theirs.status, `${role}: ${nameOf(operation)}`).toBe(404);
        walked += 1;
      }
    }
    expect(walked).toBeGreaterThan(10);
  });

  test("what is assigned to a colleague cannot be opened, answered or moved on", async () => {
    const { reports } = world;
    const cases = [
      ["caseworker", reports.leads.id],
      ["case_lead", reports.caseworkers.id],
    ] as const;
    for (const [role, report] of cases) {
      for (const step of ["open", "messages", "notes", "transition", "link-entry"]) {
        const operation = operations.find(({ path }) => path === `/api/desk/reports/{report}/${step}`) as Operation;
        const browser = browserOf(role, "staff");
        const { method } = operation;
        const answer = await browser.ask(method, pathOf(operation, { report }), bodyOf(operation));
        expect(bytesOf(answer), `${role}: ${step}`).toBe(bytesOf(await browser.ask(method, pathOf(operation, absent), bodyOf(operation))));
        expect(answer.status).toBe(404);
      }
    }
  });

  test("her own is there", async () => {
    const reach = async (role: Role, method: string, path: string, body?: string): Promise<number> =>
      (await browserOf(role, homeOf(role)).ask(method, path, body)).status;
    expect(await reach("caseworker", "POST", `/api/desk/reports/${world.reports.caseworkers.id}/open`, "{}")).toBe(200);
    expect(await reach("case_lead", "POST", `/api/desk/reports/${world.reports.leads.id}/open`, "{}")).toBe(200);
    expect(await reach("alert_editor", "POST", `/api/desk/warnings/${world.warning}/open`, "{}")).toBe(200);
    expect(await reach("case_lead", "GET", `/api/desk/warnings/${world.warning}/restore`)).toBe(200);
    for (const role of ["case_lead", "analyst"] as const) {
      expect(await reach(role, "POST", "/api/link/entries/read", "{}")).toBe(200);
      expect(await reach(role, "POST", "/api/link/decisions/read", "{}")).toBe(200);
      expect(await reach(role, "POST", `/api/link/segments/${world.segment}/read`, "{}")).toBe(200);
    }
    expect(await reach("member", "GET", `/api/join/${world.invitations.leads}`)).toBe(200);
    for (const role of allRoles) {
      for (const operation of operations) {
        const isPlain = operation.method === "GET" && operation.body === null && !operation.path.includes("{") && operation.path !== "/leave";
        if (!isPlain || !operation.origins.includes(homeOf(role)) || !mayCall(operation, role)) continue;
        expect(await reach(role, "GET", operation.path), `${role}: ${nameOf(operation)}`).toBe(200);
      }
    }
  });

  test("reading changes nothing", async () => {
    const before = stored(world.installation);
    for (const origin of origins) {
      for (const role of visitors) {
        const browser = browserOf(role, origin);
        for (const operation of operations) {
          if (operation.method !== "GET" || (operation.path === "/leave" && role !== null)) continue;
          const { own, other } = objects(operation, role);
          for (const parameters of [own, other, absent]) {
            if (parameters === null) continue;
            const got = await browser.ask("GET", pathOf(operation, parameters));
            const head = await browser.ask("HEAD", pathOf(operation, parameters));
            expect(head.status, nameOf(operation)).toBe(got.status);
          }
        }
        for (const page of ["/", "/index.html", "/nothing", "/report/new"]) await browser.ask("GET", page);
      }
    }
    expect(changes(before, stored(world.installation))).toEqual({});
  });

  // ---- Where a request comes from ----

  /** Somebody who may call a row on an origin; null: nobody needs to be signed in. */
  const callerOf = (operation: Operation, origin: Origin): Role | null =>
    allRoles.find((role) => homeOf(role) === origin && Array.isArray(operation.access) && mayCall(operation, role)) ??
    (operation.access === "signed_in" ? (origin === "member" ? "member" : "caseworker") : null);

  const changing = operations.filter(({ method, access }) => method !== "GET" && access !== "open");

  test("a change asked for by another site is not there, and changes nothing", async () => {
    const before = stored(world.installation);
    for (const origin of origins) {
      const foreign = [
        { Origin: "https://evil.example.org" },
        { Origin: "null" },
        { Origin: urlOf(origin === "member" ? "staff" : "member") },
        { Origin: `${urlOf(origin)}.example.org` },
        { Origin: urlOf(origin).toUpperCase() },
        { "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "same-origin" },
        {},
      ];
      for (const operation of changing) {
        if (!operation.origins.includes(origin)) continue;
        const role = callerOf(operation, origin) ?? (origin === "member" ? "member" : "caseworker");
        const browser = browserOf(role, origin);
        const expected = await nothingThere(browser, operation.method);
        for (const headers of foreign) {
          const sent = { Cookie: browser.cookieText, "Content-Type": "application/json", ...headers };
          const answer = await browser.send(operation.method, pathOf(operation), sent, bodyOf(operation));
          expect(bytesOf(answer), `${nameOf(operation)} ${JSON.stringify(headers)}`).toBe(expected);
        }
      }
    }
    expect(changes(before, stored(world.installation))).toEqual({});
  });

  test("a program without cookies need not name an origin, a browser must", async () => {
    const browser = new Browser(world.installation.memberUrl);
    expect((await browser.send("POST", "/api/session/leave", {}, "{}")).status).toBe(200);
    expect((await browser.send("POST", "/api/session/leave", { "Sec-Fetch-Site": "none" }, "{}")).status).toBe(404);
  });

  test("another Host name reaches nothing", async () => {
    for (const origin of origins) {
      const other = new URL(urlOf(origin === "member" ? "staff" : "member")).host;
      for (const host of ["evil.example.org", other, `${new URL(urlOf(origin)).host}.example.org`, "localhost"]) {
        for (const operation of operations) {
          const role = callerOf(operation, origin);
          const browser = browserOf(role, origin);
          const answer = await browser.send(operation.method, pathOf(operation), { ...browser.ownHeaders(operation.method), Host: host }, bodyOf(operation));
          expect(bytesOf(answer), `${host}: ${nameOf(operation)}`).toBe(await nothingThere(browser, operation.method));
        }
        expect((await new Browser(urlOf(origin)).send("GET", "/", { Host: host })).status).toBe(404);
      }
    }
  });

  test("a cookie of one origin is worth nothing at the other", async () => {
    const tokenOf = (person: Person): string => Array.from(person.browser.cookies.values())[0] as string;
    const cases = [
      ["staff", world.people.member],
      ["member", world.people.caseworker],
    ] as const;
    for (const [origin, person] of cases) {
      const token = tokenOf(person);
      const browser = new Browser(urlOf(origin), new Map([["parasol-member", token], ["parasol-staff", token], ["__Host-parasol-staff", token], ["__Host-parasol-member", token]]));
      for (const operation of operations) {
        if (!operation.origins.includes(origin) || ["anyone", "report_key", "open"].includes(String(operation.access))) continue;
        const answer = await browser.ask(operation.method, pathOf(operation), bodyOf(operation));
        expect(answer.status, nameOf(operation)).toBe(401);
      }
    }
  });

  test("another method makes a row a path that does not exist", async () => {
    for (const origin of origins) {
      for (const operation of operations) {
        const browser = browserOf(callerOf(operation, origin), origin);
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
          if (operations.some((one) => one.path === operation.path && one.method === method)) continue;
          const answer = await browser.ask(method, pathOf(operation), method === "GET" ? undefined : "{}");
          expect(bytesOf(answer), `${method} ${operation.path}`).toBe(await nothingThere(browser, method));
        }
      }
    }
  });

  // ---- What every answer carries ----

  test("pages, redirects and refusals carry the same headers as everything else", async () => {
    const statuses = new Map<string, Answer>();
    for (const origin of origins) {
      const browser = new Browser(urlOf(origin));
      statuses.set("page", await browser.send("GET", "/"));
      statuses.set("no page", await browser.send("GET", "/nothing-here"));
      statuses.set("post to a page", await browser.send("POST", "/", { Origin: urlOf(origin) }, "x"));
      const etag = header(statuses.get("page") as Answer, "etag");
      statuses.set("not modified", await browser.send("GET", "/", { "If-None-Match": etag ?? "" }));
      expect(Array.from(statuses.values(), ({ status }) => status)).toEqual([200, 404, 405, 304]);
    }
  });

  const host = "Host: HOST\r\n";
  test.each([
    ["a space before a colon", `GET /api/health HTTP/1.1\r\n${host}X : y\r\n\r\n`, 400],
    ["a bare line feed", "GET /api/health HTTP/1.1\nHost: HOST\n\n", 400],
    ["no host", "GET /api/health HTTP/1.1\r\n\r\n", 400],
    ["two hosts", `GET /api/health HTTP/1.1\r\n${host}${host}\r\n`, 400],
    ["a path that climbs", `GET /api/../health HTTP/1.1\r\n${host}\r\n`, 400],
    ["a bad escape", `GET /api/%zz HTTP/1.1\r\n${host}\r\n`, 400],
    ["two lengths", `POST /api/check HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ["length and chunks", `POST /api/check HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 400],
    ["chunks", `POST /api/check HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 411],
    ["a body over the default limit", `POST /api/no-such-path HTTP/1.1\r\n${host}Content-Length: 65537\r\n\r\n`, 413],
    ["a long path", `GET /${"a".repeat(5000)} HTTP/1.1\r\n${host}\r\n`, 414],
    ["an expectation", `POST /api/check HTTP/1.1\r\n${host}Content-Length: 2\r\nExpect: tea\r\n\r\n{}`, 417],
    ["a long header", `GET /api/health HTTP/1.1\r\n${host}X: ${"a".repeat(17000)}\r\n\r\n`, 431],
    ["an unknown method", `BREW /api/health HTTP/1.1\r\n${host}\r\n`, 501],
    ["another version", `GET /api/health HTTP/3.0\r\n${host}\r\n`, 505],
  ])("what is no sound HTTP is refused in our words: %s", async (_, text, status) => {
    for (const origin of origins) {
      const answer = parseAnswer(await exchange(urlOf(origin), text.replaceAll("HOST", new URL(urlOf(origin)).host)));
      expect(answer.status).toBe(status);
      checkAnswer("GET", "/api/no-such-path", answer);
      expect(header(answer, "connection")).toBe("close");
    }
  });

  test("a body over the row's limit is refused before it is read, everywhere", async () => {
    for (const origin of origins) {
      for (const operation of changing) {
        if (!operation.origins.includes(origin)) continue;
        const limit = operation.bodyLimit as number;
        const head = (length: number): string => `${operation.method} ${pathOf(operation)} HTTP/1.1\r\nHost: ${new URL(urlOf(origin)).host}\r\nContent-Length: ${length}\r\n\r\n`;
        const answer = parseAnswer(await exchange(urlOf(origin), head(limit + 1)));
        checkAnswer(operation.method, pathOf(operation), answer);
        expect(answer.status, nameOf(operation)).toBe(413);
        expect(JSON.parse(answer.body.toString("utf8"))).toEqual({ error: "too_large" });
        // At the limit the server waits for the body, and says nothing to one that never comes.
        expect(await exchange(urlOf(origin), head(limit)), nameOf(operation)).toBe("");
      }
    }
  });
});
