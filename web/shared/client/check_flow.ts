/**
 * One private check, from a token to an answer (main-road.md §3, steps 1 to 3). The requests are the same in number,
 * order and size whatever is found: manifest, keyring and live index if they changed, one evaluation, bucket. "Nothing
 * live" is said only if every step proved itself; everything else is "could not check".
 */
import {
  type CheckEpoch,
  decodeBudgetReply,
  decodeEvaluateReply,
  encodeBudgetRequest,
  encodeEvaluateRequest,
} from "../generated/records.ts";
import { normaliseContact, normaliserVersion } from "../identifier/contact.ts";
import { ApiError, call } from "./api.ts";
import { type Bytes, equal, fromBase64url, hex, wipe } from "./bytes.ts";
import { bucketIndex, evaluationInput, lookupOf, slowHash, wipeLookup } from "./check.ts";
import { clockTolerance, hour, minuteOf } from "./clock.ts";
import { checkEpoch, signersEver } from "./keyring.ts";
import {
  CouldNotCheck,
  type CouldNotCheckReason,
  type List,
  type SeenList,
  Gone,
  asCouldNotCheck,
  fetchBucket,
  openList,
} from "./list.ts";
import { type Blinded, blindVerifiable, finalizeVerifiable } from "./oprf.ts";
import type { SigningKey } from "./signature.ts";
import { signStatement, signedText } from "./signed.ts";
import { type OpenSlot, type SlotLevel, findSlots, verifySlot } from "./slot.ts";
import type { Client } from "./trust.ts";

/** A number reserved for drama (Ofcom): every ceremony lists it, and every client can form its token. */
export const canaryIdentifier = { kind: "phone", text: "07700 900999", region: "GB" } as const;

const longestCanaryAge = 3 * hour;

/** What is kept between the checks of one session. */
export interface CheckState {
  /** What the vault remembers. */
  readonly seen: SeenList | null;
  readonly list: List | null;
  /** This device's own slow hash of the canary, made once. */
  readonly canarySlowHash: Uint8Array | null;
}

export const freshCheckState: CheckState = { seen: null, list: null, canarySlowHash: null };

export interface FoundWarning {
  /** 16 bytes. */
  readonly reference: Uint8Array;
  readonly level: SlotLevel;
}

export type CheckResult =
  /** Most serious first; all of them live. */
  | { readonly kind: "hit"; readonly warnings: readonly FoundWarning[] }
  /** Nothing live here. That does not mean safe. `isCanary`: the test number was checked, and found as it must be. */
  | { readonly kind: "nothing_live"; readonly isCanary: boolean }
  | { readonly kind: "could_not_check"; readonly reason: CouldNotCheckReason };

/** Checks that are left. */
export interface Remaining {
  readonly today: number;
  /** Of 30 days. */
  readonly period: number;
}

export interface Checked {
  readonly result: CheckResult;
  /** Null if the key daemon has not said. */
  readonly remaining: Remaining | null;
  /** For the next check. */
  readonly state: CheckState;
}

/** Checks one token of identifier.ts with the person's check key. Never throws. */
export async function check(client: Client, key: SigningKey, before: CheckState, token: string): Promise<Checked> {
  let state = before;
  let remaining: Remaining | null = null;
  try {
    const result = await asCouldNotCheck(async () => {
      const making = slowInputs(client, [token]);
      try {
        // The list comes while the hashes are made; nothing is asked of the key daemon before it is known to be in order.
        const [list, canarySlowHash, inputs] = await Promise.all([
          openList(client, state.seen, state.list),
          state.canarySlowHash ?? ownCanarySlowHash(client),
          making,
        ]);
        state = { ...state, list, canarySlowHash };
        const epoch = readyEpoch(list, canarySlowHash, client.clock.now());
        const evaluated = await evaluate(client, key, epoch, inputs);
        remaining = evaluated.remaining;
        const output = evaluated.outputs[0] as Bytes;
        try {
          return await lookUp(client, list, output, epoch);
        } catch (error) {
          if (!(error instanceof Gone)) throw error;
          // The list has moved on since: everything that was asked of it is asked again, of the newer one.
          const newer = await openList(client, state.seen, list);
          state = { ...state, list: newer };
          const sameKey = equal(readyEpoch(newer, canarySlowHash, client.clock.now()).key, epoch.key);
          if (!sameKey) throw new CouldNotCheck("epoch");
          return await lookUp(client, newer, output, epoch);
        } finally {
          wipe(output);
        }
      } finally {
        making.then((made) => wipe(...made), () => undefined);
      }
    });
    return { result, remaining, state };
  } catch (error) {
    const reason = error instanceof CouldNotCheck ? error.reason : "device";
    return { result: { kind: "could_not_check", reason }, remaining, state };
  }
}

/** Asks what is left without checking anything. Throws ApiError or ClientError. */
export async function remainingChecks(client: Client, key: SigningKey): Promise<Remaining> {
  const { deployment } = client.installation;
  const request = encodeBudgetRequest({ deployment, key: key.publicKey, minute: minuteOf(client.clock) });
  const body = { request: signedText(signStatement(key, request)) };
  const answer = await call(client.api, "POST /api/check/budget", { body });
  const reply = decodeBudgetReply(fromBase64url(answer.reply));
  return { today: reply.remainingDay, period: reply.remainingPeriod };
}

/** The check epoch of a list on which a check may be answered now. Throws CouldNotCheck. */
export function readyEpoch(list: List, canarySlowHash: Uint8Array, now: number): CheckEpoch {
  const { manifest } = list;
  const epoch = checkEpoch(list.keyring, manifest.epoch);
  const isCertified =
    epoch !== null && equal(epoch.key, manifest.checkKey) && equal(epoch.canarySlowHash, manifest.canarySlowHash);
  if (!isCertified) throw new CouldNotCheck("epoch");
  const canaryAge = now - manifest.canaryAt;
  if (canaryAge < -clockTolerance) throw new CouldNotCheck("clock");
  if (canaryAge > longestCanaryAge) throw new CouldNotCheck("canary_stale");
  const hasDrifted =
    isOlderVersion(normaliserVersion, manifest.normaliser) || !equal(canarySlowHash, epoch.canarySlowHash);
  if (hasDrifted) throw new CouldNotCheck("normaliser");
  return epoch;
}

/** The slow hash of the canary's token as this device forms both. */
export async function ownCanarySlowHash(client: Client): Promise<Bytes> {
  const canary = normaliseContact(canaryIdentifier);
  if (!canary.ok) throw new CouldNotCheck("normaliser");
  return slowHash(canary.token, client.installation.deployment);
}

export interface Evaluated {
  /** 64 bytes for each token. Wipe them. */
  readonly outputs: readonly Bytes[];
  readonly remaining: Remaining;
}

/** What is evaluated of each token: its slow hash, under its type. */
export async function slowInputs(client: Client, tokens: readonly string[]): Promise<Bytes[]> {
  const inputs: Bytes[] = [];
  for (const token of tokens) {
    const slow = await slowHash(token, client.installation.deployment);
    inputs.push(evaluationInput(token, slow));
    wipe(slow);
  }
  return inputs;
}

/**
 * Blinding, the key daemon's evaluation, its proof under the certified key, unblinding. Up to 256 inputs in one request,
 * which are wiped. Throws CouldNotCheck.
 */
export async function evaluate(
  client: Client,
  key: SigningKey,
  epoch: CheckEpoch,
  inputs: readonly Bytes[],
): Promise<Evaluated> {
  const { deployment } = client.installation;
  const blinded: Blinded[] = [];
  try {
    for (const input of inputs) blinded.push(blindVerifiable(input, client.random));
    const request = encodeEvaluateRequest({
      deployment,
      epoch: epoch.epoch,
      key: key.publicKey,
      minute: minuteOf(client.clock),
      elements: blinded.map(({ element }) => element),
    });
    const body = { request: signedText(signStatement(key, request)) };
    const answer = await call(client.api, "POST /api/check", { body }).catch((error: unknown) => {
      throw new CouldNotCheck(refusalOf(error));
    });
    const reply = decodeReply(answer.reply);
    if (reply.epoch !== epoch.epoch) throw new CouldNotCheck("proof");
    return {
      outputs: finalizeVerifiable(blinded, reply.elements, reply.proof, epoch.key),
      remaining: { today: reply.remainingDay, period: reply.remainingPeriod },
    };
  } finally {
    for (const one of blinded) wipe(one.blind);
    wipe(...inputs);
  }
}

function decodeReply(text: string): ReturnType<typeof decodeEvaluateReply> {
  try {
    return decodeEvaluateReply(fromBase64url(text));
  } catch {
    throw new CouldNotCheck("proof");
  }
}

function refusalOf(error: unknown): CouldNotCheckReason {
  if (!(error instanceof ApiError)) return "key_daemon";
  switch (error.code) {
    case "unreachable":
      return "offline";
    case "rate_limited":
      return "budget";
    // The minute in the request is too far from keyd's.
    case "conflict":
      return "clock";
    case "unauthorised":
    case "not_found":
      return "not_allowed";
    default:
      return "key_daemon";
  }
}

async function lookUp(client: Client, list: List, output: Uint8Array, epoch: CheckEpoch): Promise<CheckResult> {
  const lookup = lookupOf(output, epoch.epoch);
  try {
    const bucket = await fetchBucket(client, list.manifest, bucketIndex(lookup.prefix, list.manifest.bits), list.ahead);
    return resultOf(findSlots(bucket, lookup), list);
  } finally {
    wipeLookup(lookup);
  }
}

function resultOf(slots: readonly OpenSlot[], list: List): CheckResult {
  // What an alert editor signed before she was revoked stays.
  const editors = signersEver(list.keyring, "alert_editor");
  const warnings = new Map<string, FoundWarning>();
  let isCanary = false;
  for (const slot of slots) {
    const signers = slot.kind === "canary" ? [list.keyring.installation.rootKey] : editors;
    if (slot.kind === "nuisance" || !verifySlot(slot, signers)) throw new CouldNotCheck("entry_forged");
    if (slot.kind === "canary") {
      isCanary = true;
      continue;
    }
    const name = hex(slot.reference);
    const known = warnings.get(name);
    const isWorse = known === undefined || severity[slot.level] > severity[known.level];
    if (list.live.has(name) && isWorse) warnings.set(name, { reference: slot.reference, level: slot.level });
  }
  if (warnings.size === 0) return { kind: "nothing_live", isCanary };
  const found = Array.from(warnings.values());
  return { kind: "hit", warnings: found.sort((a, b) => severity[b.level] - severity[a.level]) };
}

const severity: Readonly<Record<SlotLevel, number>> = { information: 0, caution: 1, danger: 2 };

/** True if version text `left` is older than `right`: numbers in it are compared as numbers. As src/listd/listing.cpp. */
export function isOlderVersion(left: string, right: string): boolean {
  const parts = (text: string): string[] => text.match(/[0-9]+|[^0-9]/gu) ?? [];
  const [a, b] = [parts(left), parts(right)];
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (/^[0-9]/.test(x) && /^[0-9]/.test(y)) {
      if (Number(x) !== Number(y)) return Number(x) < Number(y);
    } else if (x !== y) {
      return x < y;
    }
  }
  return a.length < b.length;
}
