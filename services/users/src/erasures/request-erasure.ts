import { randomUUID } from 'node:crypto';
import { erasureRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import type { Principal } from '@oms/security';
import type { UsersContext } from '../context.ts';
import { notFound } from '../problems.ts';
import { findProfile } from '../profiles/profile-store.ts';
import { type Erasure, findErasureOf, insertErasure } from './erasure-store.ts';

/** Begins to forget a person, once: whoever asks again is told of the erasure that there is. */
export async function requestErasure(
  tx: Transaction,
  { now }: Pick<UsersContext, 'now'>,
  { subject: accountId, email: claimed }: Pick<Principal, 'subject' | 'email'>,
): Promise<Erasure> {
  const present = await findErasureOf(tx, accountId);
  if (present) return present;
  const profile = await findProfile(tx, accountId);
  const email = claimed ?? profile?.email;
  if (email === undefined) throw notFound('profile');
  // Random throughout (122 bits): who has the id may look how far it is, for they cannot sign in any more.
  const id = randomUUID();
  const { name = null, locale = null } = profile ?? {};
  if (await insertErasure(tx, { id, accountId, email, name, locale }, now())) {
    await record(tx, {
      event: erasureRequested,
      aggregateId: id,
      aggregateVersion: 1,
      data: { erasureId: id, accountId, email },
    });
  }
  const made = await findErasureOf(tx, accountId);
  if (!made) throw new Error(`the erasure of ${accountId} is gone`);
  return made;
}
