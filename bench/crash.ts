/** bench/crash: see there. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { randomBelow } from "../web/shared/client/bytes.ts";
import { build } from "../tests/http/support/installation.ts";
import { listOf, type Person } from "../tests/http/support/people.ts";
import { opens, type Prepared, prepareReport } from "./reports.ts";
import { atLeast, atMost, isMet, save, textOf } from "./results.ts";
import { makeStage, pause, startBehind, startServe } from "./stage.ts";
import { headersOf, keepAlive, quick } from "./traffic.ts";

const kills = Number(process.argv[2] ?? 50);
const clients = 4;
/** Acknowledged reports in one life of the server, on average. */
const lifetime = 10;

const stage = await makeStage();
const { installation } = stage;
const reporter = stage.members[0] as Person;
const { keyring } = await listOf(reporter);
const waiting = Array.from({ length: kills * lifetime * 2 }, (_, index) => prepareReport(reporter, keyring, index));
const acknowledged: Prepared[] = [];
await installation.stop();
const behind = await startBehind(installation.folder);

/** Until the server dies: what was not acknowledged is sent again to the next one, as a phone would. */
async function report(): Promise<void> {
  const agent = keepAlive();
  try {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined) return;
      const answer = await quick(installation.memberUrl, "POST", "/api/reports", next.body, { agent, headers: headersOf(reporter) }).catch(() => null);
      if (answer?.status === 201) {
        acknowledged.push(next);
        continue;
      }
      waiting.unshift(next);
      if (answer !== null) throw new Error(`a report was answered with ${answer.status}: ${answer.body}`);
      return;
    }
  } finally {
    agent.destroy();
  }
}

try {
  for (let kill = 0; kill < kills; kill += 1) {
    const { serve } = await startServe(installation);
    const enough = acknowledged.length + 1 + randomBelow(2 * lifetime - 1);
    const reporting = Promise.all(Array.from({ length: clients }, report));
    while (acknowledged.length < enough && waiting.length > 0) await pause(1);
    await pause(randomBelow(10));
    await serve.stop("SIGKILL");
    await reporting;
  }
  const { serve } = await startServe(installation);
  let found = 0;
  for (const one of acknowledged) if (await opens(reporter, one)) found += 1;
  await serve.stop();
  const audit = execFileSync(join(build, "parasol"), ["verify-audit", installation.folder], { encoding: "utf8" });
  console.log(`${kills} kills; ${audit.trim()}`);
  const rows = [
    atLeast("acknowledged reports", acknowledged.length, "", kills),
    atMost(`acknowledged reports that are gone after ${kills} kills`, acknowledged.length - found, "", 0),
  ];
  save("crash", rows);
  console.log(textOf(rows));
  process.exitCode = rows.every(isMet) ? 0 : 1;
} finally {
  for (const daemon of behind) await daemon.stop();
  await installation.remove();
}
process.exit();
