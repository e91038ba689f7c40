/** What becomes of opened keys: fetching is played here. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openTeamKeys, type TeamKeys } from "../../shared/client/epoch_keys.ts";
import { openDesk } from "./desk.ts";

vi.mock("../../shared/client/account.ts", async (original) => ({ ...(await original<object>()), seenOf: () => null }));
vi.mock("../../shared/client/list.ts", async (original) => ({ ...(await original<object>()), openList: async () => ({ keyring: {} }) }));
vi.mock("../../shared/client/epoch_keys.ts", async (original) => ({ ...(await original<object>()), openTeamKeys: vi.fn() }));

/** Keys of somebody who has been given the one for comparing only: the others are asked for again each time. */
const keysOf = (seed: Uint8Array): TeamKeys => [{ epoch: {}, desk: null, editors: null, link: { seed, publicKey: new Uint8Array() } }] as never;

let place: ReturnType<typeof openDesk>;

beforeEach(() => {
  place = openDesk({ installation: { teams: [] } } as never, { account: { role: "caseworker", team: null, vault: null, keys: { sign: { publicKey: new Uint8Array(32) } } }, list: null } as never, {} as never);
});

describe("keys that newer ones have replaced", () => {
  it("stay usable for what is still being opened with them, and are wiped with all others at the lock", async () => {
    const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)];
    vi.mocked(openTeamKeys).mockResolvedValueOnce(keysOf(first)).mockResolvedValueOnce(keysOf(second));
    expect([await place.desk.teamKeys(), await place.desk.teamKeys()]).toEqual(["awaited", "awaited"]);
    expect([...first, ...second]).toEqual([1, 2]);
    place.forget();
    expect([...first, ...second]).toEqual([0, 0]);
  });

  it("are wiped if they arrive after the lock", async () => {
    const late = Uint8Array.of(1);
    vi.mocked(openTeamKeys).mockImplementationOnce(async () => {
      place.forget();
      return keysOf(late);
    });
    await place.desk.teamKeys();
    expect([...late]).toEqual([0]);
  });
});
