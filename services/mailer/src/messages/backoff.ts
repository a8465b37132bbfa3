const baseMs = 5_000;
const capMs = 10 * 60_000;

/**
 * How long to wait after the `failures`-th failure (from 1): doubling from 5 s up to 10 min, and of that a random part
 * between a half and the whole, so that mails that failed together do not come back together.
 *
 * @param random of [0, 1)
 */
export function backoffMs(failures: number, random: number): number {
  const whole = Math.min(baseMs * 2 ** Math.min(failures - 1, 30), capMs);
  return Math.round(whole * (0.5 + random / 2));
}
