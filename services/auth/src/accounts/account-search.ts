import type { Role } from '@oms/contracts';
import { type Database, escapeLike } from '@oms/database';
import type { Account } from './account-store.ts';

export interface AccountFilter {
  /** Part of the address or the name. */
  search?: string | undefined;
  role?: Role | undefined;
  status?: Account['status'] | undefined;
}

/** Accounts that match, newest first, after the one named by `cursor`. */
export function searchAccounts(
  db: Database,
  filter: AccountFilter,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<Account[]> {
  const query = db
    .knex('accounts as a')
    .select('a.id', 'a.email', 'a.name', 'a.locale', 'a.status', 'a.epoch', 'a.version')
    .select({
      suspensionReason: 'a.suspension_reason',
      emailVerifiedAt: 'a.email_verified_at',
      createdAt: 'a.created_at',
      updatedAt: 'a.updated_at',
    })
    .select(db.knex.raw('ARRAY(SELECT r.role FROM account_roles r WHERE r.account_id = a.id ORDER BY r.role) AS roles'))
    .orderBy('a.id', 'desc')
    .limit(limit);
  if (cursor !== undefined) query.where('a.id', '<', cursor);
  if (filter.status !== undefined) query.where('a.status', filter.status);
  if (filter.role !== undefined) {
    query.whereExists(
      db.knex('account_roles as r').select(1).whereRaw('r.account_id = a.id').where('r.role', filter.role),
    );
  }
  if (filter.search !== undefined) {
    const pattern = `%${escapeLike(filter.search.toLowerCase())}%`;
    query.where((either) => either.whereLike('a.email_key', pattern).orWhereRaw('lower(a.name) LIKE ?', [pattern]));
  }
  return db.run<Account>(query);
}
