import type { Queryable } from '@oms/database';
import type { OptionalCategory } from '../templates/template.ts';

/** Which mails a person wants, of those that they may do without. */
export type Preferences = Record<OptionalCategory, boolean>;

/** What a person has said of that, where they have said anything. */
export type StatedPreferences = Record<OptionalCategory, boolean | null>;

/** Until the person says otherwise, as users has it: what they have ordered concerns them, news they have to ask for. */
const defaults: Preferences = { orderUpdates: true, news: false };

export const preferencesOf = (stated: StatedPreferences | null): Preferences => ({
  orderUpdates: stated?.orderUpdates ?? defaults.orderUpdates,
  news: stated?.news ?? defaults.news,
});

/** Follows what a person has said; what is older than what is known already is passed over. */
export async function updatePreferences(
  tx: Queryable,
  accountId: string,
  { orderUpdates, news }: Preferences,
  version: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO recipients AS r (account_id, profile_version, order_updates, news, preferences_version)
     SELECT $1::uuid, 0, $2::boolean, $3::boolean, $4::bigint
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (account_id) DO UPDATE
       SET order_updates = excluded.order_updates, news = excluded.news,
           preferences_version = excluded.preferences_version
       WHERE r.preferences_version < excluded.preferences_version`,
    [accountId, orderUpdates, news, version],
  );
}

/**
 * Notes that a person wants no more mails of a category, until their preferences say otherwise.
 *
 * @returns how often they have said so, or undefined of somebody who has been erased
 */
export async function unwant(
  tx: Queryable,
  accountId: string,
  category: OptionalCategory,
): Promise<number | undefined> {
  const [row] = await tx.query<{ unsubscriptions: number }>(
    `INSERT INTO recipients AS r (account_id, profile_version, order_updates, news, unsubscriptions)
     SELECT $1::uuid, 0, CASE WHEN $2::text = 'orderUpdates' THEN false END, CASE WHEN $2 = 'news' THEN false END, 1
      WHERE NOT EXISTS (SELECT 1 FROM erased_accounts WHERE id = $1)
     ON CONFLICT (account_id) DO UPDATE
       SET order_updates = coalesce(excluded.order_updates, r.order_updates), news = coalesce(excluded.news, r.news),
           unsubscriptions = r.unsubscriptions + 1
     RETURNING r.unsubscriptions`,
    [accountId, category],
  );
  return row?.unsubscriptions;
}
