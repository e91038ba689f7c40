/**
 * keyd's folder was lost, and an older copy of its file put in its place. Whoever joined since is told to it again by `serve`, as
 * long as keyd itself would still admit them; what it forgot of older people stays forgotten: it believes nobody's word but the chain's.
 */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check, freshCheckState } from "../../web/shared/client/check_flow.ts";
import { type Network, type Person, joinMember, listOf, makeNetwork } from "../http/support/people.ts";
import { until } from "../http/support/until.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";
import { advance, now, tokenOfPhone } from "./support/road.ts";

let daemons: Daemons;
let network: Network;

beforeAll(async () => {
  daemons = await makeDaemons(false);
  network = await makeNetwork(daemons, 0);
});
afterAll(async () => {
  await daemons?.remove();
});

async function setBackTo(copy: string): Promise<void> {
  for (const name of ["serve", "keyd"] as const) await daemons.stopOne(name);
  copyFileSync(copy, join(daemons.folder, "keyd", "ledger"));
  await daemons.startOne("keyd");
}

async function checked(member: Person): Promise<string> {
  const { client, account } = await now(member);
  const { result } = await check(client, account.keys.check, freshCheckState, tokenOfPhone("07700 900002"));
  return result.kind === "could_not_check" ? result.reason : result.kind;
}

test("who joined since the copy can check again; a week later not even `serve` can bring her back", async () => {
  const copy = join(daemons.temporary, "ledger");
  copyFileSync(join(daemons.folder, "keyd", "ledger"), copy);
  const member = await joinMember(daemons, network.lead, null);
  expect(await checked(member)).toBe("nothing_live");

  await setBackTo(copy);
  await daemons.startOne("serve");
  expect(await until(() => checked(member), (said) => said === "nothing_live")).toBe("nothing_live");

  await advance(member.client, "day", 8);
  // listd looks at its clock now and then; what `serve` does at its start finds a list of today.
  await until(async () => listOf(await now(member)).catch(() => null), (list) => list !== null);
  await setBackTo(copy);
  await daemons.startOne("serve");
  expect(await until(() => checked(member), (said) => said !== "canary_stale")).toBe("not_allowed");
});
