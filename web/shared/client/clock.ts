/** Time comes from here and from nowhere else. */
import { type Api, call } from "./api.ts";
import { ClientError } from "./errors.ts";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** How far ahead of ours another clock may be. */
export const clockTolerance = 10 * minute;

export const systemClock: Clock = { now: () => Date.now() };

/** `base`, ahead by `offset` milliseconds. */
export function shiftedClock(base: Clock, offset: number): Clock {
  return { now: () => base.now() + offset };
}

/**
 * The clock of an installation: the base clock, plus what the demo has been advanced by. `isDemo` is what the root
 * signed; of anything else no server can move a clock.
 */
export async function installationClock(api: Api, isDemo: boolean, base: Clock = systemClock): Promise<Clock> {
  if (!isDemo) return base;
  const { offset } = await call(api, "GET /api/demo/clock", {});
  if (!Number.isSafeInteger(offset)) throw new ClientError("malformed", "clock offset");
  return shiftedClock(base, offset);
}

/** Whole minutes since 1970, as signed requests state them. */
export function minuteOf(clock: Clock): number {
  return Math.floor(clock.now() / minute);
}

/** The start of the UTC day: consents and packets say no more. */
export function startOfDay(now: number): number {
  return Math.floor(now / day) * day;
}
