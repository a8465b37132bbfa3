/** Milliseconds that an event rests after its `failures`-th failed attempt; undefined when that was the last. */
export const restAfter = (failures: number, delaysMs: readonly number[]): number | undefined => delaysMs[failures - 1];
