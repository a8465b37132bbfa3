import { accountVerified } from '@oms/contracts';
import { record } from '@oms/events';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { changeEmail, findEmailChange } from '../emails/change-email.ts';
import { findLinkAccount, useLink, voidLinks } from '../links/link-store.ts';
import { tokenHash } from '../links/link-token.ts';
import { linkInvalid } from '../problems.ts';
import { lockAccount, markVerified, nextVersion, putPassword } from './account-store.ts';

/**
 * Verifies an address by the token that was mailed to it, once; the password of the registration that the token belongs to
 * becomes the account's, and every other pending registration of the address is void. A token that was mailed to the new
 * address of an account changes the account's.
 *
 * @throws {Problem} 422 link_invalid
 */
export async function verifyEmail(context: AuthContext, token: string, client: Client): Promise<void> {
  const { db, now } = context;
  const hash = tokenHash(token);
  if ((await findEmailChange(db, hash, now())) !== undefined) return changeEmail(context, hash, client);
  await db.transaction(async (tx) => {
    const at = now();
    // The account before its links, as everywhere.
    const owner = await findLinkAccount(tx, hash, 'verify-email', at);
    const account = owner === undefined ? undefined : await lockAccount(tx, owner);
    const link = await useLink(tx, hash, 'verify-email', at);
    if (!link || !account || account.emailVerifiedAt !== null) {
      throw linkInvalid('Register again to be sent another.');
    }
    if (link.passwordHash !== null) await putPassword(tx, account.id, link.passwordHash, at);
    await markVerified(tx, account.id, at);
    await voidLinks(tx, account.id, 'verify-email', at);
    await audit(tx, at, { type: 'account.verified', accountId: account.id, actorId: account.id, client });
    await record(tx, {
      event: accountVerified,
      aggregateId: account.id,
      aggregateVersion: await nextVersion(tx, account.id),
      data: { accountId: account.id, email: link.email },
    });
  });
}
