/**
 * The main road over the real server and daemons, step by step through the real client: a check finds nothing → a report → the
 * desk → a draft that is flagged, mended and approved → a second person → another member's check finds it → withdrawal
 * with the code alone → the check finds nothing and the warning is gone.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codedArtefact, amendArtefact } from "../../web/shared/client/artefact.ts";
import { call, nodeTransport } from "../../web/shared/client/api.ts";
import { base64url, randomBytes } from "../../web/shared/client/bytes.ts";
import { type CheckResult, check, freshCheckState } from "../../web/shared/client/check_flow.ts";
import { claim, draftWarning, openReport, passSource, propose, queue } from "../../web/shared/client/desk.ts";
import { type TeamKeys, newestGroupKey, openGroupKeys, openTeamKeys } from "../../web/shared/client/epoch_keys.ts";
import { approveProposal, readReport, receiptFromCode, reviewProposal, withdrawEverything } from "../../web/shared/client/owner.ts";
import { handOver, openDraft, review, slotMap } from "../../web/shared/client/publish.ts";
import { builtInRecogniser, recogniseIn } from "../../web/shared/client/recognition.ts";
import { type Receipt, buildReport, newReceipt, sendReport, warnExpiry } from "../../web/shared/client/report.ts";
import type { ReportContent } from "../../web/shared/client/report_format.ts";
import { type Client, connect } from "../../web/shared/client/trust.ts";
import { liveWarnings } from "../../web/shared/client/warnings.ts";
import { normaliseIdentifier } from "../../web/shared/identifier.ts";
import { type RunningInstallation, build, makeInstallation } from "./support/installation.ts";
import { type Network, type Person, listOf, makeNetwork } from "./support/people.ts";
import { until } from "./support/until.ts";

const number = "07700 900456";
const content: ReportContent = {
  subject: { identifiers: [{ kind: "phone", text: number, region: "GB", platform: null }], descriptors: ["gender_man"], spoken: {} },
  event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11", around: "" },
  words: { text: "He said he had come with the late bus from the coast and then he locked the door behind me." },
  about_me: { workingName: "Robin Example", pronouns: "" },
};

let installation: RunningInstallation;
let network: Network;

/** Lets the demo's time pass, as its banner does, and gives the person a client that follows. */
async function quarterHourLater(person: Person): Promise<Client> {
  const { client } = person;
  await call(client.api, "POST /api/demo/clock", { body: { advance: "quarter_hour" } });
  return (await connect(client.api, { kind: "root", rootKey: client.installation.rootKey })).client;
}

async function token(): Promise<string> {
  const read = normaliseIdentifier({ kind: "phone", text: number, region: "GB" });
  if (!read.ok) throw new Error("identifier");
  return read.token;
}

async function checked(person: Person, client: Client): Promise<CheckResult> {
  return (await check(client, person.account.keys.check, freshCheckState, await token())).result;
}

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: true });
  network = await makeNetwork(installation, 2);
}, 120_000);
afterAll(async () => {
  await installation?.remove();
});

describe("the road", () => {
  let receipt: Receipt;
  let desk: TeamKeys;
  let reference: Uint8Array;

  test("1: before anything was reported a check finds nothing live", async () => {
    const [reader] = network.members as [Person, Person];
    expect((await checked(reader, reader.client)).kind).toBe("nothing_live");
  });

  test("2: a member reports, and the desk opens what she permits", async () => {
    const [, reporter] = network.members as [Person, Person];
    const { keyring } = await listOf(reporter);
    receipt = await newReceipt(reporter.client);
    const team = reporter.client.installation.teams[0]?.id ?? null;
    const form = { content, chosen: ["READ", "CASE", "WARN", "CHECK"], team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
    expect(await sendReport(reporter.client, buildReport(reporter.client, keyring, receipt, form))).toBe("triage");

    const { caseworker } = network;
    const waiting = await queue(caseworker.client);
    expect(waiting.rows).toHaveLength(1);
    const row = waiting.rows[0];
    expect(row).toMatchObject({ urgency: "soon", scopes: ["READ", "CASE", "WARN", "CHECK"], assigned: null });
    const report = row?.report as string;
    expect(await claim(caseworker.client, report)).toBe("active");
    desk = await openTeamKeys(caseworker.client, caseworker.account, (await listOf(caseworker)).keyring);
    expect((await openReport(caseworker.client, desk, report)).content).toMatchObject(content);
  });

  test("3: a draft that gives her away is flagged; the mended text goes to her and she approves it", async () => {
    const { caseworker } = network;
    const [, reporter] = network.members as [Person, Person];
    const { keyring } = await listOf(caseworker);
    const id = (await queue(caseworker.client, "active")).rows[0]?.report as string;
    const open = await openReport(caseworker.client, desk, id);
    const coded = codedArtefact(content.subject as never, content.event as never, warnExpiry(caseworker.client), randomBytes);
    const bad = amendArtefact(coded, { freeText: "He had come with the late bus from the coast." }, randomBytes);
    const flagged = await recogniseIn(builtInRecogniser, content, bad);
    expect(flagged.level).toBe("high");
    const good = amendArtefact(coded, { freeText: "" }, randomBytes);
    await propose(caseworker.client, caseworker.account, open, good, "Is this text right for you?");

    const own = await readReport(reporter.client, receipt, keyring);
    const [proposal] = own.messages;
    if (proposal?.from !== "team" || proposal.message.kind !== "proposal") throw new Error("no proposal");
    const reviewed = await reviewProposal(reporter.client, own, proposal.message, builtInRecogniser);
    await approveProposal(reporter.client, keyring, own, reviewed, { check: true, releaseNow: true });

    const answered = await openReport(caseworker.client, desk, id);
    const [approval] = answered.approvals;
    if (approval === undefined) throw new Error("no approval");
    await draftWarning(caseworker.client, caseworker.account, keyring, answered, approval.artefact, builtInRecogniser);
    await passSource(caseworker.client, keyring, answered, approval);
    reference = approval.artefact.reference;
  });

  test("4: another person verifies, reviews and hands over", async () => {
    const { editor } = network;
    const list = await listOf(editor);
    const keys = await openTeamKeys(editor.client, editor.account, list.keyring);
    const group = newestGroupKey(await openGroupKeys(editor.client, editor.account, list.keyring), list.keyring);
    if (group === null) throw new Error("no group key");
    const opened = () => openDraft(editor.client, editor.account, list.keyring, keys, base64url(reference));
    const draft = await opened();
    expect(draft.problems).toEqual([]);
    expect(JSON.stringify(draft.extract)).not.toContain("Robin");
    await review(editor.client, editor.account, list.keyring, draft, { answers: { purpose: "warn", necessity: "yes" } });
    const handed = await handOver(editor.client, editor.account, list, await slotMap(editor.client, keys), group, await opened());
    expect(handed.rows).toHaveLength(2);
  });

  test("5: at its time another member's check finds it, and she reads the warning", async () => {
    const [reader] = network.members as [Person, Person];
    const client = await quarterHourLater(reader);
    const list = await until(
      () => listOf({ ...reader, client }),
      ({ live }) => live.size === 1,
    );
    expect(await checked(reader, client)).toMatchObject({ kind: "hit", warnings: [{ reference }] });
    const read = await liveWarnings(client, list, await openGroupKeys(client, reader.account, list.keyring));
    expect(read.notLoaded).toEqual([]);
    expect(read.warnings).toMatchObject([{ area: "north_west", identifiers: [{ type: 1, shown: "…0456" }] }]);
  });

  test("6: from a new phone, with the code alone, she withdraws: confirmed, found no more, gone", async () => {
    const [reader] = network.members as [Person, Person];
    const phone = await receiptFromCode({ transport: nodeTransport(installation.memberUrl) }, receipt.code);
    if ("problem" in phone) throw new Error(phone.problem);
    const { client } = phone;
    const own = await readReport(client, phone.receipt);
    expect(own.accesses.some((access) => access.action === "report_opened" && access.role === "caseworker")).toBe(true);
    const gone = await withdrawEverything(client, own);
    expect(gone.withdrawals).toMatchObject({ WARN: { kind: "confirmed" }, CHECK: { kind: "confirmed" } });
    expect(gone.content).toEqual({});

    const after = (await connect(reader.client.api, { kind: "root", rootKey: reader.client.installation.rootKey })).client;
    expect((await checked(reader, after)).kind).toBe("nothing_live");
    const list = await listOf({ ...reader, client: after });
    const read = await liveWarnings(after, list, await openGroupKeys(after, reader.account, list.keyring));
    expect(read).toMatchObject({ warnings: [], notLoaded: [] });
  });

  test("7: every audit chain holds", async () => {
    await installation.stop();
    expect(execFileSync(join(build, "parasol"), ["verify-audit", installation.folder], { encoding: "utf8" })).toContain("every link holds");
  });
});
