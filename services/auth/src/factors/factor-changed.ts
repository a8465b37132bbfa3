import { type EventData, factorChanged } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { type Account, nextVersion } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { type AuditType, audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';

type Change = EventData<typeof factorChanged>['change'];

const auditTypes: Partial<Record<Change, AuditType>> = {
  totp_enabled: 'factor.totp-enabled',
  totp_disabled: 'factor.totp-disabled',
  totp_reset: 'factor.totp-reset',
  recovery_code_used: 'factor.recovery-code-used',
  recovery_codes_replaced: 'factor.recovery-codes-replaced',
};

/**
 * Notes a change to an account's factors in the audit log, and has its owner told.
 *
 * @param change.account locked by `tx`
 * @param change.actorId who did it, where it was not the owner
 */
export async function noteFactorChange(
  tx: Transaction,
  { now }: Pick<AuthContext, 'now'>,
  {
    account,
    change,
    client,
    actorId = account.id,
    remaining = null,
  }: { account: Account; change: Change; client: Client; actorId?: string; remaining?: number | null },
): Promise<void> {
  const type = auditTypes[change];
  if (type !== undefined) {
    const details = remaining === null ? {} : { remaining };
    await audit(tx, now(), { type, accountId: account.id, actorId, client, details });
  }
  await record(tx, {
    event: factorChanged,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: { ...addresseeOf(account), change, label: null, remaining, ...client },
  });
}
