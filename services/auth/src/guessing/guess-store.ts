import type { Redis } from 'ioredis';
import { countGuess, type Guesses, guessSchedule, takeBack } from './guess-schedule.ts';

/** Counts attempts by key. Each function is one step that no other comes in between. */
export interface GuessStore {
  /** Counts an attempt, unless there is to be waited first. @returns milliseconds to wait; 0 when it may be judged */
  count(key: string, now: number): Promise<number>;
  /** Takes back an attempt that turned out right. */
  takeBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
}

/** {@link countGuess} inside Redis, so that attempts at all replicas are counted one by one. */
const countScript = `
local count, waitUntil, lastAt = unpack(redis.call('HMGET', KEYS[1], 'count', 'waitUntil', 'lastAt'))
local now, free, first, longest, forgotten = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
count, waitUntil, lastAt = tonumber(count or 0), tonumber(waitUntil or 0), tonumber(lastAt or 0)
if waitUntil > now then return waitUntil - now end
if now - lastAt >= forgotten then count = 0 end
count = count + 1
local wait = 0
if count >= free then wait = math.min(first * 2 ^ (count - free), longest) end
redis.call('HSET', KEYS[1], 'count', count, 'waitUntil', string.format('%.0f', now + wait), 'lastAt', ARGV[1])
redis.call('PEXPIRE', KEYS[1], forgotten)
return 0
`;

/** {@link takeBack} inside Redis. */
const takeBackScript = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or 0)
if count <= 1 then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'count', count - 1, 'waitUntil', 0)
return 1
`;

export const createRedisGuessStore = (redis: Redis, prefix: string): GuessStore => ({
  count: async (key, now) => {
    const { free, firstWait, longestWait, forgottenAfter } = guessSchedule;
    return Number(
      await redis.eval(countScript, 1, `${prefix}${key}`, now, free, firstWait, longestWait, forgottenAfter),
    );
  },
  async takeBack(key) {
    await redis.eval(takeBackScript, 1, `${prefix}${key}`);
  },
  async forget(key) {
    await redis.del(`${prefix}${key}`);
  },
});

/** @param most accounts that are kept count of; beyond it those come off that were first tried longest ago */
export function createMemoryGuessStore(most = 100_000): GuessStore {
  const known = new Map<string, Guesses>();
  const put = (key: string, guesses: Guesses | undefined): void => {
    if (!guesses) {
      known.delete(key);
      return;
    }
    known.set(key, guesses);
    if (known.size <= most) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };
  return {
    async count(key, now) {
      const before = known.get(key);
      const after = countGuess(before, now);
      if (!after) return (before?.waitUntil ?? now) - now;
      put(key, after);
      return 0;
    },
    takeBack: async (key) => put(key, takeBack(known.get(key))),
    forget: async (key) => put(key, undefined),
  };
}
