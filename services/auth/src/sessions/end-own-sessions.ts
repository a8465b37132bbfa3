import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { broadcastEnd, endSessions } from './end-sessions.ts';
import { findTokenWithSession, type Which } from './session-store.ts';

/** Ends sessions of a person who wants them ended. @returns how many */
export async function endOwnSessions(
  context: AuthContext,
  accountId: string,
  which: Which,
  reason: string,
  client: Client,
): Promise<number> {
  const { db, now } = context;
  const ended = await db.transaction(async (tx) => {
    const result = await endSessions(tx, now(), accountId, which, reason);
    const { sessionIds } = result;
    if (sessionIds.length > 0) {
      const details = { sessionIds, reason };
      await audit(tx, now(), { type: 'session.ended', accountId, actorId: accountId, client, details });
    }
    return result;
  });
  await broadcastEnd(context, ended);
  return ended.sessionIds.length;
}

/**
 * Ends the session that a browser was in until it signed in anew, whoever's it was (ASVS 5, 7.2.4).
 *
 * @param hash of a refresh token of the session
 */
export async function endFormerSession(context: AuthContext, hash: Buffer, client: Client): Promise<void> {
  const former = (await findTokenWithSession(context.db, hash))?.session;
  if (!former || former.revokedAt !== null) return;
  await endOwnSessions(context, former.accountId, { only: former.id }, 'signed in anew', client);
}
