import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` and takes at least `floorMs` over it, whether it succeeds or fails: where the time of an answer must not tell
 * which of two ways was taken.
 */
export async function withFloor<T>(floorMs: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), delay(floorMs)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
