import { deletePassword, lockAccount } from '../accounts/account-store.ts';
import { tellOfFactor } from '../accounts/tell-of-factor.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { deletePasskeys } from '../passkeys/passkey-store.ts';
import { hasShortPassword } from '../passwords/short-passwords.ts';
import { notFound } from '../problems.ts';
import { broadcastEnd, endSessions } from '../sessions/end-sessions.ts';
import { noteFactorChange } from './factor-changed.ts';
import { replaceRecoveryCodes } from './recovery-code-store.ts';
import { deleteTotp } from './totp-store.ts';

/**
 * Removes the authenticator app, the passkeys and the recovery codes of somebody who has lost them, in an administrator's name. Every
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
    const hadApp = (await deleteTotp(tx, accountId)) === 'confirmed';
    const passkeys = await deletePasskeys(tx, accountId);
    if (!hadApp && passkeys.length === 0) throw notFound('second factor');
    await replaceRecoveryCodes(tx, accountId, [], now());
    if (await hasShortPassword(tx, accountId)) await deletePassword(tx, accountId);
    const { accountId: actorId, client } = actor;
    if (hadApp) await noteFactorChange(tx, context, { account, change: 'totp_reset', client, actorId });
    for (const { id, name } of passkeys) {
      const details = { passkeyId: id, name };
      await audit(tx, now(), { type: 'passkey.removed', accountId, actorId, client, details });
      await tellOfFactor(tx, account, { change: 'passkey_removed', label: name }, client);
    }
    return endSessions(tx, now(), accountId, 'all', 'second factor reset by an administrator');
  });
  await broadcastEnd(context, ended);
}
