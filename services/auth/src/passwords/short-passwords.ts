import type { Queryable, Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { secondFactorsOf } from '../factors/second-factors.ts';
import { authProblems } from '../problems.ts';
import { minimumPasswordLength, minimumWithSecondFactor, passwordLength } from './password-policy.ts';

/** True of a password that is good enough only beside a second factor. */
export const isShort = (password: string): boolean => passwordLength(password) < minimumPasswordLength;

/** Characters that the account's next password needs at the least. */
export const minimumLengthFor = async (db: Queryable, accountId: string): Promise<number> =>
  (await secondFactorsOf(db, accountId)).length > 0 ? minimumWithSecondFactor : minimumPasswordLength;

export async function hasShortPassword(db: Queryable, accountId: string): Promise<boolean> {
  const [row] = await db.query<{ short: boolean }>(`SELECT short FROM passwords WHERE account_id = $1`, [accountId]);
  return row?.short ?? false;
}

/**
 * Ask after a factor was removed: an account that is left with one factor must not have a short password.
 *
 * @param tx holds the account; it must be rolled back when this throws
 * @throws {Problem} 409 password_needs_second_factor
 */
export async function requirePasswordStandsAlone(tx: Transaction, accountId: string): Promise<void> {
  if (!(await hasShortPassword(tx, accountId)) || (await secondFactorsOf(tx, accountId)).length > 0) return;
  throw new Problem(authProblems.password_needs_second_factor, {
    detail: `Set a password of at least ${minimumPasswordLength} characters first: POST /api/v1/auth/password/change.`,
  });
}
