import type { Queryable } from '@oms/database';

/** Ways to prove a second factor, as clients are told. */
export const secondFactorMethods = ['totp', 'recovery_code'] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

/** What an account can prove a second factor with; nothing where one factor is enough. */
export async function secondFactorsOf(db: Queryable, accountId: string): Promise<SecondFactorMethod[]> {
  const [row] = await db.query<{ totp: boolean; codes: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM totp_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL) AS totp,
            EXISTS (SELECT 1 FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL) AS codes`,
    [accountId],
  );
  if (!row?.totp) return [];
  return row.codes ? ['totp', 'recovery_code'] : ['totp'];
}
