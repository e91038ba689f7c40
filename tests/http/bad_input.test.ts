/**
 * What somebody could send who is careless, or means harm: each is refused with a clear code that names the field, and
 * nothing is stored but, where the journal must know of the attempt, that it was refused.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base64url, fromBase64url } from "../../web/shared/client/bytes.ts";
import { hour, minute } from "../../web/shared/client/clock.ts";
import { sealBody, wrapKey } from "../../web/shared/client/envelope.ts";
import { sha256 } from "../../web/shared/client/kdf.ts";
import { buildReport, newReceipt, sectionContext } from "../../web/shared/client/report.ts";
import { reportKeysOf } from "../../web/shared/client/receipt_code.ts";
import { messageContext } from "../../web/shared/client/report_format.ts";
import { seal } from "../../web/shared/client/envelope.ts";
import { type SigningKey, sign } from "../../web/shared/client/signature.ts";
import { signStatement, signedText } from "../../web/shared/client/signed.ts";
import {
  type ConsentReceipt,
  type EvaluateRequest,
  type OwnerChange,
  type Signed,
  type SubmitReport,
  decodeConsentReceipt,
  decodeIssuedInvitation,
  decodeSubmitReport,
  encodeBudgetRequest,
  encodeConsentReceipt,
  encodeDraftStatement,
  encodeEvaluateRequest,
  encodeGroupEpoch,
  encodeHideOrder,
  encodeInvitation,
  encodeIssuedInvitation,
  encodeOwnerChange,
  encodeOwnerRead,
  encodeRecognitionRecord,
  encodeRestoreOrder,
  encodeRevocation,
  encodeSigned,
  encodeSubmitReport,
} from "../../web/shared/generated/records.ts";
import { type Role, codes, roles } from "../../web/shared/generated/vocabulary.ts";
import { Browser, bytesOf, exchange, json } from "./support/browser.ts";
import { changes, stored } from "./support/database.ts";
import { type Person, listOf } from "./support/people.ts";
import { mayCall, nameOf, type Operation, operations, pathOf, resolve, sampleOf, type Schema } from "./support/spec.ts";
import { content, makeWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world?.installation.remove();
});

const statement = base64url(encodeSigned({ statement: new Uint8Array(40), signer: new Uint8Array(32), signature: new Uint8Array(64) }));
const samples = { Statement: statement, Packet: statement, Bytes: statement };

/** Somebody who gets past the door of a row. */
function callerOf(operation: Operation): Browser {
  const { people, installation } = world;
  const origin = operation.origins.includes("member") ? "member" : "staff";
  const role = codes(roles).find((one) => (roles[one].isStaff ? "staff" : "member") === origin && mayCall(operation, one)) as Role;
  if (["anyone", "report_key", "open"].includes(String(operation.access))) return new Browser(installation.memberUrl);
  return new Browser(origin === "member" ? installation.memberUrl : installation.staffUrl, people[role].browser.cookies);
}

/** Everything that is stored stays as it is. */
async function unchanged(action: () => Promise<void>): Promise<void> {
  const before = stored(world.installation);
  await action();
  expect(changes(before, stored(world.installation))).toEqual({});
}

// ---- One field at a time ----

interface Mutation {
  readonly what: string;
  /** The JSON text to send. */
  readonly text: string;
  /** The field that must be named; null: the refusal may name another, or come for the size. */
  readonly field: string | null;
}

/** Replaces what stands at the end of the steps; `undefined` takes it away. */
function replaced(body: unknown, steps: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const inner = replaced((body as Record<string | number, unknown>)[step], rest, value);
  if (Array.isArray(body)) return body.map((item: unknown, at) => (at === step ? inner : item));
  const copy = { ...(body as Record<string, unknown>) };
  if (inner === undefined) delete copy[step];
  else copy[step] = inner;
  return copy;
}

const written = (steps: readonly (string | number)[]): string =>
  steps.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");

/** Every field of a body that fits, spoilt in every way. */
function* mutations(schema: Schema, body: unknown, steps: readonly (string | number)[] = [], value: unknown = body): Generator<Mutation> {
  const what = written(steps);
  const spoil = (how: string, bad: unknown, field: string | null = what): Mutation => ({
    what: `${what} ${how}`,
    text: JSON.stringify(replaced(body, steps, bad)),
    field,
  });
  const { properties, items, oneOf, required } = resolve(schema) as {
    properties?: Readonly<Record<string, Schema>>;
    items?: Schema;
    oneOf?: readonly Schema[];
    required?: readonly string[];
  };
  if (oneOf !== undefined) return yield* mutations(oneOf[0] as Schema, body, steps, value);
  if (Array.isArray(value)) {
    yield spoil("as a text", "AAAA");
    yield spoil("as an object", {});
    yield spoil("of numbers", [1], `${what}[0]`);
    yield spoil("a thousand times", Array.from({ length: 1000 }, () => value[0] as unknown), null);
    yield* mutations(items as Schema, body, [...steps, 0], value[0]);
    return;
  }
  if (typeof value === "object" && value !== null) {
    const place = steps.length === 0 ? "" : `${what}.`;
    yield { what: `${what} with something more`, text: JSON.stringify(replaced(body, steps, { ...value, more: 1 })), field: `${place}(unknown key)` };
    for (const [key, inner] of Object.entries(value)) {
      const mark = JSON.stringify(replaced(body, [...steps, key], "@"));
      const plain = JSON.stringify(inner);
      yield { what: `${place}${key} twice`, text: mark.replace(`"${key}":"@"`, `"${key}":${plain},"${key}":${plain}`), field: "body" };
      if (required?.includes(key)) {
        yield { what: `${place}${key} left out`, text: JSON.stringify(replaced(body, [...steps, key], undefined)), field: `${place}${key}` };
      }
      yield* mutations((properties as Record<string, Schema>)[key] as Schema, body, [...steps, key], inner);
    }
    return;
  }
  for (const bad of [null, true, [], {}]) yield spoil(`as ${JSON.stringify(bad)}`, bad);
  if (typeof value === "number") {
    for (const bad of ["1", 1.5, -1, 2 ** 53, 1e99]) yield spoil(`as ${JSON.stringify(bad)}`, bad);
    return;
  }
  yield spoil("as a number", 7);
  yield spoil("a thousand times", (value as string).padEnd(1, "A").repeat(1000), null);
  yield spoil("with a NUL", `${value as string}\u0000`);
  const { pattern } = resolve(schema) as { pattern?: string };
  if (!(pattern ?? "").includes("A-Z")) return;
  yield spoil("of other characters", "!".repeat(Math.max(1, (value as string).length)));
  yield spoil("padded", `${value as string}=`);
  if (/\[\w+\]\$$/.test(pattern ?? "")) yield spoil("with bits left over", `${(value as string).slice(0, -1)}B`);
  // Of longer ones only their reader knows how long they must be.
  if ((value as string).length > 8) yield spoil("cut short", (value as string).slice(0, -8), (value as string).length > 86 ? null : what);
}

const withBody = operations.filter(({ body }) => body !== null);

test.each(withBody.map((operation) => [nameOf(operation), operation] as const))("every field of %s, spoilt", async (_, operation) => {
  const body = sampleOf(operation.body as Schema, samples);
  const browser = callerOf(operation);
  // What is too long for a row is refused before it is read: see the walk.
  const all = Array.from(mutations(operation.body as Schema, body)).filter(({ text }) => Buffer.byteLength(text) <= (operation.bodyLimit as number));
  await unchanged(async () => {
    for (const { what, text, field } of all) {
      if (field === null) continue;
      const answer = await browser.ask(operation.method, pathOf(operation), text);
      expect([answer.status, json(answer)], what).toEqual([400, { error: "invalid", field }]);
    }
  });
  for (const { what, text, field } of all) {
    if (field !== null) continue;
    const answer = await browser.ask(operation.method, pathOf(operation), text);
    expect([400, 401, 404, 409], `${what}: ${answer.status}`).toContain(answer.status);
  }
});

test.each(withBody.map((operation) => [nameOf(operation), operation] as const))("a body of %s that is no JSON object", async (_, operation) => {
  const body = JSON.stringify(sampleOf(operation.body as Schema, samples));
  const browser = callerOf(operation);
  const deep = (open: string, close: string): string => open.repeat(20_000) + close.repeat(20_000);
  const bad: (string | Uint8Array)[] = [
    "",
    " ",
    "{",
    "[]",
    "null",
    "1",
    '"x"',
    "login=x&element=y",
    body.slice(0, Math.floor(body.length / 2)),
    body.slice(0, -1),
    `${body}x`,
    `${body}${body}`,
    `\ufeff${body}`,
    `${body}\u0000`,
    `{"a":NaN}`,
    `{'a':1}`,
    `{"a":1,}`,
    `{/* */"a":1}`,
    `{"a":"\ud800"}`.replace("\ud800", "\\ud800"),
    deep("[", "]"),
    deep('{"a":', "}").replace("}", "1}"),
    `{"a":${"[".repeat(9)}${"]".repeat(9)}}`,
    new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    new Uint8Array(1000),
  ];
  await unchanged(async () => {
    for (const text of bad) {
      const answer = await browser.send(operation.method, pathOf(operation), browser.ownHeaders(operation.method), text);
      const shown = Buffer.from(text).subarray(0, 40).toString("latin1");
      // Deep nesting is also long: rows with a small limit say so.
      const expected = text.length > (operation.bodyLimit as number) ? [413, { error: "too_large" }] : [400, { error: "invalid", field: "body" }];
      expect([answer.status, json(answer)], shown).toEqual(expected);
    }
  });
});

test("ids, hashes and queries that are none", async () => {
  const { caseworker, member } = world.people;
  const nothing = bytesOf(await caseworker.browser.ask("POST", "/api/no-such-path", "{}"));
  const bad = ["x", "A".repeat(21), "A".repeat(23), `${"A".repeat(21)}B`, "A".repeat(4000), "..%2f..", "%00", "'%20OR%201=1--", "é"];
  await unchanged(async () => {
    for (const id of bad) {
      const path = encodeURI(id).replaceAll("%25", "%");
      const answer = await caseworker.browser.ask("POST", `/api/desk/reports/${path}/open`, "{}").catch(() => null);
      // A control character or a climbing path is no path at all.
      if (answer !== null && answer.status !== 400) expect(bytesOf(answer), id).toBe(nothing);
    }
    for (const hash of ["x", "0".repeat(63), "g".repeat(64), "..", "manifest.tmp"]) {
      expect((await member.browser.send("GET", `/list/${hash}`)).status === 200, hash).toBe(false);
    }
    const queries = { "state=nothing": "state", "state=": "state", "after=x": "after", "more=1": "query", "state=triage&state=active": "query", "state=%74riage": "query", "state": "query" };
    for (const [query, field] of Object.entries(queries)) {
      const answer = await caseworker.browser.ask("GET", `/api/desk/reports?${query}`);
      expect([answer.status, json(answer)], query).toEqual([400, { error: "invalid", field }]);
    }
  });
});

test("bodies that are far too long, or never end", async () => {
  const { member } = world.people;
  const host = new URL(world.installation.memberUrl).host;
  const head = (length: number): string =>
    `POST /api/check HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${world.installation.memberUrl}\r\nCookie: ${member.browser.cookieText}\r\nContent-Length: ${length}\r\n\r\n`;
  await unchanged(async () => {
    const long = await exchange(world.installation.memberUrl, head(5_000_000) + "x".repeat(5_000_000));
    expect(long === "" || long.startsWith("HTTP/1.1 413 "), long.slice(0, 40)).toBe(true);
    expect(await exchange(world.installation.memberUrl, `${head(100)}{"request":`)).toBe("");
    expect((await member.browser.ask("GET", "/api/session")).status).toBe(200);
  });
});

// ---- Forged, and sent again ----

/** Refused, and of all that is stored only the journal of refused attempts may have grown, by one event. */
async function refused(who: Browser, method: string, path: string, body: unknown, expected: readonly [number, string, string?]): Promise<void> {
  const before = stored(world.installation);
  const answer = await who.ask(method, path, body);
  const [status, error, field] = expected;
  expect([answer.status, json(answer)]).toEqual([status, field === undefined ? { error } : { error, field }]);
  const { audit_event, audit_chain, ...rest } = changes(before, stored(world.installation));
  expect(rest).toEqual({});
  expect(audit_event ?? { added: 0, gone: 0 }).toMatchObject({ gone: 0 });
  expect(audit_event?.added ?? 0).toBeLessThanOrEqual(1);
  expect(audit_chain?.added ?? 0).toBe(audit_event?.added ?? 0);
}

const flip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(bytes);
  copy[0] = (copy[0] as number) ^ 1;
  return copy;
};
const spoilt = (envelope: Signed): Signed => ({ ...envelope, signature: flip(envelope.signature) });
const asRequest = (envelope: Signed): { request: string } => ({ request: signedText(envelope) });

describe("a report", () => {
  let member: Person;
  let envelope: Signed;
  let submit: SubmitReport;
  let own: SigningKey;
  const path = "/api/reports";
  const signedBy = (key: SigningKey, more: Partial<SubmitReport>): { request: string } => asRequest(signStatement(key, encodeSubmitReport({ ...submit, ...more })));
  const refusedReport = (body: unknown, ...expected: [number, string, string?]): Promise<void> => refused(member.browser, "POST", path, body, expected);
  const event = (at: number, more: Partial<ConsentReceipt>, key: SigningKey = own): Signed[] =>
    submit.events.map((one, index) => (index === at ? signStatement(key, encodeConsentReceipt({ ...decodeConsentReceipt(one.statement), ...more })) : one));

  beforeAll(async () => {
    member = world.people.member;
    const receipt = await newReceipt(member.client);
    own = reportKeysOf(receipt.root).sign;
    const team = member.client.installation.teams[0]?.id ?? null;
    const form = { content, chosen: ["READ", "CASE"], team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
    envelope = buildReport(member.client, (await listOf(member)).keyring, receipt, form);
    submit = decodeSubmitReport(envelope.statement);
  });

  test("whose signature is not good, or not its own key's", async () => {
    await refusedReport(asRequest(spoilt(envelope)), 401, "unauthorised");
    await refusedReport(asRequest({ ...envelope, statement: flip(envelope.statement) }), 401, "unauthorised");
    await refusedReport(signedBy(member.account.keys.sign, {}), 400, "invalid", "signing_key");
  });

  test("of another installation, another time, another team or another period of its keys", async () => {
    await refusedReport(signedBy(own, { deployment: flip(submit.deployment) }), 400, "invalid", "deployment");
    await refusedReport(signedBy(own, { minute: submit.minute - 12 }), 400, "invalid", "minute");
    await refusedReport(signedBy(own, { minute: submit.minute + 12 }), 400, "invalid", "minute");
    await refusedReport(signedBy(own, { team: flip(submit.team) }), 400, "invalid", "team");
    await refusedReport(signedBy(own, { teamEpoch: submit.teamEpoch + 1 }), 409, "conflict", "team_epoch");
  });

  test("whose sections are addressed to others, or to the team without its leave", async () => {
    const [first, ...rest] = submit.sections;
    if (first === undefined) throw new Error("no section");
    const stranger = world.people.caseworker.account.keys.seal.publicKey;
    const keys = { id: submit.report, sign: own, seal: { publicKey: submit.sealingKey } } as never;
    const wrap = wrapKey(stranger, new Uint8Array(32), sectionContext(submit.deployment, keys, "subject", submit.team, submit.teamEpoch), member.client.random);
    await refusedReport(signedBy(own, { sections: [{ ...first, ownerWrap: wrap }, ...rest] }), 400, "invalid", "sections.0.owner_wrap");
    await refusedReport(signedBy(own, { sections: [{ ...first, teamWrap: wrap }, ...rest] }), 400, "invalid", "sections.0.team_wrap");
    await refusedReport(signedBy(own, { sections: [{ ...first, body: first.body.slice(0, -1) }, ...rest] }), 400, "invalid", "sections.0.body");
    await refusedReport(signedBy(own, { sections: [first, first, ...rest] }), 400, "invalid", "sections.1.section");
    await refusedReport(signedBy(own, { sections: [] }), 400, "invalid", "sections");
    await refusedReport(signedBy(own, { events: [] }), 400, "invalid", "sections");
  });

  test("whose permissions are forged, of another report, out of order or too long", async () => {
    await refusedReport(signedBy(own, { events: event(0, {}, member.account.keys.sign) }), 401, "unauthorised");
    await refusedReport(signedBy(own, { events: submit.events.map(spoilt) }), 401, "unauthorised");
    await refusedReport(signedBy(own, { events: event(0, { report: flip(submit.report) }) }), 400, "invalid", "report");
    await refusedReport(signedBy(own, { events: event(0, { recipient: flip(submit.team) }) }), 400, "invalid", "recipient");
    await refusedReport(signedBy(own, { events: event(0, { expires: Date.now() + 1000 * 24 * hour }) }), 400, "invalid", "expires");
    await refusedReport(signedBy(own, { events: event(0, { granted: Math.floor(Date.now() / hour) * hour + hour / 2 }) }), 400, "invalid", "granted");
    await refusedReport(signedBy(own, { events: event(1, { sequence: 7 }) }), 409, "conflict");
    await refusedReport(signedBy(own, { events: event(1, { previous: new Uint8Array(32) }) }), 409, "conflict");
    await refusedReport(signedBy(own, { events: [...submit.events].reverse() }), 409, "conflict");
  });

  test("goes through when nothing is wrong with it, and once only however often it is sent", async () => {
    const first = await member.browser.ask("POST", path, asRequest(envelope));
    expect([first.status, json(first)]).toEqual([201, { state: "triage" }]);
    await unchanged(async () => {
      expect(bytesOf(await member.browser.ask("POST", path, asRequest(envelope)))).toBe(bytesOf(first));
    });
  });

  test("under an id that is taken does not take its place", async () => {
    const thief = world.people.member.account.keys.sign;
    await refusedReport(signedBy(thief, { signingKey: thief.publicKey, events: [], sections: submit.sections.map((one) => ({ ...one, teamWrap: null })) }), 409, "conflict", "report");
  });

  test("of other bytes by the same key is told apart from a repetition", async () => {
    await refusedReport(signedBy(own, { urgency: submit.urgency + 1 }), 409, "conflict", "report");
    await refusedReport(signedBy(own, { minute: submit.minute - 60 }), 409, "conflict", "report");
  });
});

describe("a change by a report's owner", () => {
  const path = "/api/owner/change";
  let anyone: Browser;
  const changeOf = (more: Partial<OwnerChange>): OwnerChange => {
    const { client } = world.people.member;
    return {
      deployment: client.installation.deployment,
      report: world.reports.held.keys.id,
      minute: Math.floor(Date.now() / minute),
      nonce: client.random(16),
      events: [],
      secrets: [],
      message: null,
      teamWraps: [],
      erase: false,
      ...more,
    };
  };
  const signedBy = (key: SigningKey, more: Partial<OwnerChange> = {}): { request: string } => asRequest(signStatement(key, encodeOwnerChange(changeOf(more))));
  beforeAll(() => {
    anyone = new Browser(world.installation.memberUrl);
  });

  test("by another key finds no report, as one that does not exist", async () => {
    const { held, caseworkers } = world.reports;
    for (const wanted of [{ erase: true }, {}]) {
      await refused(anyone, "POST", path, signedBy(caseworkers.keys.sign, wanted), [404, "not_found"]);
      const theirs = await anyone.ask("POST", path, signedBy(caseworkers.keys.sign, wanted));
      const none = await anyone.ask("POST", path, signedBy(caseworkers.keys.sign, { ...wanted, report: flip(held.keys.id) }));
      expect(bytesOf(theirs)).toBe(bytesOf(none));
    }
    const read = (key: SigningKey, report: Uint8Array<ArrayBuffer>): Promise<unknown> => {
      const { client } = world.people.member;
      const { deployment } = client.installation;
      const request = encodeOwnerRead({ deployment, report, minute: Math.floor(Date.now() / minute), nonce: client.random(16), withdrawals: [] });
      return anyone.ask("POST", "/api/owner/read", asRequest(signStatement(key, request))).then(bytesOf);
    };
    expect(await read(caseworkers.keys.sign, held.keys.id)).toBe(await read(caseworkers.keys.sign, flip(held.keys.id)));
  });

  test("with a spoilt signature, another time, or made for another installation", async () => {
    const { sign: key } = world.reports.held.keys;
    await refused(anyone, "POST", path, asRequest(spoilt(signStatement(key, encodeOwnerChange(changeOf({ erase: true }))))), [401, "unauthorised"]);
    await refused(anyone, "POST", path, signedBy(key, { minute: Math.floor(Date.now() / minute) - 12 }), [400, "invalid", "minute"]);
    await refused(anyone, "POST", path, signedBy(key, { deployment: new Uint8Array(16) }), [400, "invalid", "deployment"]);
  });

  test("is done once, and refused when it comes again", async () => {
    const { caseworkers } = world.reports;
    const { client } = world.people.member;
    const { keyring } = await listOf(world.people.member);
    const desk = keyring.teamEpochs.at(-1)?.deskKey;
    if (desk === undefined) throw new Error("no team epoch");
    const message = seal(desk, new TextEncoder().encode("{}"), messageContext(caseworkers.keys.id), client.random);
    const request = signedBy(caseworkers.keys.sign, { report: caseworkers.keys.id, message });
    const before = stored(world.installation);
    expect((await anyone.ask("POST", path, request)).status).toBe(200);
    expect(Object.keys(changes(before, stored(world.installation)))).toContain("report_message");
    await refused(anyone, "POST", path, request, [409, "conflict"]);
  });

  test("that is sealed wrongly is not stored", async () => {
    const { caseworkers } = world.reports;
    await refused(anyone, "POST", path, signedBy(caseworkers.keys.sign, { report: caseworkers.keys.id, message: new Uint8Array(5000) }), [400, "invalid", "message"]);
  });
});

describe("somebody who may", () => {
  const now = (): number => Date.now();
  const deploymentOf = (): Uint8Array<ArrayBuffer> => world.people.case_lead.client.installation.deployment.slice();

  test("check cannot use another's key, an old request or a spoilt one, and loses no check by it", async () => {
    const { member, caseworker } = world.people;
    const { check: own } = member.account.keys;
    const request = (key: SigningKey, more: Partial<EvaluateRequest> = {}): Signed =>
      signStatement(key, encodeEvaluateRequest({ deployment: deploymentOf(), epoch: 1, key: key.publicKey, minute: Math.floor(now() / minute), elements: [new Uint8Array(32).fill(1)], ...more }));
    const budget = async (): Promise<string> => {
      const asked = signStatement(own, encodeBudgetRequest({ deployment: deploymentOf(), key: own.publicKey, minute: Math.floor(now() / minute) }));
      return json<{ reply: string }>(await member.browser.ask("POST", "/api/check/budget", asRequest(asked))).reply;
    };
    const before = await budget();
    await refused(member.browser, "POST", "/api/check", asRequest(request(caseworker.account.keys.check)), [400, "invalid", "request"]);
    await refused(member.browser, "POST", "/api/check", asRequest(request(own, { deployment: new Uint8Array(16) })), [400, "invalid", "request"]);
    for (const bad of [spoilt(request(own)), request(own, { minute: Math.floor(now() / minute) - 12 }), request(own, { epoch: 9 }), request(own, { elements: [] })]) {
      const answer = await member.browser.ask("POST", "/api/check", asRequest(bad));
      expect([400, 401, 404, 409], answer.body.toString("utf8")).toContain(answer.status);
    }
    expect(await budget()).toBe(before);
  });

  test("keep a vault cannot keep one of another size, nor overwrite one they have not read", async () => {
    const { member } = world.people;
    const { vault } = json<{ vault: string }>(await member.browser.ask("GET", "/api/vault"));
    const replaces = base64url(sha256(fromBase64url(vault)));
    const small = sealBody(member.account.keys.vault, new Uint8Array(100), new Uint8Array(4), member.client.random);
    await refused(member.browser, "PUT", "/api/vault", { vault: base64url(small), replaces }, [400, "invalid", "vault"]);
    await refused(member.browser, "PUT", "/api/vault", { vault }, [400, "invalid", "replaces"]);
    await refused(member.browser, "PUT", "/api/vault", { vault, replaces: base64url(new Uint8Array(32)) }, [409, "conflict", "replaces"]);
  });

  test("invite cannot forge issuers, nor invite to a role that is not hers to give", async () => {
    const { case_lead: lead, project_worker: worker, administrator } = world.people;
    const seal1 = lead.account.keys.seal.publicKey;
    const issue = (role: Role, issuers: readonly Person[], signers: readonly Person[], spoil = false): Record<string, string> => {
      const issued = now();
      const invitation = {
        deployment: deploymentOf(),
        invitation: lead.client.random(16),
        role: roles[role].wire,
        issuers: issuers.map((one) => one.account.keys.sign.publicKey),
        key: lead.client.random(32),
        sealingKeyHash: sha256(seal1),
        issued,
        expires: issued + 7 * 24 * hour,
      };
      const signatures = signers.map(({ account }) => {
        const signature = sign(account.keys.sign, encodeInvitation(invitation));
        return { issuer: account.keys.sign.publicKey, signature: spoil ? flip(signature) : signature };
      });
      return { issued: base64url(encodeIssuedInvitation({ invitation, signatures })), sealing_key: base64url(seal1) };
    };
    const post = (who: Person, body: unknown, ...expected: [number, string, string?]): Promise<void> => refused(who.browser, "POST", "/api/invitations", body, expected);
    await post(lead, issue("member", [lead], [lead], true), 400, "invalid", "issued.signatures");
    await post(lead, issue("member", [worker], [lead]), 400, "invalid", "issued.signatures");
    await post(lead, issue("member", [worker], [worker]), 404, "not_found");
    await post(lead, issue("caseworker", [lead], [lead]), 404, "not_found");
    await post(lead, issue("administrator", [lead, administrator], [lead]), 404, "not_found");
    await post(worker, issue("alert_editor", [worker, lead], [worker, lead]), 404, "not_found");
    await post(administrator, issue("member", [administrator], [administrator]), 404, "not_found");
    const wrongKey = { ...issue("member", [lead], [lead]), sealing_key: base64url(world.people.member.account.keys.seal.publicKey) };
    await post(lead, wrongKey, 400, "invalid", "sealing_key");

    const { invitations } = world;
    const row = json<{ invitations: { invitation: string; issued: string }[] }>(await lead.browser.ask("GET", "/api/invitations")).invitations.find(
      ({ invitation }) => invitation === invitations.administrators,
    );
    const { invitation } = decodeIssuedInvitation(fromBase64url(row?.issued ?? ""));
    const signature = sign(lead.account.keys.sign, encodeInvitation(invitation));
    const signPath = `/api/invitations/${invitations.administrators}/sign`;
    const issuer = base64url(lead.account.keys.sign.publicKey);
    await refused(lead.browser, "POST", signPath, { issuer, signature: base64url(flip(signature)) }, [400, "invalid", "signature"]);
    await refused(administrator.browser, "POST", signPath, { issuer, signature: base64url(signature) }, [400, "invalid", "issuer"]);
  });

  test("revoke cannot revoke in another's name, nor whom she may not", async () => {
    const { case_lead: lead, project_worker: worker, caseworker } = world.people;
    const revocation = (signer: Person, key: Uint8Array, spoil = false): Record<string, string> => {
      const envelope = signStatement(signer.account.keys.sign, encodeRevocation({ deployment: deploymentOf(), key: key.slice(), revoked: now() }));
      return { revocation: signedText(spoil ? spoilt(envelope) : envelope) };
    };
    const target = caseworker.account.keys.sign.publicKey;
    const path = "/api/revocations";
    for (const body of [revocation(lead, target, true), revocation(worker, target)]) {
      const before = stored(world.installation);
      const answer = await lead.browser.ask("POST", path, body);
      expect([400, 401]).toContain(answer.status);
      expect(changes(before, stored(world.installation))).toEqual({});
    }
    await refused(worker.browser, "POST", path, revocation(worker, target), [404, "not_found"]);
    await refused(worker.browser, "POST", path, revocation(worker, worker.client.random(32)), [404, "not_found"]);
    await refused(lead.browser, "POST", path, revocation(lead, lead.client.installation.rootKey), [404, "not_found"]);
  });

  test("make a period's keys cannot make them twice, for too long, or in another's name", async () => {
    const { case_lead: lead, caseworker } = world.people;
    const epoch = (signer: Person, number: number, days = 90): Record<string, unknown> => {
      const notBefore = now();
      const made = { deployment: deploymentOf(), epoch: number, keyCheck: new Uint8Array(32), notBefore, notAfter: notBefore + days * 24 * hour };
      return { epoch: signedText(signStatement(signer.account.keys.sign, encodeGroupEpoch(made))), wraps: [], content_keys: [] };
    };
    const path = "/api/group-epochs";
    await refused(lead.browser, "POST", path, epoch(lead, 1), [409, "conflict", "epoch"]);
    await refused(lead.browser, "POST", path, epoch(lead, 2, 91), [400, "invalid", "epoch"]);
    const before = stored(world.installation);
    expect([400, 401]).toContain((await lead.browser.ask("POST", path, epoch(caseworker, 2))).status);
    expect(changes(before, stored(world.installation))).toEqual({});
    const stranger = { account: "A".repeat(22), wrap: base64url(new Uint8Array(1225)) };
    await refused(lead.browser, "POST", path, { ...epoch(lead, 2), wraps: [stranger] }, [404, "not_found"]);
    const mine = { account: base64url(lead.account.id), wrap: base64url(new Uint8Array(1225)) };
    await refused(lead.browser, "POST", path, { ...epoch(lead, 2), wraps: [mine] }, [400, "invalid", "wraps"]);
  });

  test("work on warnings cannot sign for others, nor hide or show one alone that is not hers to judge", async () => {
    const { caseworker, case_lead: lead, data_protection_officer: officer, alert_editor: editor } = world.people;
    const deployment = deploymentOf();
    const reference = fromBase64url(world.warning);
    const artefactHash = new Uint8Array(32);
    const draft = (signer: Person): string => signedText(signStatement(signer.account.keys.sign, encodeDraftStatement({ deployment, reference: new Uint8Array(16), version: 1, artefactHash })));
    const record = (signer: Person): string =>
      signedText(signStatement(signer.account.keys.sign, encodeRecognitionRecord({ deployment, reference: new Uint8Array(16), artefactHash, recogniserVersion: 1, level: 0 })));
    const base = { report: world.reports.caseworkers.id, receipt: "A".repeat(22), reference: "A".repeat(22), version: 1, sealed: base64url(new Uint8Array(5357)) };
    for (const body of [
      { ...base, draft: draft(lead), recognition: record(caseworker) },
      { ...base, draft: draft(caseworker), recognition: record(lead) },
      { ...base, draft: draft(caseworker), recognition: record(caseworker) },
    ]) {
      const before = stored(world.installation);
      const answer = await caseworker.browser.ask("POST", "/api/desk/warnings", body);
      expect([400, 401, 404, 409], answer.body.toString("utf8")).toContain(answer.status);
      expect(Object.keys(changes(before, stored(world.installation))).filter((table) => !table.startsWith("audit_"))).toEqual([]);
    }
    const order = (signer: Person, encode: typeof encodeHideOrder | typeof encodeRestoreOrder, spoil = false): { order: string } => {
      const envelope = signStatement(signer.account.keys.sign, encode({ deployment, reference, ordered: now() }));
      return { order: signedText(spoil ? spoilt(envelope) : envelope) };
    };
    const path = `/api/desk/warnings/${world.warning}`;
    for (const [who, body] of [
      [editor, order(caseworker, encodeHideOrder)],
      [editor, order(editor, encodeHideOrder, true)],
      [editor, order(editor, encodeRestoreOrder)],
    ] as const) {
      const before = stored(world.installation);
      const answer = await who.browser.ask("POST", `${path}/hide`, body);
      expect([400, 401, 404], answer.body.toString("utf8")).toContain(answer.status);
      expect(Object.keys(changes(before, stored(world.installation))).filter((table) => !table.startsWith("audit_"))).toEqual([]);
    }
    for (const body of [order(officer, encodeRestoreOrder), order(lead, encodeRestoreOrder, true), order(lead, encodeHideOrder)]) {
      const before = stored(world.installation);
      const answer = await lead.browser.ask("POST", `${path}/restore`, body);
      expect([400, 401, 404], answer.body.toString("utf8")).toContain(answer.status);
      expect(Object.keys(changes(before, stored(world.installation))).filter((table) => !table.startsWith("audit_"))).toEqual([]);
    }
  });
});
