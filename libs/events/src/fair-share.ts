export interface SharePlan {
  /** How many free partitions to take. */
  take: number;
  /** Held partitions to hand over. */
  handOver: number[];
}

/**
 * What one of `relays` live relays does about its partitions so that each ends with an equal share. The share is rounded
 * up: with 32 partitions and 3 relays 11, 11 and 10, which none of them then wants to change.
 */
export function planShare(partitions: number, relays: number, held: readonly number[]): SharePlan {
  const share = Math.ceil(partitions / Math.max(1, relays));
  return { take: Math.max(0, share - held.length), handOver: held.slice(share) };
}
