import type { Queryable } from '@oms/database';
import { type Preferences, preferencesOf, type StatedPreferences } from '../preferences/preference-store.ts';

/** How a person wants to be addressed, as far as events have told. */
export interface Recipient {
  name: string | null;
  /** BCP 47. */
  locale: string | null;
  /** IANA name. */
  timeZone: string | null;
}

/** Notes what was said at registration; a profile knows better. Of somebody who has been erased nothing is noted. */
export async function insertRecipient(tx: Queryable, accountId: string, { name, locale }: Recipient): Promise<void> {
  await tx.query(
    `INSERT INTO recipients (account_id, name, locale, profile_version) SELECT $1::uuid, $2::text, $3::text, 0
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, locale = excluded.locale
       WHERE recipients.profile_version = 0`,
    [accountId, name, locale],
  );
}

/** Follows a profile; what is older than what is known already is passed over. */
export async function updateRecipient(
  tx: Queryable,
  accountId: string,
  { name, locale, timeZone }: Recipient,
  version: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO recipients AS r (account_id, name, locale, time_zone, profile_version) SELECT $1::uuid, $2::text, $3::text, $4::text, $5::bigint
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (account_id) DO UPDATE
       SET name = excluded.name, locale = excluded.locale, time_zone = excluded.time_zone,
           profile_version = excluded.profile_version
       WHERE r.profile_version < excluded.profile_version`,
    [accountId, name, locale, timeZone, version],
  );
}

/** All that is known of an account which a mail to it depends on. */
export interface KnownRecipient extends Recipient {
  wants: Preferences;
  isErased: boolean;
}

/** Whoever has no account cannot say what they want, so gets nothing that one may do without. */
const nobody: KnownRecipient = {
  name: null,
  locale: null,
  timeZone: null,
  wants: { orderUpdates: false, news: false },
  isErased: false,
};

/** One statement. @param accountId null for somebody without an account */
export async function findRecipient(db: Queryable, accountId: string | null): Promise<KnownRecipient> {
  if (accountId === null) return nobody;
  const [row] = await db.query<Recipient & StatedPreferences & { isErased: boolean }>(
    `SELECT r.name, r.locale, r.time_zone AS "timeZone", r.order_updates AS "orderUpdates", r.news,
            EXISTS (SELECT FROM erased_accounts WHERE id = $1) AS "isErased"
       FROM (SELECT) one LEFT JOIN recipients r ON r.account_id = $1`,
    [accountId],
  );
  if (!row) throw new Error('one row came to none');
  const { orderUpdates, news, ...recipient } = row;
  return { ...recipient, wants: preferencesOf({ orderUpdates, news }) };
}
