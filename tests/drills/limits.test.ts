/**
 * Limits are keyd's own: whoever stands between a member and keyd (here: this test, at keyd's socket, in the place of
 * `serve`) can neither spend more than her certified key may, nor spend somebody else's, nor have anything forgotten.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomBytes } from "../../web/shared/client/bytes.ts";
import { check, freshCheckState, remainingChecks } from "../../web/shared/client/check_flow.ts";
import { day, minute } from "../../web/shared/client/clock.ts";
import { blindVerifiable } from "../../web/shared/client/oprf.ts";
import { type SigningKey, signingKey } from "../../web/shared/client/signature.ts";
import { signStatement } from "../../web/shared/client/signed.ts";
import { type Signed, decodeEvaluateReply, encodeEvaluateRequest, encodeSigned } from "../../web/shared/generated/records.ts";
import { type Network, type Person, listOf, makeNetwork } from "../http/support/people.ts";
import { type Daemons, makeDaemons, tomorrowAt } from "./support/daemons.ts";
import { now, tokenOfPhone } from "./support/road.ts";
import { callDaemon, rateLimited, success, unauthorised } from "./support/sockets.ts";

const evaluateOperation = 4;

let daemons: Daemons;
let network: Network;
let member: Person;
let other: Person;
let offset = 0;
let epoch = 1;

beforeAll(async () => {
  daemons = await makeDaemons(false);
  // Nothing here may straddle midnight.
  tomorrowAt(daemons, 1);
  network = await makeNetwork(daemons, 2);
  [member, other] = network.members as [Person, Person];
  offset = member.client.clock.now() - Date.now();
  epoch = (await listOf(member)).manifest.epoch;
});
afterAll(async () => {
  await daemons?.remove();
});

function later(by: number): void {
  offset += by;
  daemons.setClock(offset);
}

/** A request of valid, random elements: what they hide is nobody's number. */
function request(key: SigningKey, elements: number, claimed: Uint8Array = key.publicKey): Signed {
  const statement = encodeEvaluateRequest({
    deployment: member.client.installation.deployment,
    epoch,
    key: claimed,
    minute: Math.floor((Date.now() + offset) / minute),
    elements: Array.from({ length: elements }, () => blindVerifiable(randomBytes(32)).element),
  });
  return signStatement(key, statement);
}

async function statusOf(envelope: Signed): Promise<number> {
  return (await callDaemon(daemons.folder, "keyd", evaluateOperation, encodeSigned(envelope))).status;
}

/** Spends `count` checks, five a minute. */
async function spend(key: SigningKey, count: number): Promise<void> {
  for (let spent = 0; spent < count; spent += 1) {
    if (spent % 5 === 0) later(minute);
    expect(await statusOf(request(key, 1)), `check ${spent + 1}`).toBe(success);
  }
}

test("five a minute, and a batch counts as many as it holds", async () => {
  const key = member.account.keys.check;
  later(minute);
  expect(await statusOf(request(key, 4))).toBe(success);
  expect(await statusOf(request(key, 2))).toBe(rateLimited);
  expect(await statusOf(request(key, 1))).toBe(success);
  expect(await statusOf(request(key, 1))).toBe(rateLimited);
});

test("the same bytes again cost nothing, and bring the same answer", async () => {
  const key = member.account.keys.check;
  later(minute);
  const bytes = encodeSigned(request(key, 1));
  const [first, again] = [await callDaemon(daemons.folder, "keyd", evaluateOperation, bytes), await callDaemon(daemons.folder, "keyd", evaluateOperation, bytes)];
  expect(again).toEqual(first);
  expect(decodeEvaluateReply(first.body).remainingDay).toBe(24);
});

test("the 31st of a day is refused, whatever a hostile server claims", async () => {
  const key = member.account.keys.check;
  await spend(key, 24);
  later(minute);
  expect(await statusOf(request(key, 1))).toBe(rateLimited);
  // In the name of somebody who has checks left: her key's signature is wanted.
  expect(await statusOf(request(key, 1, other.account.keys.check.publicKey))).toBe(unauthorised);
  // A key that nobody certified, one that may not check, and the member's other key.
  for (const stranger of [signingKey(randomBytes(32)), network.administrators[0].account.keys.check, member.account.keys.sign]) {
    expect(await statusOf(request(stranger, 1))).toBe(unauthorised);
  }
  // Through the real server: in her own session, and in another member's, where not even keyd is asked.
  const [own, inHerPlace] = [await now(member), await now(other)];
  const token = tokenOfPhone("07700 900001");
  expect((await check(own.client, key, freshCheckState, token)).result).toEqual({ kind: "could_not_check", reason: "budget" });
  expect((await check(inHerPlace.client, key, freshCheckState, token)).result).toMatchObject({ kind: "could_not_check" });
  // It cost her nothing.
  expect(await remainingChecks(inHerPlace.client, other.account.keys.check)).toEqual({ today: 30, period: 200 });
});

test("a request of another day than today is no way around", async () => {
  const key = member.account.keys.check;
  for (const wrong of [day, -day]) {
    const statement = encodeEvaluateRequest({
      deployment: member.client.installation.deployment,
      epoch,
      key: key.publicKey,
      minute: Math.floor((Date.now() + offset + wrong) / minute),
      elements: [blindVerifiable(randomBytes(32)).element],
    });
    expect(await statusOf(signStatement(key, statement))).not.toBe(success);
  }
});

test("a keyd that was killed remembers", async () => {
  await daemons.stopOne("keyd", "SIGKILL");
  await daemons.startOne("keyd");
  expect(await statusOf(request(member.account.keys.check, 1))).toBe(rateLimited);
  expect(await statusOf(request(other.account.keys.check, 1))).toBe(success);
});

test("200 in 30 days", async () => {
  const key = member.account.keys.check;
  // 30 are spent: five days of 30 and one of 20.
  for (const count of [30, 30, 30, 30, 30, 20]) {
    later(day);
    await spend(key, count);
  }
  later(minute);
  expect(await statusOf(request(key, 1))).toBe(rateLimited);
  later(day);
  expect(await statusOf(request(key, 1))).toBe(rateLimited);
  await daemons.stopOne("keyd", "SIGKILL");
  await daemons.startOne("keyd");
  expect(await statusOf(request(key, 1))).toBe(rateLimited);
  // The first day's 30 are 30 days ago by now.
  later(23 * day);
  expect(await statusOf(request(key, 1))).toBe(success);
});
