import type { Queryable } from '@oms/database';
import type { Principal } from '@oms/security';
import type { UsersContext } from '../context.ts';
import { notFound } from '../problems.ts';
import { findProfile, insertProfile, type Profile } from './profile-store.ts';

/** Until the person says otherwise. */
export const defaults = { locale: 'en', timeZone: 'UTC' };

/**
 * The caller's profile. A person who has just registered always has one: where they are faster than the event that tells of
 * them, it is made from what their token says, and completed when the event comes.
 *
 * @throws {Problem} 404 for a caller who has no profile and whose token names no address
 */
export async function ensureProfile(
  db: Queryable,
  { now }: Pick<UsersContext, 'now'>,
  { subject, email }: Principal,
): Promise<Profile> {
  const found = await findProfile(db, subject);
  if (found) return found;
  if (email === undefined) throw notFound('profile');
  await insertProfile(db, { id: subject, email, name: null, ...defaults, accountVersion: 0 }, now());
  const made = await findProfile(db, subject);
  if (!made) throw notFound('profile');
  return made;
}
