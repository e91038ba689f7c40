/** Repeatable choices for drills. What is secret is never drawn from here. */
export interface Dice {
  /** At least 0, below 1. */
  next(): number;
  /** 0 … below - 1. */
  below(below: number): number;
  letters(count: number): string;
  shuffled<T>(items: readonly T[]): T[];
}

/** xorshift128+ from one number. */
export function diceOf(seed: number): Dice {
  let a = (BigInt(seed) + 0x9e3779b97f4a7c15n) & mask;
  let b = (BigInt(seed) * 0xbf58476d1ce4e5b9n + 0x94d049bb133111ebn) & mask;
  const next = (): number => {
    let x = a;
    const y = b;
    a = y;
    x ^= (x << 23n) & mask;
    b = x ^ y ^ (x >> 17n) ^ (y >> 26n);
    return Number(((b + y) & mask) >> 11n) / 2 ** 53;
  };
  for (let i = 0; i < 16; i += 1) next();
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    letters: (count) => Array.from({ length: count }, () => String.fromCharCode(97 + below(26))).join(""),
    shuffled: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i -= 1) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j] as never, out[i] as never];
      }
      return out;
    },
  };
}

const mask = (1n << 64n) - 1n;
