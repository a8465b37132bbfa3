import { deletePassword, lockAccount } from '../accounts/account-store.ts';
import type { AuthContext, Client } from '../context.ts';
import { hasShortPassword } from '../passwords/short-passwords.ts';
import { notFound } from '../problems.ts';
import { broadcastEnd, endSessions } from '../sessions/end-sessions.ts';
import { noteFactorChange } from './factor-changed.ts';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { secondFactorsOf } from './second-factors.ts';
import { deleteTotp } from './totp-store.ts';

/**
 * Removes the authenticator app and the recovery codes of somebody who has lost them, in an administrator's name. Every
 * session ends; a password that was good enough beside a second factor only is removed.
 *
 * @throws {Problem} 404
 */
export async function resetSecondFactors(
  context: AuthContext,
  accountId: string,
  actor: { accountId: string; client: Client },
): Promise<void> {
  const { db, now } = context;
  const ended = await db.transaction(async (tx) => {
    const account = await lockAccount(tx, accountId);
    if (!account) throw notFound('account');
    if ((await deleteTotp(tx, accountId)) !== 'confirmed') throw notFound('authenticator app');
    await replaceRecoveryCodes(tx, accountId, [], now());
    if ((await hasShortPassword(tx, accountId)) && (await secondFactorsOf(tx, accountId)).length === 0) {
      await deletePassword(tx, accountId);
    }
    const { accountId: actorId, client } = actor;
    await noteFactorChange(tx, context, { account, change: 'totp_reset', client, actorId });
    return endSessions(tx, now(), accountId, 'all', 'second factor reset by an administrator');
  });
  await broadcastEnd(context, ended);
}
