import { createHmac, hkdfSync } from 'node:crypto';
import { Problem, problems } from '@oms/http';
import type { SealingKey } from '@oms/security';
import type { Logger, Metrics } from '@oms/telemetry';
import type { Redis } from 'ioredis';
import { emailKey } from '../accounts/email-address.ts';
import { createMemoryGuessStore, createRedisGuessStore, type GuessStore } from './guess-store.ts';

/** An attempt that has been counted and may be judged. What is neither forgiven nor crowned stays counted as a failure. */
export interface Attempt {
  /** It was right, though it signs nobody in by itself: a password with a second factor still to come. */
  forgive(): Promise<void>;
  /** It signed the person in: all attempts before it are forgotten. */
  succeed(): Promise<void>;
}

/**
 * Counts attempts to prove to be somebody, whatever the way: passwords, codes, recovery codes and links of one account come
 * off one count. Addresses without an account are counted alike.
 */
export interface GuessLimiter {
  /**
   * Counts an attempt. Call it before anything is compared, so that attempts at the same time cannot slip past the limit.
   *
   * @throws {Problem} 429 too_many_requests with Retry-After
   */
  begin(email: string): Promise<Attempt>;
}

/**
 * The limiter on Redis, and on a count of this process's own for as long as Redis cannot be reached.
 *
 * Addresses are kept as an HMAC under a key of their own, so that who reads Redis learns nobody's.
 */
export function createGuessLimiter({
  redis,
  secret,
  logger,
  metrics,
  now,
  prefix = 'oms:',
}: {
  redis: Redis;
  secret: SealingKey;
  logger: Logger;
  metrics: Metrics;
  now: () => Date;
  prefix?: string;
}): GuessLimiter {
  const shared = createRedisGuessStore(redis, `${prefix}guesses:`);
  const own = createMemoryGuessStore();
  const hashKey = Buffer.from(hkdfSync('sha256', secret, '', 'guessing', 32));
  const refused = metrics.counter('auth_guesses_refused_total', 'Attempts to sign in that were refused unjudged', []);

  async function onStore<T>(work: (store: GuessStore) => Promise<T>): Promise<T> {
    // Without this, each attempt would wait for Redis until its time-out.
    if (redis.status !== 'ready') return work(own);
    try {
      return await work(shared);
    } catch (err) {
      logger.warn({ err }, 'attempts to sign in are counted by this process alone');
      return work(own);
    }
  }

  return {
    async begin(email) {
      const key = createHmac('sha256', hashKey).update(emailKey(email)).digest('base64url');
      const wait = await onStore((store) => store.count(key, now().getTime()));
      if (wait > 0) {
        refused.inc();
        throw tooMany(wait, 'There were too many failed attempts at this account.');
      }
      return {
        forgive: () => onStore((store) => store.takeBack(key)),
        succeed: () => onStore((store) => store.forget(key)),
      };
    },
  };
}

/** @param wait milliseconds */
export const tooMany = (wait: number, reason: string): Problem => {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  return new Problem(problems.too_many_requests, {
    detail: `${reason} Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    headers: { 'Retry-After': String(seconds) },
  });
};
