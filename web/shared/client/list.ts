/**
 * The list as listd publishes it: manifest, keyring, live index, buckets. Whoever hands it over is not believed: the
 * manifest is signed by the list key, must be fresh and never older than one seen before, and names everything else by
 * hash. Anything that is not as it should be is a `CouldNotCheck`: no failure here ever looks like an answer.
 */
import {
  type LiveEntry,
  type Manifest,
  decodeKeyring,
  decodeLiveIndex,
  decodeManifest,
  decodeSigned,
} from "../generated/records.ts";
import { ApiError, type TransportOptions, file } from "./api.ts";
import { type Bytes, equal, hex } from "./bytes.ts";
import { clockTolerance, hour } from "./clock.ts";
import { ClientError } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, verifyKeyring } from "./keyring.ts";
import { openStatementBy } from "./signed.ts";
import { slotSize } from "./slot.ts";
import type { Client } from "./trust.ts";

export type CouldNotCheckReason =
  /** No connection. */
  | "offline"
  /** The clocks differ by more than ten minutes: set this device's. */
  | "clock"
  /** There is no list just now, or a file of it cannot be had. */
  | "list_missing"
  /** Not signed as it must be, or not what its hash says. */
  | "list_forged"
  /** Older than 24 hours. */
  | "list_stale"
  /** Older than one this device has seen, or another of the same number. */
  | "list_rolled_back"
  /** Nobody has found the test entry for three hours. */
  | "canary_stale"
  /** This application forms identifiers in another way than the list: it needs an update. */
  | "normaliser"
  /** Keys in the list are not those that the root certified. */
  | "epoch"
  /** The key daemon did not answer, or answered something that does not prove itself. */
  | "key_daemon"
  | "proof"
  /** No checks are left for now. */
  | "budget"
  /** Signed out, or not allowed to check. */
  | "not_allowed"
  /** An entry was found that nobody entitled has signed. */
  | "entry_forged"
  /** This device lacks the memory, or something else failed here. */
  | "device";

export class CouldNotCheck extends Error {
  readonly reason: CouldNotCheckReason;

  constructor(reason: CouldNotCheckReason) {
    super(reason);
    this.name = "CouldNotCheck";
    this.reason = reason;
  }
}

const longestAge = 24 * hour;
const wholeListLimit = 256 * 1024;
const mostBits = 16;

/** The newest manifest this device has accepted: kept in the vault, so that no server can go back behind it. */
export interface SeenList {
  readonly seq: number;
  /** SHA-256 of the manifest's statement. */
  readonly hash: Uint8Array;
}

export interface List {
  readonly manifest: Manifest;
  readonly seen: SeenList;
  readonly keyring: Keyring;
  /** By reference in hexadecimal. */
  readonly live: ReadonlyMap<string, LiveEntry>;
  /** Buckets on their way, by hash in hexadecimal. */
  readonly ahead: Buckets;
}

export type Buckets = ReadonlyMap<string, Promise<Bytes>>;

/**
 * What is fetched with a list: nothing more; or what any check of it will want, before it is known what is checked. That is
 * the buckets of a list that is fetched whole, of a larger one nothing.
 */
export type Ahead = "nothing" | "for_checks";

/**
 * Fetches and verifies the list as it is now. `seen` is what the vault remembers, or will once it is here; `last` is the
 * list of earlier, of which keyring, live index and buckets are taken over if they have not changed. Throws CouldNotCheck.
 */
export async function openList(
  client: Client,
  seen: SeenList | null | Promise<SeenList | null>,
  last: List | null,
  ahead: Ahead = "nothing",
): Promise<List> {
  return asCouldNotCheck(async () => {
    try {
      return await readList(client, seen, last, ahead);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
    return readList(client, seen, last, ahead);
  });
}

async function readList(
  client: Client,
  seen: SeenList | null | Promise<SeenList | null>,
  last: List | null,
  wanted: Ahead,
): Promise<List> {
  const { manifest, hash } = await fetchManifest(client);
  const newest = newer(await seen, last?.seen ?? null);
  if (newest !== null && (manifest.seq < newest.seq || (manifest.seq === newest.seq && !equal(hash, newest.hash)))) {
    throw new CouldNotCheck("list_rolled_back");
  }
  const age = client.clock.now() - manifest.issued;
  if (age < -clockTolerance) throw new CouldNotCheck("clock");
  if (age > longestAge) throw new CouldNotCheck("list_stale");
  const ahead = bucketsAhead(client, manifest, wanted, last?.ahead ?? new Map());
  const [keyring, live] = await Promise.all([
    last !== null && equal(last.manifest.keyring, manifest.keyring)
      ? last.keyring
      : fetchKeyring(client, manifest.keyring),
    last !== null && equal(last.manifest.liveIndex, manifest.liveIndex)
      ? last.live
      : fetchLiveIndex(client, manifest.liveIndex),
  ]);
  return { manifest, seen: { seq: manifest.seq, hash }, keyring, live, ahead };
}

/** Whether all buckets are fetched for every check: while the list is small, so that not even the bucket is told. */
function isFetchedWhole(manifest: Manifest): boolean {
  return manifest.buckets.length * manifest.slots * slotSize <= wholeListLimit;
}

/** Those of `before` that this manifest names, and what else is wanted. What fails to come the check itself asks for again. */
function bucketsAhead(client: Client, manifest: Manifest, wanted: Ahead, before: Buckets): Buckets {
  const isWanted = wanted === "for_checks" && isFetchedWhole(manifest);
  const ahead = new Map<string, Promise<Bytes>>();
  for (const hash of manifest.buckets) {
    const coming = before.get(hex(hash)) ?? (isWanted ? fetchFile(client, hash) : undefined);
    if (coming === undefined) continue;
    coming.catch(() => undefined);
    ahead.set(hex(hash), coming);
  }
  return ahead;
}

/**
 * The buckets where `index` may be: all of them while the list is fetched whole, each from `ahead` if it is on its way. One
 * by one they are kept by no cache: it would remember what was looked for, and a second look would ask for less.
 * Returns the wanted one. Throws CouldNotCheck; `Gone` if a file went away with its manifest.
 */
export async function fetchBucket(
  client: Client,
  manifest: Manifest,
  index: number,
  ahead: Buckets = new Map(),
): Promise<Bytes> {
  const fetched = isFetchedWhole(manifest)
    ? await Promise.all(manifest.buckets.map(async (hash) => (await ahead.get(hex(hash))?.catch(() => null)) ?? fetchFile(client, hash)))
    : await Promise.all(manifest.buckets.map((hash, i) => (i === index ? fetchFile(client, hash, "never") : null)));
  const isForged = fetched.some((bucket) => bucket !== null && bucket.length !== manifest.slots * slotSize);
  const wanted = fetched[index] ?? null;
  if (isForged || wanted === null) throw new CouldNotCheck("list_forged");
  return wanted;
}

/** A file that the manifest names is no longer there: most likely a newer manifest is. */
export class Gone extends Error {}

/** Whatever `action` throws becomes the reason that fits. `Gone`, once it is too late for another try, is "list_missing". */
export async function asCouldNotCheck<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof CouldNotCheck ? error : new CouldNotCheck(reasonOf(error));
  }
}

function reasonOf(error: unknown): CouldNotCheckReason {
  if (error instanceof Gone) return "list_missing";
  if (error instanceof ApiError) return error.code === "unreachable" ? "offline" : "list_missing";
  if (error instanceof ClientError) {
    switch (error.code) {
      case "slow_hash":
        return "device";
      case "proof":
        return "proof";
      case "sealed":
        return "entry_forged";
      default:
        return "list_forged";
    }
  }
  return "device";
}

async function fetchManifest(client: Client): Promise<{ manifest: Manifest; hash: Bytes }> {
  const bytes = await file(client.api, "/list/manifest", "never");
  if (bytes === null) throw new CouldNotCheck("list_missing");
  const { trust, deployment } = client.installation;
  const envelope = decodeSigned(bytes);
  const manifest = openStatementBy(trust.listKey, envelope, decodeManifest, deployment);
  const fits = manifest.bits <= mostBits && manifest.buckets.length === 2 ** manifest.bits && manifest.slots > 0;
  if (!fits) throw new CouldNotCheck("list_forged");
  return { manifest, hash: sha256(envelope.statement) };
}

async function fetchFile(client: Client, hash: Uint8Array, cache: TransportOptions["cache"] = "by_content"): Promise<Bytes> {
  const bytes = await file(client.api, `/list/${hex(hash)}`, cache);
  if (bytes === null) throw new Gone();
  if (!equal(sha256(bytes), hash)) throw new CouldNotCheck("list_forged");
  return bytes;
}

async function fetchKeyring(client: Client, hash: Uint8Array): Promise<Keyring> {
  return verifyKeyring(decodeKeyring(await fetchFile(client, hash)), client.installation);
}

async function fetchLiveIndex(client: Client, hash: Uint8Array): Promise<ReadonlyMap<string, LiveEntry>> {
  const index = decodeLiveIndex(await fetchFile(client, hash));
  if (!equal(index.deployment, client.installation.deployment)) throw new CouldNotCheck("list_forged");
  return new Map(index.entries.map((entry) => [hex(entry.reference), entry]));
}

function newer(one: SeenList | null, other: SeenList | null): SeenList | null {
  if (one === null || other === null) return one ?? other;
  return one.seq >= other.seq ? one : other;
}
