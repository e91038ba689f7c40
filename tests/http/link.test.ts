/** Comparing reports through the real client: made on the desk, read and decided by those who compare, gone with its permission. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { base64url, fromBase64url, hex } from "../../web/shared/client/bytes.ts";
import { type DeskReport, claim, openReport } from "../../web/shared/client/desk.ts";
import { openTeamKeys } from "../../web/shared/client/epoch_keys.ts";
import { giveTeamWraps } from "../../web/shared/client/epochs.ts";
import { keyMark } from "../../web/shared/client/invitation_code.ts";
import { decide, makeLinkEntry, signedDay } from "../../web/shared/client/link.ts";
import { readReport, withdrawEverything, withdrawScopes } from "../../web/shared/client/owner.ts";
import { reportKeysOf } from "../../web/shared/client/receipt_code.ts";
import { type Receipt, buildReport, newReceipt, sendReport } from "../../web/shared/client/report.ts";
import { linksOf, sealTogether } from "./support/comparing.ts";
import { stored } from "./support/database.ts";
import { type RunningInstallation, makeInstallation } from "./support/installation.ts";
import { type Network, type Person, joinStaff, listOf, makeNetwork } from "./support/people.ts";
import { content } from "./support/world.ts";

let installation: RunningInstallation;
let network: Network;
let analyst: Person;
const receipts: Receipt[] = [];

const idOf = (receipt: Receipt): string => base64url(reportKeysOf(receipt.root).id);

async function opened(receipt: Receipt): Promise<DeskReport> {
  const { client, account } = network.caseworker;
  const { keyring } = await listOf(network.caseworker);
  return openReport(client, await openTeamKeys(client, account, keyring), idOf(receipt), keyring);
}

/** Every row in which these bytes stand, with the name of its table. */
function rowsWith(text: string): string[] {
  const bytes = hex(fromBase64url(text));
  return [...stored(installation)].flatMap(([table, rows]) => rows.filter((row) => row.includes(bytes)).map((row) => `${table}: ${row}`));
}

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: true });
  network = await makeNetwork(installation, 1);
  analyst = await joinStaff(network, "analyst", null);
  const { lead, caseworker } = network;
  const { keyring } = await listOf(lead);
  await giveTeamWraps(lead.client, keyring, await openTeamKeys(lead.client, lead.account, keyring), [keyMark(analyst.account.keys.sign.publicKey)]);
  const { client } = network.members[0] as Person;
  for (let i = 0; i < 2; ++i) {
    const receipt = await newReceipt(client);
    const form = { content, chosen: ["READ", "LINK"], team: client.installation.teams[0]?.id ?? null, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
    await sendReport(client, buildReport(client, keyring, receipt, form));
    await claim(caseworker.client, idOf(receipt));
    await makeLinkEntry(caseworker.client, caseworker.account, keyring, await opened(receipt));
    receipts.push(receipt);
  }
});
afterAll(async () => {
  await installation?.remove();
});

test("an analyst opens what may be compared, and nothing that says whose it is", async () => {
  const { keyring } = await listOf(analyst);
  const [epoch] = await openTeamKeys(analyst.client, analyst.account, keyring);
  expect([epoch?.desk, epoch?.editors]).toEqual([null, null]);
  expect(epoch?.link).not.toBe(null);
  const links = await linksOf(analyst);
  expect(links.unopened).toBe(0);
  const entries = [...links.entries.values()];
  expect(entries.length).toBe(2);
  for (const entry of entries) {
    expect(entry.report).toBe(null);
    expect(entry.extract).toMatchObject({ descriptors: ["gender_man"], types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11" });
    expect(JSON.stringify(entry.extract)).not.toMatch(/locked|Robin/);
    expect(signedDay(analyst.client, analyst.account, keyring, entry)).not.toBeNull();
  }
  const named = [...(await linksOf(network.lead)).entries.values()].map(({ report }) => report);
  expect(named.sort()).toEqual(receipts.map(idOf).sort());
});

test("segments open as their entries did, and two that are less than half full become one", async () => {
  const segments = (): number | undefined => stored(installation).get("link_segment")?.length;
  const before = await linksOf(analyst);
  for (const one of before.alone) await sealTogether(analyst, { ...before, alone: new Map([one]) });
  expect(segments()).toBe(2);
  for (const reader of [network.lead, analyst]) {
    const after = await linksOf(reader);
    expect([after.alone.size, after.segments.size, after.unopened, segments()]).toEqual([0, 1, 0, 1]);
    expect([...after.entries.keys()].sort()).toEqual([...before.entries.keys()].sort());
    for (const [id, { extract, contentHash }] of after.entries) expect({ extract, contentHash }).toEqual({ extract: before.entries.get(id)?.extract, contentHash: before.entries.get(id)?.contentHash });
  }
});

test("what was decided is read by those who compare and on the desk, and by nobody in the tables", async () => {
  const { keyring } = await listOf(analyst);
  const [one, other] = [...(await linksOf(analyst)).entries.keys()] as [string, string];
  await decide(analyst.client, analyst.account, keyring, [one, other], "cannot_tell", "");
  await decide(analyst.client, analyst.account, keyring, [other, one], "same_person", "The same number.");
  const said = [...(await linksOf(network.lead)).decisions.values()];
  expect(said).toMatchObject([{ verdict: "same_person", reason: "The same number." }]);
  const { link } = await opened(receipts[0] as Receipt);
  expect(link?.decisions).toEqual(said);
  const owner = await readReport((network.members[0] as Person).client, receipts[0] as Receipt);
  const seen = owner.accesses.filter(({ action }) => action === "link_judged");
  expect(seen).toMatchObject([{ role: "analyst", refused: false }]);
  expect(seen.length).toBe(1);
});

test("with LINK goes the entry and what was decided about it, out of every table, at once", async () => {
  const { client } = network.members[0] as Person;
  const { link } = await opened(receipts[0] as Receipt);
  const left = await opened(receipts[1] as Receipt);
  if (link === null) throw new Error("no entry");
  expect(rowsWith(link.entry).length).toBe(2);
  await withdrawScopes(client, await readReport(client, receipts[0] as Receipt), ["LINK"]);
  expect(rowsWith(link.entry)).toEqual([]);
  const links = await linksOf(analyst);
  expect([...links.entries.keys()]).toEqual([left.link?.entry]);
  expect(links.decisions.size).toBe(0);
  expect((await opened(receipts[0] as Receipt)).link).toBe(null);
  expect((await opened(receipts[1] as Receipt)).link?.decisions).toEqual([]);
});

test("with the last of its reports goes the segment", async () => {
  const { client } = network.members[0] as Person;
  expect((await linksOf(analyst)).segments.size).toBe(1);
  await withdrawEverything(client, await readReport(client, receipts[1] as Receipt));
  const links = await linksOf(analyst);
  expect([links.entries.size, links.segments.size]).toEqual([0, 0]);
  for (const table of ["link_entry", "link_segment", "link_decision"]) expect(stored(installation).get(table), table).toEqual([]);
});
