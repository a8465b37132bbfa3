import { type Queryable, streamRowsIn, type Transaction } from '@oms/database';
import type { ExportEntry } from '@oms/events';
import type { Knex } from 'knex';

interface Person {
  accountId: string;
  email: string;
}

/** Mails of before accounts were noted are known by their address alone. */
const ofPerson = '(m.account_id = ? OR (m.account_id IS NULL AND lower(m.recipient) = lower(?)))';

/**
 * Forgets a person: every mail to them, sent or not, how they want to be addressed, and whether their address is suppressed.
 * Notes that nothing may bring them back.
 */
export async function erasePerson(tx: Transaction, { accountId, email }: Person): Promise<void> {
  await tx.query(`INSERT INTO erased_accounts (id, erased_at) VALUES ($1, now()) ON CONFLICT DO NOTHING`, [accountId]);
  await tx.query(`DELETE FROM recipients WHERE account_id = $1`, [accountId]);
  await tx.query(
    `DELETE FROM messages WHERE account_id = $1 OR (account_id IS NULL AND lower(recipient) = lower($2))`,
    [accountId, email],
  );
  // After the mails, without which what a provider tells of the address suppresses nothing.
  await tx.query(`DELETE FROM suppressions WHERE email = lower($1)`, [email]);
}

/**
 * Deletes what came late about people who were erased lately: the last mails, once nothing more will become of them, and what
 * handlers that were under way at that moment noted.
 */
export async function forgetLate(db: Queryable): Promise<void> {
  await db.query(
    `DELETE FROM messages m USING erased_accounts e
      WHERE m.account_id = e.id AND m.status NOT IN ('queued', 'sending') AND e.erased_at > now() - interval '30 days'`,
  );
  await db.query(
    `DELETE FROM recipients r USING erased_accounts e
      WHERE r.account_id = e.id AND e.erased_at > now() - interval '30 days'`,
  );
}

/** All that is held on a person; never the token of a link. */
export async function* findEverything(
  tx: Transaction,
  knex: Knex,
  { accountId, email }: Person,
): AsyncGenerator<ExportEntry> {
  const sections: Record<string, Knex.QueryBuilder> = {
    recipient: knex('recipients').where({ account_id: accountId }).select('name', 'locale', { timeZone: 'time_zone' }),
    suppressions: knex('suppressions')
      .whereRaw('email = lower(?)', [email])
      .select('email', 'reason', 'note', { createdAt: 'created_at' }),
    messages: knex('messages AS m')
      .whereRaw(ofPerson, [accountId, email])
      .select('m.id', 'recipient', 'template', 'locale', 'data', 'status')
      .select({
        recipientName: 'recipient_name',
        createdAt: 'm.created_at',
        sentAt: 'sent_at',
        deliveredAt: 'delivered_at',
        bouncedAt: 'bounced_at',
        complainedAt: 'complained_at',
      })
      .orderBy('m.id'),
  };
  for (const [section, query] of Object.entries(sections)) {
    for await (const entry of streamRowsIn(tx, query, { batch: 100 })) yield { section, entry };
  }
}
