import type { Queryable } from '@oms/database';
import { Problem } from '@oms/http';
import { authProblems } from '../problems.ts';

export const waysIn = ['password', 'passkey', 'identity'] as const;
export type WayIn = (typeof waysIn)[number];

/** What an account can sign in with, links by mail aside: a password, passkeys, logins at other issuers. */
export async function findWaysIn(db: Queryable, accountId: string): Promise<WayIn[]> {
  const [row] = await db.query<Record<WayIn, boolean>>(
    `SELECT EXISTS (SELECT 1 FROM passwords WHERE account_id = $1) AS password,
            EXISTS (SELECT 1 FROM passkeys WHERE account_id = $1) AS passkey,
            EXISTS (SELECT 1 FROM identities WHERE account_id = $1) AS identity`,
    [accountId],
  );
  return waysIn.filter((way) => row?.[way]);
}

/**
 * Looks, after a way in was taken from an account that `tx` holds, whether another is left. Links by mail do not count: the
 * mailbox may be lost together with the login at the provider that runs it.
 *
 * @throws {Problem} 409 last_way_in
 */
export async function requireWayIn(tx: Queryable, accountId: string): Promise<void> {
  if ((await findWaysIn(tx, accountId)).length > 0) return;
  throw new Problem(authProblems.last_way_in, {
    detail: 'Set a password at POST /api/v1/auth/password/forgot, or add another way to sign in, first.',
  });
}
