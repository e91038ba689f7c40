/** Reports from many clients at once: how many are acknowledged in a second, and whether every code opens its report. */
import { randomBytes } from "../web/shared/client/bytes.ts";
import type { Keyring } from "../web/shared/client/keyring.ts";
import { readReport } from "../web/shared/client/owner.ts";
import { buildReport, type Receipt } from "../web/shared/client/report.ts";
import type { ReportContent } from "../web/shared/client/report_format.ts";
import { signedText } from "../web/shared/client/signed.ts";
import { listOf, type Person } from "../tests/http/support/people.ts";
import { atLeast, quantile, type Row } from "./results.ts";
import type { Stage } from "./stage.ts";
import { sendAll } from "./traffic.ts";

const reportsOfEach = 100;

export interface Prepared {
  readonly receipt: Receipt;
  readonly words: string;
  readonly body: string;
}

/**
 * Whole reports, sealed and signed by the real client. Only the slow hash of the receipt code is left out: the 64 bytes that
 * it would give are drawn at random.
 */
export function prepareReport(reporter: Person, keyring: Keyring, number: number): Prepared {
  const receipt: Receipt = { code: "", root: randomBytes(64) };
  const words = `Report number ${number}: he locked the door behind me.`;
  const content: ReportContent = {
    subject: { identifiers: [{ kind: "phone", text: "07700 900456", region: "GB", platform: null }], descriptors: ["gender_man"], spoken: {} },
    event: { types: ["assault"], behaviours: ["phone"], area: "north_west", month: "2026-11", around: "" },
    words: { text: words },
  };
  const team = reporter.client.installation.teams[0]?.id ?? null;
  const form = { content, chosen: ["READ"], team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved: null } as const;
  return { receipt, words, body: JSON.stringify({ request: signedText(buildReport(reporter.client, keyring, receipt, form)) }) };
}

/** Whether the code opens the report, and it says what she wrote. */
export async function opens(reporter: Person, report: Prepared): Promise<boolean> {
  try {
    const own = await readReport(reporter.client, report.receipt);
    return own.content.words?.text === report.words && own.unopened.length === 0;
  } catch {
    return false;
  }
}

export async function measureReports(stage: Stage): Promise<Row[]> {
  const reporter = stage.members[0] as Person;
  const { keyring } = await listOf(reporter);
  const rows: Row[] = [];
  for (const clients of [1, 8, 32]) {
    const reports = Array.from({ length: clients * reportsOfEach }, (_, index) => prepareReport(reporter, keyring, index));
    const sent = await sendAll(reporter, "/api/reports", reports.map(({ body }) => body), clients);
    const accepted = reports.filter((_, index) => sent.replies[index]?.status === 201);
    let opened = 0;
    for (const report of accepted) if (await opens(reporter, report)) opened += 1;
    const what = `${reports.length} reports from ${clients} client${clients === 1 ? "" : "s"}`;
    rows.push(atLeast(`${what}: acknowledged`, accepted.length / sent.seconds, "/s", 100));
    rows.push(atLeast(`${what}: accepted`, (100 * accepted.length) / reports.length, "%", 100));
    rows.push(atLeast(`${what}: opened by their code`, (100 * opened) / reports.length, "%", 100));
    console.log(`  ${what}: median ${quantile(sent.latencies, 0.5).toFixed(1)} ms, p95 ${quantile(sent.latencies, 0.95).toFixed(1)} ms`);
  }
  return rows;
}

/** So many reports that nobody looks at: the existing data of an installation that has been in use. */
export async function fill(stage: Stage, count: number): Promise<void> {
  const reporter = stage.members[0] as Person;
  const { keyring } = await listOf(reporter);
  const reports = Array.from({ length: count }, (_, index) => prepareReport(reporter, keyring, index));
  const sent = await sendAll(reporter, "/api/reports", reports.map(({ body }) => body), 4);
  if (sent.replies.some(({ status }) => status !== 201)) throw new Error("a report was refused");
}
