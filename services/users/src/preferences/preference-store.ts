import type { Queryable, Transaction } from '@oms/database';
import { notFound } from '../problems.ts';

/** Which mails a person wants. */
export interface MailPreferences {
  orderUpdates: boolean;
  news: boolean;
}

/** Until the person says otherwise: what they have ordered concerns them, news they have to ask for. */
export const defaultPreferences: MailPreferences = { orderUpdates: true, news: false };

export async function findPreferences(db: Queryable, profileId: string): Promise<MailPreferences> {
  const [row] = await db.query<MailPreferences>(
    `SELECT order_updates AS "orderUpdates", news FROM preferences WHERE profile_id = $1`,
    [profileId],
  );
  return row ?? defaultPreferences;
}

/** @returns the new version @throws {Problem} 404 to who is erased */
export async function putPreferences(
  tx: Transaction,
  profileId: string,
  { orderUpdates, news }: MailPreferences,
  now: Date,
): Promise<number> {
  const [row] = await tx.query<{ version: number }>(
    `INSERT INTO preferences AS p (profile_id, order_updates, news, updated_at)
     SELECT id, $2::boolean, $3::boolean, $4::timestamptz FROM profiles WHERE id = $1 FOR KEY SHARE
     ON CONFLICT (profile_id) DO UPDATE
       SET order_updates = excluded.order_updates, news = excluded.news, version = p.version + 1,
           updated_at = excluded.updated_at
     RETURNING version`,
    [profileId, orderUpdates, news, now],
  );
  if (!row) throw notFound('profile');
  return row.version;
}
