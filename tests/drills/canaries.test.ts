/**
 * The canary scan: the whole road once, every text, name, number, address, code and passphrase in it a canary of its own.
 * A minute after the last person has left none of them is anywhere: not in the database, its log, the daemons' files,
 * their output or temporary files, nor in the memory of serve, keyd and listd, in no form (support/scan.ts). Keys of
 * people, groups and reports are canaries, too, as bytes. Nor does anything that was sent in error, where a handler had to
 * refuse it, reach a file.
 *
 * Every handler also has to fail: what people send is sent twice before, once with a fault ordered at the end of the
 * handler's first transaction, once at the end of its first writing one. Then the same request goes through.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leave, saveVault } from "../../web/shared/client/account.ts";
import { call, nodeTransport } from "../../web/shared/client/api.ts";
import { amendArtefact, codedArtefact } from "../../web/shared/client/artefact.ts";
import { base64url, fromUtf8, utf8 } from "../../web/shared/client/bytes.ts";
import { check, freshCheckState } from "../../web/shared/client/check_flow.ts";
import { abandonWarning, addNote, claim, draftWarning, openReport, passSource, propose, queue, writeToReporter } from "../../web/shared/client/desk.ts";
import { openGroupKeys } from "../../web/shared/client/epoch_keys.ts";
import { approveProposal, readReport, receiptFromCode, reviewProposal, withdrawEverything, writeToTeam } from "../../web/shared/client/owner.ts";
import { handOver, openDraft, review, sendBack, slotMap } from "../../web/shared/client/publish.ts";
import { formatReceiptCode } from "../../web/shared/client/receipt_code.ts";
import { builtInRecogniser } from "../../web/shared/client/recognition.ts";
import { buildReport, newReceipt, sendReport, warnExpiry, withReport } from "../../web/shared/client/report.ts";
import type { ReportContent, StatedIdentifier } from "../../web/shared/client/report_format.ts";
import { liveWarnings } from "../../web/shared/client/warnings.ts";
import type { Artefact } from "../../web/shared/generated/records.ts";
import { Browser } from "../http/support/browser.ts";
import { build } from "../http/support/installation.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";
import { until } from "../http/support/until.ts";
import { diceOf } from "./support/random.ts";
import { advance, editorOf, email, everyScope, now, phone, tokenOfPhone, workerOf } from "./support/road.ts";
import { type Hit, Scanner, formsOf, formsOfBytes } from "./support/scan.ts";

const dice = diceOf(2611);
const canaries = new Map<string, ReadonlyMap<string, Buffer>>();

/** A text of 24 letters that is nowhere else. */
function text(name: string): string {
  const token = dice.letters(24);
  canaries.set(name, formsOf(token));
  return token;
}

/** A number in all the ways in which it could be written. */
function number(name: string, last: string): string {
  const typed = `07700 900${last}`;
  for (const written of [typed, typed.replace(" ", ""), `+447700900${last}`, `7700900${last}`, `tel\0+447700900${last}`]) canaries.set(`${name} as ${written}`, formsOf(written));
  return typed;
}

function secret(name: string, bytes: Uint8Array): void {
  canaries.set(name, formsOfBytes(bytes));
}

const reported = number("reported number", "417");
const looked = number("checked number", "523");
const plate: StatedIdentifier = { kind: "plate", text: "PX84 KQJ", region: "GB", platform: null };
const handle: StatedIdentifier = { kind: "handle", text: `@${text("handle")}`, region: null, platform: "instagram" };
canaries.set("plate", formsOf("PX84 KQJ"));
canaries.set("plate without space", formsOf("PX84KQJ "));

const content: ReportContent = {
  subject: {
    identifiers: [phone(reported), email(`${text("reported address")}@example.org`), handle, plate],
    descriptors: ["gender_man"],
    spoken: { clothing: text("spoken descriptor") },
  },
  event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11", around: text("around what time") },
  words: { text: `He said ${text("words")} and locked the door.` },
  about_me: { workingName: text("working name"), pronouns: text("pronouns") },
  contact: { way: "email", value: `${text("contact address")}@example.org` },
  evidence: { files: [{ name: text("file name"), type: "text/plain", data: Buffer.from(text("file content")).toString("base64") as never }] },
};

let daemons: Daemons;
let network: Network;
let scanner: Scanner;
/** Found while everything was there: before she withdrew. */
let earlier: readonly Hit[];
let processes: Readonly<Record<string, number>>;
/** Requests whose handler has ended in a fault, and those of them that had come as far as what people meant. */
const faulted = new Set<string>();
let meant: ReadonlySet<string>;

/** A nonce of the report's key is used up in memory when the writing begins: the same request cannot be sent again. */
const withoutWriteFault = "/api/owner/change";

/** From here on everything that a browser sends to a handler is sent with faults before. */
function orderFaults(): void {
  const { send } = Browser.prototype;
  Browser.prototype.send = async function (method, path, headers, body) {
    // The demo's clock is moved outside any transaction.
    if (path.startsWith("/api/") && !path.startsWith("/api/demo")) {
      for (const order of ["first", "write"] as const) {
        if (order === "write" && path === withoutWriteFault) continue;
        const { status } = await send.call(this, method, path, { ...headers, "X-Parasol-Test-Fault": order }, body);
        if (status === 500) faulted.add(`${method} ${path.replace(/[?].*/, "")}`);
      }
    }
    return send.call(this, method, path, headers, body);
  };
}

beforeAll(async () => {
  process.env["PARASOL_TEST_FAULTS"] = "1";
  orderFaults();
  daemons = await makeDaemons(true);
  network = await makeNetwork(daemons, 2);
  const { administrators, lead, officer, caseworker, editor } = network;
  const [member, reader] = network.members as [Person, Person];
  const everybody = [...administrators, lead, officer, caseworker, editor, member, reader];
  for (const { login, passphrase, account } of everybody) {
    canaries.set(`passphrase of ${login}`, formsOf(passphrase));
    secret(`account secret of ${login}`, account.secret);
    secret(`signing seed of ${login}`, account.keys.sign.seed);
  }

  // Member: vault and report.
  const receipt = await newReceipt(member.client);
  canaries.set("receipt code", formsOf(receipt.code));
  canaries.set("receipt code as shown", formsOf(formatReceiptCode(receipt.code)));
  secret("receipt root", receipt.root);
  const vault = withReport(member.account.vault, receipt, member.client.clock.now());
  const draft = { id: "a", saved: 1, answers: { words: text("draft in the vault") } };
  await saveVault(member.client, member.account, { ...vault, drafts: [draft], settings: { note: text("setting") } });
  const { keyring } = await listOf(member);
  const team = member.client.installation.teams[0]?.id ?? null;
  const form = { content, chosen: everyScope, team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
  await sendReport(member.client, buildReport(member.client, keyring, receipt, form));

  // Desk: claims, notes, writes, proposes; she answers and approves.
  const worker = await workerOf(caseworker);
  const desk = caseworker.client;
  const id = (await queue(desk)).rows[0]?.report as string;
  await claim(desk, id);
  const open = await openReport(desk, worker.keys, id);
  expect(open.content.about_me).toEqual(content.about_me);
  await addNote(desk, caseworker.account, keyring, open, { kind: "text", text: text("note") });
  await writeToReporter(desk, caseworker.account, open, text("message to her"));
  await writeToTeam(member.client, keyring, await readReport(member.client, receipt), text("message to the team"));
  const coded = codedArtefact(content.subject as never, content.event as never, warnExpiry(desk), desk.random);

  /** Proposes a text, has it approved, drafts it. */
  const drafted = async (artefact: Artefact): Promise<void> => {
    await propose(desk, caseworker.account, open, artefact, text(`words of proposal ${artefact.version}`));
    const own = await readReport(member.client, receipt, keyring);
    const proposal = own.messages.flatMap((row) => (row.from === "team" && row.message.kind === "proposal" ? [row.message] : [])).at(-1);
    if (proposal === undefined) throw new Error("no proposal");
    await approveProposal(member.client, keyring, own, await reviewProposal(member.client, own, proposal, builtInRecogniser), { check: true, releaseNow: true });
    const answered = await openReport(desk, worker.keys, id);
    const approval = answered.approvals.at(-1);
    if (approval === undefined) throw new Error("no approval");
    await draftWarning(desk, caseworker.account, keyring, answered, approval.artefact, builtInRecogniser);
    await passSource(desk, keyring, answered, approval);
  };
  const first = amendArtefact(coded, { freeText: text("first free text") }, desk.random);
  await drafted(first);

  // Editor: returns it once, then reviews the second text and hands it over.
  const editing = await editorOf(editor);
  secret("group key", editing.group.key);
  const opened = () => openDraft(editor.client, editor.account, editing.list.keyring, editing.keys, base64url(coded.reference));
  await sendBack(editor.client, editor.account, keyring, await opened(), { text: text("remark") });
  await abandonWarning(desk, coded.reference);
  const artefact = amendArtefact(first, { freeText: text("free text of the warning"), version: 2 }, desk.random);
  await drafted(artefact);
  await review(editor.client, editor.account, keyring, await opened(), { answers: { purpose: text("answer of the review") } });
  await handOver(editor.client, editor.account, editing.list, await slotMap(editor.client, editing.keys), editing.group, await opened());

  // Others: checks and reading; then she withdraws with the code.
  await advance(reader.client, "quarter_hour");
  const later = await now(reader);
  const ask = async (typed: string) => (await check(later.client, reader.account.keys.check, freshCheckState, tokenOfPhone(typed))).result;
  await until(
    () => ask(reported),
    ({ kind }) => kind === "hit",
  );
  expect((await ask(looked)).kind).toBe("nothing_live");
  const list = await listOf(later);
  const { warnings } = await liveWarnings(later.client, list, await openGroupKeys(later.client, reader.account, list.keyring));
  expect(warnings[0]?.freeText).toBe(artefact.freeText);
  earlier = new Scanner(canaries).scanFolder(daemons.folder);
  const typed = await receiptFromCode({ transport: nodeTransport(daemons.memberUrl) }, receipt.code);
  if ("problem" in typed) throw new Error(typed.problem);
  const gone = await withdrawEverything(typed.client, await readReport(typed.client, typed.receipt));
  expect(gone.withdrawals.WARN.kind).toBe("confirmed");

  // What no handler can use.
  meant = new Set(faulted);
  await sendNonsense(text("in a body"), text("in a path"), text("in a query"), text("in a header"));
  for (const person of everybody) await leave((await now(person)).client);
  await advance(reader.client, "quarter_hour");
  processes = daemons.pids();
  scanner = new Scanner(canaries);
});
afterAll(async () => {
  await daemons?.remove();
});

/** Every row of the router gets a body it must refuse, with a session of each role. */
async function sendNonsense(inBody: string, inPath: string, inQuery: string, inHeader: string): Promise<void> {
  const { members, caseworker, editor, lead, officer, administrators } = network;
  for (const { method, path } of routes()) {
    const target = path.replace(/\{\w+\}/g, inPath);
    // These would do as asked.
    if (path.includes("leave") || path.includes("demo")) continue;
    for (const { browser } of [members[0] as Person, caseworker, editor, lead, officer, administrators[0]]) {
      const bodies = method === "GET" ? [undefined] : [`{"${inBody}":1}`, `{"request":"${inBody}"}`, inBody];
      for (const body of bodies) {
        const headers = { ...browser.ownHeaders(method), "User-Agent": inHeader, "X-Forwarded-For": inHeader };
        await browser.send(method, target, headers, body);
        if (method === "GET") await browser.send(method, `${target}?state=${inQuery}&after=${inQuery}`, headers);
      }
    }
  }
}

function routes(): readonly { method: string; path: string }[] {
  return JSON.parse(execFileSync(join(build, "parasol"), ["routes"], { encoding: "utf8" })) as { method: string; path: string }[];
}

function expectNone(hits: readonly Hit[]): void {
  expect(hits.map(({ canary, form, where }) => `${canary} (${form}) in ${where.replace(daemons.folder, "")}`)).toEqual([]);
}

test("nothing in any file: database, log, daemons, output, temporary files", () => {
  expect(canaries.size).toBeGreaterThan(40);
  expectNone(earlier);
  expect(readFileSync(join(daemons.logs, "serve")).length).toBeGreaterThan(0);
  expectNone(scanner.scanFolder(daemons.folder));
});

test("every handler has ended in a fault, most of them over what people meant", () => {
  const all = routes().filter(({ path }) => path.startsWith("/api/") && !path.startsWith("/api/demo"));
  expect(all.length).toBeGreaterThan(50);
  const ofRoute = (requests: ReadonlySet<string>) => (route: { method: string; path: string }): boolean => {
    const target = new RegExp(`^${route.method} ${route.path.replace(/\{\w+\}/g, "[^/]+")}$`);
    return Array.from(requests).some((request) => target.test(request));
  };
  expect(all.filter((route) => !ofRoute(faulted)(route))).toEqual([]);
  expect(all.filter(ofRoute(meant)).length).toBeGreaterThan(all.length / 2);
});

test("no process may be dumped", () => {
  for (const pid of Object.values(processes)) {
    expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max core file size\s+0\s+0/);
  }
});

// Only the superuser may look into them.
test("nothing in the memory of serve, keyd and listd", () => {
  expect(Object.keys(processes).toSorted()).toEqual(["keyd", "listd", "serve"]);
  // What came in error came unsealed: of that only files are promised.
  const sealed = new Map(Array.from(canaries).filter(([name]) => !name.startsWith("in a ")));
  const inMemory = new Scanner(sealed);
  for (const pid of Object.values(processes)) expectNone(inMemory.scanProcess(pid));
});

test("the scanner finds what is there: in a file, in a database, in memory", () => {
  const folder = join(daemons.temporary, "control");
  mkdirSync(folder);
  const planted = "quietharbourlanternsixty";
  const finder = new Scanner(new Map([["planted", formsOf(planted)]]));
  for (const [form, bytes] of formsOf(planted)) {
    const path = join(folder, "file");
    writeFileSync(path, Buffer.concat([Buffer.alloc(1001, 7), bytes, Buffer.alloc(5)]));
    expect(finder.scanFolder(folder), form).not.toEqual([]);
  }
  for (const shift of ["", "a", "ab"]) {
    writeFileSync(join(folder, "file"), Buffer.from(`${shift}${planted}xyz`).toString("base64"));
    expect(finder.scanFolder(folder)).not.toEqual([]);
  }
  rmSync(join(folder, "file"));
  for (const ending of ["", "-wal"]) cpSync(join(daemons.folder, `serve/parasol.sqlite${ending}`), join(folder, `parasol.sqlite${ending}`));
  expect(finder.scanFolder(folder)).toEqual([]);
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(join(folder, "parasol.sqlite"));
  database.prepare("INSERT INTO list_copy (key, kind, content, day) VALUES (?, 1, ?, 1)").run(new Uint8Array(32), utf8(`a${planted}`));
  database.close();
  expect(finder.scanFolder(folder)).not.toEqual([]);
  expect(finder.scanProcess(process.pid).length).toBeGreaterThan(0);
  expect(fromUtf8(utf8(planted))).toBe(planted);
});

test("the forced end of every daemon leaves nothing either", async () => {
  await daemons.stop("SIGKILL");
  expectNone(scanner.scanFolder(daemons.folder));
  await daemons.start();
  await call({ transport: nodeTransport(daemons.memberUrl) }, "GET /api/health", {} as never);
});
