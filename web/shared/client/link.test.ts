/**
 * Comparing through this client alone: the server here is a shelf that keeps what it is given. What a real server refuses is
 * tested against the real one.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { type Signed, decodeSealedLinkEntry, encodeLinkDecision, encodeLinkDecisionContext, encodeLinkStatement, encodeSigned } from "../generated/records.ts";
import type { ReportSection } from "../generated/vocabulary.ts";
import type { SignedIn } from "./account.ts";
import type { Transport } from "./api.ts";
import type { Answer, Arguments } from "./api_types.ts";
import { type Bytes, base64url, concat, fromBase64url, fromUtf8, u32 } from "./bytes.ts";
import { day } from "./clock.ts";
import { type ConsentChain, emptyChain, grant, withdraw } from "./consent.ts";
import type { DeskReport } from "./desk.ts";
import { sealSmall, sealingKey, wrapKey } from "./envelope.ts";
import type { TeamKeys } from "./epoch_keys.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, verifyKeyring } from "./keyring.ts";
import { type Decision, type Links, decide, groupsOf, linkOf, makeLinkEntry, mayCompare, noLinks, readLinks, signedDay, wipeLinks } from "./link.ts";
import { linkExtractOf } from "./link_extract.ts";
import { sectionsOf } from "./report.ts";
import { type SigningKey, signingKey } from "./signature.ts";
import { signStatement } from "./signed.ts";
import { TestList, type TestPerson, seedOf, start } from "./test_installation.ts";
import { errorOfAsync } from "./test_support.ts";
import type { Client } from "./trust.ts";

type EntryBody = Arguments<"PUT /api/desk/reports/{report}/link-entry">["body"];
type SegmentBody = Arguments<"POST /api/link/segments">["body"];
type DecisionBody = Arguments<"POST /api/link/decisions">["body"];

/** Entries, segments and decisions as they were sent; two entries on a page. */
class Shelf {
  readonly list = new TestList();
  readonly alone = new Map<string, EntryBody>();
  readonly segments = new Map<string, SegmentBody>();
  readonly decisions = new Map<string, DecisionBody>();
  readonly asked: string[] = [];
  /** Entries whose owners have taken them back. */
  readonly gone = new Set<string>();
  pageSize = 2;
  /** What happens elsewhere while it answers. */
  whenAsked: (path: string) => void = () => undefined;
  /** Listed, and gone when they are asked for. */
  readonly vanished: string[] = [];

  client(): Client {
    const transport: Transport = async (method, path, body) => {
      this.asked.push(path);
      this.whenAsked(path);
      if (this.vanished.some((segment) => path.includes(segment))) return { status: 404, json: { error: "not_found" } };
      return { status: 200, json: this.answer(`${method} ${path}`, body as never) };
    };
    return { ...this.list.client(), api: { transport } };
  }

  private answer(endpoint: string, body: never): unknown {
    if (endpoint.startsWith("PUT ")) return this.keep(this.alone, (body as EntryBody).entry, body);
    if (endpoint === "POST /api/link/segments") return this.segment(body);
    if (endpoint === "POST /api/link/decisions") return this.keep(this.decisions, `${(body as DecisionBody).one} ${(body as DecisionBody).other}`, body);
    if (endpoint === "POST /api/link/entries/read") return this.entries(body);
    if (endpoint === "POST /api/link/decisions/read") {
      return { decisions: this.rows("link_wrap").filter(({ one, other }) => !this.gone.has(one) && !this.gone.has(other)), next: null };
    }
    const [, id = ""] = /^POST \/api\/link\/segments\/([^/]+)\/read$/.exec(endpoint) ?? [];
    const { epoch, wrap, entries } = this.segments.get(id) as SegmentBody;
    return { epoch, wrap, entries: entries.filter(({ entry }) => !this.gone.has(entry)).map(({ entry, sealed }) => ({ entry, day: 0, sealed })) };
  }

  private keep<T>(where: Map<string, T>, name: string, body: T): unknown {
    where.set(name, body);
    return {};
  }

  rows(wrap: "link_wrap" | "desk_wrap"): Answer<"POST /api/link/decisions/read">["decisions"] {
    return [...this.decisions.values()].map((row) => ({ decision: row.decision, one: row.one, other: row.other, day: 0, wrap: row[wrap], body: row.body }));
  }

  private entries({ after }: { after?: string }): unknown {
    const all = [...this.alone.values()].filter(({ entry }) => !this.gone.has(entry));
    const first = after === undefined ? 0 : all.findIndex(({ entry }) => entry === after) + 1;
    const page = all.slice(first, first + this.pageSize);
    const segments = [...this.segments.values()].map(({ segment, entries }) => ({ segment, entries: entries.filter(({ entry }) => !this.gone.has(entry)).length }));
    return {
      entries: page.map(({ entry, epoch, sealed }) => ({ entry, epoch, day: 0, sealed })),
      segments: segments.filter(({ entries }) => entries > 0),
      next: first + page.length < all.length ? page.at(-1)?.entry : null,
    };
  }

  private segment(body: SegmentBody): unknown {
    const sparse = [...this.segments.values()].filter(({ entries }) => entries.filter(({ entry }) => !this.gone.has(entry)).length < 128);
    const movable = new Map([...this.alone.values(), ...sparse.flatMap((segment) => segment.entries)].map(({ entry, sealed }) => [entry, sealed]));
    const isAsRead = ({ entry, replaces }: SegmentBody["entries"][number]): boolean => replaces === base64url(sha256(fromBase64url(movable.get(entry) ?? "")));
    const entries = body.entries.filter((one) => !this.gone.has(one.entry) && isAsRead(one));
    const moved = new Set(entries.map(({ entry }) => entry));
    for (const entry of moved) this.alone.delete(entry);
    for (const segment of sparse) {
      const left = segment.entries.filter(({ entry }) => !moved.has(entry));
      if (left.length > 0) this.segments.set(segment.segment, { ...segment, entries: left });
      else this.segments.delete(segment.segment);
    }
    this.segments.set(body.segment, { ...body, entries });
    return { entries: entries.length };
  }

  /** How many live entries lie in each segment. */
  sizes(): number[] {
    return [...this.segments.values()].map(({ entries }) => entries.filter(({ entry }) => !this.gone.has(entry)).length).filter((size) => size > 0);
  }
}

let shelf: Shelf;
let client: Client;
let keyring: Keyring;
/** What the caseworker has, and what those have who compare. */
let desk: TeamKeys;
let compare: TeamKeys;

const signedIn = (person: TestPerson): SignedIn => ({
  id: seedOf(`account ${person.role}`).slice(0, 16), login: person.role, role: person.role, team: shelf.list.staff.team, link: person.link, keys: person.keys,
  secret: seedOf(person.role), awaitsKeys: false,
});
const staff = (role: "caseworker" | "analyst" | "lead" | "editor"): SignedIn => signedIn(shelf.list.staff[role]);

beforeEach(() => {
  shelf = new Shelf();
  client = shelf.client();
  keyring = verifyKeyring(shelf.list.staff.keyring(), client.installation);
  const [epoch] = keyring.teamEpochs;
  if (epoch === undefined) throw new Error("no team epoch");
  desk = [{ epoch, desk: sealingKey(seedOf("desk 1")), editors: null, link: null }];
  compare = [{ epoch, desk: null, editors: null, link: sealingKey(seedOf("link 1")) }];
});

const owner = signingKey(seedOf("owner"));

/** An open report whose owner has given these permissions. */
function report(
  name: string,
  scopes: readonly ("READ" | "LINK" | "WARN")[] = ["READ", "LINK"],
  change: Partial<DeskReport> = {},
  sections: readonly ReportSection[] = ["subject", "event"],
): DeskReport {
  const id = seedOf(`report ${name}`).slice(0, 16);
  const { deployment, team } = shelf.list.staff;
  const place = { deployment, report: id, signingKey: owner.publicKey };
  const chain = scopes.reduce<ConsentChain>((before, scope) => grant(before, place, owner, {
    scope, receipt: seedOf(`receipt ${name} ${scope}`).slice(0, 16), sections, team, language: "en", jurisdiction: "scotland", commitment: null, supersedes: null, granted: start,
  }).chain, emptyChain);
  return {
    id, state: "active", day: 0, urgency: "soon", language: "en", jurisdiction: "scotland", signingKey: owner.publicKey, sealingKey: sealingKey(seedOf("seal")).publicKey, team,
    content: {
      subject: { identifiers: [{ kind: "phone", text: "07700 900123", region: "GB", platform: null }], descriptors: ["gender_man"], spoken: { clothing: `a coat of ${name}` } },
      event: { types: ["assault"], behaviours: ["locks_door"], area: "wales", month: "2026-01", around: "late" },
    },
    unopened: [], chain, messages: [], notes: [], approvals: [], link: null, ...change,
  };
}

async function offered(...names: string[]): Promise<string[]> {
  const made: string[] = [];
  for (const name of names) made.push((await makeLinkEntry(client, staff("caseworker"), keyring, report(name))).entry);
  return made;
}

const read = (before?: Links, signal?: AbortSignal): Promise<Links> => readLinks(client, staff("analyst"), compare, keyring, before, signal);
const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
const plainsOf = ({ alone }: Links): Bytes[] => [...alone.values()].map(({ plain }) => plain);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, number) => `report ${number}`);

describe("an entry", () => {
  test("is made from an open report whose owner allows it, and opens for those who compare", async () => {
    const [entry = ""] = await offered("one");
    const found = (await read()).entries.get(entry);
    expect(found?.extract).toEqual(linkExtractOf(report("one").content));
    expect(found !== undefined && signedDay(client, staff("analyst"), keyring, found)).toBe(Math.floor(client.clock.now() / day));
    const sent = JSON.stringify(shelf.alone.get(entry));
    for (const told of [base64url(report("one").id), "900123", "coat"]) expect(sent).not.toContain(told);
  });

  test("holds what is compared and nothing else that lies in the report", async () => {
    const { content } = report("one");
    const identifiers = [{ kind: "phone", text: "07700 900123", region: "GB", platform: null, heard: "calls himself Example" }] as const;
    const subject = { identifiers, descriptors: ["gender_man", "tall, with a limp"], spoken: {} } as unknown as NonNullable<typeof content.subject>;
    const odd = report("one", undefined, { content: { ...content, subject, event: { types: ["assault"], behaviours: [], area: null, month: "9999-12", around: "" } } });
    await makeLinkEntry(client, staff("caseworker"), keyring, odd);
    const links = await read();
    const [{ plain } = { plain: new Uint8Array() }] = links.alone.values();
    expect(JSON.parse(fromUtf8(decodeSealedLinkEntry(plain).content))).toStrictEqual({
      identifiers: [{ kind: "phone", text: "+447700900123", region: "GB", platform: null }], descriptors: ["gender_man"], types: ["assault"], behaviours: [], area: null, month: null,
    });
  });

  test("opens for nobody who has the desk's key only", async () => {
    await offered("one");
    const links = await readLinks(client, staff("caseworker"), desk, keyring);
    expect([links.entries.size, links.unopened]).toEqual([0, 1]);
  });

  test("needs LINK and READ now, and something to compare by", async () => {
    const { deployment } = shelf.list.staff;
    const granted = report("x");
    const ended = withdraw(granted.chain, { deployment, report: granted.id, signingKey: owner.publicKey }, owner, seedOf("receipt x LINK").slice(0, 16), "stop", start);
    const cases = [
      report("x", ["READ", "WARN"]), { ...granted, chain: ended.chain }, report("x", ["READ", "LINK"], { content: { words: { text: "Something." } } }),
      report("x", ["READ", "LINK"], {}, ["subject"]),
    ];
    for (const wrong of cases) {
      expect(mayCompare(client, wrong)).toBe(false);
      expect(await errorOfAsync(makeLinkEntry(client, staff("caseworker"), keyring, wrong))).toBe("malformed");
    }
    const later: Client = { ...client, clock: { now: () => start + 91 * day } };
    expect([mayCompare(client, granted), mayCompare(later, granted)]).toEqual([true, false]);
    expect(shelf.alone.size).toBe(0);
  });

  test("is permitted for both sections, also where one of them says nothing", () => {
    expect(sectionsOf("LINK", ["event", "words"])).toEqual(["subject", "event"]);
    expect(mayCompare(client, report("x", undefined, { content: { event: { types: ["assault"], behaviours: [], area: null, month: null, around: "" } } }))).toBe(true);
  });

  test("takes the place of the report's former one, under the same name", async () => {
    const link = await makeLinkEntry(client, staff("caseworker"), keyring, report("one"));
    expect((await makeLinkEntry(client, staff("lead"), keyring, report("one", undefined, { link }))).entry).toBe(link.entry);
    expect((await read()).entries.size).toBe(1);
  });

  test("counts as signed by somebody of the desk only, and for what it was signed for", async () => {
    const [mine = "", hers = ""] = await offered("one", "two");
    const signed = (links: Links, entry: string, change: object = {}): boolean => {
      const found = links.entries.get(entry);
      return found !== undefined && signedDay(client, staff("analyst"), keyring, { ...found, ...change }) !== null;
    };
    const links = await read();
    expect(signed(links, mine)).toBe(true);
    expect(signed(links, mine, { entry: hers })).toBe(false);
    expect(signed(links, mine, { contentHash: sha256(seedOf("other")) })).toBe(false);
    const { entry } = await makeLinkEntry(client, staff("editor"), keyring, report("three"));
    expect(signed(await read(), entry)).toBe(false);
  });

  test("counts as signed for the team whose it is, on a day that has been", async () => {
    const { deployment, team, caseworker } = shelf.list.staff;
    const [mine = ""] = await offered("one");
    const found = (await read()).entries.get(mine);
    if (found === undefined) throw new Error("no entry");
    const today = Math.floor(client.clock.now() / day);
    const said = (change: object): number | null => {
      const statement = encodeLinkStatement({ deployment, entry: fromBase64url(mine), team, day: today, contentHash: found.contentHash, ...change });
      return signedDay(client, staff("analyst"), keyring, { ...found, statement: signStatement(caseworker.keys.sign, statement) });
    };
    expect([said({}), said({ day: today - 3 }), said({ day: today + 3 }), said({ team: seedOf("another team").slice(0, 16) })]).toEqual([today, today - 3, null, null]);
  });
});

describe("reading", () => {
  test("goes on to the last page, and opens nothing twice", async () => {
    const entries = await offered("a", "b", "c", "d", "e");
    const first = await read();
    expect([...first.entries.keys()]).toEqual(entries);
    const second = await read(first);
    for (const entry of entries) expect(second.entries.get(entry)).toBe(first.entries.get(entry));
  });

  test("an entry under another's name does not open, though it did under its own", async () => {
    const [one = "", two = ""] = await offered("one", "two");
    const before = await read();
    shelf.alone.set(two, { ...(shelf.alone.get(one) as EntryBody), entry: two });
    const found = await read(before);
    expect([[...found.entries.keys()], found.unopened]).toEqual([[one], 1]);
  });

  test("what was taken back is gone with what was decided about it", async () => {
    const [one = "", two = "", three = ""] = await offered("one", "two", "three");
    await decide(client, staff("analyst"), keyring, [one, two], "same_person", "");
    await decide(client, staff("analyst"), keyring, [two, three], "different_people", "");
    const before = await read();
    shelf.gone.add(one);
    const after = await read(before);
    expect([...after.entries.keys()]).toEqual([two, three]);
    expect([...after.decisions.values()].map(({ verdict }) => verdict)).toEqual(["different_people"]);
  });

  test("seals many that stand alone together, byte for byte, and fetches a segment again only if it has changed", async () => {
    shelf.pageSize = 256;
    const entries = await offered(...Array.from({ length: 64 }, (_, number) => `report ${number}`));
    const first = await read();
    expect([shelf.alone.size, shelf.segments.size]).toEqual([0, 1]);
    const others = await read();
    expect(others.entries).toEqual(first.entries);
    for (const entry of entries) expect(signedDay(client, staff("analyst"), keyring, others.entries.get(entry) as never)).not.toBeNull();

    const fetched = (): number => shelf.asked.filter((path) => path.endsWith("/read") && path.includes("/segments/")).length;
    const before = fetched();
    expect((await read(first)).entries.size).toBe(64);
    expect(fetched()).toBe(before);
    shelf.gone.add(entries[7] as string);
    const after = await read(first);
    expect([after.entries.size, after.entries.has(entries[7] as string), fetched()]).toEqual([63, false, before + 1]);
  });

  test("a segment that went after it was listed takes nothing else along", async () => {
    shelf.pageSize = 256;
    await offered(...Array.from({ length: 64 }, (_, number) => `report ${number}`));
    await read();
    const [alone] = await offered("one more");
    shelf.vanished.push(...shelf.segments.keys());
    const found = await read(noLinks);
    expect([[...found.entries.keys()], found.unopened]).toEqual([[alone], 0]);
  });

  test("an entry of a segment does not open in another's place", async () => {
    shelf.pageSize = 256;
    await offered(...Array.from({ length: 64 }, (_, number) => `report ${number}`));
    await read();
    const [segment] = shelf.segments.values();
    const [one, two] = segment?.entries ?? [];
    if (segment === undefined || one === undefined || two === undefined) throw new Error("no segment");
    const swapped = [{ ...one, sealed: two.sealed }, { ...two, sealed: one.sealed }, ...segment.entries.slice(2)];
    shelf.segments.set(segment.segment, { ...segment, entries: swapped });
    const found = await read(noLinks);
    expect([found.entries.size, found.unopened]).toEqual([62, 2]);
  });
});

describe("segments less than half full", () => {
  beforeEach(() => {
    shelf.pageSize = 512;
  });
  const extracts = ({ entries }: Links): unknown => [...entries].map(([entry, { extract, contentHash }]) => ({ entry, extract, contentHash })).sort((a, b) => (a.entry < b.entry ? -1 : 1));
  const fetched = (): number => shelf.asked.filter((path) => path.endsWith("/read") && path.includes("/segments/")).length;
  const made = (): number => shelf.asked.filter((path) => path === "/api/link/segments").length;
  /** Two readers' segments, made at the same time, of which so many entries each are left. */
  async function twoOf(left: number): Promise<Links> {
    const size = Math.max(left, 64);
    const first = await offered(...numbered(size));
    const links = await read();
    const [elsewhere] = shelf.segments.values();
    shelf.segments.clear();
    const second = await offered(...Array.from({ length: size }, (_, number) => `other ${number}`));
    await read();
    if (elsewhere !== undefined) shelf.segments.set(elsewhere.segment, elsewhere);
    for (const entry of [...first.slice(left), ...second.slice(left)]) shelf.gone.add(entry);
    return links;
  }

  test("are joined, byte for byte, and open for others as they did", async () => {
    const before = await twoOf(127);
    expect(shelf.sizes()).toEqual([127, 127]);
    const joining = await read(before);
    expect(shelf.sizes()).toEqual([254]);
    const others = await read();
    expect([others.entries.size, others.unopened, extracts(others)]).toEqual([254, 0, extracts(joining)]);
    for (const one of others.entries.values()) expect(signedDay(client, staff("analyst"), keyring, one)).not.toBeNull();
    const [last] = shelf.segments.values();
    expect([last?.epoch, made()]).toEqual([1, 3]);
  });

  test("stay as they are while there is one of them, or while they are half full, and are not fetched again", async () => {
    const before = await twoOf(128);
    const after = await read(before);
    expect([shelf.sizes(), made()]).toEqual([[128, 128], 2]);
    const [one] = shelf.segments.values();
    shelf.gone.add(one?.entries[0]?.entry ?? "");
    const few = await read(after);
    const asked = fetched();
    await offered("one more");
    expect([(await read(few)).entries.size, shelf.sizes(), shelf.alone.size, fetched() - asked, made()]).toEqual([256, [127, 128], 1, 0, 2]);
  });

  test("take in what stands alone, whenever anything is sealed together", async () => {
    const before = await twoOf(20);
    await offered("one more", "and another");
    const joining = await read(before);
    expect([shelf.sizes(), shelf.alone.size, joining.alone.size]).toEqual([[42], 0, 0]);
    await offered(...Array.from({ length: 64 }, (_, number) => `later ${number}`));
    await read(joining);
    expect([shelf.sizes(), shelf.alone.size]).toEqual([[106], 0]);
  });

  test("become several, each at least half full, if one cannot hold them", async () => {
    const before = await twoOf(127);
    await offered(...Array.from({ length: 5 }, (_, number) => `later ${number}`));
    await read(before);
    expect(shelf.sizes().sort()).toEqual([129, 130]);
  });

  test("are known to who joined them: fetched no more, and read anew once one of theirs is taken back", async () => {
    const joining = await read(await twoOf(64));
    const asked = fetched();
    const after = await read(joining);
    expect([after.entries.size, fetched() - asked, shelf.sizes(), made()]).toEqual([128, 0, [128], 3]);
    const [gone = ""] = after.entries.keys();
    shelf.gone.add(gone);
    const last = await read(after);
    expect([last.entries.has(gone), last.entries.size, fetched() - asked]).toEqual([false, 127, 1]);
  });

  test("keep what was moved or taken back by others meanwhile out of the new one, and are read anew then", async () => {
    const before = await twoOf(64);
    const [one] = shelf.segments.values();
    const gone = one?.entries[3]?.entry ?? "";
    shelf.whenAsked = (path) => {
      if (path === "/api/link/segments") shelf.gone.add(gone);
    };
    const joining = await read(before);
    expect([shelf.sizes(), joining.segments.size]).toEqual([[127], 0]);
    shelf.whenAsked = () => undefined;
    const after = await read(joining);
    expect([after.entries.has(gone), after.entries.size, after.segments.size]).toEqual([false, 127, 1]);
  });

  test("what does not open stays where it is, and is not fetched again and again", async () => {
    const before = await twoOf(10);
    for (const segment of shelf.segments.values()) {
      const [first, ...others] = segment.entries;
      if (first === undefined) throw new Error("no entry");
      shelf.segments.set(segment.segment, { ...segment, entries: [{ ...first, sealed: others[0]?.sealed ?? "" }, ...others] });
    }
    const joining = await read(before);
    expect([shelf.sizes(), joining.unopened, joining.entries.size]).toEqual([[1, 1, 18], 2, 18]);
    const asked = fetched();
    const after = await read(joining);
    expect([after.unopened, after.entries.size, fetched() - asked, made()]).toEqual([2, 18, 0, 3]);
  });

  test("are not joined after a lock", async () => {
    const before = await twoOf(50);
    const lock = new AbortController();
    shelf.whenAsked = (path) => {
      if (path.endsWith("/decisions/read")) lock.abort();
    };
    expect(await errorOfAsync(read(before, lock.signal))).toBe("linkage");
    expect([shelf.sizes(), made()]).toEqual([[50, 50], 2]);
  });
});

describe("what was opened", () => {
  beforeEach(() => {
    shelf.pageSize = 512;
  });

  test("is wiped once it is sealed together with others, or is taken back", async () => {
    const [gone = ""] = await offered("gone", ...numbered(62));
    const first = await read();
    const [, ...plains] = plainsOf(first);
    shelf.gone.add(gone);
    const second = await read(first);
    expect(plainsOf(first).map(isWiped)).toEqual([true, ...plains.map(() => false)]);
    await offered("a", "b");
    const third = await read(second);
    expect([shelf.alone.size - shelf.gone.size, third.alone.size, third.entries.size, plains.every(isWiped)]).toEqual([0, 0, 64, true]);
  });

  test("is not sealed anew once a lock has come in between, and what was read is forgotten", async () => {
    await offered(...numbered(63));
    const first = await read();
    await offered("one more");
    const lock = new AbortController();
    shelf.whenAsked = (path) => {
      if (!path.endsWith("/decisions/read")) return;
      lock.abort();
      wipeLinks(first);
    };
    expect(await errorOfAsync(read(first, lock.signal))).toBe("linkage");
    expect([shelf.segments.size, shelf.alone.size]).toEqual([0, 64]);
  });

  test("is not sealed with the next segment after a lock", async () => {
    await offered(...numbered(256 + 64));
    const lock = new AbortController();
    shelf.whenAsked = (path) => {
      if (path.endsWith("/link/segments")) lock.abort();
    };
    expect(await errorOfAsync(read(noLinks, lock.signal))).toBe("linkage");
    expect(shelf.segments.size).toBe(1);
  });

  test("is sealed only as it was signed", async () => {
    await offered(...numbered(63));
    const first = await read();
    wipeLinks(first);
    await offered("one more");
    expect((await read(first)).entries.size).toBe(64);
    expect(shelf.segments.size).toBe(0);
  });

  test("a segment's key is wiped also if nothing could be sealed under it", async () => {
    await offered(...numbered(64));
    const keys: Bytes[] = [];
    const failing: Client = {
      ...client,
      random: (length) => {
        if (length === 64) throw new Error("no more randomness");
        const bytes = client.random(length);
        if (length === 32) keys.push(bytes);
        return bytes;
      },
    };
    expect((await readLinks(failing, staff("analyst"), compare, keyring)).entries.size).toBe(64);
    expect([shelf.segments.size, keys.map(isWiped)]).toEqual([0, [true]]);
  });
});

describe("a decision", () => {
  const verdicts = (links: Links): unknown => [...links.decisions.values()].map(({ verdict, reason }) => [verdict, reason]);

  test("what was decided opens for the desk and for those who compare, and for nobody else", async () => {
    const [one = "", two = ""] = await offered("one", "two");
    await decide(client, staff("analyst"), keyring, [two, one], "same_person", "The same number.");
    expect(verdicts(await read())).toEqual([["same_person", "The same number."]]);
    const link = (keys: TeamKeys): unknown => linkOf(client, keys, keyring, { entry: one, day: 0, decisions: shelf.rows("desk_wrap") })?.decisions;
    expect(link(desk)).toMatchObject([{ verdict: "same_person", reason: "The same number." }]);
    expect(link(compare)).toEqual([]);
    expect(JSON.stringify([...shelf.decisions.values()])).not.toContain("number");
  });

  test("about two others is not shown on a report, though it is genuine", async () => {
    const [one = "", two = "", three = ""] = await offered("one", "two", "three");
    await decide(client, staff("analyst"), keyring, [one, two], "same_person", "");
    await decide(client, staff("analyst"), keyring, [two, three], "different_people", "");
    const link = linkOf(client, desk, keyring, { entry: one, day: 0, decisions: shelf.rows("desk_wrap") });
    expect(link?.decisions.map(({ verdict }) => verdict)).toEqual(["same_person"]);
  });

  test("is known by what was sealed, not by the name that it comes under", async () => {
    const [one = "", two = "", three = ""] = await offered("one", "two", "three");
    await decide(client, staff("analyst"), keyring, [one, two], "same_person", "first");
    const before = await read();
    const [first] = shelf.decisions.values();
    await decide(client, staff("analyst"), keyring, [one, two], "different_people", "second");
    for (const [pair, row] of shelf.decisions) shelf.decisions.set(pair, { ...row, decision: first?.decision ?? "" });
    const after = await read(before);
    expect(verdicts(after)).toEqual([["different_people", "second"]]);
    expect([...(await read(after)).decisions.values()][0]).toBe([...after.decisions.values()][0]);
    for (const [pair, row] of shelf.decisions) shelf.decisions.set(pair, { ...row, other: three });
    expect(verdicts(await read(after))).toEqual([]);
  });

  test("names the smaller entry first, and the last word about a pair counts", async () => {
    const [one = "", two = ""] = await offered("one", "two");
    await decide(client, staff("analyst"), keyring, [one, two], "same_person", "");
    await decide(client, staff("lead"), keyring, [two, one], "cannot_tell", "On second thoughts.");
    expect(verdicts(await read())).toEqual([["cannot_tell", "On second thoughts."]]);
    const [{ one: first, other } = { one: "", other: "" }] = shelf.decisions.values();
    expect(Buffer.compare(fromBase64url(first), fromBase64url(other))).toBe(-1);
  });

  test("has one size, whatever it says", async () => {
    const [one = "", two = ""] = await offered("one", "two");
    const sizes: number[] = [];
    for (const reason of ["", "A".repeat(500)]) {
      await decide(client, staff("analyst"), keyring, [one, two], "different_people", reason);
      sizes.push([...shelf.decisions.values()][0]?.body.length ?? 0);
    }
    expect(new Set(sizes).size).toBe(1);
    expect(await errorOfAsync(decide(client, staff("analyst"), keyring, [one, two], "different_people", "A".repeat(501)))).toBe("malformed");
  });

  test("counts if a case lead or an analyst signed it for this pair, and not otherwise", async () => {
    const [one = "", two = "", three = ""] = (await offered("one", "two", "three")).sort((a, b) => Buffer.compare(fromBase64url(a), fromBase64url(b)));
    const put = (key: SigningKey, about: readonly [string, string], on = Math.floor(client.clock.now() / day)): void => {
      const { deployment } = shelf.list.staff;
      const statement = encodeLinkDecision({ deployment, one: fromBase64url(about[0]), other: fromBase64url(about[1]), verdict: 1, reason: "x", day: on });
      const place = encodeLinkDecisionContext({ deployment, one: fromBase64url(one), other: fromBase64url(two) });
      shelf.decisions.set("forged", { ...sealedDecision(signStatement(key, statement), place), one, other: two });
    };
    const sealedDecision = (signed: Signed, place: Bytes): Pick<DecisionBody, "decision" | "body" | "link_wrap" | "desk_wrap"> => {
      const [epoch] = keyring.teamEpochs;
      if (epoch === undefined) throw new Error("no team epoch");
      const key = seedOf("decision");
      const encoded = encodeSigned(signed);
      const plain = new Uint8Array(2048);
      plain.set(concat(u32(encoded.length), encoded));
      const wrap = (recipient: Uint8Array): string => base64url(wrapKey(recipient, key, place, client.random));
      return {
        decision: base64url(client.random(16)), body: base64url(sealSmall(key, plain, place, client.random)), link_wrap: wrap(epoch.linkKey), desk_wrap: wrap(epoch.deskKey),
      };
    };
    const { lead, editor, caseworker } = shelf.list.staff;
    put(lead.keys.sign, [one, two]);
    expect(verdicts(await read())).toEqual([["same_person", "x"]]);
    for (const forge of [
      () => put(editor.keys.sign, [one, two]), () => put(caseworker.keys.sign, [one, two]), () => put(lead.keys.sign, [one, three]),
      () => put(lead.keys.sign, [one, two], Math.floor(client.clock.now() / day) + 3),
    ]) {
      forge();
      expect(verdicts(await read())).toEqual([[null, ""]]);
    }
  });
});

test("groups are those who were decided to be one person, directly or through others", () => {
  const said = (one: string, other: string, verdict: Decision["verdict"]): Decision => ({ one, other, verdict, reason: "", day: 0 });
  expect(groupsOf([])).toEqual([]);
  const groups = groupsOf([said("a", "b", "same_person"), said("c", "d", "same_person"), said("e", "f", "different_people"), said("g", "h", null), said("b", "c", "same_person"), said("i", "j", "same_person")]);
  expect(groups.map((group) => group.sort().join(""))).toEqual(["abcd", "ij"]);
});
