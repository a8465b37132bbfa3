import { type EventData, factorChanged } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import type { Client } from '../context.ts';
import { type Account, nextVersion } from './account-store.ts';
import { addresseeOf } from './addressee.ts';

/** Has the owner of an account told that a way to sign in, or an API key, came or went. `label` is what they know it by. */
export async function tellOfFactor(
  tx: Transaction,
  account: Account,
  { change, label }: { change: EventData<typeof factorChanged>['change']; label: string },
  client: Client,
): Promise<void> {
  await record(tx, {
    event: factorChanged,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: { ...addresseeOf(account), change, label, remaining: null, ...client },
  });
}
