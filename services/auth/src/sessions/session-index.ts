import { revocationKeys } from '@oms/security';
import type { Redis } from 'ioredis';

/** A live session as Redis holds it. */
export interface IndexedSession {
  sessionId: string;
  accountId: string;
  /** When it ends unless it is used. */
  expiresAt: Date;
}

/**
 * The live sessions in Redis: who is signed in now, without asking the database. It is an index, not the truth: a failure
 * to write it is no failure of the request.
 *
 * Nothing expired stays in it: a session's key has its expiry, and an account's set is scored by expiry, trimmed at each
 * write, and itself expires with its last member. A session that was revoked cannot come back through a write that was
 * under way: {@link SessionIndex.put} looks at the revocations in the same step.
 */
export interface SessionIndex {
  /** @returns false when the session is revoked or over, and so was not written */
  put(session: IndexedSession): Promise<boolean>;
  remove(accountId: string, sessionIds: readonly string[]): Promise<void>;
  /** The account that a live session belongs to. */
  accountOf(sessionId: string): Promise<string | undefined>;
  /** Ids of an account's live sessions, the soonest to expire first. */
  sessionsOf(accountId: string): Promise<string[]>;
}

/** Writes a session and its place in the account's set, unless the session's revocation is there. Times in milliseconds. */
const putScript = `
local session, account, revocations = KEYS[1], KEYS[2], KEYS[3]
local accountId, sessionId, now, expiresAt = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if expiresAt <= now or redis.call('ZSCORE', revocations, 'sid:' .. sessionId) then return 0 end
redis.call('SET', session, accountId, 'PXAT', expiresAt)
redis.call('ZADD', account, expiresAt, sessionId)
redis.call('ZREMRANGEBYSCORE', account, '-inf', now)
local last = redis.call('ZRANGE', account, -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', account, last[2])
return 1
`;

export function createSessionIndex({
  redis,
  now,
  prefix = 'oms:',
}: {
  redis: Redis;
  now: () => Date;
  prefix?: string;
}): SessionIndex {
  const sessionKey = (id: string): string => `${prefix}session:${id}`;
  const accountKey = (id: string): string => `${prefix}account:${id}:sessions`;
  const { entries } = revocationKeys(prefix);
  return {
    async put({ sessionId, accountId, expiresAt }) {
      const written = await redis.eval(
        putScript,
        3,
        sessionKey(sessionId),
        accountKey(accountId),
        entries,
        accountId,
        sessionId,
        now().getTime(),
        expiresAt.getTime(),
      );
      return written === 1;
    },
    async remove(accountId, sessionIds) {
      if (sessionIds.length === 0) return;
      await redis
        .multi()
        .del(...sessionIds.map(sessionKey))
        .zrem(accountKey(accountId), ...sessionIds)
        .exec();
    },
    accountOf: async (sessionId) => (await redis.get(sessionKey(sessionId))) ?? undefined,
    sessionsOf: (accountId) => redis.zrange(accountKey(accountId), `(${now().getTime()}`, '+inf', 'BYSCORE'),
  };
}
