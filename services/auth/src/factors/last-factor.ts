import type { Transaction } from '@oms/database';
import { requirePasswordStandsAlone } from '../passwords/short-passwords.ts';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { secondFactorsOf } from './second-factors.ts';

/**
 * Ask after an authenticator app or a passkey was removed: where it was the last second factor, recovery codes stand in for
 * nothing any more and are void, and the password must be one that stands alone.
 *
 * @param tx holds the account; it must be rolled back when this throws
 * @throws {Problem} 409 password_needs_second_factor
 */
export async function settleAfterRemoval(tx: Transaction, accountId: string, now: Date): Promise<void> {
  if ((await secondFactorsOf(tx, accountId)).length > 0) return;
  await replaceRecoveryCodes(tx, accountId, [], now);
  await requirePasswordStandsAlone(tx, accountId);
}
