import { type EventData, exportCompleted, exportFailed, type ordersExportProvided } from '@oms/contracts';
import type { Database, Transaction } from '@oms/database';
import { record } from '@oms/events';
import type { Logger } from '@oms/telemetry';
import { findProfile } from '../profiles/profile-store.ts';
import {
  type Export,
  expireExports,
  findProviders,
  insertPart,
  lockOverdue,
  lockUnderWay,
  markCollecting,
  markFailed,
  markReady,
} from './export-store.ts';
import { providers } from './request-export.ts';

/** How long an archive can be fetched. */
export const keptDays = 7;

/** Takes in a part; with the last that was missing the archive is ready. What comes too late is passed over. */
export async function collect(
  tx: Transaction,
  now: Date,
  service: string,
  { exportId, part, last, section, entries }: EventData<typeof ordersExportProvided>,
): Promise<void> {
  const found = await lockUnderWay(tx, exportId);
  if (!found) return;
  await insertPart(tx, exportId, { service, part, last, section, entries });
  await markCollecting(tx, exportId);
  if ((await missingOf(tx, exportId)).length > 0) return;
  const expiresAt = new Date(now.getTime() + keptDays * 24 * 3_600_000);
  await markReady(tx, exportId, { now, expiresAt });
  await record(tx, {
    event: exportCompleted,
    aggregateId: exportId,
    aggregateVersion: 2,
    data: { ...(await addresseeOf(tx, found)), exportId, expiresAt: expiresAt.toISOString() },
  });
}

/** Services that have not sent all they hold. */
export async function missingOf(db: Pick<Database, 'query' | 'run'>, exportId: string): Promise<string[]> {
  const provided = await findProviders(db, exportId);
  return providers.filter((service) => !provided.includes(service));
}

/** Gives up exports that some service has not answered in time, and deletes archives whose time is over. */
export async function tidyExports(db: Database, now: Date, logger: Logger): Promise<void> {
  await expireExports(db, now);
  for (;;) {
    const failed = await db.transaction(async (tx) => {
      const overdue = await lockOverdue(tx, now);
      if (!overdue) return false;
      const missing = await missingOf(tx, overdue.id);
      tx.afterCommit(() => logger.error({ exportId: overdue.id, missing }, 'an export failed: services were silent'));
      await markFailed(tx, overdue.id, now);
      await record(tx, {
        event: exportFailed,
        aggregateId: overdue.id,
        aggregateVersion: 2,
        data: { ...(await addresseeOf(tx, overdue)), exportId: overdue.id, missing },
      });
      return true;
    });
    if (!failed) return;
  }
}

async function addresseeOf(tx: Transaction, { accountId, email }: Export) {
  const profile = await findProfile(tx, accountId);
  return { accountId, email, name: profile?.name ?? null, locale: profile?.locale ?? null };
}
