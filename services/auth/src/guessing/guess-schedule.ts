/**
 * How guessing at one account is slowed down (NIST SP 800-63B-4, 3.2.2; OWASP ASVS 5, 6.3.1): as many failures as `free`
 * cost nothing but the last, which begins a wait that each further failure doubles. Never for good, so that nobody can
 * lock somebody else out. Milliseconds.
 */
export const guessSchedule = {
  free: 5,
  firstWait: 1_000,
  longestWait: 15 * 60_000,
  /** Without an attempt for so long, what was before is forgotten. */
  forgottenAfter: 12 * 3_600_000,
} as const;

/** What is known of the attempts at an account. Times in milliseconds since 1970. */
export interface Guesses {
  /** Attempts that have not turned out right, those being judged among them. */
  count: number;
  /** No attempt is judged before. */
  waitUntil: number;
  lastAt: number;
}

/** How long everybody waits after the `count`th failure. */
export const waitAfter = (count: number): number =>
  count < guessSchedule.free
    ? 0
    : Math.min(guessSchedule.firstWait * 2 ** (count - guessSchedule.free), guessSchedule.longestWait);

/** Counts an attempt that may be judged. @returns undefined when there is to be waited first */
export function countGuess(before: Guesses | undefined, now: number): Guesses | undefined {
  if (before && before.waitUntil > now) return undefined;
  const forgotten = !before || now - before.lastAt >= guessSchedule.forgottenAfter;
  const count = (forgotten ? 0 : before.count) + 1;
  return { count, waitUntil: now + waitAfter(count), lastAt: now };
}

/** Takes back an attempt that turned out right, and the wait that it began. */
export const takeBack = (before: Guesses | undefined): Guesses | undefined =>
  before && before.count > 1 ? { ...before, count: before.count - 1, waitUntil: 0 } : undefined;
