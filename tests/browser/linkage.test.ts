/**
 * Two reports of one person, compared by hand on the real server: a case lead finds one from the other and says so, a
 * caseworker sees it on hers, and when a reporter ends it, it is gone.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { base64url } from "../../web/shared/client/bytes.ts";
import { claim, openReport } from "../../web/shared/client/desk.ts";
import { openTeamKeys } from "../../web/shared/client/epoch_keys.ts";
import { makeLinkEntry } from "../../web/shared/client/link.ts";
import { formatReceiptCode, reportKeysOf } from "../../web/shared/client/receipt_code.ts";
import { type Receipt, buildReport, newReceipt, sendReport } from "../../web/shared/client/report.ts";
import type { ReportContent } from "../../web/shared/client/report_format.ts";
import { type Network, listOf, makeNetwork } from "../http/support/people.ts";
import { comeBack, expectAccessible, follow, heading, press, section, signIn } from "./support/hands.ts";
import { type Stage, desk, openStage } from "./support/stage.ts";

const words = "He came in a red car and would not leave.";

/** One person, told of twice: the same number, typed in another way; much of the rest as well. */
function told(number: string, month: string): ReportContent {
  return {
    subject: { identifiers: [{ kind: "phone", text: number, region: "GB", platform: null }], descriptors: ["gender_man", "build_slim"], spoken: {} },
    event: { types: ["assault"], behaviours: ["locks_door"], area: "north_west", month, around: "" },
    words: { text: words },
  };
}

let stage: Stage;
let network: Network;
let lead: Page;

/** Sent, and known to nobody but its owner and the desk. */
async function reported(content: ReportContent): Promise<Receipt> {
  const [member] = network.members;
  if (member === undefined) throw new Error("nobody is here");
  const receipt = await newReceipt(member.client);
  const { keyring } = await listOf(member);
  const team = member.client.installation.teams[0]?.id ?? null;
  const form = { content, chosen: ["READ", "LINK"], team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
  await sendReport(member.client, buildReport(member.client, keyring, receipt, form));
  return receipt;
}

/** The caseworker takes a report on and offers it for comparing. */
async function offered(receipt: Receipt): Promise<void> {
  const { client, account } = network.caseworker;
  const id = base64url(reportKeysOf(receipt.root).id);
  const { keyring } = await listOf(network.caseworker);
  await claim(client, id);
  const report = await openReport(client, await openTeamKeys(client, account, keyring), id, keyring);
  await makeLinkEntry(client, account, keyring, report);
}

beforeAll(async () => {
  stage = await openStage();
  network = await makeNetwork(stage.installation, 1);
  await offered(await reported(told("07700 900456", "2026-09")));
});
afterAll(async () => {
  await stage?.close();
});

describe("two reports of one person", () => {
  let code: string;

  test("a case lead takes the second and offers it for comparison", async () => {
    code = formatReceiptCode((await reported(told("+44 7700 900 456", "2026-11"))).code);
    lead = await stage.open(stage.installation.staffUrl, desk);
    await signIn(lead, network.lead, "Queue");
    await press(lead, "Take the next one");
    await heading(lead, "Compared with other reports");
    await press(lead, "Offer for comparison");
    await lead.getByText("Nothing was decided about it yet.").waitFor();
    await expectAccessible(lead);
  });

  test("it is shown who else this may be, and why", async () => {
    await press(lead, "Who else may this be");
    await heading(lead, "May be the same person");
    const [candidate] = await lead.locator(".list > li").allTextContents();
    expect(candidate).toContain("Phone number: identical");
    expect(await lead.locator("#main").textContent()).not.toContain("red car");
    await expectAccessible(lead);
    await expectAccessible(lead, "dark");

    await lead.locator(".list").first().getByRole("link", { name: /^Entry/ }).click();
    await heading(lead, "How it adds up");
    // The picture and the table say the same, and the parts add up.
    const points = (await lead.locator("#main .table").last().locator("td.figure").allTextContents()).map((text) => Number(text.replace("−", "-")));
    const total = points.pop() ?? Number.NaN;
    expect(Math.abs(points.reduce((sum, each) => sum + each, 0) - total)).toBeLessThan(0.06 * (points.length + 1));
    expect(await lead.locator("svg.waterfall text.points").last().textContent()).toBe(await lead.locator("#main .table").last().locator("td.figure").last().textContent());
    await expectAccessible(lead);
  });

  test("she says that it is the same person", async () => {
    await lead.getByLabel("The same person", { exact: true }).check();
    await lead.getByLabel("Why, if you like").fill("The same number.");
    await press(lead, "Save the answer");
    await heading(lead, "Saved");
    await section(lead, "Links");
    await lead.getByRole("button", { name: "Groups (1)" }).click();
    await heading(lead, "2 entries, one person");
    await expectAccessible(lead);
  });

  test("the caseworker sees it on her report", async () => {
    const page = await stage.open(stage.installation.staffUrl, desk);
    await signIn(page, network.caseworker, "Queue");
    await page.getByRole("button", { name: /^Open/ }).click();
    await page.getByText("The same person as in another report").waitFor();
    await page.getByText("The same number.").waitFor();
    expect(await page.getByRole("button", { name: "Who else may this be" }).count()).toBe(0);
    await expectAccessible(page);
    await page.context().close();
  });

  test("a reporter ends it with her code alone, and it is gone from the list", async () => {
    const page = await stage.open(stage.installation.memberUrl);
    await follow(page, "I have a code");
    await page.getByLabel("Your code").fill(code);
    await press(page, "Open");
    await heading(page, "What you allow");
    await page.getByText("Prepared for comparing with other reports").first().waitFor();
    await press(page, "Take back Being compared with other reports");
    await heading(page, "Take this back?");
    await page.getByText("taken out of the comparison at once").waitFor();
    await expectAccessible(page);
    await press(page, "Take it back");
    await heading(page, "Your permissions are changed");
    await page.context().close();

    await comeBack(lead, network.lead);
    await section(lead, "Links");
    await lead.getByRole("button", { name: "Open (1)" }).waitFor();
    await lead.getByRole("button", { name: "Groups (0)" }).waitFor();
    expect(await lead.getByRole("link", { name: /^Entry/ }).count()).toBe(1);
  });

  test("no browser had anything to complain of, or talked to anybody else", () => {
    expect(stage.faults).toEqual([]);
    expect([...stage.origins].sort()).toEqual([stage.installation.memberUrl, stage.installation.staffUrl].sort());
  });
});
