import { magicLinkRequested } from '@oms/contracts';
import { record } from '@oms/events';
import type { Problem } from '@oms/http';
import { findAccount, lockAccount, lockByEmail, nextVersion } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { emailKey } from '../accounts/email-address.ts';
import { withFloor } from '../answer-floor.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { issueLink } from '../links/issue-link.ts';
import { countLinks, findLinkAccount, useLink, voidLinks } from '../links/link-store.ts';
import { tokenHash } from '../links/link-token.ts';
import { linkInvalid } from '../problems.ts';
import type { TokenPair } from '../sessions/open-session.ts';
import { finishSignIn, type MfaChallenge, signIn } from '../sessions/sign-in.ts';

/** Mails with a link that an account is sent in an hour, however often somebody asks for them. */
const mailsPerHour = 5;

/**
 * Mails a link that signs in, where the address has an account that can; the answer is the same, and takes as long, where
 * it has none. An address that was never verified gets none: whoever registered it first may have left a password there.
 *
 * @param browser secret of the browser that asks, which alone can use the link; none for other clients
 */
export async function requestMagicLink(
  context: AuthContext,
  { email, browser }: { email: string; browser: string | undefined },
  client: Client,
): Promise<void> {
  const { db, now, answerFloorMs } = context;
  await withFloor(answerFloorMs, () =>
    db.transaction(async (tx) => {
      const account = await lockByEmail(tx, emailKey(email));
      if (account?.status !== 'active' || account.emailVerifiedAt === null) return;
      const anHourAgo = new Date(now().getTime() - 3_600_000);
      if ((await countLinks(tx, account.id, 'magic-link', anHourAgo)) >= mailsPerHour) return;
      const link = await issueLink(tx, context, {
        purpose: 'magic-link',
        accountId: account.id,
        email: account.email,
        ...(browser !== undefined && { browserHash: tokenHash(browser) }),
      });
      const details = { boundToBrowser: browser !== undefined };
      await audit(tx, now(), { type: 'magic-link.requested', accountId: account.id, client, details });
      await record(tx, {
        event: magicLinkRequested,
        aggregateId: account.id,
        aggregateVersion: await nextVersion(tx, account.id),
        data: { ...addresseeOf(account), ...link },
      });
    }),
  );
}

const refused = (): Problem =>
  linkInvalid('Follow it in the browser that asked for it, or ask for another at POST /api/v1/auth/magic-link.');

/**
 * Signs a person in by a token that was mailed, once, or asks for their second factor. The account's other magic links are
 * void then.
 *
 * @param browser secret of the browser that comes with the link
 * @throws {Problem} 422 link_invalid, 403, 429
 */
export async function logInWithMagicLink(
  context: AuthContext,
  { token, browser }: { token: string; browser: string | undefined },
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const { db, guesses, now } = context;
  const hash = tokenHash(token);
  const owner = await findLinkAccount(db, hash, 'magic-link', now());
  const found = owner === undefined ? undefined : await findAccount(db, owner);
  if (!found) throw refused();
  const attempt = await guesses.begin(found.email);
  const outcome = await db.transaction(async (tx) => {
    const account = await lockAccount(tx, found.id);
    const link = await useLink(tx, hash, 'magic-link', now(), browser === undefined ? null : tokenHash(browser));
    // An address that is no longer the account's proves nothing.
    if (!account || !link || link.email !== account.email) throw refused();
    await voidLinks(tx, account.id, 'magic-link', now());
    return signIn(tx, context, { account, amr: ['email'], client, details: { method: 'magic_link' } });
  });
  return finishSignIn(context, outcome, attempt);
}
