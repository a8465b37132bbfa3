import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { generationRun, redisRunId } from './redis-run.ts';
import { memberOf, type Revocation, revocationKeys } from './revocation-entries.ts';

/** Additions kept in the stream: a reader that is further behind loads the sorted set instead. */
const streamLength = 10_000;

export interface RevocationWriter {
  /** Broadcasts revocations that are committed in the database. Running it again with the same ones is harmless. */
  publish(revocations: readonly Revocation[]): Promise<void>;
  /** True while Redis holds a generation that was written in its present run; false asks for {@link rebuild}. */
  isCurrent(): Promise<boolean>;
  /**
   * Writes all revocations in force under a new generation, which makes every reader load them. Only ever adds, so that a
   * revocation published meanwhile stays.
   */
  rebuild(revocations: readonly Revocation[]): Promise<void>;
}

/** Writes the revocations that every service reads. Only the owner of the sessions does. */
export function createRevocationWriter({
  redis,
  prefix,
}: {
  redis: Redis;
  /** Begins every key; `oms:` unless told. */
  prefix?: string;
}): RevocationWriter {
  const keys = revocationKeys(prefix);

  function addTo(transaction: ReturnType<Redis['multi']>, revocations: readonly Revocation[]): void {
    for (const revocation of revocations) {
      const member = memberOf(revocation);
      const expiresAt = Math.ceil(revocation.expiresAt);
      // GT: a member never ends sooner than was once said.
      transaction.zadd(keys.entries, 'GT', expiresAt, member);
      transaction.xadd(keys.stream, 'MAXLEN', '~', streamLength, '*', 'member', member, 'expiresAt', expiresAt);
    }
  }

  return {
    async publish(revocations) {
      if (revocations.length === 0) return;
      const transaction = redis.multi();
      addTo(transaction, revocations);
      transaction.zremrangebyscore(keys.entries, '-inf', `(${Math.floor(Date.now() / 1000)}`);
      await execute(transaction);
    },
    async isCurrent() {
      const [generation, run] = await Promise.all([redis.get(keys.generation), redisRunId(redis)]);
      return generation !== null && generationRun(generation) === run;
    },
    async rebuild(revocations) {
      const generation = `${await redisRunId(redis)}.${randomUUID()}`;
      const transaction = redis.multi();
      addTo(transaction, revocations);
      transaction.set(keys.generation, generation);
      await execute(transaction);
    },
  };
}

async function execute(transaction: ReturnType<Redis['multi']>): Promise<void> {
  const results = await transaction.exec();
  if (results === null) throw new Error('Redis gave up the transaction');
  for (const [error] of results) if (error) throw error;
}

/**
 * Writes an empty generation where there is none from the server's present run, for a service that is developed without
 * auth, so that its replicas do not wait for one. Never for production: it says that nothing is revoked.
 */
export async function initialiseRevocations(redis: Redis, prefix?: string): Promise<void> {
  const writer = createRevocationWriter({ redis, ...(prefix !== undefined && { prefix }) });
  if (!(await writer.isCurrent())) await writer.rebuild([]);
}
