import { every, type Worker } from '@oms/chassis';
import type { Database } from '@oms/database';
import type { PersonKeys } from '@oms/security';
import type { Logger, Metrics } from '@oms/telemetry';
import { v7 as uuidv7 } from 'uuid';
import {
  claimVerification,
  failVerification,
  finishVerification,
  lastFinished,
  noteProgress,
  queueDue,
} from './verification-store.ts';
import { verifyOrders, violationsIn } from './verify.ts';

export interface VerifierOptions {
  db: Database;
  personKeys: PersonKeys;
  logger: Logger;
  metrics: Metrics;
  /** Hours between runs that nobody asks for; 0 for none. */
  everyHours: number;
}

const intervalMs = 2_000;
const progressMs = 5_000;

/**
 * Runs verifications: those that were asked for, and one each `everyHours`. One replica runs each; one that dies leaves it to
 * another. The metric `orders_invariant_violations` is of the last that finished, on every replica.
 */
export function createVerifier({ db, personKeys: keys, logger, metrics, everyHours }: VerifierOptions): Worker {
  metrics.gauge(
    'orders_invariant_violations',
    'Places where something does not add up, found by the last verification',
    ['check'],
    async (gauge) => {
      const last = await lastFinished(db).catch(() => undefined);
      // No figure is better than an old one.
      gauge.reset();
      for (const { name, violations } of last?.checks ?? []) gauge.set({ check: name }, violations);
    },
  );
  const stopping = new AbortController();
  const sweeper = every(
    'verification',
    intervalMs,
    async () => {
      if (everyHours > 0) await db.transaction((tx) => queueDue(tx, uuidv7(), everyHours));
      for (let id = await claimVerification(db); id !== undefined; id = await claimVerification(db)) await run(id);
    },
    logger,
  );

  async function run(id: string): Promise<void> {
    const begun = Date.now();
    let seen = 0;
    const heartbeat = setInterval(() => {
      noteProgress(db, id, seen).catch(() => undefined);
    }, progressMs);
    try {
      const found = await verifyOrders(db, {
        keys,
        signal: stopping.signal,
        onProgress: (orders) => {
          seen = orders;
        },
      });
      await finishVerification(db, id, found);
      const violations = violationsIn(found);
      const about = { verification: id, orders: found.orders, violations, ms: Date.now() - begun };
      if (violations === 0) logger.info(about, 'everything adds up');
      else logger.error(about, 'something does not add up; GET /admin/orders/verifications says what');
    } catch (error) {
      // One that is stopped half-way is taken over by another replica, or by this one when it is back.
      if (stopping.signal.aborted) return;
      logger.error({ err: error, verification: id }, 'a verification failed');
      await failVerification(db, id, (error as Error).message);
    } finally {
      clearInterval(heartbeat);
    }
  }

  return {
    ...sweeper,
    stop() {
      stopping.abort(new Error('the service is stopping'));
      return sweeper.stop();
    },
  };
}
