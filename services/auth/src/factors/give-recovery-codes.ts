import type { Transaction } from '@oms/database';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';

/** Gives an account recovery codes, to be shown once; those from before are void. */
export async function giveRecoveryCodes(tx: Transaction, accountId: string, now: Date): Promise<string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(tx, accountId, codes.map(recoveryCodeHash), now);
  return codes;
}
