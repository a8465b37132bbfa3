import { accountErased, apiKeyRevoked, type EventData, erasureRefused, type erasureRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { hasOtherAdmin, lockAccount, nextVersion, raiseEpoch } from '../accounts/account-store.ts';
import { lockApiKeys, markRevoked } from '../api-keys/api-key-store.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext } from '../context.ts';
import {
  insertAccountRevocation,
  insertApiKeyRevocations,
  type StoredRevocation,
} from '../revocations/revocation-store.ts';
import { broadcastEnd, endSessions } from '../sessions/end-sessions.ts';
import { deleteAccount, insertTombstone } from './privacy-store.ts';

/**
 * Erases an account as its person asked: its sessions, tokens and API keys end everywhere, and it is gone with all that
 * hangs on it. The last administrator's is refused, for nobody could run the system any more.
 */
export async function eraseAccount(
  tx: Transaction,
  context: AuthContext,
  { erasureId, accountId, email }: EventData<typeof erasureRequested>,
): Promise<void> {
  const { now } = context;
  const account = await lockAccount(tx, accountId);
  if (!account) {
    // Erased before, and the others were told then; or never there, and the others may know of the person all the same.
    if (await insertTombstone(tx, accountId, now())) await tellErased(tx, { erasureId, accountId, email }, 1);
    return;
  }
  if (account.roles.includes('admin') && !(await hasOtherAdmin(tx, accountId))) {
    await audit(tx, now(), { type: 'account.erasure-refused', accountId, actorId: accountId });
    await record(tx, {
      event: erasureRefused,
      aggregateId: erasureId,
      aggregateVersion: 1,
      data: { erasureId, accountId, reason: 'last_admin' },
    });
    return;
  }
  const at = now();
  const ended = await endSessions(tx, at, accountId, 'all', 'erased');
  const revocations = [
    ...ended.revocations,
    ...(await insertAccountRevocation(tx, accountId, await raiseEpoch(tx, accountId), at)),
    ...(await revokeApiKeys(tx, accountId, at)),
  ];
  const version = await nextVersion(tx, accountId);
  await deleteAccount(tx, accountId, at);
  await audit(tx, at, { type: 'account.erased', accountId, actorId: accountId });
  await tellErased(tx, { erasureId, accountId, email: account.email }, version);
  tx.afterCommit(() => void broadcastEnd(context, { ...ended, revocations }));
}

const tellErased = (tx: Transaction, data: EventData<typeof accountErased>, version: number): Promise<unknown> =>
  record(tx, { event: accountErased, aggregateId: data.accountId, aggregateVersion: version, data });

async function revokeApiKeys(tx: Transaction, accountId: string, now: Date): Promise<StoredRevocation[]> {
  const revoked: { id: string; version: number }[] = [];
  for (const { id } of await lockApiKeys(tx, accountId)) {
    const key = await markRevoked(tx, { id, accountId }, now);
    if (!key) continue;
    await record(tx, { event: apiKeyRevoked, aggregateId: id, aggregateVersion: key.version, data: { id, accountId } });
    revoked.push({ id, version: key.version });
  }
  return insertApiKeyRevocations(tx, revoked, now);
}
