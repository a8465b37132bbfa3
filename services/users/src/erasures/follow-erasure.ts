import { erasureCompleted } from '@oms/contracts';
import type { Database, Transaction } from '@oms/database';
import { record } from '@oms/events';
import { forgetKeys } from '@oms/http';
import { deleteExports } from '../exports/export-store.ts';
import {
  deleteLateProfiles,
  eraseProfile,
  findSteps,
  insertStep,
  lockErasure,
  markCompleted,
  markErasing,
} from './erasure-store.ts';

/** Services that hold something on people: an erasure is complete when each has forgotten them. */
export const erasers = ['auth', 'mailer', 'orders', 'users'] as const;

/** Auth has erased the account: this service forgets the person too. */
export async function forgetPerson(
  tx: Transaction,
  now: Date,
  { erasureId, accountId }: { erasureId: string; accountId: string },
): Promise<void> {
  // Held first, as every step of an erasure does.
  await lockErasure(tx, erasureId);
  await eraseProfile(tx, accountId, now);
  await deleteExports(tx, accountId);
  await forgetKeys(tx, accountId);
  await takeStep(tx, now, erasureId, 'auth');
  await takeStep(tx, now, erasureId, 'users');
}

/** Notes that a service is done; with the last one, the mail about it is the end of the address too. */
export async function takeStep(tx: Transaction, now: Date, erasureId: string, service: string): Promise<void> {
  const erasure = await lockErasure(tx, erasureId);
  if (!erasure || erasure.email === null) return;
  await insertStep(tx, erasureId, service, now);
  await markErasing(tx, erasureId);
  const done = (await findSteps(tx, [erasureId])).map((step) => step.service);
  if (!erasers.every((each) => done.includes(each))) return;
  const { accountId, email, name, locale, requestedAt } = erasure;
  await markCompleted(tx, erasureId, now);
  await record(tx, {
    event: erasureCompleted,
    aggregateId: erasureId,
    aggregateVersion: 2,
    data: { accountId, email, name, locale, erasureId, requestedAt, completedAt: now.toISOString() },
  });
}

/** A request that was under way while its account was erased may have made a profile: a day is far more than one takes. */
export const forgetLateProfiles = (db: Database, now: Date): Promise<unknown> =>
  deleteLateProfiles(db, new Date(now.getTime() - 24 * 3_600_000));
