/**
 * No silent false negative: whatever goes wrong or is forged between a member and the list, a check of a listed number
 * says "could not check" with its reason, never "nothing live". The daemons are real; what a hostile server or cache could
 * answer is put between them and the client. The thief has the list key, too: what he signs with it is no better.
 */
import { readFileSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TransportAnswer } from "../../web/shared/client/api.ts";
import { type Bytes, base64url, equal, fromBase64url, hex } from "../../web/shared/client/bytes.ts";
import { bucketIndex, lookupOf } from "../../web/shared/client/check.ts";
import { type CheckResult, type CheckState, check, evaluate, freshCheckState, ownCanarySlowHash, readyEpoch, slowInputs } from "../../web/shared/client/check_flow.ts";
import { hour, minute, shiftedClock, systemClock } from "../../web/shared/client/clock.ts";
import { sha256 } from "../../web/shared/client/kdf.ts";
import { signersEver } from "../../web/shared/client/keyring.ts";
import { type CouldNotCheckReason, type List, fetchBucket } from "../../web/shared/client/list.ts";
import { type SigningKey, signingKey } from "../../web/shared/client/signature.ts";
import { signStatement, signedFromText } from "../../web/shared/client/signed.ts";
import { findSlots, makeSlot, slotSize } from "../../web/shared/client/slot.ts";
import { type Client, connect } from "../../web/shared/client/trust.ts";
import {
  type EvaluateReply,
  type Manifest,
  decodeEvaluateReply,
  decodeEvaluateRequest,
  decodeManifest,
  decodeSigned,
  encodeEvaluateReply,
  encodeManifest,
  encodeSigned,
} from "../../web/shared/generated/records.ts";
import { normaliserVersion } from "../../web/shared/identifier.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons } from "./support/daemons.ts";
import { until } from "../http/support/until.ts";
import { advance, codeless, contentOf, draftFrom, editorOf, now, phone, publish, reportApproved, tokenOfPhone, workerOf } from "./support/road.ts";

const listed = "07700 900456";
const token = tokenOfPhone(listed);

let daemons: Daemons;
let network: Network;
let member: Person;
let fresh: CheckState;
let list: List;
let listKey: SigningKey;

/** What the server answers, changed on its way. Paths of answers that were asked for go to `asked`. */
type Change = (path: string, answer: TransportAnswer, body: unknown) => TransportAnswer;

const asked: string[] = [];

function between(client: Client, change: Change): Client {
  return {
    ...client,
    api: {
      transport: async (method, path, body, options) => {
        asked.push(path);
        return change(path, await client.api.transport(method, path, body, options), body);
      },
    },
  };
}

async function checked(client: Client, state: CheckState = fresh): Promise<CheckResult> {
  return (await check(client, member.account.keys.check, state, token)).result;
}

async function expectReason(reason: CouldNotCheckReason, change: Change, state: CheckState = fresh): Promise<void> {
  expect(await checked(between(member.client, change), state)).toEqual({ kind: "could_not_check", reason });
}

function bytesAt(wanted: string, change: (bytes: Bytes) => Bytes | null): Change {
  return (path, answer) => {
    if (path !== wanted || answer.bytes === undefined) return answer;
    const changed = change(answer.bytes);
    return changed === null ? { status: 404, json: { error: "not_found" } } : { status: answer.status, bytes: changed };
  };
}

/** The list key's thief: a manifest that is validly signed, and files of his own. */
function forged(change: Partial<Manifest>, files: readonly Bytes[] = []): Change {
  const statement = encodeManifest({ ...list.manifest, seq: list.manifest.seq + 1, ...change });
  const bytes = encodeSigned(signStatement(listKey, statement));
  const own = new Map(files.map((file) => [`/list/${hex(sha256(file))}`, file]));
  return (path, answer) => {
    if (path === "/list/manifest") return { status: 200, bytes };
    const file = own.get(path);
    return file === undefined ? answer : { status: 200, bytes: file };
  };
}

function flippedAt(bytes: Uint8Array, at: number, bit = 1): Bytes {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] as number) ^ bit;
  return copy;
}

function replyChanged(change: (reply: Bytes) => Uint8Array): Change {
  return (path, answer) => {
    if (path !== "/api/check") return answer;
    const { reply } = answer.json as { reply: string };
    return { status: answer.status, json: { reply: base64url(change(fromBase64url(reply))) } };
  };
}

function replyFields(change: (reply: EvaluateReply) => EvaluateReply): Change {
  return replyChanged((bytes) => encodeEvaluateReply(change(decodeEvaluateReply(bytes))));
}

/** As ours, but valid under another key: what a server says that has a key daemon of its own. */
function evaluatedElsewhere(): Change {
  const { secretKey, publicKey } = ristretto255_oprf.voprf.generateKeyPair();
  return (path, answer, body) => {
    if (path !== "/api/check") return answer;
    const request = decodeEvaluateRequest(signedFromText((body as { request: string }).request).statement);
    const { evaluated, proof } = ristretto255_oprf.voprf.blindEvaluateBatch(secretKey, publicKey, [...request.elements]);
    const reply = decodeEvaluateReply(fromBase64url((answer.json as { reply: string }).reply));
    return { status: 200, json: { reply: base64url(encodeEvaluateReply({ ...reply, elements: evaluated, proof })) } };
  };
}

/** Where the listed number's slot lies, as somebody who may check finds out. */
async function lookedUp(): Promise<{ lookup: ReturnType<typeof lookupOf>; bucket: Bytes; index: number }> {
  const epoch = readyEpoch(list, fresh.canarySlowHash as Uint8Array, member.client.clock.now());
  const { outputs } = await evaluate(member.client, member.account.keys.check, epoch, await slowInputs(member.client, [token]));
  const lookup = lookupOf(outputs[0] as Bytes, epoch.epoch);
  const index = bucketIndex(lookup.prefix, list.manifest.bits);
  return { lookup, bucket: await fetchBucket(member.client, list.manifest, index), index };
}

function bucketsWith(index: number, bucket: Bytes): Partial<Manifest> {
  return { buckets: list.manifest.buckets.map((hash, i) => (i === index ? sha256(bucket) : hash)) };
}

beforeAll(async () => {
  daemons = await makeDaemons(true);
  network = await makeNetwork(daemons, 1);
  member = network.members[0] as Person;
  const worker = await workerOf(network.caseworker);
  const { report, artefact } = await reportApproved(member.client, worker.list, codeless(member.client), contentOf([phone(listed)], "He locked the door."));
  await draftFrom(worker, report);
  await publish(await editorOf(network.editor), artefact.reference, []);
  await advance(member.client, "quarter_hour");
  member = await now(member);
  fresh = { ...freshCheckState, canarySlowHash: await ownCanarySlowHash(member.client) };
  await until(
    () => listOf(member),
    ({ live }) => live.size === 1,
  );
  list = await listOf(member);
  listKey = signingKey(new Uint8Array(readFileSync(join(daemons.folder, "listd/list.key")).subarray(0, 32)));
});
afterAll(async () => {
  await daemons?.remove();
});

test("without interference the number is found", async () => {
  expect(await checked(between(member.client, (_, answer) => answer))).toMatchObject({ kind: "hit", warnings: [{}] });
});

describe("answers changed on their way", () => {
  test("no answer at all", async () => {
    const offline: Client = { ...member.client, api: { transport: () => Promise.reject(new Error("no route")) } };
    expect(await checked(offline)).toEqual({ kind: "could_not_check", reason: "offline" });
    const half = between(member.client, (path, answer) => {
      if (path === "/api/check") throw new Error("connection lost");
      return answer;
    });
    expect(await checked(half)).toEqual({ kind: "could_not_check", reason: "offline" });
  });

  test("missing files", async () => {
    await expectReason("list_missing", bytesAt("/list/manifest", () => null));
    for (const hash of [list.manifest.keyring, list.manifest.liveIndex, ...list.manifest.buckets]) {
      await expectReason("list_missing", bytesAt(`/list/${hex(hash)}`, () => null));
    }
  });

  test("any byte turned, any file cut short, lengthened, empty or exchanged", async () => {
    const { buckets, keyring, liveIndex } = list.manifest;
    const bucket = buckets[0] as Uint8Array;
    for (const path of ["/list/manifest", ...[keyring, liveIndex, bucket].map((hash) => `/list/${hex(hash)}`)]) {
      await expectReason("list_forged", bytesAt(path, (bytes) => flippedAt(bytes, bytes.length >> 1)));
      await expectReason("list_forged", bytesAt(path, (bytes) => flippedAt(bytes, 0)));
      await expectReason("list_forged", bytesAt(path, (bytes) => flippedAt(bytes, bytes.length - 1)));
      await expectReason("list_forged", bytesAt(path, (bytes) => bytes.slice(0, -1)));
      await expectReason("list_forged", bytesAt(path, (bytes) => bytes.slice(0, bytes.length >> 1)));
      await expectReason("list_forged", bytesAt(path, (bytes) => new Uint8Array([...bytes, 0])));
      await expectReason("list_forged", bytesAt(path, () => new Uint8Array()));
    }
    await expectReason("list_forged", bytesAt(`/list/${hex(bucket)}`, (bytes) => new Uint8Array(bytes.length)));
  });

  test("every byte of the evaluation turned: elements, proof, epoch", async () => {
    // What follows the proof is what is left to check today and in 30 days: no secret rests on it.
    const remaining = 8;
    const size = encodeEvaluateReply({ epoch: 1, elements: [new Uint8Array(32)], proof: new Uint8Array(64), remainingDay: 0, remainingPeriod: 0 }).length;
    expect(size).toBeGreaterThan(4 + 32 + 64 + remaining);
    for (let at = 0; at < size - remaining; at += 1) await expectReason("proof", replyChanged((bytes) => flippedAt(bytes, at, 1 << at % 8)));
  });

  test("evaluations that are none", async () => {
    await expectReason("proof", replyChanged((bytes) => bytes.slice(0, -1)));
    await expectReason("proof", replyChanged(() => new Uint8Array()));
    await expectReason("proof", replyFields((reply) => ({ ...reply, elements: [] })));
    await expectReason("proof", replyFields((reply) => ({ ...reply, elements: [...reply.elements, ...reply.elements] })));
    await expectReason("proof", replyFields((reply) => ({ ...reply, elements: [new Uint8Array(32)] })));
    await expectReason("proof", replyFields((reply) => ({ ...reply, proof: new Uint8Array(64) })));
    for (const status of [200, 404, 500, 503]) {
      const result = await checked(between(member.client, (path, answer) => (path === "/api/check" ? { status, bytes: new Uint8Array(9) } : answer)));
      expect(result).toMatchObject({ kind: "could_not_check" });
    }
  });

  test("another key daemon, with a valid proof under its own key: no bucket is asked for", async () => {
    asked.length = 0;
    await expectReason("proof", evaluatedElsewhere());
    const buckets = list.manifest.buckets.map((hash) => `/list/${hex(hash)}`);
    expect(asked).toContain("/api/check");
    expect(asked.filter((path) => buckets.includes(path))).toEqual([]);
  });

  test("an evaluation of something else", async () => {
    let earlier: TransportAnswer | null = null;
    await checked(
      between(member.client, (path, answer) => {
        if (path === "/api/check") earlier = answer;
        return answer;
      }),
    );
    await expectReason("proof", (path, answer) => (path === "/api/check" ? (earlier as TransportAnswer) : answer));
  });
});

describe("manifests by a thief of the list key", () => {
  test("another epoch, another key, another canary", async () => {
    await expectReason("epoch", forged({ epoch: list.manifest.epoch + 1 }));
    await expectReason("epoch", forged({ epoch: 0 }));
    await expectReason("epoch", forged({ checkKey: ristretto255_oprf.voprf.generateKeyPair().publicKey }));
    await expectReason("epoch", forged({ canarySlowHash: new Uint8Array(32) }));
  });

  test("times that cannot be", async () => {
    const time = member.client.clock.now();
    await expectReason("list_stale", forged({ issued: time - 24 * hour - minute }));
    await expectReason("clock", forged({ issued: time + 11 * minute }));
    await expectReason("canary_stale", forged({ canaryAt: time - 3 * hour - minute }));
    await expectReason("clock", forged({ canaryAt: time + 11 * minute }));
    await expectReason("normaliser", forged({ normaliser: normaliserVersion.replace("parasol-1", "parasol-2") }));
  });

  test("buckets of another size or number", async () => {
    const { bucket, index } = await lookedUp();
    const short = bucket.slice(slotSize);
    await expectReason("list_forged", forged(bucketsWith(index, short), [short]));
    const long = new Uint8Array([...bucket, ...bucket.slice(0, slotSize)]);
    await expectReason("list_forged", forged(bucketsWith(index, long), [long]));
    await expectReason("list_forged", forged({ bits: list.manifest.bits + 1 }));
    await expectReason("list_forged", forged({ buckets: [] }));
    await expectReason("list_forged", forged({ slots: 0 }));
    await expectReason("list_forged", forged({ slots: list.manifest.slots - 1 }));
  });

  test("a slot that he made, or changed", async () => {
    const { lookup, bucket, index } = await lookedUp();
    const [slot] = findSlots(bucket, lookup);
    if (slot === undefined) throw new Error("no slot");
    const at = Array.from({ length: bucket.length / slotSize }, (_, i) => i * slotSize).find((start) => equal(bucket.slice(start, start + 16), lookup.tags[slot.tagIndex] as Bytes));
    if (at === undefined) throw new Error("no tag");
    const replaced = (bytes: Uint8Array): Bytes => new Uint8Array([...bucket.slice(0, at), ...bytes, ...bucket.slice(at + slotSize)]);
    const { kind, level, reference } = slot;
    const others = [makeSlot(lookup, slot.tagIndex, { kind, level, reference }, listKey), makeSlot(lookup, slot.tagIndex, { kind: "canary", level, reference }, member.account.keys.sign)];
    for (const other of others) await expectReason("entry_forged", forged(bucketsWith(index, replaced(other)), [replaced(other)]));
    const broken = flippedAt(bucket, at + 100);
    await expectReason("entry_forged", forged(bucketsWith(index, broken), [broken]));
    expect(signersEver(list.keyring, "alert_editor")).toHaveLength(1);
  });
});

describe("in the course of time", () => {
  test("an older list than one that was seen", async () => {
    const bytes = readFileSync(join(daemons.folder, "listd/public/manifest"));
    await advance(member.client, "quarter_hour");
    member = await now(member);
    const newer = await until(
      () => listOf(member),
      ({ manifest }) => manifest.seq > decodeManifest(decodeSigned(bytes).statement).seq,
    );
    const old: Change = (path, answer) => (path === "/list/manifest" ? { status: 200, bytes: new Uint8Array(bytes) } : answer);
    await expectReason("list_rolled_back", old, { ...fresh, seen: newer.seen });
    await expectReason("list_rolled_back", old, { ...fresh, list: newer });
    list = newer;
    await expectReason("list_rolled_back", forged({ seq: newer.manifest.seq, previous: new Uint8Array(32) }), { ...fresh, seen: newer.seen });
  });

  test("a device whose clock is wrong", async () => {
    for (const wrong of [-11 * minute, 11 * minute]) {
      const pin = { kind: "root", rootKey: member.client.installation.rootKey } as const;
      const { client } = await connect(member.client.api, pin, shiftedClock(systemClock, wrong));
      expect(await checked(client)).toEqual({ kind: "could_not_check", reason: "clock" });
    }
  });

  test("the key daemon is away", async () => {
    await daemons.stopOne("keyd", "SIGKILL");
    expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "key_daemon" });
    await daemons.startOne("keyd");
    await until(
      () => checked(member.client),
      ({ kind }) => kind === "hit",
    );
  });

  test("the list's folder is empty, or holds half a manifest", async () => {
    const folder = join(daemons.folder, "listd/public");
    const away = join(daemons.folder, "listd/away");
    await daemons.stopOne("listd");
    renameSync(join(folder, "manifest"), away);
    expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "list_missing" });
    renameSync(away, join(folder, "manifest"));
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    expect(await checked(member.client)).toMatchObject({ kind: "hit" });
  });

  test("the list daemon stays away: the test entry grows old, then the list", async () => {
    await advance(member.client, "quarter_hour", 13);
    member = await now(member);
    expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "canary_stale" });
    await advance(member.client, "day");
    member = await now(member);
    expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "list_stale" });
    await daemons.startOne("listd");
    // serve may have looked for the test entry while the list daemon was still away, and then does again within a quarter of an hour.
    await advance(member.client, "quarter_hour");
    member = await now(member);
    const result = await until(
      () => checked(member.client),
      ({ kind }) => kind !== "could_not_check",
    );
    expect(result).toMatchObject({ kind: "hit" });
  });

  test("the server is away", async () => {
    await daemons.stopOne("serve");
    expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "offline" });
    await daemons.startOne("serve");
  });
});

test("signed out: not allowed, which is no answer either", async () => {
  member.browser.cookies.clear();
  expect(await checked(member.client)).toEqual({ kind: "could_not_check", reason: "not_allowed" });
});
