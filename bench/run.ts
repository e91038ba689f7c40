/** bench/run: see there. */
import { fill, measureReports } from "./reports.ts";
import { measureChecks } from "./checks.ts";
import { measureStop, measureTrickling } from "./connections.ts";
import { measureDirectory } from "./directory.ts";
import { measureLogins } from "./logins.ts";
import { measurePage } from "./page.ts";
import { measurePublic } from "./public.ts";
import { isMet, type Row, save, textOf } from "./results.ts";
import { makeStage, type Stage } from "./stage.ts";
import { measureStart } from "./start.ts";

/** While everything runs. */
const running: Readonly<Record<string, (stage: Stage) => Promise<Row[]>>> = {
  checks: measureChecks,
  reports: measureReports,
  logins: measureLogins,
  connections: measureTrickling,
  page: measurePage,
  public: measurePublic,
};
/** While nothing runs but what they start. */
const stopped: Readonly<Record<string, (stage: Stage) => Promise<Row[]>>> = { connections: measureStop, start: measureStart, directory: measureDirectory };

const names = [...new Set([...Object.keys(running), ...Object.keys(stopped)])];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : names;
for (const name of wanted) {
  if (!names.includes(name)) {
    console.error(`bench/run knows ${names.join(", ")}`);
    process.exit(2);
  }
}

const rows: Row[] = [];
const stage = await makeStage();
try {
  const take = async (name: string, measure: (stage: Stage) => Promise<Row[]>): Promise<void> => {
    if (!wanted.includes(name)) return;
    console.log(name);
    rows.push(...(await measure(stage)));
  };
  for (const [name, measure] of Object.entries(running)) await take(name, measure);
  // A start is on existing data.
  if (wanted.includes("start") && !wanted.includes("reports")) await fill(stage, 500);
  await stage.installation.stop();
  for (const [name, measure] of Object.entries(stopped)) await take(name, measure);
} finally {
  await stage.installation.remove();
}
save("results", rows);
console.log(`\n${textOf(rows)}`);
process.exit(rows.every(isMet) ? 0 : 1);
