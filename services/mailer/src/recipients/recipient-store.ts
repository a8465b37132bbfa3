import type { Queryable } from '@oms/database';

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

export async function findRecipient(db: Queryable, accountId: string): Promise<Recipient | undefined> {
  const [recipient] = await db.query<Recipient>(
    'SELECT name, locale, time_zone AS "timeZone" FROM recipients WHERE account_id = $1',
    [accountId],
  );
  return recipient;
}
