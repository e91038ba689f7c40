/**
 * Withdrawal at three in the morning, nobody of the staff online: the code alone ends in "confirmed" within a minute of the
 * installation's clock; while listd is away it says "asked", and no more; and what was erased is erased from the raw bytes.
 */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leave } from "../../web/shared/client/account.ts";
import { nodeTransport } from "../../web/shared/client/api.ts";
import { type CheckResult, check, freshCheckState } from "../../web/shared/client/check_flow.ts";
import { hour, minute } from "../../web/shared/client/clock.ts";
import { openGroupKeys } from "../../web/shared/client/epoch_keys.ts";
import { readReport, receiptFromCode, withdrawEverything } from "../../web/shared/client/owner.ts";
import { type Receipt, newReceipt } from "../../web/shared/client/report.ts";
import { type Client } from "../../web/shared/client/trust.ts";
import { liveWarnings } from "../../web/shared/client/warnings.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons, tomorrowAt } from "./support/daemons.ts";
import { until } from "../http/support/until.ts";
import { advance, contentOf, draftFrom, editorOf, now, phone, publish, reportApproved, tokenOfPhone, workerOf } from "./support/road.ts";

const { DatabaseSync } = process.getBuiltinModule("node:sqlite");

const numbers = ["07700 900201", "07700 900202"] as const;

interface Case {
  readonly receipt: Receipt;
  readonly report: string;
  readonly reference: Uint8Array;
}

let daemons: Daemons;
let network: Network;
let reader: Person;
const cases: Case[] = [];

async function checked(number: string): Promise<CheckResult> {
  return (await check(reader.client, reader.account.keys.check, freshCheckState, tokenOfPhone(number))).result;
}

/** A phone that holds nothing but the code. */
async function fromCode(code: string): Promise<{ client: Client; receipt: Receipt }> {
  const phone = await receiptFromCode({ transport: nodeTransport(daemons.memberUrl) }, code);
  if ("problem" in phone) throw new Error(phone.problem);
  return phone;
}

beforeAll(async () => {
  daemons = await makeDaemons(true);
  tomorrowAt(daemons, 1);
  network = await makeNetwork(daemons, 2);
  const [reporter, second] = network.members as [Person, Person];
  const worker = await workerOf(network.caseworker);
  let map: Awaited<ReturnType<typeof publish>> = [];
  for (const number of numbers) {
    const receipt = await newReceipt(reporter.client);
    const { report, artefact } = await reportApproved(reporter.client, worker.list, receipt, contentOf([phone(number)], `He called from ${number}.`));
    await draftFrom(worker, report);
    map = await publish(await editorOf(network.editor), artefact.reference, map);
    cases.push({ receipt, report, reference: artefact.reference });
  }
  await advance(reporter.client, "quarter_hour");
  reader = await now(second);
  for (const number of numbers) {
    await until(
      () => checked(number),
      ({ kind }) => kind === "hit",
    );
  }
  const { caseworker, editor, lead, officer, administrators } = network;
  for (const person of [caseworker, editor, lead, officer, ...administrators, reporter]) await leave(person.client);
  // About three in the morning.
  const isNight = (): boolean => Math.floor(reader.client.clock.now() / hour) % 24 === 3;
  while (!isNight()) {
    await advance(reader.client, "quarter_hour");
    reader = await now(reader);
  }
});
afterAll(async () => {
  await daemons?.remove();
});

/** All files that may hold anything of a person's. */
function everything(): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const walk = (folder: string): void => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const info = statSync(path);
      if (info.isDirectory()) walk(path);
      else if (info.isFile()) files.set(path, readFileSync(path));
    }
  };
  walk(daemons.folder);
  return files;
}

function filesWith(pieces: readonly Buffer[]): string[] {
  return Array.from(everything()).flatMap(([path, content]) => (pieces.some((piece) => content.includes(piece)) ? [path.slice(daemons.folder.length + 1)] : []));
}

/** Blobs of rows, as they lie in the database; from the middle, where a page's end is unlikely, and short enough for one page. */
function pieces(query: string, ...values: readonly Uint8Array[]): Buffer[] {
  const database = new DatabaseSync(join(daemons.folder, "serve/parasol.sqlite"), { readOnly: true });
  try {
    const rows = database.prepare(query).all(...values);
    return rows.flatMap((row) =>
      Object.values(row).flatMap((value) => {
        if (!(value instanceof Uint8Array)) return [];
        const starts = [0, value.length >> 1, value.length - 32].filter((start) => start >= 0);
        return starts.map((start) => Buffer.from(value.slice(start, start + 32)));
      }),
    );
  } finally {
    database.close();
  }
}

/** Of the report, and of what was made of it. */
let sealedReport: Buffer[] = [];
let sealedWarning: Buffer[] = [];

test("with the code alone: confirmed within a minute, not found any more, gone from the warnings", async () => {
  const [{ receipt, report, reference }] = cases as [Case];
  const id = Buffer.from(report, "base64url");
  sealedReport = [
    ...pieces("SELECT body, owner_wrap, team_wrap FROM report_section WHERE report = ?", id),
    ...pieces("SELECT body FROM report_note WHERE report = ?", id),
  ];
  sealedWarning = [
    ...pieces("SELECT key_wrap FROM published_warning WHERE reference = ?", reference),
    ...pieces("SELECT sealed, source, fairness FROM warning WHERE reference = ?", reference),
    ...pieces("SELECT sealed FROM slot_map"),
  ];
  for (const sealed of [sealedReport, sealedWarning]) {
    expect(sealed.length).toBeGreaterThan(10);
    expect(filesWith(sealed)).not.toEqual([]);
  }

  const { client, receipt: typed } = await fromCode(receipt.code);
  const asked = client.clock.now();
  const own = await withdrawEverything(client, await readReport(client, typed));
  expect(own.content).toEqual({});
  for (const withdrawal of [own.withdrawals.WARN, own.withdrawals.CHECK]) {
    if (withdrawal.kind !== "confirmed") throw new Error(withdrawal.kind);
    expect(withdrawal.struckAt).toBeGreaterThanOrEqual(asked - minute);
    expect(withdrawal.struckAt).toBeLessThanOrEqual(asked + minute);
    expect(withdrawal.goneBy).toBeLessThanOrEqual(asked + minute);
  }
  expect(await checked(numbers[0])).toEqual({ kind: "nothing_live", isCanary: false });
  expect(await checked(numbers[1])).toMatchObject({ kind: "hit" });
  const list = await listOf(reader);
  const { warnings, notLoaded } = await liveWarnings(reader.client, list, await openGroupKeys(reader.client, reader.account, list.keyring));
  expect(warnings).toHaveLength(1);
  expect(notLoaded).toEqual([]);
  expect((await readReport(client, typed)).withdrawals).toMatchObject({ WARN: { kind: "confirmed" }, CHECK: { kind: "confirmed" } });
  expect(reference).toHaveLength(16);
});

test("while listd is away it says asked; once it is back, confirmed, also to a reader who never asks again", async () => {
  const [, { receipt }] = cases as [Case, Case];
  await daemons.stopOne("listd", "SIGKILL");
  const { client, receipt: typed } = await fromCode(receipt.code);
  const own = await withdrawEverything(client, await readReport(client, typed));
  expect(own.content).toEqual({});
  expect(own.withdrawals).toEqual({ WARN: { kind: "asked" }, CHECK: { kind: "asked" } });
  expect((await readReport(client, typed)).withdrawals).toEqual({ WARN: { kind: "asked" }, CHECK: { kind: "asked" } });
  // The server is killed as well: what was asked must outlive it.
  await daemons.stopOne("serve", "SIGKILL");
  await daemons.startOne("listd");
  await daemons.startOne("serve");
  await until(
    () => checked(numbers[1]),
    ({ kind }) => kind === "nothing_live",
  );
  expect((await readReport(client, typed)).withdrawals).toMatchObject({ WARN: { kind: "confirmed" }, CHECK: { kind: "confirmed" } });
});

test("a day later the scrub has been through: of the report, and of what lay sealed with editors and members, nothing is left in any file", async () => {
  await advance(reader.client, "day");
  reader = await now(reader);
  await until(
    () => filesWith([...sealedReport, ...sealedWarning]),
    (files) => files.length === 0,
  );
}, 60_000);
