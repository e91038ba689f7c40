import { afterAll, beforeAll, expect, test } from "vitest";
import { tellHistories, verifiedAudit } from "./support/histories.ts";
import { type World, makeWorld } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world?.remove();
});

test("histories on SQLite", async () => {
  await tellHistories(world, Number(process.env["PARASOL_HISTORIES"] ?? 500), 20261122);
  expect(await verifiedAudit(world)).toContain("every link holds");
});
