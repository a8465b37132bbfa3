import type { Attempt } from './send.ts';

const baseMs = 5_000;
const capMs = 6 * 3_600_000;

/** For how long a delivery is tried. */
export const giveUpAfterMs = 3 * 24 * 3_600_000;

/** A delivery that waited for the one before it as long as that was tried gets this many tries all the same. */
const leastTries = 5;

/** For how long a subscription may do nothing but fail. */
export const disableAfterMs = 3 * 24 * 3_600_000;

const probeBaseMs = 1_000;
const probeCapMs = 5 * 60_000;

/** Longest time for which a receiver can put off the next try. */
const longestRetryAfterMs = 3_600_000;

/** Doubling from `base` up to `cap`, and of that a random part between a half and the whole. */
const spread = (base: number, cap: number, failures: number, random: number): number =>
  Math.round(Math.min(base * 2 ** Math.min(failures - 1, 40), cap) * (0.5 + random / 2));

/** Milliseconds to wait after a delivery's `failures`-th failure (from 1). @param random of [0, 1) */
export const backoffMs = (failures: number, random: number): number => spread(baseMs, capMs, failures, random);

/**
 * Milliseconds for which a subscription is left alone after its `failures`-th failure in a row (from 1), so that a receiver that is
 * away takes few places from the others. @param random of [0, 1)
 */
export const pauseMs = (failures: number, random: number): number => spread(probeBaseMs, probeCapMs, failures, random);

/** How an attempt leaves its delivery. */
export type Settlement =
  | { status: 'delivered' }
  | { status: 'failed'; gone: boolean; lastError: string }
  | { status: 'pending'; delayMs: number; lastError: string };

export interface AttemptedDelivery {
  /** This one included, since the delivery was last queued. */
  failures: number;
  /** Milliseconds since it was queued, or queued again by a person. */
  ageMs: number;
  /** A test is tried once. */
  once: boolean;
}

/**
 * Decides what comes after an attempt. Whatever is not 2xx is tried again, but for 410, with which a receiver wants no more of
 * anything (Standard Webhooks).
 */
export function settle(attempt: Attempt, delivery: AttemptedDelivery, random: number): Settlement {
  if (attempt.error === null) return { status: 'delivered' };
  const lastError = attempt.error;
  if (attempt.statusCode === 410) return { status: 'failed', gone: true, lastError };
  const asked = Math.min((attempt.retryAfter ?? 0) * 1000, longestRetryAfterMs);
  const delayMs = Math.max(backoffMs(delivery.failures, random), asked);
  const isOver = delivery.ageMs + delayMs >= giveUpAfterMs && delivery.failures >= leastTries;
  if (delivery.once || isOver) return { status: 'failed', gone: false, lastError };
  return { status: 'pending', delayMs, lastError };
}
