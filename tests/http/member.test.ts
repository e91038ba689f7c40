/// <reference path="../../web/shared/environment.d.ts" />
/**
 * The member application's own flows, without its screens, against the real server: what happens when answers are lost,
 * when two sessions are open at once, and when the server shows another root.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openAccount, signIn, type Unlocked } from "../../web/shared/client/account.ts";
import { runArgon2 } from "../../web/shared/client/argon2_core.ts";
import type { Transport, TransportAnswer } from "../../web/shared/client/api.ts";
import { fromBase64url } from "../../web/shared/client/bytes.ts";
import { formatReceiptCode } from "../../web/shared/client/receipt_code.ts";
import { signingKey } from "../../web/shared/client/signature.ts";
import { signStatement, signedFromText, signedText } from "../../web/shared/client/signed.ts";
import { decodeTrustStatement, encodeTrustStatement } from "../../web/shared/generated/records.ts";
import type { Begun } from "../../web/member/live/gate.ts";
import { liveServices } from "../../web/member/live/services.ts";
import { openSession, type Kept, type LiveSession } from "../../web/member/live/session.ts";
import { kNoAnswers, type Answers } from "../../web/member/report/answers.ts";
import { Browser } from "./support/browser.ts";
import { makeInstallation, type RunningInstallation } from "./support/installation.ts";
import { type Network, type Person, makeNetwork } from "./support/people.ts";

// Workers are a browser's.
vi.mock("../../web/shared/trusted_types.ts", () => ({ startRecogniserWorker: () => new DirectWorker() }));
class DirectWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  postMessage({ id, password, ...job }: Parameters<typeof runArgon2>[0] & { id: number }): void {
    // The caller wipes its copy as soon as it is handed over.
    void runArgon2({ ...job, password: password.slice() }).then((hash) => this.onmessage?.({ data: { id, hash } }));
  }
  terminate(): void {
    this.onmessage = null;
  }
}

let installation: RunningInstallation;
let network: Network;
let member: Person;

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: true, environment: { PARASOL_TEST_RAISED_LIMITS: "1" } });
  network = await makeNetwork(installation, 1);
  member = network.members[0] as Person;
});
afterAll(async () => {
  await installation?.remove();
});

/** What becomes of the next request to a path: it is done and the answer is lost, or it never arrives. */
const losing = new Map<string, "answer" | "request">();
beforeEach(() => losing.clear());

function faulty(transport: Transport): Transport {
  return async (method, path, body, options) => {
    const how = losing.get(path);
    losing.delete(path);
    if (how === "request") throw new TypeError("no connection");
    const answer = await transport(method, path, body, options);
    if (how === "answer") throw new TypeError("the connection was lost");
    return answer;
  };
}

/** The member application on one more phone. */
async function opened(kept: Kept = new Map(), transport: Transport = faulty(new Browser(installation.memberUrl).transport)) {
  const client = { ...member.client, api: { transport } };
  const unlocked = await openAccount(client, await signIn(client, member.login, member.passphrase), Promise.resolve(null), "for_checks");
  return openSession(client, unlocked, kept);
}

function answers(words: string, scopes: Answers["scopes"] = ["READ"]): Answers {
  return { ...kNoAnswers, words, scopes };
}

describe("sending a report", () => {
  test("again after a lost answer sends it once and says sent", async () => {
    const session = await opened();
    const before = (await session.reports()).length;
    losing.set("/api/reports", "answer");
    await expect(session.submit(answers("Once."), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    expect(await session.submit(answers("Once."), null, "later")).toMatchObject({ isEarlier: false });
    expect(await session.reports()).toHaveLength(before + 1);
    expect(session.draft()).toBe(null);
  });

  test("again on another phone after a lost answer knows the same report", async () => {
    const first = await opened();
    losing.set("/api/reports", "answer");
    await expect(first.submit(answers("The same."), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    const second = await opened();
    const draft = second.draft();
    expect(draft?.code).toMatch(/^\d{20}$/);
    expect(await second.submit(answers("The same."), null, "later")).toEqual({ code: draft?.code, isEarlier: false });
  });

  test.each(["the same session", "another"])("with a change that came too late is never said to be sent: %s", async (where) => {
    const first = await opened();
    await first.saveDraft({ answers: answers("More than she wants to say."), step: "answers" });
    losing.set("/api/reports", "answer");
    await expect(first.submit(answers("More than she wants to say.", ["READ", "CASE", "WARN"]), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    const session = where === "another" ? await opened() : first;
    const wanted = answers("Less.", []);
    session.keepDraft({ ...(session.draft() as NonNullable<ReturnType<typeof session.draft>>), answers: wanted });
    const sent = await session.submit(wanted, null, "later");
    expect(sent.isEarlier).toBe(true);
    const live = (report: Awaited<ReturnType<typeof session.report>>) => report.view.permissions.filter(({ expires }) => expires !== null).map(({ scope }) => scope);
    const stands = await session.report(sent.code);
    expect(live(stands)).toEqual(["READ", "CASE", "WARN"]);
    // What she meant is a draft of a report of its own; what arrived can be taken back.
    expect(session.draft()).toMatchObject({ answers: { words: "Less." } });
    expect(session.draft()?.code).toBe(undefined);
    expect(live(await stands.withdraw("everything"))).toEqual([]);
    const own = await session.submit(wanted, null, "later");
    expect(own.isEarlier).toBe(false);
    expect(own.code).not.toBe(sent.code);
    expect(live(await session.report(own.code))).toEqual([]);
  });

  test("with a change, where nothing had arrived, sends the change", async () => {
    const session = await opened();
    losing.set("/api/reports", "request");
    await expect(session.submit(answers("First.", ["READ", "CASE"]), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    const sent = await session.submit(answers("Second.", []), null, "later");
    expect(sent.isEarlier).toBe(false);
    expect((await session.report(sent.code)).view.state).toBe("held");
  });

  test("is not said to be sent while it cannot be known which one arrived", async () => {
    const session = await opened();
    losing.set("/api/reports", "answer");
    await expect(session.submit(answers("First."), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    losing.set("/api/owner/read", "request");
    await expect(session.submit(answers("Changed."), null, "later")).rejects.toMatchObject({ code: "unreachable" });
    expect(await session.submit(answers("Changed."), null, "later")).toMatchObject({ isEarlier: true });
  });
});

describe("two sessions", () => {
  test("lose nothing of each other, whichever locks last", async () => {
    const kept: Kept = new Map();
    let wrote = (): void => undefined;
    const lastWrite = new Promise<void>((resolve) => void (wrote = resolve));
    const { transport } = new Browser(installation.memberUrl);
    let isLocked = false;
    const first = await opened(kept, async (method, path, body, options) => {
      const answer = await transport(method, path, body, options);
      if (isLocked && method === "PUT") wrote();
      return answer;
    });
    const second = await opened();
    const { code } = await second.submit(answers("From the other phone."), null, "later");
    first.keepDraft({ answers: answers("Not finished."), step: "words" });
    isLocked = true;
    first.lock();
    await lastWrite;
    // It had been overtaken: the next unlock puts the two together.
    const third = await opened(kept);
    expect(third.draft()?.answers.words).toBe("Not finished.");
    expect((await third.reports()).map((row) => row.code)).toContain(code);
    await third.saveDraft(null);
    expect((await (await opened()).reports()).map((row) => row.code)).toContain(code);
  });
});

/** What a page asks goes to the server, as from a browser of its own; `shown` is what it gets for an answer. */
function stubFetch(shown: (path: string, answer: TransportAnswer) => TransportAnswer): void {
  const { transport } = new Browser(installation.memberUrl);
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body = init.body === undefined ? undefined : (JSON.parse(init.body as string) as unknown);
    const { status, json, bytes } = shown(path, await transport(init.method as "GET", path, body, { credentials: init.credentials === "omit" ? "none" : "session", cache: "never" }));
    return json === undefined ? new Response(bytes, { status }) : Response.json(json, { status });
  });
}

describe("while she types", () => {
  const asked: string[] = [];
  beforeEach(() => {
    asked.length = 0;
    stubFetch((path, answer) => {
      asked.push(path.replace(/[0-9a-f]{64}$/, "hash"));
      return answer;
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  const services = (trust: Begun["trust"]) => liveServices(
    { onExpired: () => undefined, startWorker: () => new DirectWorker() as unknown as Worker, trust },
    (_, unlocked) => Promise.resolve(unlocked as unknown as LiveSession & Unlocked),
  );
  const ofList = (): string[] => asked.filter((path) => path.startsWith("/list/"));
  const wholeList = ["/list/manifest", "/list/hash", "/list/hash", "/list/hash"];

  test("the list comes, and signing in only looks whether there is a newer one", async () => {
    const trust: TransportAnswer = { status: 200, json: await (await fetch("/api/trust", { method: "GET" })).json() as unknown };
    asked.length = 0;
    const own = services(Promise.resolve(trust));
    own.prepare();
    own.prepare();
    await expect.poll(ofList).toEqual(wholeList);
    const { list, couldNotCheck } = await own.signIn(member.login, member.passphrase);
    expect([list?.ahead.size, couldNotCheck]).toEqual([1, null]);
    expect(ofList()).toEqual([...wholeList, "/list/manifest"]);
    // The page had asked for it. It serves once: whoever signs in later is told anew.
    expect(asked.filter((path) => path === "/api/trust")).toEqual([]);
    await own.signIn(member.login, member.passphrase);
    expect(asked.filter((path) => path === "/api/trust")).toEqual(["/api/trust"]);
  });

  test("whatever fails is asked for again", async () => {
    const own = services(Promise.reject(new TypeError("no connection")));
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no connection")));
    own.prepare();
    await expect(own.signIn(member.login, member.passphrase)).rejects.toMatchObject({ code: "unreachable" });
    stubFetch((_, answer) => answer);
    own.prepare();
    await expect(own.signIn(member.login, "not her passphrase")).rejects.toMatchObject({ code: "unauthorised" });
    expect((await own.signIn(member.login, member.passphrase)).list).not.toBe(null);
  });

  test("a list that cannot be had keeps nobody out", async () => {
    stubFetch((path, answer) => (path.startsWith("/list/") ? { status: 404, json: { error: "not_found" } } : answer));
    const own = services(null);
    own.prepare();
    expect(await own.signIn(member.login, member.passphrase)).toMatchObject({ list: null, couldNotCheck: "list_missing" });
  });
});

describe("a server that shows another root", () => {
  let forged: string | null = null;
  const other = signingKey(new Uint8Array(32).fill(9));
  const session = {} as Awaited<ReturnType<typeof opened>>;
  let code: string;

  beforeAll(async () => {
    code = formatReceiptCode((await (await opened()).submit(answers("Under her own root."), null, "later")).code);
  });
  beforeEach(() => {
    forged = null;
    stubFetch((path, answer) => (path === "/api/trust" && forged !== null ? { ...answer, json: { ...(answer.json as object), trust: forged } } : answer));
  });
  afterEach(() => void vi.unstubAllGlobals());

  const forge = async (): Promise<void> => {
    const { trust } = (await (await fetch("/api/trust", { method: "GET" })).json()) as { trust: string };
    const statement = decodeTrustStatement(signedFromText(trust).statement);
    forged = signedText(signStatement(other, encodeTrustStatement({ ...statement, rootKey: other.publicKey })));
    expect(fromBase64url(forged)).not.toEqual(fromBase64url(trust));
  };
  const begun: Begun = { onExpired: () => undefined, startWorker: () => new DirectWorker() as unknown as Worker, trust: null };
  const services = () => liveServices(begun, () => Promise.resolve(session));
  const fingerprintOf = async (of: ReturnType<typeof services>): Promise<string | null> => {
    const report = await of.openCode(code);
    if ("problem" in report) throw new Error(report.problem);
    return report.firstUse?.fingerprint ?? null;
  };

  test("is not signed in to, though name and passphrase are right", async () => {
    await forge();
    await expect(services().signIn(member.login, member.passphrase)).rejects.toMatchObject({ name: "ClientError", code: "signature" });
  });

  test("has its fingerprint shown to whoever opens a code, whatever was tried before", async () => {
    const own = services();
    await expect(own.signIn(member.login, "not her passphrase")).rejects.toMatchObject({ code: "unauthorised" });
    expect(await fingerprintOf(own)).toBe(member.client.installation.fingerprint);
    await forge();
    await expect(own.signIn(member.login, member.passphrase)).rejects.toMatchObject({ code: "signature" });
    const shown = await fingerprintOf(own);
    expect(shown).not.toBe(null);
    expect(shown).not.toBe(member.client.installation.fingerprint);
  });

  test("is refused once her account has vouched for the other", async () => {
    const own = services();
    await own.signIn(member.login, member.passphrase);
    expect(await fingerprintOf(own)).toBe(null);
    await forge();
    await expect(own.openCode(code)).rejects.toMatchObject({ code: "signature" });
  });
});
