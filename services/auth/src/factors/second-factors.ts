import type { Queryable } from '@oms/database';

/** Ways to prove a second factor, as clients are told. */
export const secondFactorMethods = ['totp', 'passkey', 'recovery_code'] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

/**
 * What an account can prove a second factor with; nothing where one factor is enough. A passkey counts: who has registered one
 * is not left with a password as the weaker way in. Recovery codes stand in for what there is, and are none by themselves.
 */
export async function secondFactorsOf(db: Queryable, accountId: string): Promise<SecondFactorMethod[]> {
  const [row] = await db.query<Record<SecondFactorMethod, boolean>>(
    `SELECT EXISTS (SELECT 1 FROM totp_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
            EXISTS (SELECT 1 FROM passkeys WHERE account_id = $1) AS passkey,
            EXISTS (SELECT 1 FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL) AS recovery_code`,
    [accountId],
  );
  if (!row?.totp && !row?.passkey) return [];
  return secondFactorMethods.filter((method) => row[method]);
}
