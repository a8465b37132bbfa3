import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from '@oms/chassis';
import type { Database } from '@oms/database';
import type { RevocationWriter } from '@oms/security';
import type { Logger } from '@oms/telemetry';
import { findRevocationsInForce, findUnpublished, markPublished, type StoredRevocation } from './revocation-store.ts';

/** Half of the second within which a revocation is to be known, in case the replica that made it died meanwhile. */
const intervalMs = 400;

export interface RevocationPublisher extends Worker {
  /**
   * Broadcasts what a transaction has committed, and resolves when Redis has it. When Redis cannot be reached it only logs:
   * the revocations stand in the database, and whoever is up broadcasts them once Redis is back.
   */
  broadcast(revocations: readonly StoredRevocation[]): Promise<void>;
  /** One round of what the worker does: writes all anew where Redis has lost them, and what was left over. */
  catchUp(): Promise<void>;
}

/** Keeps the revocations in Redis the same as those in the database, which are the truth. */
export function createRevocationPublisher({
  db,
  writer,
  logger,
  now,
}: {
  db: Database;
  writer: RevocationWriter;
  logger: Logger;
  now: () => Date;
}): RevocationPublisher {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let failing = false;

  async function publish(revocations: readonly StoredRevocation[]): Promise<void> {
    if (revocations.length === 0) return;
    await writer.publish(revocations);
    await markPublished(
      db,
      revocations.map(({ id }) => id),
      now(),
    );
  }

  async function catchUp(): Promise<void> {
    if (!(await writer.isCurrent())) {
      const inForce = await findRevocationsInForce(db, now());
      await writer.rebuild(inForce);
      logger.info({ revocations: inForce.length }, 'the revocations were written to Redis anew');
    }
    await publish(await findUnpublished(db));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await catchUp();
        failing = false;
      } catch (err) {
        if (!failing) logger.warn({ err }, 'revocations cannot be brought to Redis; trying on');
        failing = true;
      }
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    name: 'revocation publisher',
    catchUp,
    async broadcast(revocations) {
      await publish(revocations).catch((err: unknown) =>
        logger.error({ err, revocations: revocations.length }, 'revocations are delayed: Redis cannot be reached'),
      );
    },
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
