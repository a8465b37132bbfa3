import { Problem } from '@oms/http';
import { findByEmail, lockRow, upgradePassword } from '../accounts/account-store.ts';
import { emailKey } from '../accounts/email-address.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import type { Attempt } from '../guessing/guess-limiter.ts';
import { authProblems } from '../problems.ts';
import type { TokenPair } from './open-session.ts';
import { finishSignIn, type MfaChallenge, requireUsable, type SignIn, signIn } from './sign-in.ts';
import { findSignInFacts } from './sign-in-store.ts';

/**
 * Signs a person in with address and password, or asks for their second factor. Unknown address, account without a password
 * and wrong password are the same to whoever asks, in words and in time: a hash is computed in each case.
 *
 * @throws {Problem} 401, 429, and 403 to someone who knows the password of an account that cannot sign in
 */
export async function logIn(
  context: AuthContext,
  { email, password }: { email: string; password: string },
  client: Client,
): Promise<TokenPair | MfaChallenge> {
  const attempt = await context.guesses.begin(email);
  for (let tries = 1; tries <= 3; tries += 1) {
    const outcome = await tryPassword(context, { email, password }, client, attempt);
    if (outcome) return finishSignIn(context, outcome, attempt);
  }
  throw wrongCredentials();
}

/**
 * @returns undefined where the password was stored anew while it was verified, by who changed it or by another sign-in that found its
 * hash outdated
 */
async function tryPassword(
  context: AuthContext,
  { email, password }: { email: string; password: string },
  client: Client,
  attempt: Attempt,
): Promise<SignIn | undefined> {
  const { db, passwords, now } = context;
  const found = await findByEmail(db, emailKey(email));
  const storedHash = found?.passwordHash ?? undefined;
  const { matches, outdated } = await passwords.verify(storedHash, password);
  if (!found || storedHash === undefined || !matches) {
    await audit(db, now(), { type: 'login.failed', accountId: found?.id ?? null, client, details: { method: 'pwd' } });
    throw wrongCredentials();
  }
  try {
    requireUsable(found);
  } catch (refusal) {
    await attempt.forgive();
    const details = { method: 'pwd', refused: refusal instanceof Problem && refusal.definition.code };
    await audit(db, now(), { type: 'login.failed', accountId: found.id, client, details });
    throw refusal;
  }
  const betterHash = outdated ? await passwords.hash(password) : undefined;

  return db.transaction(async (tx) => {
    // Hashing took a while: a suspension, or another password, may have come in between.
    const [, facts] = await Promise.all([lockRow(tx, found.id), findSignInFacts(tx, found.id, client)]);
    if (facts?.passwordHash !== storedHash) return undefined;
    const { account } = facts;
    if (betterHash !== undefined) await upgradePassword(tx, account.id, storedHash, betterHash);
    return signIn(tx, context, { account, facts, amr: ['pwd'], client });
  });
}

const wrongCredentials = (): Problem =>
  new Problem(authProblems.invalid_credentials, {
    detail: 'Check the address and the password, or set a new one at POST /api/v1/auth/password/forgot.',
  });
