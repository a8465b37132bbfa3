import type { Transaction } from '@oms/database';
import type { AuthContext } from '../context.ts';
import { voidLinks } from '../links/link-store.ts';
import { insertSessionRevocations, type StoredRevocation } from '../revocations/revocation-store.ts';
import { endSessions as markEnded, type Which } from './session-store.ts';
import { voidSignInAttempts } from './sign-in-attempt-store.ts';

/** Sessions that a transaction has ended: broadcast them once it has committed. */
export interface EndedSessions {
  accountId: string;
  sessionIds: string[];
  revocations: StoredRevocation[];
}

/** Ends sessions of an account: their refresh tokens are void at once, their access tokens as soon as it is broadcast. */
export async function endSessions(
  tx: Transaction,
  now: Date,
  accountId: string,
  which: Which,
  reason: string,
): Promise<EndedSessions> {
  // Who is half signed in is no better than who has signed in.
  if (which === 'all' || 'except' in which) {
    await voidSignInAttempts(tx, accountId, now);
    await voidLinks(tx, accountId, 'magic-link', now);
  }
  const sessionIds = await markEnded(tx, accountId, which, { now, reason });
  return { accountId, sessionIds, revocations: await insertSessionRevocations(tx, sessionIds, now) };
}

/** Tells every service of committed revocations, then clears the live index. */
export async function broadcastEnd(
  { revocations, sessionIndex, logger }: Pick<AuthContext, 'revocations' | 'sessionIndex' | 'logger'>,
  ended: EndedSessions,
): Promise<void> {
  await revocations.broadcast(ended.revocations);
  await sessionIndex
    .remove(ended.accountId, ended.sessionIds)
    .catch((err: unknown) => logger.warn({ err }, 'ended sessions stay in the live index until they expire'));
}
