/** What those who compare reports have said of some of them; of others they have not said anything yet. */
import { type Links, decide, readLinks } from "../shared/client/link.ts";
import type { LinkVerdict } from "../shared/generated/vocabulary.ts";
import type { Case } from "./casework.ts";
import type { Network, Person } from "./people.ts";

export interface Opinion {
  /** By the names of those who reported. */
  readonly pair: readonly [string, string];
  readonly by: "analyst" | "lead";
  readonly verdict: LinkVerdict;
  readonly reason: string;
}

export const opinions: readonly Opinion[] = [
  { pair: ["Amber", "Kestrel"], by: "analyst", verdict: "same_person", reason: "The same number, in the same city, and nothing that speaks against it." },
  { pair: ["小雨", "Kestrel"], by: "analyst", verdict: "different_people", reason: "Both came in pairs, but years apart and of another age." },
  { pair: ["Ash", "Coral"], by: "lead", verdict: "cannot_tell", reason: "Both drove somebody away; a van and a lorry." },
  { pair: ["Rosa", "Merle"], by: "lead", verdict: "different_people", reason: "" },
];

/** Those of whom both are compared now, with their entries. */
function known(cases: readonly Case[], links: Links): { readonly opinion: Opinion; readonly pair: readonly [string, string] }[] {
  const entryOf = (name: string): string | null => {
    const entry = cases.find(({ story }) => story.name === name)?.entry ?? null;
    return entry !== null && links.entries.has(entry) ? entry : null;
  };
  return opinions.flatMap((opinion) => {
    const [one, other] = [entryOf(opinion.pair[0]), entryOf(opinion.pair[1])];
    return one === null || other === null ? [] : [{ opinion, pair: [one, other] as const }];
  });
}

export async function sayWhoIsWho(network: Network, cases: readonly Case[]): Promise<void> {
  const { analyst, lead } = network.staff;
  for (const { opinion, pair } of known(cases, await comparedBy(network, analyst))) {
    const person = { analyst, lead }[opinion.by];
    await decide(person.client, await person.account(), network.keyring, pair, opinion.verdict, opinion.reason);
  }
}

/** All that may be compared, as the analyst reads it. */
export async function comparedBy(network: Network, person: Person): Promise<Links> {
  const { keyring } = network;
  return readLinks(person.client, await person.account(), await person.team(keyring), keyring);
}
