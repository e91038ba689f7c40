/**
 * What a page of the open directory costs the server, against a file of the same bytes. The two take turns on the same
 * connections, so that both see the same machine; the client's own time does not count.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeInstallation } from "../tests/http/support/installation.ts";
import { makeWeb } from "../tests/http/support/invented_directory.ts";
import { atMost, quantile, type Row } from "./results.ts";
import { processorTime } from "./stage.ts";
import { keepAlive, quick } from "./traffic.ts";

const services = 500;
const rounds = 21;
const requests = 400;
const clients = 4;

const asked = {
  page: { path: "/open/services?per_page=20", file: "/page.json" },
  full: { path: "/open/services?per_page=20&full=true", file: "/full.json" },
} as const;

export async function measureDirectory(): Promise<Row[]> {
  const web = makeWeb(services);
  const installation = await makeInstallation({ web, environment: { PARASOL_TEST_RAISED_LIMITS: "1" } });
  try {
    // Files are read when the server starts.
    for (const { path, file } of Object.values(asked)) writeFileSync(join(web, "member", file), (await quick(installation.memberUrl, "GET", path)).body);
    await installation.stop();
    await installation.start();
    const pid = installation.pids()["serve"] as number;
    const agents = Array.from({ length: clients }, keepAlive);
    /** Nanoseconds of one answer. */
    const costOf = async (path: string): Promise<number> => {
      const before = processorTime(pid);
      const client = async (agent: (typeof agents)[number]): Promise<void> => {
        for (let i = 0; i < requests / clients; i += 1) {
          const { status } = await quick(installation.memberUrl, "GET", path, undefined, { agent });
          if (status !== 200) throw new Error(`${path}: ${status}`);
        }
      };
      await Promise.all(agents.map(client));
      return (processorTime(pid) - before) / requests;
    };
    const rows: Row[] = [];
    for (const [name, { path, file }] of Object.entries(asked)) {
      const { body } = await quick(installation.memberUrl, "GET", path);
      if (body !== (await quick(installation.memberUrl, "GET", file)).body) throw new Error(`${file} is not ${path}`);
      const ratios: number[] = [];
      const costs: number[] = [];
      for (let round = -2; round < rounds; round += 1) {
        const [dynamic, plain] = [await costOf(path), await costOf(file)];
        if (round < 0) continue;
        ratios.push(dynamic / plain);
        costs.push(dynamic);
      }
      console.log(`  ${path}: ${(quantile(costs, 0.5) / 1000).toFixed(0)} µs for ${(body.length / 1000).toFixed(0)} KB of ${services} services`);
      rows.push(atMost(`open directory, ${name} of 20: processor time against a file of the same bytes, median`, quantile(ratios, 0.5), "×", 3));
    }
    for (const agent of agents) agent.destroy();
    return rows;
  } finally {
    await installation.remove();
    rmSync(web, { recursive: true, force: true });
  }
}
