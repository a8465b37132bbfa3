import type { Database } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import { sweepInbox } from './inbox-store.ts';
import { pause } from './time-limit.ts';

/**
 * Days that the inbox remembers an event. A second delivery comes within minutes of the first, or out of the same queue
 * after it; a week leaves room for a consumer that was down over a long weekend.
 */
const RETENTION_DAYS = 7;
const BATCH = 1_000;
const HOUR_MS = 3_600_000;

/** Once an hour, a batch at a time so that no statement holds many rows, until `stop` aborts. */
export async function keepInboxSwept(db: Database, logger: Logger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    // Replicas that started together need not sweep together.
    await pause(HOUR_MS * (0.75 + Math.random() / 2), stop);
    try {
      while (!stop.aborted && (await sweepInbox(db, RETENTION_DAYS, BATCH)) === BATCH) await pause(50, stop);
    } catch (error) {
      logger.warn({ err: error }, 'old inbox rows could not be deleted; tried again in an hour');
    }
  }
}
