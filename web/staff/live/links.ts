/** What is compared, opened once and kept until the lock, and the engine that compares it. */
import { base64url } from "../../shared/client/bytes.ts";
import { ClientError } from "../../shared/client/errors.ts";
import { decide, groupsOf, noLinks, readLinks, signedDay, wipeLinks, type Decision, type LinkEntry as Opened, type Links } from "../../shared/client/link.ts";
import { startLinkageEngine, type Candidates, type LinkageEngine } from "../../shared/client/linkage_engine.ts";
import type { TeamKeys } from "../../shared/client/epoch_keys.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import type { LinkVerdict } from "../../shared/generated/vocabulary.ts";
import type { Desk, LinkDecision, LinkEntry, LinkList } from "../services.ts";
import type { Workplace } from "./desk.ts";

export interface Comparing {
  readonly links: Desk["links"];
  /** For good: on lock. */
  forget(): void;
}

/** What an engine has been told. */
interface Told {
  readonly engine: LinkageEngine;
  /** By entry, the hash of its content. */
  readonly entries: Map<string, string>;
  /** By `pairOf`. */
  readonly decisions: Map<string, "same_person" | "different_people">;
}

/** So many are verified in one go; then the screen has its turn. */
const kVerifiedAtOnce = 16;
/** How often what nobody has signed is left out and the rest asked about again. */
const kMostRounds = 20;

export function openComparing(place: Workplace): Comparing {
  const { client, account } = place;
  let links: Links = noLinks;
  let isRead = false;
  const ending = new AbortController();
  let told: Told | null = null;
  /** What the engine could not take, and, since the last reading, what was found to be signed by nobody of the desk. */
  const refused = new WeakSet<Opened>();
  let unsigned = new WeakSet<Opened>();
  const isLeftOut = (entry: Opened): boolean => refused.has(entry) || unsigned.has(entry);
  const inTurn = turns();
  const inTurnReading = turns();

  const mustBeOpen = (): void => {
    if (ending.signal.aborted) throw new ClientError("linkage", "locked");
  };
  const stop = (): void => {
    told?.engine.stop();
    told = null;
  };
  /** An engine that knows what `links` says; one call after the other. One that has failed is not asked again. */
  const comparing = (): Promise<LinkageEngine> => inTurn(async () => {
    mustBeOpen();
    told ??= { engine: startLinkageEngine(), entries: new Map(), decisions: new Map() };
    try {
      for (const entry of await tell(told, links, isLeftOut)) refused.add(entry);
      return told.engine;
    } catch (error) {
      stop();
      throw error;
    }
  });
  const isSigned = (keyring: Keyring, entry: string): boolean => {
    mustBeOpen();
    const opened = links.entries.get(entry);
    return opened !== undefined && signedDay(client, account, keyring, opened) !== null;
  };
  // To verify all of them before comparing would take half a minute for 20,000: so those that are found, before they are shown.
  const candidates = async (keyring: Keyring, entry: string, count: number): Promise<Candidates> => {
    if (!isSigned(keyring, entry)) throw new ClientError("linkage", "nobody of the desk has signed it");
    for (let round = 0; round < kMostRounds; round += 1) {
      const found = await (await comparing()).candidates(entry, count);
      let isClean = true;
      for (const [index, candidate] of found.candidates.entries()) {
        if (index % kVerifiedAtOnce === kVerifiedAtOnce - 1) await new Promise((resolve) => setTimeout(resolve));
        if (isSigned(keyring, candidate.entry)) continue;
        isClean = false;
        const opened = links.entries.get(candidate.entry);
        if (opened !== undefined) unsigned.add(opened);
      }
      if (isClean) return found;
    }
    throw new ClientError("linkage", "too many that nobody of the desk has signed");
  };
  const listed = (keyring: Keyring, decisions = decisionsByEntry(links)): LinkList => {
    const all = [...links.entries.values()];
    const taken = all.filter((entry) => !refused.has(entry));
    return {
      entries: taken
        .sort((a, b) => b.day - a.day || (a.entry < b.entry ? -1 : 1))
        .map((entry) => shown(entry, () => signedDay(client, account, keyring, entry), decisions.get(entry.entry) ?? [])),
      unopened: links.unopened + all.length - taken.length,
      groups: groupsOf(links.decisions.values()),
      candidates: (entry, count) => candidates(keyring, entry, count),
      decide: async (one, other, verdict, reason) => {
        if (!isSigned(keyring, one) || !isSigned(keyring, other)) throw new ClientError("linkage", "nobody of the desk has signed it");
        const engine = await comparing();
        const taken = await engine.decide(one, other, tellable(verdict));
        if (taken !== "taken") return taken;
        try {
          const decision = await decide(client, account, keyring, [one, other], verdict, reason);
          const rest = [...links.decisions].filter(([, each]) => pairOf(each) !== pairOf(decision));
          links = { ...links, decisions: new Map([...rest, [pairOf(decision), decision]]) };
        } catch (error) {
          // What was not stored the engine must not believe.
          stop();
          throw error;
        }
        return taken;
      },
    };
  };
  return {
    links: async (when) => {
      const { keyring } = await place.list();
      if (when === "now" || !isRead) {
        const hasKey = (keys: TeamKeys): boolean => keys.some(({ link }) => link !== null);
        const known = await place.teamKeys();
        const keys = hasKey(known) ? known : await place.newTeamKeys();
        if (!hasKey(keys)) return "awaited";
        await inTurnReading(async () => {
          mustBeOpen();
          const read = await readLinks(client, account, keys, keyring, links, ending.signal);
          if (ending.signal.aborted) wipeLinks(read);
          mustBeOpen();
          links = read;
          unsigned = new WeakSet();
          isRead = true;
        });
      }
      return listed(keyring);
    },
    forget: () => {
      ending.abort();
      stop();
      wipeLinks(links);
      links = noLinks;
    },
  };
}

/** Does one thing after the other, whether those before went well or not. */
function turns(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function pairOf({ one, other }: Pick<Decision, "one" | "other">): string {
  return `${one} ${other}`;
}

/** "Cannot tell" is nothing that the engine could go by. */
function tellable(verdict: LinkVerdict | null): "same_person" | "different_people" | null {
  return verdict === "cannot_tell" ? null : verdict;
}

/** Brings an engine from what it has been told to what is so now. Returns what it could not take. */
async function tell({ engine, entries, decisions }: Told, links: Links, isLeftOut: (entry: Opened) => boolean): Promise<Opened[]> {
  const compared = [...links.entries.values()].filter((entry) => !isLeftOut(entry));
  const now = new Map(compared.map((entry) => [entry.entry, base64url(entry.contentHash)]));
  const gone = [...entries].filter(([entry, hash]) => now.get(entry) !== hash).map(([entry]) => entry);
  if (gone.length > 0) await engine.forget(gone);
  for (const entry of gone) {
    entries.delete(entry);
    for (const pair of [...decisions.keys()]) if (pair.split(" ").includes(entry)) decisions.delete(pair);
  }
  const added = compared.filter(({ entry }) => !entries.has(entry));
  const refused = new Set(added.length === 0 ? [] : await engine.load(added.map(({ entry, extract }) => ({ entry, extract }))));
  for (const { entry } of added) if (!refused.has(entry)) entries.set(entry, now.get(entry) as string);

  const verdicts = new Map([...links.decisions.values()].flatMap((decision) => {
    const verdict = tellable(decision.verdict);
    const isHere = entries.has(decision.one) && entries.has(decision.other);
    return verdict === null || !isHere ? [] : [[pairOf(decision), { ...decision, verdict }] as const];
  }));
  for (const pair of [...decisions.keys()]) {
    const [one = "", other = ""] = pair.split(" ");
    if (verdicts.get(pair)?.verdict === decisions.get(pair)) continue;
    await engine.decide(one, other, null);
    decisions.delete(pair);
  }
  // Two people may have decided at once what does not go together: then the engine keeps to what it was told first.
  for (const [pair, { one, other, verdict }] of verdicts) {
    if (!decisions.has(pair) && (await engine.decide(one, other, verdict)) === "taken") decisions.set(pair, verdict);
  }
  return added.filter(({ entry }) => refused.has(entry));
}

function shown({ entry, report, extract }: Opened, signedOn: () => number | null, decisions: readonly LinkDecision[]): LinkEntry {
  return {
    entry,
    report,
    extract,
    get signedOn(): number | null {
      return signedOn();
    },
    decisions,
  };
}

/** A decision as it reads from one of its two entries. */
export function decisionFor(entry: string, { one, other, verdict, reason, day }: Decision): LinkDecision {
  return { other: entry === one ? other : one, verdict, reason, day };
}

function decisionsByEntry({ decisions }: Links): Map<string, LinkDecision[]> {
  const found = new Map<string, LinkDecision[]>();
  for (const decision of decisions.values()) {
    for (const entry of [decision.one, decision.other]) found.set(entry, [...(found.get(entry) ?? []), decisionFor(entry, decision)]);
  }
  return found;
}
