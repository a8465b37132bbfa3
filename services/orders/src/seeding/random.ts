/** Numbers that look random and are the same each time: a linear congruential generator (Knuth's MMIX constants). */
export interface Random {
  /** From 0 up to, not including, `below`. */
  next(below: number): number;
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T;
}

export function seededRandom(seed: number): Random {
  let state = BigInt(seed);
  const next = (below: number): number => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return Math.floor((Number(state >> 11n) / 2 ** 53) * below);
  };
  return {
    next,
    pick<T>(from: readonly T[]): T {
      const chosen = from[next(from.length)];
      if (chosen === undefined) throw new RangeError('there is nothing to pick from');
      return chosen;
    },
  };
}
