import { profileUpdated } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { type ExpectedVersion, requireVersion } from '@oms/http';
import type { UsersContext } from '../context.ts';
import { notFound } from '../problems.ts';
import { lockProfile, type Profile, type ProfileFields, profileFields, updateProfile } from './profile-store.ts';

/**
 * Changes what is given, and tells the other services of it; nothing happens when it is so already.
 *
 * @throws {Problem} 404, or 412 naming what changed since the expected version
 */
export async function changeProfile(
  tx: Transaction,
  { now }: Pick<UsersContext, 'now'>,
  id: string,
  expected: ExpectedVersion,
  changes: Partial<ProfileFields>,
): Promise<Profile> {
  const profile = await lockProfile(tx, id);
  if (!profile) throw notFound('user');
  requireVersion(expected, profile.version, changedSince(profile, expected));
  const fields = { ...profile, ...changes };
  const changed = profileFields.filter((field) => fields[field] !== profile[field]);
  if (changed.length === 0) return profile;
  const updated = await updateProfile(tx, id, fields, changed, now());
  const { name, phone, locale, timeZone } = updated;
  await record(tx, {
    event: profileUpdated,
    aggregateId: id,
    aggregateVersion: updated.version,
    data: { accountId: id, name, phone, locale, timeZone },
  });
  return updated;
}

const changedSince = ({ fieldVersions }: Profile, expected: ExpectedVersion): string[] =>
  expected === 'any' ? [] : profileFields.filter((field) => (fieldVersions[field] ?? 0) > expected);
