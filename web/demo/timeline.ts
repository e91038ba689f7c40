/** The demo's time: it begins two years ago and is moved on, as the demo's banner does it, until it is now. */
import { type Api, call } from "../shared/client/api.ts";
import { type Clock, day, minute, shiftedClock, systemClock } from "../shared/client/clock.ts";

export const quarterOfAnHour = 15 * minute;

export class Timeline {
  private offset: number;
  private readonly api: Api;

  private constructor(api: Api, offset: number) {
    this.api = api;
    this.offset = offset;
  }

  static async of(api: Api): Promise<Timeline> {
    return new Timeline(api, (await call(api, "GET /api/demo/clock", {})).offset);
  }

  /** Follows the story wherever it goes. */
  readonly clock: Clock = { now: () => shiftedClock(systemClock, this.offset).now() };

  /** Days before now; full quarters of an hour. */
  get ago(): number {
    return -this.offset / day;
  }

  /** Moves on until `ago` days before now. Sessions go along. */
  async goTo(ago: number): Promise<void> {
    let left = Math.round((-ago * day - this.offset) / quarterOfAnHour) * quarterOfAnHour;
    if (left < 0) throw new Error(`the story can not go back to ${ago} days ago`);
    while (left > 0) {
      const isDay = left >= day;
      await this.advance(isDay ? "day" : "quarter_hour");
      left -= isDay ? day : quarterOfAnHour;
    }
  }

  /** Moves on by one. */
  async quarterOfAnHour(): Promise<void> {
    await this.advance("quarter_hour");
  }

  private async advance(step: "day" | "quarter_hour"): Promise<void> {
    this.offset = (await call(this.api, "POST /api/demo/clock", { body: { advance: step } })).offset;
  }
}
