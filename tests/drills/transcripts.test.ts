/**
 * Whoever watches the wire, or the server's files, cannot tell a hit from a miss: 500 checks of listed numbers and 500 of
 * others, mixed, by several people; requests and answers have the same hosts, methods, paths, headers, order and sizes to
 * the byte, keyd's ledger grows alike, and the database does not change. What is done with a hit afterwards shows no more
 * than the hit. Times are not compared here.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openSession } from "../../web/member/live/session.ts";
import { openAccount } from "../../web/shared/client/account.ts";
import { hex } from "../../web/shared/client/bytes.ts";
import { type CheckState, check, freshCheckState } from "../../web/shared/client/check_flow.ts";
import { openGroupKeys } from "../../web/shared/client/epoch_keys.ts";
import { type Client, connect } from "../../web/shared/client/trust.ts";
import { liveWarnings } from "../../web/shared/client/warnings.ts";
import { changes, stored } from "../http/support/database.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";
import { until } from "../http/support/until.ts";
import { diceOf } from "./support/random.ts";
import { advance, codeless, contentOf, draftFrom, editorOf, now, phone, publish, reportApproved, tokenOfPhone, workerOf } from "./support/road.ts";
import { type Exchange, wiretapped } from "./support/wire.ts";

// The slow hash of a number is the same each time: it is computed once, and not waited for a thousand times.
vi.mock("../../web/shared/client/argon2.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../web/shared/client/argon2.ts")>();
  const known = new Map<string, Promise<Uint8Array>>();
  const argon2id: typeof original.argon2id = async (...job) => {
    const [secret, salt, ...cost] = job;
    const key = [hex(secret), hex(salt), ...cost].join(" ");
    const computed = known.get(key) ?? original.argon2id(...job).then((hash) => hash.slice());
    known.set(key, computed);
    // Whoever asked wipes hers.
    return (await computed).slice();
  };
  return { ...original, argon2id };
});

const checksOfEachKind = 500;
const dice = diceOf(4711);
const listed = Array.from({ length: 16 }, (_, i) => `07700 900${String(100 + 3 * i)}`);
const others = Array.from({ length: 16 }, (_, i) => `07700 900${String(101 + 3 * i)}`);

let daemons: Daemons;
let network: Network;
let members: Person[];

beforeAll(async () => {
  daemons = await makeDaemons(true);
  network = await makeNetwork(daemons, 2);
  const worker = await workerOf(network.caseworker);
  const editor = await editorOf(network.editor);
  const [reporter] = network.members as [Person];
  let map: Awaited<ReturnType<typeof publish>> = [];
  for (const [i] of listed.entries()) {
    if (i % 8 !== 0) continue;
    const content = contentOf(listed.slice(i, i + 8).map(phone), "He locked the door.");
    const { report, artefact } = await reportApproved(reporter.client, worker.list, codeless(reporter.client), content);
    await draftFrom(worker, report);
    map = await publish(editor, artefact.reference, map);
  }
  await advance(reporter.client, "quarter_hour");
  members = [];
  for (const member of network.members) members.push(await now(member));
  await until(
    () => listOf(members[0] as Person),
    ({ live }) => live.size === 2,
  );
});
afterAll(async () => {
  await daemons?.remove();
});

async function tapped(person: Person, exchanges: Exchange[]): Promise<Client> {
  const transport = wiretapped(person.browser.origin, person.browser.cookieText, exchanges);
  const { client } = await connect({ transport }, { kind: "root", rootKey: person.client.installation.rootKey });
  exchanges.length = 0;
  return client;
}

async function vaultWritten(exchanges: readonly Exchange[]): Promise<void> {
  await until(
    () => Promise.resolve(exchanges.filter(({ method, path, status }) => `${method} ${path} ${status}` === "PUT /api/vault 200").length),
    (count) => count === 1,
  );
}

/** Without the names of files that say only which list it is. */
function shapeOf(exchanges: readonly Exchange[]): string {
  return exchanges.map(({ host, method, path, headers, status, sent, received }) => [host, method, path.replace(/[0-9a-f]{64}$/, "<hash>"), headers, status, sent, received].join(" ")).join("\n");
}

test("1,000 checks, mixed: every hit has the transcript of every miss, the first of a session and all later ones", async () => {
  const kinds = dice.shuffled([...Array<"hit">(checksOfEachKind).fill("hit"), ...Array<"nothing_live">(checksOfEachKind).fill("nothing_live")]);
  const shapes = { first: { hit: new Set<string>(), nothing_live: new Set<string>() }, later: { hit: new Set<string>(), nothing_live: new Set<string>() } };
  const paths = new Set<string>();
  const ledger = join(daemons.folder, "keyd/ledger");
  const growth = { hit: new Set<number>(), nothing_live: new Set<number>() };
  const people: { client: Client; person: Person; exchanges: Exchange[]; state: CheckState }[] = [];
  for (const person of members) {
    const exchanges: Exchange[] = [];
    people.push({ client: await tapped(person, exchanges), person, exchanges, state: freshCheckState });
  }
  const before = stored(daemons);
  for (const [i, kind] of kinds.entries()) {
    const one = people[i % people.length] as (typeof people)[number];
    // Now and then somebody starts a new session.
    const isFirst = one.state.list === null || dice.below(8) === 0;
    const state: CheckState = isFirst ? { ...freshCheckState, canarySlowHash: one.state.canarySlowHash } : one.state;
    const number = (kind === "hit" ? listed : others)[dice.below(16)] as string;
    const size = statSync(ledger).size;
    one.exchanges.length = 0;
    const checked = await check(one.client, one.person.account.keys.check, state, tokenOfPhone(number));
    expect(checked.result.kind).toBe(kind);
    one.state = checked.state;
    shapes[isFirst ? "first" : "later"][kind].add(shapeOf(one.exchanges));
    for (const { path } of one.exchanges) paths.add(path);
    growth[kind].add(statSync(ledger).size - size);
  }
  expect(changes(before, stored(daemons))).toEqual({});
  expect(growth.hit).toEqual(growth.nothing_live);
  expect(growth.hit.size).toBe(1);
  for (const { hit, nothing_live: miss } of [shapes.first, shapes.later]) {
    expect(hit.size).toBe(1);
    expect(miss).toEqual(hit);
  }
  // And the paths themselves: the manifest, its three files, the evaluation.
  expect(paths.size).toBe(5);
});

test("a hit that is followed, read and locked away has the transcript of a miss", async () => {
  const [person] = members as [Person];
  const shapes = new Map<string, string>();
  for (const number of [listed[0], others[0]] as string[]) {
    const exchanges: Exchange[] = [];
    const client = await tapped(person, exchanges);
    // Locking wipes the keys: those of a copy.
    const unlocked = await openAccount(client, structuredClone(person.account), Promise.resolve(null), "for_checks");
    const session = await openSession(client, unlocked, new Map());
    await session.news();
    await session.remaining();
    await vaultWritten(exchanges);
    exchanges.length = 0;
    const { result } = await session.check(tokenOfPhone(number));
    await session.warnings();
    if (result.kind === "hit") {
      const [found] = result.warnings;
      const warning = session.lastWarnings()?.warnings.find(({ reference }) => found !== undefined && reference === hex(found.reference));
      if (warning === undefined) throw new Error("the warning that was found is not at hand");
      session.markRead(warning);
      expect(session.unread().warnings).toBe(1);
      await session.remaining();
    }
    session.lock();
    await vaultWritten(exchanges);
    shapes.set(result.kind, shapeOf(exchanges));
  }
  expect([...shapes.keys()]).toEqual(["hit", "nothing_live"]);
  expect(shapes.get("hit")).toBe(shapes.get("nothing_live"));
});

test("a client that fetched the warnings only after a hit would be noticed", async () => {
  const [person] = members as [Person];
  const exchanges: Exchange[] = [];
  const client = await tapped(person, exchanges);
  const list = await listOf(person);
  const keys = await openGroupKeys(person.client, person.account, list.keyring);
  const shapes: string[] = [];
  for (const number of [listed[0], others[0]] as string[]) {
    exchanges.length = 0;
    const { result } = await check(client, person.account.keys.check, freshCheckState, tokenOfPhone(number));
    if (result.kind === "hit") await liveWarnings(client, list, keys);
    shapes.push(shapeOf(exchanges));
  }
  expect(shapes[0]).not.toBe(shapes[1]);
});
