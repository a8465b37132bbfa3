import { sessionStarted } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem } from '@oms/http';
import type { Account } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import type { SecondFactorMethod } from '../factors/second-factors.ts';
import type { Attempt } from '../guessing/guess-limiter.ts';
import { newToken, tokenHash } from '../links/link-token.ts';
import { authProblems } from '../problems.ts';
import { indexSession, issueTokens, type OpenedSession, openSession, type TokenPair } from './open-session.ts';
import { insertSignInAttempt } from './sign-in-attempt-store.ts';
import { findSignInFacts, insertSession, type SignInFacts } from './sign-in-store.ts';

/** What somebody is told who has proved one factor and owes another. */
export interface MfaChallenge {
  mfaRequired: true;
  /** For POST /auth/login/mfa; one use. */
  mfaToken: string;
  methods: SecondFactorMethod[];
}

/** How a sign-in goes on once its transaction has committed: see {@link finishSignIn}. */
export type SignIn =
  | { kind: 'signed-in'; account: Account; session: OpenedSession }
  | { kind: 'half-way'; challenge: MfaChallenge };

/** Milliseconds that a second factor may be waited for. */
const attemptLifetime = 5 * 60_000;

/**
 * Signs in a person who has proved what `amr` says (RFC 8176): every way in comes through here. Opens a session, or asks for
 * the second factor that the account has, unless `amr` has `mfa`. It ends the transaction: nothing can follow in it.
 *
 * @param account locked by `tx` (`lockAccount`)
 * @param facts about it, where they were read along with the lock and nothing has changed since
 * @param authenticatedAt when the person proved it, where that was not just now
 * @param details for the audit log
 * @throws {Problem} 403 when the account is suspended or its address was never verified
 */
export async function signIn(
  tx: Transaction,
  context: AuthContext,
  {
    account,
    facts,
    amr,
    client,
    authenticatedAt,
    details = {},
  }: {
    account: Account;
    facts?: SignInFacts;
    amr: readonly string[];
    client: Client;
    authenticatedAt?: Date | undefined;
    details?: Record<string, unknown>;
  },
): Promise<SignIn> {
  requireUsable(account);
  const known = facts ?? (await findSignInFacts(tx, account.id, client));
  if (!known) throw new Error(`account ${account.id} is gone`);
  const { newDevice, methods } = known;
  if (methods.length > 0 && !amr.includes('mfa')) return halfWay(tx, context, { account, amr, client, methods });

  const session = openSession(context, { account, amr, authenticatedAt });
  // The account is locked meanwhile, so that its next version is known: everything is sent together.
  tx.endWith(() => [
    insertSession(tx, { ...session, ...client }, tokenHash(session.refreshToken)),
    audit(tx, context.now(), {
      type: 'login.succeeded',
      accountId: account.id,
      actorId: account.id,
      client,
      details: { ...details, sessionId: session.id, amr, newDevice },
    }),
    record(tx, {
      event: sessionStarted,
      aggregateId: account.id,
      aggregateVersion: known.account.version + 1,
      data: { ...addresseeOf(account), sessionId: session.id, newDevice, amr: [...amr], ...client },
      urgency: 'low',
    }),
  ]);
  return { kind: 'signed-in', account, session };
}

async function halfWay(
  tx: Transaction,
  { now }: AuthContext,
  {
    account,
    amr,
    client,
    methods,
  }: { account: Account; amr: readonly string[]; client: Client; methods: SecondFactorMethod[] },
): Promise<SignIn> {
  const createdAt = now();
  const mfaToken = newToken();
  await insertSignInAttempt(tx, {
    hash: tokenHash(mfaToken),
    accountId: account.id,
    amr,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + attemptLifetime),
  });
  await audit(tx, createdAt, { type: 'login.half-way', accountId: account.id, client, details: { amr } });
  return { kind: 'half-way', challenge: { mfaRequired: true, mfaToken, methods } };
}

/**
 * What the client is answered, once the sign-in's transaction has committed.
 *
 * @param attempt the attempt that the sign-in was counted as, where it was one that can be guessed
 */
export async function finishSignIn(
  context: AuthContext,
  outcome: SignIn,
  attempt?: Attempt,
): Promise<TokenPair | MfaChallenge> {
  if (outcome.kind === 'half-way') {
    await attempt?.forgive();
    return outcome.challenge;
  }
  await Promise.all([attempt?.succeed(), indexSession(context, outcome.session)]);
  return issueTokens(context, outcome.account, outcome.session);
}

/** @throws {Problem} 403 */
export function requireUsable(account: Account): void {
  if (account.status === 'suspended') throw new Problem(authProblems.account_suspended);
  if (account.emailVerifiedAt !== null) return;
  throw new Problem(authProblems.email_not_verified, {
    detail: 'Follow the link in the mail that was sent when you registered; registering again sends another.',
  });
}
