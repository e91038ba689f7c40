/**
 * The open directory as anybody's program meets it: answers as Open Referral UK has them, from any site's page, without
 * cookies, within bounds, whatever is asked. Served are our own directory and, beside it, services that do not exist.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, Browser, exchange, header, json, parseAnswer } from "./support/browser.ts";
import { makeInstallation, type RunningInstallation } from "./support/installation.ts";
import { type Entry, makeWeb, organization, uuid } from "./support/invented_directory.ts";

interface Page {
  readonly total_items: number;
  readonly total_pages: number;
  readonly page_number: number;
  readonly size: number;
  readonly first_page: boolean;
  readonly last_page: boolean;
  readonly empty: boolean;
  readonly contents: readonly Entry[];
}

const resources = ["services", "service_at_locations", "taxonomies", "taxonomy_terms"] as const;
const schemaOf = { services: "service", service_at_locations: "service_at_location", taxonomies: "taxonomy", taxonomy_terms: "taxonomy_term" } as const;

const invented = 45;
const web = makeWeb(invented);
let installation: RunningInstallation;
let visitor: Browser;
beforeAll(async () => {
  installation = await makeInstallation({ web, environment: { PARASOL_TEST_RAISED_LIMITS: "1" } });
  visitor = new Browser(installation.memberUrl);
});
afterAll(async () => {
  await installation?.remove();
  rmSync(web, { recursive: true, force: true });
});

async function page(path: string): Promise<Page> {
  const answer = await visitor.send("GET", path);
  expect(answer.status, path).toBe(200);
  return json<Page>(answer);
}

/** Every entry of a list, page by page. */
async function walk(resource: string, query: string, perPage: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let number = 1; ; number += 1) {
    const one = await page(`/open/${resource}?per_page=${perPage}&page=${number}${query}`);
    entries.push(...one.contents);
    if (one.last_page) return entries;
  }
}

// ---- The profile ----

const profile = JSON.parse(readFileSync(join(import.meta.dirname, "support/open_referral_uk.json"), "utf8")) as {
  $defs: Readonly<Record<string, { properties: Readonly<Record<string, { $ref?: string; items?: { $ref?: string } }>>; "x-core"?: readonly string[] }>>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addFormat("uri", { validate: (text: string) => URL.canParse(text) });
ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
ajv.addFormat("date", { validate: (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) });
ajv.addFormat("date-time", { validate: (text: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text)) });
ajv.addSchema(profile, "profile");

/** What the profile has against a value; fields that it does not know must be the specification's or ours. */
function faults(kind: string, value: unknown): string[] {
  const validate = ajv.compile({ $ref: `profile#/$defs/${kind}` });
  const out = validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return [...out, ...strangers(kind, value, "")];
}

function strangers(kind: string, value: unknown, path: string): string[] {
  const { properties = {}, "x-core": core = [] } = profile.$defs[kind] ?? {};
  return Object.entries(value as object).flatMap(([key, inner]: [string, unknown]) => {
    const where = `${path}/${key}`;
    if (key.startsWith("x_")) return [];
    const empty = inner === null || inner === "" || (Array.isArray(inner) && inner.length === 0);
    if (empty) return kind === "page" ? [] : [`${where} is empty`];
    const property = properties[key];
    if (property === undefined) return core.includes(key) ? [] : [`${where} is no field of the profile`];
    const one = property.$ref?.split("/").at(-1);
    const many = property.items?.$ref?.split("/").at(-1);
    if (one !== undefined) return strangers(one, inner, where);
    return many === undefined ? [] : (inner as readonly unknown[]).flatMap((item, at) => strangers(many, item, `${where}/${at}`));
  });
}

describe("against the profile of Open Referral UK", () => {
  test("what is wrong is found", () => {
    const good = { id: uuid("x"), organization_id: uuid("y"), name: "X", status: "active", x_ours: 1 };
    expect(faults("service", good)).toEqual([]);
    expect(faults("service", { ...good, status: "open" })).toEqual(["/status must be equal to one of the allowed values"]);
    expect(faults("service", { ...good, id: "7" })).toEqual(['/id must match format "uuid"']);
    expect(faults("service", { ...good, organization_id: undefined, url: "x" })).toContain("must have required property 'organization_id'".replace(/^/, " "));
    expect(faults("service", { ...good, secret: 1 })).toEqual(["/secret is no field of the profile"]);
    expect(faults("service", { ...good, phones: [{ id: uuid("p") }] })).toEqual(["/phones/0 must have required property 'number'"]);
    expect(faults("service", { ...good, alert: "" })).toEqual(["/alert is empty"]);
  });

  test("the directory says what it is", async () => {
    for (const path of ["/open", "/open/"]) expect(faults("about", json(await visitor.send("GET", path)))).toEqual([]);
  });

  test.each(resources)("every page and every entry of %s is as it should be", async (resource) => {
    const kind = schemaOf[resource];
    const first = await page(`/open/${resource}`);
    expect(faults("page", first)).toEqual([]);
    const brief = await walk(resource, "", 20);
    expect(brief.length).toBe(first.total_items);
    expect(brief.length).toBeGreaterThan(3);
    for (const entry of brief) expect(faults(kind, entry), entry.id).toEqual([]);
    for (const { id } of brief) {
      const answer = await visitor.send("GET", `/open/${resource}/${id}`);
      expect(faults(kind, json(answer)), id).toEqual([]);
      expect(answer.body.toString("utf8")).not.toContain("private person");
    }
    if (resource === "taxonomies" || resource === "taxonomy_terms") return;
    for (const entry of await walk(resource, "&full=true", 100)) {
      expect(faults(kind, entry), entry.id).toEqual([]);
      expect(entry).toEqual(json(await visitor.send("GET", `/open/${resource}/${entry.id}`)));
    }
  });

  test("pages of any size hold each service once, in one order", async () => {
    const all = (await walk("services", "", 100)).map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    expect(all).not.toContain(uuid("service 7"));
    expect(all.length).toBeGreaterThanOrEqual(invented - 1);
    for (const size of [1, 7, 20, 64]) expect((await walk("services", "", size)).map(({ id }) => id)).toEqual(all);
  });

  test("search and times find what they should", async () => {
    expect((await page("/open/services?search=invented+03")).contents.map(({ name }) => name)).toEqual(["Invented 03"]);
    expect((await page("/open/services?search=INVENTAT%2033&per_page=100")).contents.map(({ name }) => name)).toEqual(["Invented 33"]);
    const late = await walk("services", "&modified_after=2026-10-20T12:00:00Z&search=harbour", 100);
    expect(late.map((entry) => String(entry["last_modified"])).sort()[0]).toBe("2026-10-20T12:00:00.000Z");
    expect((await page("/open/services?modified_after=2030-01-01")).empty).toBe(true);
  });
});

// ---- Who asks, and what ----

test("cookies change nothing, and none is set", async () => {
  for (const path of ["/open/", "/open/services", `/open/services/${uuid("service 1")}`, "/open/services/nobody", "/open/services?page=x"]) {
    const plain = await visitor.send("GET", path);
    for (const cookie of ["parasol-member=AAAA", "parasol-member=A; parasol-member=B", "__Host-parasol-member=x; other=\"", "=;=;"]) {
      const answer = await visitor.send("GET", path, { Cookie: cookie, Origin: "https://elsewhere.example.org", "Sec-Fetch-Site": "cross-site" });
      expect(answer).toEqual(plain);
    }
    expect(header(plain, "access-control-allow-origin")).toBe("*");
    expect(header(plain, "set-cookie")).toBe(null);
    expect(header(plain, "access-control-allow-credentials")).toBe(null);
  }
});

test("a browser that asks before it asks is told", async () => {
  const answer = await visitor.send("OPTIONS", "/open/services", { Origin: "https://elsewhere.example.org", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match" });
  expect([answer.status, header(answer, "access-control-allow-methods"), header(answer, "access-control-allow-headers")]).toEqual([204, "GET, HEAD, OPTIONS", "if-none-match"]);
  // And nowhere else.
  for (const path of ["/api/health", "/", "/list/manifest"]) expect(header(await visitor.send("GET", path), "access-control-allow-origin")).toBe(null);
});

test("whoever has an answer is not sent it again", async () => {
  for (const path of ["/open/services?page=2", `/open/services/${uuid("service 1")}`, "/open"]) {
    const etag = header(await visitor.send("GET", path), "etag") as string;
    expect((await visitor.send("GET", path, { "If-None-Match": etag })).status).toBe(304);
    expect((await visitor.send("GET", path, { "If-None-Match": '"other"' })).status).toBe(200);
    expect((await visitor.send("HEAD", path)).status).toBe(200);
  }
});

test("the staff site has none of it", async () => {
  const staff = new Browser(installation.staffUrl);
  for (const path of ["/open", "/open/", "/open/services"]) expect((await staff.send("GET", path)).status).toBe(404);
});

const problems: readonly string[] = [
  "page=0", "page=-1", "page=1.5", "page=1e9", "page=99999999999999999999999999", "page=", "page=%00", "page=1%20OR%201=1", "page=NaN", "page[]=1", "page=1&page=2",
  "per_page=0", "per_page=101", "per_page=-20", "per_page=all", `search=${"x".repeat(101)}`, `search=${encodeURIComponent("谈".repeat(101))}`, "search=%ff", "search=%ed%a0%80", "search=%c0%af",
  "search=%", "search=%0a", "search=a%00b", "modified_after=now", "modified_after=2026-13-01", "modified_after=%7B%22$gt%22:1%7D", "full=1", "full=TRUE", "taxonomy_id=1", "taxonomy_id=..%2F..%2Fetc",
  "organization_id=%27%3B--", "unknown=1", "__proto__=1", "format=ndjson", "search", "&", "=", "search=a&", "SEARCH=a",
];
test("a query that is no good is a problem with a name", async () => {
  for (const query of problems) {
    const answer = await visitor.send("GET", `/open/services?${query}`);
    expect(answer.status, query).toBe(400);
    expect(header(answer, "content-type"), query).toBe("application/problem+json");
    const { status, field } = json<{ status: number; field: string }>(answer);
    expect(status, query).toBe(400);
    expect(["query", query.split("=")[0]], query).toContain(field);
  }
});

test.each(["page=1000000000", "search='%3B%20DROP%20TABLE%20services--", "search=%7B%22%24where%22%3A%221%22%7D", "search=<script>alert(1)</script>", "search=../../../etc/passwd", "search=%25s%25n", "search=.*", "search=%2B%2B", "search="])(
  "what only looks wrong is answered: %s",
  async (query) => {
    const { contents, size } = await page(`/open/services?${query}`);
    expect(contents.length).toBe(size);
  },
);

const absent = ["nobody", uuid("nobody"), uuid("service 7"), "..%2fservices", "%2e%2e%2f", "x".repeat(3000), "%27%20OR%201", "%e8%b0%88", organization.id];
test("an entry that is not there is a problem", async () => {
  for (const id of absent) {
    for (const resource of resources) {
      const answer = await visitor.send("GET", `/open/${resource}/${id}`);
      // A path that climbs is no sound HTTP.
      expect(answer.status, id).toBe(/%2/.test(id) && !id.includes("%20") ? 400 : 404);
      if (answer.status === 404) expect(header(answer, "content-type"), id).toBe("application/problem+json");
    }
  }
});

test("a long target is refused before anything reads it", async () => {
  const { host } = new URL(installation.memberUrl);
  const answer: Answer = parseAnswer(await exchange(installation.memberUrl, `GET /open/services?search=${"a".repeat(5000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
  expect(answer.status).toBe(414);
});

describe("one address", () => {
  let limited: RunningInstallation;
  beforeAll(async () => {
    limited = await makeInstallation({ web });
  });
  afterAll(async () => {
    await limited?.remove();
  });

  // A minute may end in between, so it takes at most twice as many.
  test("may ask sixty times a minute, and others are not held up by it", async () => {
    const busy = new Browser(limited.memberUrl);
    let asked = 0;
    let answer = await busy.send("GET", "/open/taxonomies");
    for (asked = 1; answer.status === 200 && asked <= 121; asked += 1) answer = await busy.send("GET", "/open/taxonomies");
    expect(answer.status).toBe(429);
    expect(asked).toBeGreaterThan(60);
    expect(header(answer, "content-type")).toBe("application/problem+json");
    expect(Number(header(answer, "retry-after"))).toBeGreaterThan(0);
    expect(header(answer, "access-control-allow-origin")).toBe("*");
    expect((await busy.send("GET", "/api/health")).status).toBe(200);
    // A proxy on this machine says whom it asks for.
    expect((await busy.send("GET", "/open/taxonomies", { "X-Forwarded-For": "198.51.100.7" })).status).toBe(200);
  });
});
