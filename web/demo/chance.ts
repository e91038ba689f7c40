/** The demo's own chance: the same seed makes the same choices. Keys come from the system's generator all the same. */
import type { Bytes, RandomSource } from "../shared/client/bytes.ts";

export interface Chance {
  /** 0 to `bound` − 1. */
  below(bound: number): number;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  /** For the passphrases of invented people, which stand in a file anyway. */
  readonly random: RandomSource;
}

export function chanceOf(seed: string): Chance {
  let state = hashOf(seed);
  // Mulberry32: 32 bits of state are plenty for a story.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 2 ** 32) * bound);
  return {
    below,
    pick: (from) => {
      if (from.length === 0) throw new Error("nothing to pick from");
      return from[below(from.length)] as (typeof from)[number];
    },
    shuffled: (list) => {
      const out = [...list];
      for (let last = out.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        [out[last], out[other]] = [out[other] as never, out[last] as never];
      }
      return out;
    },
    random: (length): Bytes => Uint8Array.from({ length }, () => below(256)),
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
