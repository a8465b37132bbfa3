import { exportRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem, problems } from '@oms/http';
import type { Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import { findAddresses } from '../addresses/address-store.ts';
import type { UsersContext } from '../context.ts';
import { findPreferences } from '../preferences/preference-store.ts';
import { ensureProfile } from '../profiles/ensure-profile.ts';
import { lockProfile } from '../profiles/profile-store.ts';
import { type Export, findExport, findExportsSince, insertExport, insertPart } from './export-store.ts';

/** Services that hold something on people; an export is ready when each has sent all of it. */
export const providers = ['auth', 'mailer', 'orders', 'users'] as const;

/** How long the others may take (they answer in seconds, unless one is down). */
const patienceMs = 3_600_000;

/** Each costs every service work: more than anybody needs. */
const exportsADay = 5;

const day = 24 * 3_600_000;

/**
 * Asks every service for what it holds on the caller; an export that is under way is answered instead of a second one.
 *
 * @throws {Problem} 429
 */
export async function requestExport(tx: Transaction, context: UsersContext, principal: Principal): Promise<Export> {
  const { id: accountId } = await ensureProfile(tx, context, principal);
  // One request of a person at a time.
  const profile = await lockProfile(tx, accountId);
  if (!profile) throw new Problem(problems.not_found, { detail: 'There is no such profile.' });
  const now = context.now();
  const recent = await findExportsSince(tx, accountId, new Date(now.getTime() - day));
  const underWay = recent.find(({ status }) => status === 'requested' || status === 'collecting');
  if (underWay) return underWay;
  if (recent.length >= exportsADay) {
    throw new Problem(problems.too_many_requests, {
      detail: `There were ${exportsADay} exports within a day. Fetch one of those, or ask again tomorrow.`,
      headers: { 'Retry-After': '3600' },
    });
  }
  const id = uuidv7();
  const { email } = profile;
  await insertExport(tx, { id, accountId, email }, { now, deadline: new Date(now.getTime() + patienceMs) });
  const { fieldVersions: _fieldVersions, ...shown } = profile;
  const own: [section: string, entries: unknown[]][] = [
    ['addresses', await findAddresses(tx, accountId)],
    ['preferences', [{ mails: await findPreferences(tx, accountId) }]],
    ['profile', [shown]],
  ];
  for (const [index, [section, entries]] of own.entries()) {
    await insertPart(tx, id, { service: 'users', part: index + 1, last: index + 1 === own.length, section, entries });
  }
  await record(tx, {
    event: exportRequested,
    aggregateId: id,
    aggregateVersion: 1,
    data: { exportId: id, accountId, email },
  });
  const made = await findExport(tx, id);
  if (!made) throw new Error(`export ${id} is gone`);
  return made;
}
