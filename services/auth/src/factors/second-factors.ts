import type { Queryable } from '@oms/database';

/** Ways to prove a second factor, as clients are told. */
export const secondFactorMethods = ['totp', 'passkey', 'recovery_code'] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

/** Which of them an account has. */
export type FactorRow = Record<SecondFactorMethod, boolean>;

/** The columns of a {@link FactorRow}. @param id of the account, as SQL */
export const factorColumns = (id: 'a.id' | '$1'): string =>
  `EXISTS (SELECT 1 FROM totp_factors WHERE account_id = ${id} AND confirmed_at IS NOT NULL) AS totp,
   EXISTS (SELECT 1 FROM passkeys WHERE account_id = ${id}) AS passkey,
   EXISTS (SELECT 1 FROM recovery_codes WHERE account_id = ${id} AND used_at IS NULL) AS recovery_code`;

/**
 * What an account can prove a second factor with; nothing where one factor is enough. A passkey counts: who has registered one
 * is not left with a password as the weaker way in. Recovery codes stand in for what there is, and are none by themselves.
 */
export const methodsOf = (row: FactorRow): SecondFactorMethod[] =>
  row.totp || row.passkey ? secondFactorMethods.filter((method) => row[method]) : [];

/** See {@link methodsOf}. */
export async function secondFactorsOf(db: Queryable, accountId: string): Promise<SecondFactorMethod[]> {
  const [row] = await db.query<FactorRow>(`SELECT ${factorColumns('$1')}`, [accountId]);
  return row ? methodsOf(row) : [];
}
