import { afterAll, beforeAll, expect, test } from "vitest";
import { tellHistories, verifiedAudit } from "./support/histories.ts";
import { type Server, startPostgres } from "./support/postgres.ts";
import { type World, makeWorld } from "./support/world.ts";

let server: Server;
let world: World;
beforeAll(async () => {
  server = await startPostgres();
  world = await makeWorld(server.url);
});
afterAll(async () => {
  await world?.remove();
  await server?.stop();
});

test("histories on PostgreSQL", async () => {
  await tellHistories(world, Number(process.env["PARASOL_HISTORIES"] ?? 200), 20261123);
  expect(await verifiedAudit(world)).toContain("every link holds");
});
