/**
 * The warnings that show now, as a member reads them. What the signed index names and cannot be shown is reported as
 * such: nothing is ever left out in silence.
 */
import type { LiveEntry, WarningBody } from "../generated/records.ts";
import { call } from "./api.ts";
import type { WarningRow } from "./api_types.ts";
import { fromBase64url, hex, wipe } from "./bytes.ts";
import type { GroupKeys } from "./epoch_keys.ts";
import { orNull } from "./errors.ts";
import { sha256 } from "./kdf.ts";
import type { List } from "./list.ts";
import type { Client } from "./trust.ts";
import { openContentKey, openWarning } from "./warning_bytes.ts";

export type NotLoadedReason =
  /** The server did not hand it over, or other bytes than the list names. */
  | "missing"
  /** Sealed under a group key that she does not have yet. */
  | "no_key"
  /** It does not open. */
  | "sealed";

export interface LiveWarnings {
  readonly warnings: readonly WarningBody[];
  readonly notLoaded: readonly { readonly reference: Uint8Array; readonly reason: NotLoadedReason }[];
}

/** Fetches and opens every warning of the live index. ApiError if the server answers nothing at all. */
export async function liveWarnings(client: Client, list: List, keys: GroupKeys): Promise<LiveWarnings> {
  const { warnings: rows } = await call(client.api, "GET /api/warnings", {});
  const given = new Map<string, GivenWarning>();
  for (const row of rows) {
    const one = orNull(() => givenWarning(row));
    if (one !== null) given.set(nameOf(one), one);
  }
  const warnings: WarningBody[] = [];
  const notLoaded: { reference: Uint8Array; reason: NotLoadedReason }[] = [];
  for (const entry of list.live.values()) {
    const read = readEntry(entry, given.get(nameOf(entry)), keys);
    if (typeof read === "string") notLoaded.push({ reference: entry.reference, reason: read });
    else warnings.push(read);
  }
  return { warnings, notLoaded };
}

interface GivenWarning {
  readonly reference: Uint8Array;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly keyWrap: Uint8Array;
  readonly groupEpoch: number;
}

function givenWarning(row: WarningRow): GivenWarning {
  const bytes = fromBase64url(row.bytes);
  return {
    reference: fromBase64url(row.reference),
    hash: sha256(bytes),
    bytes,
    keyWrap: fromBase64url(row.key_wrap),
    groupEpoch: row.group_epoch,
  };
}

/** A warning counts only with exactly the bytes that the list names. */
function nameOf({ reference, hash }: { readonly reference: Uint8Array; readonly hash: Uint8Array }): string {
  return `${hex(reference)} ${hex(hash)}`;
}

function readEntry(entry: LiveEntry, given: GivenWarning | undefined, keys: GroupKeys): WarningBody | NotLoadedReason {
  if (given === undefined) return "missing";
  const groupKey = keys.get(given.groupEpoch);
  if (groupKey === undefined) return "no_key";
  const body = orNull(() => {
    const contentKey = openContentKey(groupKey, given.keyWrap, entry.reference, entry.version, given.groupEpoch);
    try {
      return openWarning(contentKey, given.bytes, entry.reference, entry.version);
    } finally {
      wipe(contentKey);
    }
  });
  return body ?? "sealed";
}
