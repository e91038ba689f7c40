/** The two years: who joins when, which reports come, and what becomes of them. */
import { setTimeout as pause } from "node:timers/promises";
import { day, hour } from "../shared/client/clock.ts";
import { CouldNotCheck, type List } from "../shared/client/list.ts";
import { type Receipt, newReceipt } from "../shared/client/report.ts";
import type { SlotMapRow } from "../shared/client/editors.ts";
import type { Language } from "../shared/generated/vocabulary.ts";
import { Case, wholeSlotMap } from "./casework.ts";
import type { Chance } from "./chance.ts";
import type { Network, Person } from "./people.ts";
import type { Progress } from "./progress.ts";
import type { Ending, Story } from "./stories.ts";
import { type Timeline, quarterOfAnHour } from "./timeline.ts";

export interface Plan {
  readonly stories: readonly Story[];
  /** In the order in which they join: some at once, the others evenly over three quarters of the time. */
  readonly members: readonly Language[];
  /** One member's phone is lost on the way. */
  readonly losesMember: boolean;
}

/** Days after a report: the desk takes it on; its text is approved, drafted, reviewed and handed over. */
const deskAfter = 2;
const decisionAfter = 3;

const withoutDesk: readonly Ending[] = ["private", "triage"];
const withoutDraft: readonly Ending[] = [...withoutDesk, "active", "proposed", "prepared", "closed"];

/** Keys are renewed this long before they end, and once more in the last month. */
const keysReserve = 10 * day;
const lastRenewal = 30;

/** The daemons look at their clock once a second of real time; a loaded computer may need longer. */
const listPatience = 60_000;
const canaryPatience = 5_000;
/** Days that are left for the test entry at last. */
const lastHour = 1 / 24;

export class Telling {
  readonly cases: Case[] = [];
  private readonly network: Network;
  private readonly time: Timeline;
  private readonly chance: Chance;
  private readonly plan: Plan;
  private readonly progress: Progress;
  private readonly begun: number;
  private readonly receipts = new Map<Story, Promise<Receipt>>();
  private slotRows: SlotMapRow[] = [];
  private drafted = 0;
  private hasRenewedLast = false;

  constructor(network: Network, time: Timeline, chance: Chance, plan: Plan, progress: Progress) {
    this.network = network;
    this.time = time;
    this.chance = chance;
    this.plan = plan;
    this.progress = progress;
    this.begun = time.ago;
  }

  /** Returns the list as it is at last. */
  async tell(): Promise<List> {
    this.slotRows = await wholeSlotMap(this.network);
    const stops = this.stops();
    for (const [i, ago] of stops.entries()) {
      this.prepareReceipts(stops.slice(i, i + 4));
      await this.time.goTo(ago);
      await this.keepKeys(stops[i + 1] ?? 0);
      await this.letJoin(ago);
      await this.letReport(ago);
      for (const one of this.casesAt(ago, deskAfter, withoutDesk)) await one.support();
      await this.decide(this.casesAt(ago, decisionAfter, withoutDraft));
      for (const one of this.cases) if (one.story.until === ago) await one.end();
      this.show(ago);
    }
    await this.time.goTo(lastHour);
    await this.freshList();
    await this.time.goTo(0);
    return this.publishedList();
  }

  private now(): number {
    return this.time.clock.now();
  }

  /** The list of the present quarter of an hour, with the test entry found lately: then identifiers can be evaluated. */
  private async freshList(): Promise<List> {
    await this.publishedList();
    for (;;) {
      // Where the test entry was looked for too early, it is looked for again a quarter of an hour later.
      await this.time.quarterOfAnHour();
      const list = await this.listThat((one) => this.now() - one.manifest.canaryAt < hour, canaryPatience);
      if (list !== null) return list;
    }
  }

  private async publishedList(): Promise<List> {
    const list = await this.listThat((one) => this.now() - one.manifest.issued < quarterOfAnHour, listPatience);
    if (list === null) throw new Error("the list does not follow the clock");
    return list;
  }

  /** Asks until the list is as wanted; null if it does not become so in `patience` milliseconds. */
  private async listThat(isWanted: (list: List) => boolean, patience: number): Promise<List | null> {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const list = await this.network.newestList().catch((error: unknown) => {
        if (error instanceof CouldNotCheck) return null;
        throw error;
      });
      if (list !== null && isWanted(list)) return list;
      await pause(50);
    }
    return null;
  }

  /** Every moment at which something happens, in days before now. */
  private stops(): number[] {
    const { stories } = this.plan;
    const wanted = stories.flatMap(({ ago, until, ending }) => [
      ago,
      ...(withoutDesk.includes(ending) ? [] : [ago - deskAfter]),
      ...(withoutDraft.includes(ending) ? [] : [ago - decisionAfter]),
      ...(until === undefined ? [] : [until]),
    ]);
    return Array.from(new Set(wanted)).sort((a, b) => b - a);
  }

  private casesAt(ago: number, after: number, without: readonly Ending[]): Case[] {
    return this.cases.filter(({ story }) => story.ago - after === ago && !without.includes(story.ending));
  }

  /** Codes take the slow hash; it runs while the daemons are waited for. */
  private prepareReceipts(stops: readonly number[]): void {
    const { client } = this.network.staff.lead;
    for (const story of this.plan.stories) {
      if (stops.includes(story.ago) && !this.receipts.has(story)) this.receipts.set(story, newReceipt(client));
    }
  }

  private async keepKeys(next: number): Promise<void> {
    const left = this.network.keysEnd() - this.now();
    const isLast = !this.hasRenewedLast && this.time.ago <= lastRenewal;
    if (left > (this.time.ago - next) * day + keysReserve && !isLast) return;
    this.hasRenewedLast = isLast;
    await this.network.renewKeys();
  }

  private async letJoin(ago: number): Promise<void> {
    const { network, plan } = this;
    const share = Math.min(1, 0.15 + (0.85 * (1 - ago / this.begun)) / 0.75);
    const wanted = Math.ceil(share * plan.members.length);
    const missing = plan.members.slice(network.joined, wanted);
    if (missing.length > 0) await network.join(missing);
    if (plan.losesMember && network.joined === plan.members.length && network.members.length === network.joined) {
      const first = network.members[0];
      const silent = network.members.filter((one) => one !== first && !this.cases.some(({ reporter }) => reporter === one));
      await network.lose(this.chance.pick(silent));
    }
  }

  private async letReport(ago: number): Promise<void> {
    for (const story of this.plan.stories.filter((one) => one.ago === ago)) {
      const receipt = await (this.receipts.get(story) ?? newReceipt(this.network.staff.lead.client));
      const one = new Case(this.network, this.chance, story, receipt, this.reporterOf(story));
      await one.report();
      this.cases.push(one);
    }
  }

  private reporterOf(story: Story): Person {
    const [first, ...others] = this.network.members;
    if (first !== undefined && story.by === 1) return first;
    const speaking = others.filter(({ language }) => language === story.language);
    return this.chance.pick(speaking.length > 0 ? speaking : this.network.members);
  }

  private async decide(cases: readonly Case[]): Promise<void> {
    if (cases.length === 0) return;
    const list = await this.freshList();
    for (const one of cases) {
      await one.draft();
      await one.decide(list, this.slotRows);
      this.drafted += 1;
    }
  }

  private show(ago: number): void {
    const { plan, network } = this;
    this.progress.show(
      `Day ${Math.round(this.begun - ago)} of ${Math.round(this.begun)}: ` +
        `members ${network.joined}/${plan.members.length}, reports ${this.cases.length}/${plan.stories.length}, ` +
        `warnings drafted ${this.drafted}`,
    );
  }
}
