/**
 * Fills a demo installation: the real client plays everybody over the real API while the demo's clock moves from two
 * years ago to now. `parasol demo` starts it:
 *
 *   node web/demo/main.ts --data DIR --port N --seed S [--scale small]
 *
 * DIR/demo-invitations.json holds the root's invitations; DIR/logins.txt is written when everything is as it should be.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { nodeTransport } from "../shared/client/api.ts";
import { setWorkerFactory } from "../shared/client/argon2.ts";
import type { Language } from "../shared/generated/vocabulary.ts";
import { startArgon2Threads } from "./argon2_threads.ts";
import { chanceOf } from "./chance.ts";
import { sayWhoIsWho } from "./comparing.ts";
import { actual, compare, expected } from "./figures.ts";
import { loginsText, writeLogins } from "./logins.ts";
import { Network, type RootInvitation } from "./people.ts";
import { Progress } from "./progress.ts";
import { type Ending, readStories } from "./stories.ts";
import { type Plan, Telling } from "./telling.ts";
import { Timeline } from "./timeline.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    port: { type: "string" },
    seed: { type: "string", default: "parasol" },
    scale: { type: "string", default: "full" },
  },
});

function plan(scale: string): Plan {
  const stories = readStories();
  if (scale === "small") {
    const endings: readonly Ending[] = ["live", "withdrawn", "proposed", "triage", "private"];
    const few = endings.flatMap((ending) => stories.filter((story) => story.ending === ending && story.ago < 500).slice(-1));
    return { stories: few, members: ["en", "en", "pt", "ro", "zh-Hans", "en"], losesMember: false };
  }
  if (scale !== "full") throw new Error("--scale is full or small");
  const others: readonly Language[] = ["pt", "en", "ro", "en", "zh-Hans", "en"];
  const members = Array.from({ length: 42 }, (_, i): Language => (i < 2 ? "en" : (others[i % others.length] as Language)));
  return { stories, members, losesMember: true };
}

async function main(folder: string, port: number): Promise<void> {
  setWorkerFactory(startArgon2Threads);
  const { stories, members, losesMember } = plan(options.scale);
  const addresses = { member: `http://127.0.0.1:${port}`, staff: `http://localhost:${port + 1}` };
  const codes = JSON.parse(readFileSync(join(folder, "demo-invitations.json"), "utf8")) as { invitations: RootInvitation[] };
  const chance = chanceOf(options.seed);
  const progress = new Progress();

  progress.show("Founding the network");
  const time = await Timeline.of({ transport: nodeTransport(addresses.member) });
  const network = await Network.found(addresses, time.clock, chance, codes.invitations);
  const telling = new Telling(network, time, chance, { stories, members, losesMember }, progress);
  const list = await telling.tell();

  progress.show("Comparing reports");
  await sayWhoIsWho(network, telling.cases);

  progress.show("Looking whether all is as told");
  await network.unsignedStaffInvitation("caseworker");
  const invitation = await network.memberInvitation(network.staff.lead);
  const found = await actual(network, list, telling.cases);
  compare(expected(stories, members.length - (losesMember ? 1 : 0)), found);
  writeLogins(folder, loginsText(network, telling.cases, invitation));
  progress.finish();
  for (const [name, counts] of Object.entries(found)) {
    const parts = Object.entries(counts as Readonly<Record<string, number>>).map(([word, count]) => `${word} ${count}`);
    process.stdout.write(`${name}: ${parts.join(", ")}\n`);
  }
}

const port = Number(options.port);
if (options.data === undefined || !Number.isInteger(port)) {
  process.stderr.write("usage: main.ts --data DIR --port N [--seed S] [--scale full|small]\n");
  process.exit(2);
}
await main(options.data, port);
// Threads and sockets would keep the process for a while.
process.exit(0);
