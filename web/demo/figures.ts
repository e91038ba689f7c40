/** What the demo holds at last, asked of the server as people would see it, against what the stories say. */
import { check, freshCheckState } from "../shared/client/check_flow.ts";
import { fetchPeople } from "../shared/client/epochs.ts";
import { openGroupKeys } from "../shared/client/epoch_keys.ts";
import type { List } from "../shared/client/list.ts";
import { drafts } from "../shared/client/publish.ts";
import { liveWarnings } from "../shared/client/warnings.ts";
import { normaliseIdentifier } from "../shared/identifier.ts";
import type { Case } from "./casework.ts";
import { comparedBy, opinions } from "./comparing.ts";
import type { Network } from "./people.ts";
import { type Story, isCompared, outcomeOf } from "./stories.ts";

type Counts = Readonly<Record<string, number>>;

export interface Figures {
  readonly people: Counts;
  readonly reports: Counts;
  readonly languages: Counts;
  readonly warnings: Counts;
  readonly identifiers: Counts;
  /** Reports that may be compared, and what people have said of two. */
  readonly compared: Counts;
  /** The list's answers to two checks: of a number with a warning, and of one without. */
  readonly checks: Counts;
}

/** Drama numbers: the second stands in no story. */
export const freeNumber = "07700 900998";

export function expected(stories: readonly Story[], members: number): Figures {
  const drafted = stories.flatMap((story) => outcomeOf(story).warning ?? []);
  return {
    people: { member: members, administrator: 2, case_lead: 1, data_protection_officer: 1, caseworker: 2, alert_editor: 2, analyst: 1, project_worker: 3 },
    reports: counted(stories.map((story) => outcomeOf(story).report)),
    languages: counted(stories.map(({ language }) => language)),
    warnings: counted([
      ...drafted.filter((state) => state !== "handed_over" && state !== "abandoned"),
      ...stories.filter(({ ending }) => ending === "live").map(() => "live"),
    ]),
    identifiers: identifiersOf(stories),
    compared: counted([
      ...stories.filter(isCompared).map(() => "report"),
      ...opinions.filter(({ pair }) => pair.every((name) => stories.some((story) => story.name === name && isCompared(story)))).map(({ verdict }) => verdict),
    ]),
    checks: counted(["hit", "nothing_live"]),
  };
}

export async function actual(network: Network, list: List, cases: readonly Case[]): Promise<Figures> {
  const { lead, editors } = network.staff;
  const [member] = network.members;
  const [editor] = editors;
  if (member === undefined || editor === undefined) throw new Error("there is nobody");
  const { people } = await fetchPeople(lead.client, list.keyring);
  const reports = await Promise.all(cases.map((one) => one.read()));
  const account = await member.account();
  const read = await liveWarnings(member.client, list, await openGroupKeys(member.client, account, list.keyring));
  if (read.notLoaded.length > 0) throw new Error("a warning is live and cannot be read");
  const links = await comparedBy(network, network.staff.analyst);
  const waiting = (await drafts(editor.client)).filter(({ state }) => state !== "handed_over" && state !== "abandoned");
  return {
    // Members who have all their keys are listed to nobody; each of these has joined and holds an account.
    people: counted([...people.map(({ person }) => person.role), ...network.members.map(() => "member")]),
    reports: counted(reports.map(({ state }) => state)),
    languages: counted(reports.map(({ language }) => language)),
    warnings: counted([...waiting.map(({ state }) => state), ...read.warnings.map(() => "live")]),
    identifiers: identifiersOf(cases.map(({ story }) => story)),
    compared: counted([...[...links.entries.keys()].map(() => "report"), ...[...links.decisions.values()].map(({ verdict }) => verdict ?? "unsigned")]),
    checks: counted([await checked(network, numberWithWarning(cases)), await checked(network, freeNumber)]),
  };
}

/** Of the newest story whose warning shows. */
export function numberWithWarning(cases: readonly Case[]): string {
  const texts = cases.filter(({ story }) => story.ending === "live").flatMap(({ story }) => story.identifiers);
  const number = texts.filter((text) => text.startsWith("tel ")).at(-1);
  if (number === undefined) throw new Error("no number has a warning");
  return number.slice("tel ".length);
}

/** Throws if one figure is not as it should be. */
export function compare(wanted: Figures, found: Figures): void {
  const sorted = (figures: Figures): string =>
    JSON.stringify(Object.entries(figures).map(([name, counts]) => [name, Object.entries(counts as Counts).sort()]));
  if (sorted(wanted) === sorted(found)) return;
  throw new Error(`the demo is not as told:\n${JSON.stringify(wanted)}\n${JSON.stringify(found)}`);
}

async function checked(network: Network, text: string): Promise<string> {
  const member = network.members[1] ?? network.members[0];
  const read = normaliseIdentifier({ kind: "phone", text, region: "GB" });
  if (member === undefined || !read.ok) throw new Error("nothing to check");
  const account = await member.account();
  const { result } = await check(member.client, account.keys.check, freshCheckState, read.token);
  return result.kind === "could_not_check" ? result.reason : result.kind;
}

function identifiersOf(stories: readonly Story[]): Counts {
  const names: Readonly<Record<string, string>> = { tel: "phone", eml: "email", usr: "handle", veh: "plate" };
  return counted(stories.flatMap(({ identifiers }) => identifiers).map((text) => names[text.slice(0, 3)] ?? text));
}

function counted(words: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
