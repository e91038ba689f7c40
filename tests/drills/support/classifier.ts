/** Two small learners: one sorts candidates into two classes, one says which of many belongs to one. */
import { type Dice, diceOf } from "./random.ts";

export interface Feature {
  readonly name: string;
  readonly values: Float64Array;
}

interface Stump {
  readonly feature: Feature;
  readonly threshold: number;
  /** True: what lies above the threshold is of class 1. */
  readonly isAbove: boolean;
}

const committeeSize = 9;
const foldCount = 5;

/**
 * Accuracy of a classifier that never saw what it judges (five folds): of every feature the best threshold on the training
 * part; then, whichever is better there, the best of all alone or the majority of the best nine.
 */
export function accuracyOf(features: readonly Feature[], isOne: readonly boolean[], dice: Dice): number {
  const order = dice.shuffled(isOne.map((_, i) => i));
  let right = 0;
  for (let fold = 0; fold < foldCount; fold += 1) {
    const test = order.filter((_, at) => at % foldCount === fold);
    const train = order.filter((_, at) => at % foldCount !== fold);
    const ranked = features.map((feature) => trained(feature, train, isOne)).sort((one, other) => other.right - one.right);
    const committee = ranked.slice(0, committeeSize).map(({ stump }) => stump);
    const alone = committee.slice(0, 1);
    const score = (stumps: readonly Stump[], part: readonly number[]): number => part.filter((i) => votes(stumps, i) === isOne[i]).length;
    right += score(score(alone, train) >= score(committee, train) ? alone : committee, test);
  }
  return right / isOne.length;
}

function votes(stumps: readonly Stump[], i: number): boolean {
  const ayes = stumps.filter(({ feature, threshold, isAbove }) => (feature.values[i] as number) > threshold === isAbove).length;
  return 2 * ayes > stumps.length;
}

function trained(feature: Feature, train: readonly number[], isOne: readonly boolean[]): { stump: Stump; right: number } {
  const sorted = train.map((i) => feature.values[i] as number).sort((one, other) => one - other);
  const thresholds = new Set(Array.from({ length: 16 }, (_, step) => sorted[Math.floor((step * sorted.length) / 16)] as number));
  let best = { stump: { feature, threshold: 0, isAbove: true }, right: -1 };
  for (const threshold of thresholds) {
    let above = 0;
    for (const i of train) if ((feature.values[i] as number) > threshold === isOne[i]) above += 1;
    for (const isAbove of [true, false]) {
      const right = isAbove ? above : train.length - above;
      if (right > best.right) best = { stump: { feature, threshold, isAbove }, right };
    }
  }
  return best;
}

/** How much `one` (of the first kind) and `other` (of the second) seem to belong together; the sign is learned. */
export interface PairFeature {
  readonly name: string;
  score(one: number, other: number): number;
}

/** A thing of the first kind, what it belongs to, what else comes into question, and the group it is judged with. */
export interface Question {
  readonly one: number;
  readonly partner: number;
  readonly others: readonly number[];
  readonly group: number;
}

export interface Linked {
  /** Of each group: how often the partner is preferred to another candidate. 0.5 is guessing, 1 is always. */
  readonly accuracies: readonly number[];
  readonly mean: number;
  /** What was chosen for each. */
  readonly said: string;
}

/**
 * Each group is judged by what was learned on all other groups: the feature that there best tells the partner from the
 * rest, or the best nine together, whichever does better there.
 */
export function linkage(features: readonly PairFeature[], questions: readonly Question[], groups: number): Linked {
  const sampled = samplesOf(questions);
  const powers = features.map((feature) => powerByGroup(feature, sampled, groups));
  const sizes = groupSizes(questions, groups);
  const accuracies: number[] = [];
  const said: string[] = [];
  for (let group = 0; group < groups; group += 1) {
    const learned = powers.map((power) => meanBut(power, sizes, group));
    const best = features
      .map((feature, i) => ({ feature, power: learned[i] as number }))
      .sort((one, other) => Math.abs(other.power - 0.5) - Math.abs(one.power - 0.5))
      .slice(0, committeeSize)
      .map(({ feature, power }): PairFeature => (power >= 0.5 ? feature : { name: `not ${feature.name}`, score: (i, j) => -feature.score(i, j) }));
    const alone = best[0];
    if (alone === undefined) throw new Error("no features");
    const together: PairFeature = { name: "nine together", score: (i, j) => best.reduce((sum, { score }) => sum + score(i, j), 0) };
    const isBetterAlone = meanBut(powerByGroup(alone, sampled, groups), sizes, group) >= meanBut(powerByGroup(together, sampled, groups), sizes, group);
    const chosen = isBetterAlone ? alone : together;
    const judged = powerByGroup(chosen, questions.filter((question) => question.group === group), groups)[group] as number;
    accuracies.push(judged);
    said.push(`${chosen.name} ${judged.toFixed(3)}`);
  }
  return { accuracies, mean: accuracies.reduce((sum, one) => sum + one, 0) / groups, said: said.join("; ") };
}

/** With a few of the others each, for learning. */
function samplesOf(questions: readonly Question[]): Question[] {
  const dice = diceOf(8);
  return questions.map((question) => ({ ...question, others: Array.from({ length: 8 }, () => question.others[dice.below(question.others.length)] as number) }));
}

function powerByGroup({ score }: PairFeature, questions: readonly Question[], groups: number): Float64Array {
  const won = new Float64Array(groups);
  const asked = new Float64Array(groups);
  for (const { one, partner, others, group } of questions) {
    const own = score(one, partner);
    let wins = 0;
    for (const other of others) {
      const rival = score(one, other);
      wins += own > rival ? 1 : own === rival ? 0.5 : 0;
    }
    won[group] = (won[group] as number) + wins / others.length;
    asked[group] = (asked[group] as number) + 1;
  }
  return won.map((value, group) => (asked[group] === 0 ? 0.5 : value / (asked[group] as number)));
}

function groupSizes(questions: readonly Question[], groups: number): number[] {
  const sizes = Array<number>(groups).fill(0);
  for (const { group } of questions) sizes[group] = (sizes[group] as number) + 1;
  return sizes;
}

function meanBut(power: Float64Array, sizes: readonly number[], left: number): number {
  let [sum, size] = [0, 0];
  for (const [group, value] of power.entries()) {
    if (group === left) continue;
    sum += value * (sizes[group] as number);
    size += sizes[group] as number;
  }
  return sum / size;
}
