/** What is compared, opened once and kept until the lock, and the engine that compares it. */
import { base64url } from "../../shared/client/bytes.ts";
import { ClientError } from "../../shared/client/errors.ts";
import { decide, groupsOf, isSignedEntry, noLinks, readLinks, wipeLinks, type Decision, type LinkEntry as Opened, type Links } from "../../shared/client/link.ts";
import { startLinkageEngine, type LinkageEngine } from "../../shared/client/linkage_engine.ts";
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

export function openComparing(place: Workplace): Comparing {
  const { client, account } = place;
  let links: Links = noLinks;
  let isRead = false;
  let isOver = false;
  let told: Told | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const stop = (): void => {
    told?.engine.stop();
    told = null;
  };
  /** An engine that knows what `links` says; one call after the other. One that has failed is not asked again. */
  const comparing = (): Promise<LinkageEngine> => {
    const mine = turn.then(async () => {
      if (isOver) throw new ClientError("linkage", "locked");
      told ??= { engine: startLinkageEngine(), entries: new Map(), decisions: new Map() };
      try {
        await tell(told, links);
        return told.engine;
      } catch (error) {
        stop();
        throw error;
      }
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const listed = (keyring: Keyring, decisions = decisionsByEntry(links)): LinkList => ({
    entries: [...links.entries.values()]
      .map((entry) => shown(client, keyring, entry, decisions.get(entry.entry) ?? []))
      .sort((a, b) => b.day - a.day || (a.entry < b.entry ? -1 : 1)),
    unopened: links.unopened,
    groups: groupsOf(links.decisions.values()),
    candidates: async (entry, count) => (await comparing()).candidates(entry, count),
    decide: async (one, other, verdict, reason) => {
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
  });
  return {
    links: async (when) => {
      const { keyring } = await place.list();
      if (when === "now" || !isRead) {
        const hasKey = (keys: TeamKeys): boolean => keys.some(({ link }) => link !== null);
        const known = await place.teamKeys();
        const keys = hasKey(known) ? known : await place.newTeamKeys();
        if (!hasKey(keys)) return "awaited";
        links = await readLinks(client, account, keys, keyring, links);
        isRead = true;
      }
      return listed(keyring);
    },
    forget: () => {
      isOver = true;
      stop();
      wipeLinks(links);
      links = noLinks;
    },
  };
}

function pairOf({ one, other }: Pick<Decision, "one" | "other">): string {
  return `${one} ${other}`;
}

/** "Cannot tell" is nothing that the engine could go by. */
function tellable(verdict: LinkVerdict | null): "same_person" | "different_people" | null {
  return verdict === "cannot_tell" ? null : verdict;
}

/** Brings an engine from what it has been told to what is so now. */
async function tell({ engine, entries, decisions }: Told, links: Links): Promise<void> {
  const now = new Map([...links.entries.values()].map((entry) => [entry.entry, base64url(entry.contentHash)]));
  const gone = [...entries].filter(([entry, hash]) => now.get(entry) !== hash).map(([entry]) => entry);
  if (gone.length > 0) await engine.forget(gone);
  for (const entry of gone) {
    entries.delete(entry);
    for (const pair of [...decisions.keys()]) if (pair.split(" ").includes(entry)) decisions.delete(pair);
  }
  const added = [...links.entries.values()].filter(({ entry }) => !entries.has(entry));
  if (added.length > 0) await engine.load(added.map(({ entry, extract }) => ({ entry, extract })));
  for (const { entry } of added) entries.set(entry, now.get(entry) as string);

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
}

function shown(client: Workplace["client"], keyring: Keyring, opened: Opened, decisions: readonly LinkDecision[]): LinkEntry {
  let isSigned: boolean | null = null;
  const { entry, day, report, extract } = opened;
  return {
    entry,
    day,
    report,
    extract,
    get isSigned(): boolean {
      return (isSigned ??= isSignedEntry(client, keyring, opened));
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
