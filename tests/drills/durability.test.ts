/**
 * No acknowledged report is ever lost, and none is refused by load: 1, 8 and 32 clients at once, every report accepted and
 * opened again with what its code stands for; then `serve` is killed again and again while reports come in, and every report
 * that was acknowledged is there, whole.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isApiError } from "../../web/shared/client/api.ts";
import { readReport, receiptFromCode } from "../../web/shared/client/owner.ts";
import { type Receipt, buildReport, newReceipt, sendReport } from "../../web/shared/client/report.ts";
import type { ReportState } from "../../web/shared/generated/vocabulary.ts";
import type { Signed } from "../../web/shared/generated/records.ts";
import { build } from "../http/support/installation.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";
import { until } from "../http/support/until.ts";
import { diceOf } from "./support/random.ts";
import { advance, codeless, contentOf, everyScope, now, phone } from "./support/road.ts";

const kills = 10;
const dice = diceOf(99);

let daemons: Daemons;
let network: Network;
let members: Person[];

/** A report that can be sent, and what must be found again. */
interface Made {
  readonly person: Person;
  readonly receipt: Receipt;
  readonly request: Signed;
  readonly words: string;
}

beforeAll(async () => {
  daemons = await makeDaemons(true);
  network = await makeNetwork(daemons, 8);
  members = [...network.members];
});
afterAll(async () => {
  await daemons?.remove();
});

/** An account may send twenty reports a day: everyone goes a day on. */
async function nextDay(): Promise<void> {
  await advance((members[0] as Person).client, "day");
  members = await Promise.all(members.map((member) => now(member)));
  // listd looks at the clock now and then; until then its list is a day old.
  await until(
    () => listOf(members[0] as Person).catch(() => null),
    (list) => list !== null,
  );
}

async function made(person: Person, receipt: Receipt = codeless(person.client)): Promise<Made> {
  const { keyring } = await listOf(person);
  const words = `He said ${dice.letters(24)}.`;
  const form = {
    content: contentOf([phone("07700 900301")], words),
    chosen: everyScope,
    team: person.client.installation.teams[0]?.id ?? null,
    urgency: "soon",
    language: "en",
    jurisdiction: "england_wales",
    approved: null,
  } as const;
  return { person, receipt, request: buildReport(person.client, keyring, receipt, form), words };
}

async function makeMany(clients: number, each: number): Promise<Made[][]> {
  const out: Made[][] = [];
  for (let i = 0; i < clients; i += 1) {
    const person = members[i % members.length] as Person;
    const own: Made[] = [];
    for (let j = 0; j < each; j += 1) own.push(await made(person));
    out.push(own);
  }
  return out;
}

/** Sends one after the other; as many chains of this at once as there are clients. */
async function sendAll(reports: readonly Made[]): Promise<ReportState[]> {
  const states: ReportState[] = [];
  for (const { person, request } of reports) states.push(await sendReport(person.client, request));
  return states;
}

/** The code is enough: any client reads. */
async function expectOpens({ receipt, words }: Made): Promise<void> {
  const own = await readReport((members[0] as Person).client, receipt);
  expect(own.content.words).toEqual({ text: words });
  expect(own.unopened).toEqual([]);
  expect(own.chain.granted).toHaveLength(4);
}

test("one client, ten reports: every code opens its report on a phone that knows nothing else", async () => {
  const person = members[0] as Person;
  const reports: Made[] = [];
  for (let i = 0; i < 10; i += 1) reports.push(await made(person, await newReceipt(person.client)));
  expect(await sendAll(reports)).toEqual(Array(10).fill("triage"));
  for (const { receipt, words } of reports) {
    const typed = await receiptFromCode(person.client.api, receipt.code);
    if ("problem" in typed) throw new Error(typed.problem);
    expect((await readReport(typed.client, typed.receipt)).content.words).toEqual({ text: words });
  }
});

test.each([
  [8, 10],
  [32, 4],
])("%i clients with %i reports each, all at once", async (clients, each) => {
  await nextDay();
  const all = await makeMany(clients, each);
  const states = await Promise.all(all.map(sendAll));
  expect(states.flat()).toEqual(Array(clients * each).fill("triage"));
  for (const report of all.flat()) await expectOpens(report);
});

test(`killed ${kills} times while reports come in: what was acknowledged is there, and the rest is whole or absent`, async () => {
  const acknowledged: Made[] = [];
  let interrupted = 0;
  for (let round = 0; round < kills; round += 1) {
    if (round % 2 === 0) await nextDay();
    const all = await makeMany(4, 3);
    const patience = 1 + dice.below(7);
    let count = 0;
    let killed: Promise<void> | null = null;
    const open: Made[] = [];
    await Promise.all(
      all.map(async (own) => {
        for (const one of own) {
          const answer = await sendReport(one.person.client, one.request).catch(() => null);
          if (answer === null) {
            open.push(one);
            continue;
          }
          acknowledged.push(one);
          count += 1;
          // The other clients' requests are on their way just now.
          if (count === patience) killed = daemons.stopOne("serve", "SIGKILL");
        }
      }),
    );
    if (killed === null) throw new Error("nothing was killed");
    await killed;
    await daemons.startOne("serve");
    interrupted += open.length;
    for (const one of open) {
      const isThere = await readReport(one.person.client, one.receipt).then(
        () => true,
        (error: unknown) => {
          if (!isApiError(error, "not_found")) throw error;
          return false;
        },
      );
      if (isThere) await expectOpens(one);
      // Whether it had arrived or not, she may send the same bytes again.
      expect(await sendReport(one.person.client, one.request)).toBe("triage");
      acknowledged.push(one);
    }
  }
  expect(interrupted).toBeGreaterThan(kills);
  expect(acknowledged).toHaveLength(kills * 12);
  for (const one of acknowledged) await expectOpens(one);
});

test("afterwards every audit chain holds", async () => {
  await daemons.stop();
  expect(execFileSync(join(build, "parasol"), ["verify-audit", daemons.folder], { encoding: "utf8" })).toContain("every link holds");
});
