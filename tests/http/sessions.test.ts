/** How a session begins and ends, and what signing in tells about who exists. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changePassphrase, harden } from "../../web/shared/client/account.ts";
import { base64url, fromBase64url } from "../../web/shared/client/bytes.ts";
import { hour, minute } from "../../web/shared/client/clock.ts";
import { sha256 } from "../../web/shared/client/kdf.ts";
import type { PassphraseKeys } from "../../web/shared/client/keys.ts";
import { blindPlain } from "../../web/shared/client/oprf.ts";
import { type SigningKey, sign, signingKey } from "../../web/shared/client/signature.ts";
import { encodeSignInStatement } from "../../web/shared/generated/records.ts";
import { type Answer, Browser, bytesOf, header, json } from "./support/browser.ts";
import { stored, withoutTable } from "./support/database.ts";
import { makeInstallation, type RunningInstallation } from "./support/installation.ts";
import { joinMember, joinWith, type Person } from "./support/people.ts";

let installation: RunningInstallation;
let lead: Person;
let member: Person;
/** What is behind the member's passphrase: with it, signing in needs no slow hash. */
let keys: PassphraseKeys;
let offset = 0;

function later(by: number): void {
  offset += by;
  installation.setClock(offset);
}

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: true, environment: { PARASOL_TEST_RAISED_LIMITS: "1", PARASOL_TEST_FAULTS: "1" } });
  const code = installation.invitations.find(({ role }) => role === "case_lead")?.code as string;
  lead = await joinWith(installation, code);
  member = await joinMember(installation, lead, null);
  ({ keys } = await harden(member.client, member.login, member.passphrase));
});
afterAll(async () => {
  await installation?.remove();
});

/** A blinded passphrase: which one, the server cannot know. */
const { element } = blindPlain(new TextEncoder().encode("any passphrase"));

const start = (browser: Browser, login: string): Promise<Answer> => browser.ask("POST", "/api/sign-in/start", { login, element: base64url(element) });

function finishBody(login: string, nonce: string, key: SigningKey = keys.auth): { login: string; nonce: string; signature: string } {
  const { deployment } = member.client.installation;
  return { login, nonce, signature: base64url(sign(key, encodeSignInStatement({ deployment, login, nonce: fromBase64url(nonce) }))) };
}

/** A new browser with a session of the member. */
async function signedIn(origin = installation.memberUrl): Promise<Browser> {
  const browser = new Browser(origin);
  const { nonce } = json<{ nonce: string }>(await start(browser, member.login));
  const answer = await browser.ask("POST", "/api/sign-in/finish", finishBody(member.login, nonce));
  expect(answer.status).toBe(200);
  return browser;
}

const isIn = async (browser: Browser): Promise<boolean> => {
  const answer = await browser.ask("GET", "/api/session");
  expect([200, 401]).toContain(answer.status);
  return answer.status === 200;
};

describe("a session", () => {
  test("sets one cookie that scripts cannot read and other sites cannot send", async () => {
    const browser = new Browser(installation.memberUrl);
    const { nonce } = json<{ nonce: string }>(await start(browser, member.login));
    const answer = await browser.ask("POST", "/api/sign-in/finish", finishBody(member.login, nonce));
    expect(header(answer, "set-cookie")).toMatch(/^parasol-member=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const [token] = browser.cookies.values();
    // Only its hash is kept.
    const hash = createHash("sha256").update(fromBase64url(token as string)).digest("hex");
    const all = Array.from(stored(installation).values()).flat().join("\n");
    expect(all).toContain(hash);
    expect(all).not.toContain(Buffer.from(fromBase64url(token as string)).toString("hex"));
  });

  test("ends after 15 minutes without a request, and not before", async () => {
    const [used, idle] = [await signedIn(), await signedIn()];
    later(14 * minute);
    expect(await isIn(used)).toBe(true);
    later(2 * minute);
    expect(await isIn(used)).toBe(true);
    expect(await isIn(idle)).toBe(false);
  });

  test("ends after 12 hours however much it is used", async () => {
    const browser = await signedIn();
    for (let passed = 0; passed < 12 * hour - 20 * minute; passed += 10 * minute) {
      later(10 * minute);
      expect(await isIn(browser), `${passed / minute} minutes`).toBe(true);
    }
    later(10 * minute);
    expect(await isIn(browser)).toBe(true);
    later(11 * minute);
    expect(await isIn(browser)).toBe(false);
  });

  test("that has ended opens nothing and changes nothing, and what she typed can be sent again", async () => {
    const browser = await signedIn();
    const { vault } = json<{ vault: string }>(await browser.ask("GET", "/api/vault"));
    const replaces = base64url(sha256(fromBase64url(vault)));
    later(16 * minute);
    const before = stored(installation).get("vault");
    for (const [method, path, body] of [
      ["PUT", "/api/vault", { vault, replaces }],
      ["POST", "/api/reports", { request: "AAAA" }],
      ["GET", "/api/vault", undefined],
      ["GET", "/api/warnings", undefined],
    ] as const) {
      const answer = await browser.ask(method, path, body);
      expect([answer.status, json(answer)]).toEqual([401, { error: "unauthorised" }]);
    }
    expect(stored(installation).get("vault")).toEqual(before);
    const again = await signedIn();
    expect((await again.ask("PUT", "/api/vault", { vault, replaces })).status).toBe(200);
  });

  test.each([
    ["POST", "/api/session/leave"],
    ["GET", "/leave"],
  ])("is ended by %s %s, here and nowhere else", async (method, path) => {
    const [here, elsewhere] = [await signedIn(), await signedIn()];
    const copy = new Browser(here.origin, here.cookies);
    const answer = await here.ask(method, path, method === "POST" ? {} : undefined);
    expect(header(answer, "clear-site-data")).toBe('"cache", "cookies", "storage"');
    expect(header(answer, "set-cookie")).toMatch(/^parasol-member=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/);
    expect(here.cookies.size).toBe(0);
    expect(await isIn(copy)).toBe(false);
    expect(await isIn(elsewhere)).toBe(true);
  });

  // Break: leave out complete() in Router::Match::answer, or in Site::refusal.
  test("that cannot be ended is nobody's any more: the browser is cleared and shows the empty page all the same", async () => {
    const cleared = async (browser: Browser, more: Readonly<Record<string, string>> = {}): Promise<Answer> => {
      const answer = await browser.ask("GET", "/leave", undefined, more);
      expect(header(answer, "clear-site-data")).toBe('"cache", "cookies", "storage"');
      expect(header(answer, "set-cookie")).toMatch(/^parasol-member=; Path=\/; HttpOnly; SameSite=Strict; Max-Age=0$/);
      expect([header(answer, "content-type"), answer.body.toString("utf8")]).toEqual(["text/html; charset=utf-8", emptyPage]);
      expect(browser.cookies.size).toBe(0);
      return answer;
    };
    const emptyPage = (await new Browser(installation.memberUrl).ask("GET", "/leave")).body.toString("utf8");
    expect(emptyPage).toContain("<body></body>");
    // A handler that ends in the midst of its work.
    for (const fault of ["first", "write"]) {
      expect((await cleared(await signedIn(), { "x-parasol-test-fault": fault })).status).toBe(500);
    }
    // A database that does not even say whose session it is.
    const browser = await signedIn();
    const copy = new Browser(browser.origin, browser.cookies);
    await withoutTable(installation, "session", async () => {
      expect((await cleared(browser)).status).toBe(500);
      // Another site's page shows nothing either, and clears nothing.
      const asked = await copy.send("GET", "/leave", { "Sec-Fetch-Site": "cross-site", Cookie: copy.cookieText });
      expect([asked.status, asked.body.toString("utf8"), header(asked, "clear-site-data"), header(asked, "set-cookie")]).toEqual([500, emptyPage, null, null]);
    });
    expect(await isIn(copy)).toBe(true);
    expect(await isIn(browser)).toBe(false);
  });

  test.each(["cross-site", "same-site"])("is not ended by a link on another site: %s", async (site) => {
    const browser = await signedIn();
    const answer = await browser.send("GET", "/leave", { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", Cookie: browser.cookieText });
    expect(answer.status).toBe(200);
    for (const name of ["clear-site-data", "set-cookie"]) expect(answer.headers.map(([field]) => field)).not.toContain(name);
    expect(await isIn(browser)).toBe(true);
  });

  test("of another browser ends when the passphrase is changed; the old passphrase is worth nothing", async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    const client = { ...member.client, api: { transport: mine.transport } };
    await changePassphrase(client, member.account, member.passphrase, "five quite other plain words");
    expect(await isIn(mine)).toBe(true);
    expect(await isIn(other)).toBe(false);
    const { nonce } = json<{ nonce: string }>(await start(other, member.login));
    expect((await other.ask("POST", "/api/sign-in/finish", finishBody(member.login, nonce))).status).toBe(401);
    await changePassphrase(client, member.account, "five quite other plain words", member.passphrase);
    ({ keys } = await harden(member.client, member.login, member.passphrase));
  });

  test("is replaced when somebody signs in again in the same browser", async () => {
    const browser = await signedIn();
    const before = new Browser(browser.origin, browser.cookies);
    const { nonce } = json<{ nonce: string }>(await start(browser, member.login));
    expect((await browser.ask("POST", "/api/sign-in/finish", finishBody(member.login, nonce))).status).toBe(200);
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(before)).toBe(false);
  });
});

describe("signing in", () => {
  let browser: Browser;
  beforeEach(() => {
    browser = new Browser(installation.memberUrl);
  });
  const refusal = { error: "unauthorised" };

  test("uses a nonce once", async () => {
    const { nonce } = json<{ nonce: string }>(await start(browser, member.login));
    const body = finishBody(member.login, nonce);
    expect((await browser.ask("POST", "/api/sign-in/finish", body)).status).toBe(200);
    const again = await new Browser(browser.origin).ask("POST", "/api/sign-in/finish", body);
    expect([again.status, json(again)]).toEqual([401, refusal]);
  });

  test("takes no nonce that is old, another login's, for another purpose, or made up", async () => {
    const nonceOf = async (login: string): Promise<string> => json<{ nonce: string }>(await start(browser, login)).nonce;
    const finish = async (login: string, nonce: string, key?: SigningKey): Promise<unknown> => {
      const answer = await new Browser(browser.origin).ask("POST", "/api/sign-in/finish", finishBody(login, nonce, key));
      return [answer.status, json(answer)];
    };
    const other = await nonceOf(lead.login);
    expect(await finish(member.login, other)).toEqual([401, refusal]);
    const changing = json<{ nonce: string }>(await (await signedIn()).ask("POST", "/api/passphrase/nonce", {})).nonce;
    expect(await finish(member.login, changing)).toEqual([401, refusal]);
    expect(await finish(member.login, base64url(new Uint8Array(32)))).toEqual([401, refusal]);
    expect(await finish(member.login, await nonceOf(member.login), signingKey(new Uint8Array(32).fill(9)))).toEqual([401, refusal]);
    const old = await nonceOf(member.login);
    later(3 * minute);
    expect(await finish(member.login, old)).toEqual([401, refusal]);
  });

  test("is for the origin of one's role", async () => {
    const staff = new Browser(installation.staffUrl);
    const { nonce } = json<{ nonce: string }>(await start(staff, member.login));
    const answer = await staff.ask("POST", "/api/sign-in/finish", finishBody(member.login, nonce));
    expect([answer.status, json(answer), header(answer, "set-cookie")]).toEqual([401, refusal, null]);
  });

  test("goes the same steps for a login that does not exist, with answers of the same form, size and headers", async () => {
    const withoutBody = (answer: Answer): unknown => [answer.status, answer.headers, answer.body.length];
    for (const login of ["nobody-of-this-name", lead.login.replace(/.$/, "x"), "abc"]) {
      const [known, unknown] = [await start(browser, member.login), await start(browser, login)];
      expect(withoutBody(unknown)).toEqual(withoutBody(known));
      expect(Object.keys(json(unknown))).toEqual(Object.keys(json(known)));
      // The same login is hardened under the same key each time, whether it exists or not.
      const elementOf = async (): Promise<string> => json<{ element: string }>(await start(browser, login)).element;
      expect(await elementOf()).toBe(await elementOf());
      const wrong = signingKey(new Uint8Array(32).fill(8));
      const finish = (name: string, answer: Answer): Promise<Answer> =>
        browser.ask("POST", "/api/sign-in/finish", finishBody(name, json<{ nonce: string }>(answer).nonce, wrong));
      expect(bytesOf(await finish(login, unknown))).toBe(bytesOf(await finish(member.login, known)));
    }
  });

  test("gives out tokens that tell neither order nor number", async () => {
    const count = 1000;
    const nonces: string[] = [];
    while (nonces.length < count) {
      const started = await Promise.all(Array.from({ length: 50 }, () => start(browser, member.login)));
      nonces.push(...started.map((answer) => json<{ nonce: string }>(answer).nonce));
    }
    const tokens: string[] = [];
    for (const nonce of nonces) {
      const headers = { Origin: browser.origin, "Content-Type": "application/json" };
      const answer = await browser.send("POST", "/api/sign-in/finish", headers, JSON.stringify(finishBody(member.login, nonce)));
      const token = /=([^;]+);/.exec(header(answer, "set-cookie") ?? "")?.[1] ?? "";
      tokens.push(Buffer.from(fromBase64url(token)).toString("hex"));
    }
    expect(new Set(tokens).size).toBe(count);
    // The correlation of 1,000 random ranks has a standard deviation of 0.032: this is nearly five of them.
    expect(Math.abs(rankCorrelation(tokens))).toBeLessThan(0.15);
  });
});

/** Spearman's, of the order of values that all differ with the order they came in. */
function rankCorrelation(values: readonly string[]): number {
  const ranks = new Map([...values].sort().map((value, rank) => [value, rank]));
  const count = values.length;
  const squares = values.reduce((sum, value, at) => sum + ((ranks.get(value) as number) - at) ** 2, 0);
  return 1 - (6 * squares) / (count * (count * count - 1));
}
