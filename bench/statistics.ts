/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** What takes turns is measured under the same weather: what else the machine does meets both. */
export interface Turns<One, Other> {
  measured: One[];
  limit: Other[];
}

/** Measures in turn: the limit, then what is held against it, `runs` times. */
export async function inTurn<One, Other>(
  runs: number,
  limit: () => Promise<Other>,
  measure: () => Promise<One>,
): Promise<Turns<One, Other>> {
  const turns: Turns<One, Other> = { measured: [], limit: [] };
  for (let run = 0; run < runs; run += 1) {
    turns.limit.push(await limit());
    turns.measured.push(await measure());
  }
  return turns;
}
