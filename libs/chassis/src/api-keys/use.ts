import type { EventDefinition } from '@oms/contracts';
import type { Database, Transaction } from '@oms/database';
import { record } from '@oms/events';
import type { Logger } from '@oms/telemetry';
import { claimUseReport } from './store.ts';

/** Seconds: an hour tells whether a key is still needed, and costs next to nothing. */
export const useQuietSeconds = 60 * 60;

/** Keys that a process remembers to have noted; beyond that it forgets the earliest. */
const remembered = 10_000;

/** Notes in a transaction that a key is used; asked at most once an hour for a key by each process. */
export type NoteApiKeyUse = (tx: Transaction, id: string) => Promise<void>;

/** Tells auth by `event`, once an hour for a key whatever the number of replicas. */
export const reportApiKeyUse =
  (event: EventDefinition): NoteApiKeyUse =>
  async (tx, id) => {
    const reports = await claimUseReport(tx, id, useQuietSeconds);
    if (reports === undefined) return;
    const data = { id, usedAt: new Date().toISOString() };
    await record(tx, { event, aggregateId: id, aggregateVersion: reports, data });
  };

/** Runs `note` beside the request that used the key: a failure is logged and keeps nobody waiting. */
export function createUseNotes({ db, logger, note }: { db: Database; logger: Logger; note: NoteApiKeyUse }) {
  const notedAt = new Map<string, number>();
  return (id: string): void => {
    const now = performance.now();
    const last = notedAt.get(id);
    if (last !== undefined && now - last < useQuietSeconds * 1000) return;
    notedAt.delete(id);
    notedAt.set(id, now);
    const oldest = notedAt.keys().next();
    if (notedAt.size > remembered && !oldest.done) notedAt.delete(oldest.value);
    db.transaction((tx) => note(tx, id)).catch((err: unknown) => {
      notedAt.delete(id);
      logger.warn({ err }, 'the use of an API key could not be noted');
    });
  };
}
