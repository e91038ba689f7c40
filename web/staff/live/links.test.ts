/** What an engine is told, and when: the client's reading and storing is played here, and so is the engine. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ClientError } from "../../shared/client/errors.ts";
import { decide, readLinks, signedDay, type Decision, type Links, type LinkEntry } from "../../shared/client/link.ts";
import { setLinkageFactory, type Candidate, type LinkageEngine } from "../../shared/client/linkage_engine.ts";
import type { LinkVerdict } from "../../shared/generated/vocabulary.ts";
import type { LinkList } from "../services.ts";
import { openComparing, type Comparing } from "./links.ts";

vi.mock("../../shared/client/link.ts", async (original) => ({ ...(await original<object>()), readLinks: vi.fn(), decide: vi.fn(), signedDay: vi.fn() }));

const entry = (name: string, content = name): LinkEntry => ({
  entry: name, day: 1, report: null, extract: { identifiers: [], descriptors: [], types: [], behaviours: [], area: null, month: null },
  statement: {} as never, contentHash: new TextEncoder().encode(content),
});
const decision = (one: string, other: string, verdict: LinkVerdict | null): Decision => ({ one, other, verdict, reason: "", day: 1 });

function read(entries: readonly LinkEntry[], decisions: readonly Decision[] = []): void {
  const links: Links = {
    entries: new Map(entries.map((one) => [one.entry, one])), unopened: 0, segments: new Map(), alone: new Map(),
    decisions: new Map(decisions.map((one, index) => [String(index), one])),
  };
  vi.mocked(readLinks).mockResolvedValue(links);
}

/** Everything that engines were asked, in order. */
let told: string[];
let conflict: readonly string[] | null;
let isBroken: boolean;
/** What an engine answers, of what it has been told. */
let proposed: readonly string[];
/** What it cannot take. */
let unwritable: readonly string[];
let comparing: Comparing;

function engine(): LinkageEngine {
  told.push("start");
  const held = new Set<string>();
  return {
    load: async (entries) => {
      if (isBroken) throw new ClientError("linkage", "broken");
      told.push(`load ${entries.map((one) => one.entry).join()}`);
      for (const one of entries) if (!unwritable.includes(one.entry)) held.add(one.entry);
      return entries.map((one) => one.entry).filter((one) => !held.has(one));
    },
    forget: async (entries) => {
      told.push(`forget ${entries.join()}`);
      for (const one of entries) held.delete(one);
    },
    decide: async (one, other, verdict) => {
      told.push(`decide ${one} ${other} ${verdict}`);
      return conflict === null ? "taken" : { conflict };
    },
    candidates: async (one, count) => {
      told.push(`candidates ${one}`);
      return { self: 0, line: 0, candidates: proposed.filter((each) => held.has(each)).slice(0, count).map((each) => ({ entry: each }) as Candidate) };
    },
    clusters: async () => [],
    stop: () => void told.push("stop"),
  };
}

async function list(when: "now" | "last" = "now"): Promise<LinkList> {
  const links = await comparing.links(when);
  if (links === "awaited") throw new Error("no key");
  return links;
}

beforeEach(() => {
  told = [];
  conflict = null;
  isBroken = false;
  proposed = [];
  unwritable = [];
  vi.mocked(signedDay).mockReset().mockReturnValue(1);
  vi.mocked(readLinks).mockReset();
  vi.mocked(decide).mockReset().mockImplementation(async (_client, _account, _keyring, [one, other], verdict, reason) => ({ one, other, verdict, reason, day: 2 }));
  setLinkageFactory(engine);
  const keys = [{ link: {} }];
  comparing = openComparing({ client: {}, account: {}, list: async () => ({ keyring: {} }), teamKeys: async () => keys, newTeamKeys: async () => keys } as never);
});

describe("the engine", () => {
  it("is started when something is compared for the first time, and told everything once", async () => {
    read([entry("a"), entry("b"), entry("c")], [decision("a", "b", "same_person"), decision("b", "c", "cannot_tell"), decision("a", "c", null)]);
    const links = await list();
    expect(told).toEqual([]);
    await links.candidates("a", 5);
    await links.candidates("b", 5);
    expect(told).toEqual(["start", "load a,b,c", "decide a b same_person", "candidates a", "candidates b"]);
  });

  it("forgets what was taken back, and reads anew what was made anew", async () => {
    read([entry("a"), entry("b"), entry("c")], [decision("a", "b", "same_person")]);
    await (await list()).candidates("a", 5);
    told = [];
    read([entry("a"), entry("c", "changed")]);
    await (await list()).candidates("a", 5);
    expect(told).toEqual(["forget b,c", "load c", "candidates a"]);
  });

  it("learns of others' decisions, and of those that are no longer so", async () => {
    read([entry("a"), entry("b"), entry("c")], [decision("a", "b", "same_person")]);
    await (await list()).candidates("a", 5);
    told = [];
    read([entry("a"), entry("b"), entry("c")], [decision("a", "b", "cannot_tell"), decision("b", "c", "different_people")]);
    await (await list()).candidates("a", 5);
    expect(told).toEqual(["decide a b null", "decide b c different_people", "candidates a"]);
  });

  it("that failed is not asked again: the next question starts another", async () => {
    read([entry("a")]);
    isBroken = true;
    await expect((await list()).candidates("a", 5)).rejects.toThrow("broken");
    isBroken = false;
    await (await list("last")).candidates("a", 5);
    expect(told).toEqual(["start", "stop", "start", "load a", "candidates a"]);
  });

  it("ends with the lock, and none is started after it", async () => {
    read([entry("a")]);
    const links = await list();
    await links.candidates("a", 5);
    comparing.forget();
    expect(told.at(-1)).toBe("stop");
    await expect(links.candidates("a", 5)).rejects.toThrow("locked");
    expect(told.filter((what) => what === "start")).toHaveLength(1);
  });
});

describe("reading", () => {
  const withPlain = (plain: Uint8Array<ArrayBuffer>): Links => ({ entries: new Map(), unopened: 0, segments: new Map(), decisions: new Map(), alone: new Map([["mark", { entry: entry("a"), plain }]]) });

  it("that a lock overtakes is told so, and what it read is wiped", async () => {
    const plain = Uint8Array.of(1, 2, 3);
    vi.mocked(readLinks).mockImplementation(async () => {
      comparing.forget();
      return withPlain(plain);
    });
    await expect(list()).rejects.toThrow("locked");
    expect(vi.mocked(readLinks).mock.calls[0]?.[5]?.aborted).toBe(true);
    expect([...plain]).toEqual([0, 0, 0]);
    await expect(list()).rejects.toThrow("locked");
    expect(readLinks).toHaveBeenCalledTimes(1);
  });

  it("goes on from what was read last, also if it is asked for twice at once", async () => {
    const [one, two] = [withPlain(Uint8Array.of(1)), withPlain(Uint8Array.of(2))];
    vi.mocked(readLinks).mockResolvedValueOnce(one).mockResolvedValueOnce(two);
    await Promise.all([list(), list()]);
    expect(vi.mocked(readLinks).mock.calls[1]?.[4]).toBe(one);
  });
});

describe("what nobody of the desk has signed", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const foundFor = async (count: number): Promise<string[]> => (await (await list()).candidates("a", count)).candidates.map((one) => one.entry);
  beforeEach(() => {
    vi.mocked(signedDay).mockImplementation((_client, _account, _keyring, { entry: name }) => (["b", "c", "e"].includes(name) ? null : 1));
    proposed = names.slice(1);
    read(names.map((name) => entry(name)));
  });

  it("is never a candidate: it is forgotten, and those behind it are found", async () => {
    expect(await foundFor(2)).toEqual(["d", "f"]);
    expect(told).toEqual(["start", "load a,b,c,d,e,f", "candidates a", "forget b,c", "candidates a", "forget e", "candidates a"]);
    expect((await (await list("last")).candidates("a", 2)).candidates.map((one) => one.entry)).toEqual(["d", "f"]);
    expect(told.at(-2)).toBe("candidates a");
  });

  it("counts again once it is signed", async () => {
    await foundFor(2);
    vi.mocked(signedDay).mockReturnValue(1);
    expect(await foundFor(2)).toEqual(["b", "c"]);
  });

  it("is compared with nothing and decided about by nobody", async () => {
    const links = await list();
    await expect(links.candidates("b", 2)).rejects.toThrow("signed");
    await expect(links.decide("a", "b", "same_person", "")).rejects.toThrow("signed");
    expect([told, vi.mocked(decide).mock.calls]).toEqual([[], []]);
  });

  it("is looked for a bounded number of times; the next question goes on from there, and until then there is no answer", async () => {
    const many = Array.from({ length: 30 }, (_, index) => `x${index}`);
    read([entry("a"), ...many.map((name) => entry(name)), entry("z")]);
    proposed = [...many, "z"];
    vi.mocked(signedDay).mockImplementation((_client, _account, _keyring, { entry: name }) => (name.startsWith("x") ? null : 1));
    const links = await list();
    await expect(links.candidates("a", 1)).rejects.toThrow("signed");
    expect((await links.candidates("a", 1)).candidates.map((one) => one.entry)).toEqual(["z"]);
  });

  it("has no day; what is signed has the day that was signed", async () => {
    const { entries } = await list();
    expect(entries.map(({ entry: name, signedOn }) => [name, signedOn])).toEqual(names.map((name) => [name, ["b", "c", "e"].includes(name) ? null : 1]));
  });
});

it("what the engine cannot take is left out of the list and counted with what does not open", async () => {
  unwritable = ["b"];
  proposed = ["c"];
  read([entry("a"), entry("b"), entry("c")], [decision("a", "b", "same_person"), decision("a", "c", "same_person")]);
  expect((await (await list()).candidates("a", 5)).candidates).toHaveLength(1);
  expect(told).toEqual(["start", "load a,b,c", "decide a c same_person", "candidates a"]);
  const { entries, unopened } = await list();
  expect([entries.map((one) => one.entry), unopened]).toEqual([["a", "c"], 1]);
  await (await list("last")).candidates("a", 5);
  expect(told.filter((what) => what.startsWith("load"))).toHaveLength(1);
});

describe("a decision", () => {
  it("is stored, and is then in the list that was read last", async () => {
    read([entry("a"), entry("b")]);
    expect(await (await list()).decide("a", "b", "same_person", "why")).toBe("taken");
    const { entries, groups } = await list("last");
    expect(groups).toEqual([["a", "b"]]);
    expect(entries.map(({ decisions }) => decisions.map(({ other, reason }) => [other, reason]))).toEqual([[["b", "why"]], [["a", "why"]]]);
  });

  it("takes the place of the one before, whichever of the two is named first", async () => {
    read([entry("a"), entry("b")], [decision("a", "b", "different_people")]);
    vi.mocked(decide).mockResolvedValue(decision("a", "b", "same_person"));
    await (await list()).decide("b", "a", "same_person", "");
    expect((await list("last")).entries.map(({ decisions }) => decisions.map(({ verdict }) => verdict))).toEqual([["same_person"], ["same_person"]]);
  });

  it("that contradicts others is not stored", async () => {
    read([entry("a"), entry("b"), entry("c")]);
    const links = await list();
    conflict = ["a", "c", "b"];
    expect(await links.decide("a", "b", "different_people", "")).toEqual({ conflict });
    expect(decide).not.toHaveBeenCalled();
  });

  it("that could not be stored the engine does not keep", async () => {
    read([entry("a"), entry("b")]);
    const links = await list();
    vi.mocked(decide).mockRejectedValue(new Error("offline"));
    await expect(links.decide("a", "b", "same_person", "")).rejects.toThrow("offline");
    expect(told.at(-1)).toBe("stop");
    told = [];
    await (await list("last")).candidates("a", 5);
    expect(told).toEqual(["start", "load a,b", "candidates a"]);
  });
});

it("without the key nothing is read", async () => {
  const keys = [{ link: null }];
  comparing = openComparing({ client: {}, account: {}, list: async () => ({ keyring: {} }), teamKeys: async () => keys, newTeamKeys: async () => keys } as never);
  expect(await comparing.links("now")).toBe("awaited");
  expect(readLinks).not.toHaveBeenCalled();
});
