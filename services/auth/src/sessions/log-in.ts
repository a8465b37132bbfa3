import { Problem } from '@oms/http';
import {
  type Account,
  findByEmail,
  findPasswordHash,
  holdAccount,
  upgradePassword,
} from '../accounts/account-store.ts';
import { emailKey } from '../accounts/email-address.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { authProblems } from '../problems.ts';
import { indexSession, issueTokens, openSession, type TokenPair } from './open-session.ts';

/**
 * Signs a person in with address and password. Unknown address, account without a password and wrong password are the same
 * to whoever asks, in words and in time: a hash is computed in each case.
 *
 * @throws {Problem} 401, and 403 to someone who knows the password of an account that cannot sign in
 */
export async function logIn(
  context: AuthContext,
  { email, password }: { email: string; password: string },
  client: Client,
): Promise<TokenPair> {
  const { db, passwords, now } = context;
  const found = await findByEmail(db, emailKey(email));
  const storedHash = found?.passwordHash ?? undefined;
  const { matches, outdated } = await passwords.verify(storedHash, password);
  if (!found || storedHash === undefined || !matches) {
    await audit(db, now(), { type: 'login.failed', accountId: found?.id ?? null, client });
    throw wrongCredentials();
  }
  requireUsable(found);
  const betterHash = outdated ? await passwords.hash(password) : undefined;

  const { account, session } = await db.transaction(async (tx) => {
    // Hashing took a while: a suspension, or another password, may have come in between.
    const account = await holdAccount(tx, found.id);
    if (!account || (await findPasswordHash(tx, found.id)) !== storedHash) throw wrongCredentials();
    requireUsable(account);
    if (betterHash !== undefined) await upgradePassword(tx, account.id, storedHash, betterHash);
    const session = await openSession(tx, context, { account, amr: ['pwd'], client });
    const details = { sessionId: session.id, amr: session.amr };
    await audit(tx, now(), { type: 'login.succeeded', accountId: account.id, actorId: account.id, client, details });
    return { account, session };
  });
  await indexSession(context, session);
  return issueTokens(context, account, session);
}

const wrongCredentials = (): Problem =>
  new Problem(authProblems.invalid_credentials, {
    detail: 'Check the address and the password, or set a new one at POST /api/v1/auth/password/forgot.',
  });

/** @throws {Problem} 403 */
function requireUsable(account: Account): void {
  if (account.status === 'suspended') throw new Problem(authProblems.account_suspended);
  if (account.emailVerifiedAt !== null) return;
  throw new Problem(authProblems.email_not_verified, {
    detail: 'Follow the link in the mail that was sent when you registered; registering again sends another.',
  });
}
