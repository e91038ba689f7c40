/** What members see, and, for who has the slot map, what they should see. */
import { fromBase64url, hex } from "../../shared/client/bytes.ts";
import { drafts, missingFromList, slotMap } from "../../shared/client/publish.ts";
import type { SlotMapRow } from "../../shared/client/editors.ts";
import type { List } from "../../shared/client/list.ts";
import { liveWarnings } from "../../shared/client/warnings.ts";
import { roles } from "../../shared/generated/vocabulary.ts";
import type { LiveEntry, LiveList } from "../services.ts";
import type { Workplace } from "./desk.ts";

export async function liveList(place: Workplace): Promise<LiveList> {
  const { client } = place;
  const list = await place.list();
  const { warnings } = await liveWarnings(client, list, await place.groupKeys());
  const shown = [...list.live.values()].map((entry): LiveEntry => {
    const reference = hex(entry.reference);
    return { reference, version: entry.version, state: "live", notBefore: null, body: warnings.find((body) => hex(body.reference) === reference) ?? null };
  });
  const { issued } = list.manifest;
  const compared = await compareWithSlotMap(place, list);
  return compared === null ? { entries: shown, issued, gaps: null } : { entries: [...shown, ...compared.others], issued, gaps: compared.gaps };
}

/** Where list and slot map differ, without the texts of the warnings. Null for whoever has no slot map. */
export async function listGaps(place: Workplace): Promise<LiveList["gaps"]> {
  return (await compareWithSlotMap(place, await place.list()))?.gaps ?? null;
}

async function compareWithSlotMap(place: Workplace, list: List): Promise<{ others: LiveEntry[]; gaps: NonNullable<LiveList["gaps"]> } | null> {
  const { client, account } = place;
  if (!roles[account.role].receivesEditorsKey) return null;
  const rows = newestByReference(await slotMap(client, await place.teamKeys()));
  const now = client.clock.now();
  const missing = new Set(missingFromList([...rows.values()], list).map((reference) => hex(fromBase64url(reference))));
  const showing = new Map((await drafts(client)).map((row) => [`${hex(fromBase64url(row.reference))} ${row.version}`, row.showing]));
  // The list says what is shown; why something is not, only the server can know.
  const stateOf = (reference: string, row: SlotMapRow): LiveEntry["state"] => {
    if (row.notAfter <= now) return "ended";
    const said = showing.get(`${reference} ${row.version}`);
    if (said === "hidden" || said === "gone") return said;
    if (said === "expired") return "ended";
    return missing.has(reference) ? "missing" : "pending";
  };
  const others = [...rows].filter(([reference]) => !list.live.has(reference)).map(([reference, row]): LiveEntry =>
    ({ reference, version: row.version, state: stateOf(reference, row), notBefore: row.notBefore, body: null }));
  return {
    others,
    gaps: [
      ...others.filter(({ state }) => state === "missing").map(({ reference }) => ({ reference, kind: "missing" as const })),
      ...[...list.live.keys()].filter((reference) => !rows.has(reference)).map((reference) => ({ reference, kind: "unknown" as const })),
    ],
  };
}

/** The newest packet of each warning, by reference in hexadecimal. */
function newestByReference(rows: readonly SlotMapRow[]): ReadonlyMap<string, SlotMapRow> {
  const newest = new Map<string, SlotMapRow>();
  for (const row of rows) {
    if (row.kind !== "warning") continue;
    const reference = hex(fromBase64url(row.reference));
    const known = newest.get(reference);
    if (known === undefined || row.version >= known.version) newest.set(reference, row);
  }
  return newest;
}
