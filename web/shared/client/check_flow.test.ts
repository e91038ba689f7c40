import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { beforeEach, describe, expect, test } from "vitest";
import { decodeEvaluateReply, decodeManifest, decodeSigned, encodeEvaluateReply, encodeSigned } from "../generated/records.ts";
import { normaliserVersion } from "../identifier.ts";
import { openAccount } from "./account.ts";
import type { Transport, TransportAnswer, TransportOptions } from "./api.ts";
import { type Bytes, base64url, fromBase64url, hex, utf8 } from "./bytes.ts";
import { type CheckResult, type CheckState, canaryIdentifier, check, freshCheckState, isOlderVersion } from "./check_flow.ts";
import { day, hour, minute } from "./clock.ts";
import { type CouldNotCheckReason, type SeenList, fetchBucket, openList } from "./list.ts";
import { signingKey } from "./signature.ts";
import { slotSize } from "./slot.ts";
import { TestList, seedOf } from "./test_installation.ts";
import { flipped } from "./test_support.ts";
import { emptyVault, sealVault } from "./vault.ts";

const listed = "07700 900123";
const reference = seedOf("warning").slice(0, 16);

let list: TestList;
beforeEach(async () => {
  list = new TestList();
  const entry = { token: list.token(listed), tagIndex: 2, reference, level: "danger" as const };
  list.entries = [
    { ...entry, signer: list.staff.editor.keys.sign },
    { token: list.token(canaryIdentifier.text), tagIndex: 0, reference: new Uint8Array(16), level: "information", kind: "canary", signer: list.staff.root },
  ];
  list.live = [reference];
  await list.publish();
});

/** As in a session that has made its canary's slow hash before. */
const usual = async (): Promise<CheckState> => ({ ...freshCheckState, canarySlowHash: await list.canarySlowHash() });
const checked = async (text: string, state?: CheckState) =>
  check(list.client(), list.staff.member.keys.check, state ?? (await usual()), list.token(text));
const resultOf = async (text = listed): Promise<CheckResult> => (await checked(text)).result;

describe("an answer", () => {
  test("a hit names the warning", async () => {
    const { result, remaining } = await checked(listed, freshCheckState);
    expect(result).toEqual({ kind: "hit", warnings: [{ reference, level: "danger" }] });
    expect(remaining).toEqual({ today: 29, period: 200 });
  });

  test("nothing live", async () => {
    expect(await resultOf("07700 900124")).toEqual({ kind: "nothing_live", isCanary: false });
  });

  test("the test number is found and is no hit", async () => {
    expect(await resultOf(canaryIdentifier.text)).toEqual({ kind: "nothing_live", isCanary: true });
  });

  test("what is not in the live index is not live", async () => {
    list.live = [];
    await list.publish();
    expect(await resultOf()).toEqual({ kind: "nothing_live", isCanary: false });
  });

  test("an entry of an editor who was revoked since stays", async () => {
    const { editor, lead } = list.staff;
    await list.publish({ keyring: { revocations: [list.staff.revocation(lead.keys.sign, editor.keys.sign.publicKey)] } });
    expect((await resultOf()).kind).toBe("hit");
  });

  test("the worst comes first, each warning once", async () => {
    const second = seedOf("second").slice(0, 16);
    const entry = { token: list.token(listed), signer: list.staff.editor.keys.sign };
    list.entries.push({ ...entry, tagIndex: 5, reference: second, level: "information" });
    list.entries.push({ ...entry, tagIndex: 6, reference: second, level: "caution" });
    list.live.push(second);
    await list.publish();
    expect(await resultOf()).toEqual({
      kind: "hit",
      warnings: [
        { reference, level: "danger" },
        { reference: second, level: "caution" },
      ],
    });
  });

  test("hit and miss are asked in the same words", async () => {
    const { state } = await checked(listed);
    const first = list.asked.splice(0);
    await checked("07700 900124");
    const miss = list.asked.splice(0);
    expect(miss).toEqual(first);
    expect(first.map((line) => line.split(" ").slice(0, 2).join(" ").replace(/[0-9a-f]{64}/, "hash"))).toEqual([
      "GET /list/manifest",
      "GET /list/hash",
      "GET /list/hash",
      "POST /api/check",
      "GET /list/hash",
    ]);
    // Later in the session keyring and live index are known, whatever was found before.
    await checked("07700 900124", state);
    expect(list.asked.length).toBe(3);
  });

  test.each<[string, number, readonly TransportOptions["cache"][]]>([
    ["all buckets of a small list may be kept", 512, ["by_content", "by_content"]],
    ["the one bucket of a large list is kept by no cache", 513, ["never"]],
  ])("%s", async (_, slots, expected) => {
    const size = slots * slotSize;
    const buckets = [list.put(new Uint8Array(size)), list.put(new Uint8Array(size).fill(1))];
    const client = list.client();
    const kept: TransportOptions["cache"][] = [];
    const transport: Transport = (method, path, body, options) => {
      kept.push(options.cache);
      return client.api.transport(method, path, body, options);
    };
    const manifest = { ...decodeManifest(decodeSigned(list.manifest as Bytes).statement), bits: 1, slots, buckets };
    expect(await fetchBucket({ ...client, api: { transport } }, manifest, 1)).toEqual(list.files.get(hex(buckets[1] as Bytes)));
    expect(kept).toEqual(expected);
  });

  test("a list that moved on in the meantime is read once more", async () => {
    const { state } = await checked(listed);
    list.answerTo = (method, path) => {
      const bucket = path.startsWith("/list/") && path !== "/list/manifest" && list.asked.some((line) => line.startsWith("POST"));
      if (method !== "GET" || !bucket) return null;
      list.answerTo = () => null;
      return { status: 404 };
    };
    list.asked.splice(0);
    expect((await checked(listed, state)).result.kind).toBe("hit");
    expect(list.asked.filter((line) => line.startsWith("GET /list/manifest")).length).toBe(2);
    expect(list.asked.filter((line) => line.startsWith("POST")).length).toBe(1);
  });
});

describe("a list that is fetched ahead", () => {
  const paths = (): string[] => list.asked.splice(0).map((line) => line.split(" ").slice(0, 2).join(" ").replace(/[0-9a-f]{64}/, "hash"));
  const ahead = async (): Promise<CheckState> => ({ ...(await usual()), list: await openList(list.client(), null, null, "for_checks") });

  test("is asked for nothing but its manifest by a check, whatever that finds", async () => {
    const state = await ahead();
    expect(paths()).toEqual(["GET /list/manifest", "GET /list/hash", "GET /list/hash", "GET /list/hash"]);
    for (const [number, kind] of [[listed, "hit"], ["07700 900124", "nothing_live"]] as const) {
      expect((await checked(number, state)).result.kind).toBe(kind);
      expect(paths()).toEqual(["GET /list/manifest", "POST /api/check"]);
    }
  });

  test("is begun once, with the first manifest that names it", async () => {
    const { list: known } = await ahead();
    list.asked.splice(0);
    await openList(list.client(), null, known, "for_checks");
    expect(paths()).toEqual(["GET /list/manifest"]);
  });

  test("is asked again for what did not come", async () => {
    const [bucket] = decodeManifest(decodeSigned(list.manifest as Bytes).statement).buckets;
    list.answerTo = (_, path) => (path === `/list/${hex(bucket as Uint8Array)}` ? { status: 503, json: { error: "unavailable" } } : null);
    const state = await ahead();
    list.answerTo = () => null;
    list.asked.splice(0);
    expect((await checked(listed, state)).result.kind).toBe("hit");
    expect(paths()).toEqual(["GET /list/manifest", "POST /api/check", "GET /list/hash"]);
  });

  test("counts as little as any other while it is not what its manifest says", async () => {
    const [bucket] = decodeManifest(decodeSigned(list.manifest as Bytes).statement).buckets;
    list.answerTo = (_, path) => (path === `/list/${hex(bucket as Uint8Array)}` ? { status: 200, bytes: utf8("<p>Welcome to the hotel") } : null);
    expect((await checked(listed, await ahead())).result).toEqual({ kind: "could_not_check", reason: "list_forged" });
  });

  test("is left behind by a newer one", async () => {
    const state = await ahead();
    list.entries = [];
    await list.publish();
    expect((await checked(listed, state)).result.kind).toBe("nothing_live");
    expect((await openList(list.client(), null, state.list)).ahead.size).toBe(0);
  });

  test("is not fetched ahead when it is large: which bucket is wanted is not known", async () => {
    await list.publish({ manifest: { slots: 1025 } });
    expect((await openList(list.client(), null, null, "for_checks")).ahead.size).toBe(0);
    expect(paths()).toEqual(["GET /list/manifest", "GET /list/hash", "GET /list/hash"]);
  });

  test("counts only once the vault has been read: one older than it remembers is rolled back", async () => {
    const { member, installation } = list.staff;
    const known = await openList(list.client(), null, null);
    const unlocked = async (seen: SeenList): Promise<unknown> => {
      const vault = sealVault(member.keys, installation, { ...emptyVault, seen: { seq: seen.seq, hash: base64url(seen.hash) } }, (length) => new Uint8Array(length));
      list.answerTo = (_, path) => (path === "/api/vault" ? { status: 200, json: { vault: base64url(vault) } } : null);
      const { account, list: opened, couldNotCheck } = await openAccount(list.client(), { ...signed, keys: member.keys }, Promise.resolve(known), "nothing");
      return [opened?.seen ?? null, couldNotCheck, account.vault.seen?.seq];
    };
    const signed = { id: new Uint8Array(16), login: "maple-lantern-4821", role: "member", team: null, link: member.link, secret: new Uint8Array(32), awaitsKeys: false } as const;
    expect(await unlocked(known.seen)).toEqual([known.seen, null, known.seen.seq]);
    expect(await unlocked({ ...known.seen, seq: known.seen.seq + 1 })).toEqual([null, "list_rolled_back", known.seen.seq + 1]);
    expect(await unlocked({ ...known.seen, hash: new Uint8Array(32) })).toEqual([null, "list_rolled_back", known.seen.seq]);
    expect(list.asked.filter((line) => line.startsWith("PUT"))).toEqual([]);
  });
});

describe("could not check", () => {
  const stranger = signingKey(seedOf("stranger"));
  const json = (status: number, error: string): TransportAnswer => ({ status, json: { error } });
  const bucketOf = (): string => {
    const { buckets } = decodeManifest(decodeSigned(list.manifest as Bytes).statement);
    return hex(buckets[0] as Uint8Array);
  };
  /** Answers checks with a changed reply. */
  const spoilReply = (spoil: (reply: ReturnType<typeof decodeEvaluateReply>) => void): void => {
    const honest = list.client().api.transport;
    list.client = () => ({
      ...TestList.prototype.client.call(list),
      api: {
        transport: async (method, path, body, options) => {
          const answer = await honest(method, path, body, options);
          if (path !== "/api/check") return answer;
          const reply = decodeEvaluateReply(fromBase64url((answer.json as { reply: string }).reply));
          spoil(reply);
          return { status: 200, json: { reply: base64url(encodeEvaluateReply(reply)) } };
        },
      },
    });
  };

  test.each<[string, CouldNotCheckReason, () => Promise<void> | void]>([
    ["no connection", "offline", () => void (list.client = () => ({ ...TestList.prototype.client.call(list), api: { transport: () => Promise.reject(new TypeError()) } }))],
    ["no manifest", "list_missing", () => void (list.manifest = null)],
    ["a manifest by another key", "list_forged", () => list.publish({ by: stranger })],
    ["a manifest by the root itself", "list_forged", () => list.publish({ by: list.staff.root })],
    ["one bit of the manifest", "list_forged", () => void (list.manifest = flipped(list.manifest as Bytes, 1600))],
    ["a manifest cut off", "list_forged", () => void (list.manifest = (list.manifest as Bytes).slice(0, 200))],
    ["something else in its place", "list_forged", () => void (list.manifest = utf8("<p>Welcome to the hotel"))],
    ["another deployment", "list_forged", () => list.publish({ manifest: { deployment: new Uint8Array(16) } })],
    ["another check key", "epoch", () => list.publish({ manifest: { checkKey: stranger.publicKey } })],
    ["an epoch that the root did not certify", "epoch", () => list.publish({ manifest: { epoch: 2 } })],
    ["a keyring without check epochs", "epoch", () => list.publish({ keyring: { checkEpochs: [] } })],
    ["older than 24 hours", "list_stale", () => void (list.now += day + 1)],
    ["from the future", "clock", () => void (list.now -= 10 * minute + 1)],
    ["the canary unseen for three hours", "canary_stale", () => void (list.now += 2 * hour + 1)],
    ["the canary never seen", "canary_stale", () => list.publish({ manifest: { canaryAt: 0 } })],
    ["the canary seen in the future", "clock", () => list.publish({ manifest: { canaryAt: list.now + 10 * minute + 1 } })],
    ["another canary value than the root's", "epoch", () => list.publish({ manifest: { canarySlowHash: new Uint8Array(32) } })],
    ["a newer normaliser", "normaliser", () => list.publish({ manifest: { normaliser: "parasol-2 x" } })],
    ["fewer buckets than said", "list_forged", () => list.publish({ manifest: { bits: 1 } })],
    ["no slots", "list_forged", () => list.publish({ manifest: { slots: 0 } })],
    ["another bucket size", "list_forged", () => list.publish({ manifest: { slots: 17 } })],
    ["the bucket missing", "list_missing", () => void list.files.delete(bucketOf())],
    ["a short bucket", "list_forged", () => void list.files.set(bucketOf(), new Uint8Array(256))],
    ["a bucket of dummies in its place", "list_forged", () => void list.files.set(bucketOf(), new Uint8Array(128 * 256))],
    ["a keyring with one bent link", "list_forged", () => list.publish({ keyring: { links: [list.staff.worker.link] } })],
    ["all files gone", "list_missing", () => list.files.clear()],
    ["a dead key daemon", "key_daemon", () => void (list.answerTo = (method) => (method === "POST" ? json(503, "unavailable") : null))],
    ["no budget", "budget", () => void (list.answerTo = (method) => (method === "POST" ? json(429, "rate_limited") : null))],
    ["another minute", "clock", () => void (list.answerTo = (method) => (method === "POST" ? json(409, "conflict") : null))],
    ["signed out", "not_allowed", () => void (list.answerTo = (method) => (method === "POST" ? json(404, "not_found") : null))],
    ["an answer that is none", "proof", () => void (list.answerTo = (method) => (method === "POST" ? { status: 200, json: { reply: "AAAA" } } : null))],
    ["an answer without a reply", "proof", () => void (list.answerTo = (method) => (method === "POST" ? { status: 200, json: {} } : null))],
    ["a wrong proof", "proof", () => spoilReply((reply) => void (reply.proof = flipped(reply.proof, 8)))],
    ["another element", "proof", () => spoilReply((reply) => void (reply.elements = [ristretto255_oprf.voprf.blind(utf8("x")).blinded]))],
    ["no element", "proof", () => spoilReply((reply) => void (reply.elements = []))],
    ["another epoch", "proof", () => spoilReply((reply) => void (reply.epoch = 2))],
    ["an entry by a caseworker", "entry_forged", () => {
      list.entries = [{ ...(list.entries[0] as (typeof list.entries)[number]), signer: list.staff.caseworker.keys.sign }];
      return list.publish();
    }],
    ["an entry by a stranger", "entry_forged", () => {
      list.entries = [{ ...(list.entries[0] as (typeof list.entries)[number]), signer: stranger }];
      return list.publish();
    }],
    ["a canary by an editor", "entry_forged", () => {
      list.entries = [{ ...(list.entries[0] as (typeof list.entries)[number]), kind: "canary" }];
      return list.publish();
    }],
  ])("%s: %s", async (_, reason, spoil) => {
    await spoil();
    expect(await resultOf()).toEqual({ kind: "could_not_check", reason });
  });

  test("a list older than one seen before, or another of the same number", async () => {
    const { state } = await checked(listed);
    const seen = state.list?.seen ?? null;
    list.seq -= 2;
    await list.publish();
    expect((await checked(listed, state)).result).toEqual({ kind: "could_not_check", reason: "list_rolled_back" });
    expect((await checked(listed, { ...(await usual()), seen })).result).toEqual({ kind: "could_not_check", reason: "list_rolled_back" });
    list.now += 1;
    await list.publish();
    expect((await checked(listed, { ...(await usual()), seen })).result).toEqual({ kind: "could_not_check", reason: "list_rolled_back" });
    await list.publish();
    expect((await checked(listed, { ...(await usual()), seen })).result.kind).toBe("hit");
  });

  test("nothing is asked of the key daemon for a list that is not in order", async () => {
    list.now += day + 1;
    expect(await resultOf()).toEqual({ kind: "could_not_check", reason: "list_stale" });
    expect(list.asked.filter((line) => line.startsWith("POST"))).toEqual([]);
  });

  test("this device's canary has drifted", async () => {
    const state = { ...freshCheckState, canarySlowHash: new Uint8Array(32) };
    expect((await checked(listed, state)).result).toEqual({ kind: "could_not_check", reason: "normaliser" });
  });

  test("a signed manifest says what it says: one bit, any bit", async () => {
    const envelope = decodeSigned(list.manifest as Bytes);
    for (let bit = 7; bit < 8 * envelope.statement.length; bit += 211) {
      const bent = encodeSigned({ ...envelope, statement: flipped(envelope.statement, bit) });
      list.answerTo = (_, path) => (path === "/list/manifest" ? { status: 200, bytes: bent } : null);
      await expect(openList(list.client(), null, null)).rejects.toMatchObject({ reason: "list_forged" });
    }
  });
});

test("versions of the normaliser compare by their numbers", () => {
  expect(isOlderVersion(normaliserVersion, normaliserVersion)).toBe(false);
  expect(isOlderVersion(normaliserVersion, "")).toBe(false);
  expect(isOlderVersion("parasol-1 lib-1.9.0", "parasol-1 lib-1.13.16")).toBe(true);
  expect(isOlderVersion("parasol-1 lib-1.13.16", "parasol-1 lib-1.9.0")).toBe(false);
  expect(isOlderVersion("parasol-2", "parasol-10")).toBe(true);
  expect(isOlderVersion("parasol-1", "parasol-1 lib")).toBe(true);
});
