import { refreshTokenReused } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem } from '@oms/http';
import { type Account, holdAccount, nextVersion } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { newToken, tokenHash } from '../links/link-token.ts';
import { authProblems } from '../problems.ts';
import { broadcastEnd, type EndedSessions, endSessions } from './end-sessions.ts';
import { indexSession, issueTokens, type OpenedSession, type TokenPair } from './open-session.ts';
import { decideRotation } from './rotation.ts';
import { idleEnd } from './session-limits.ts';
import {
  beginGeneration,
  findAccountOfToken,
  findToken,
  insertRefreshToken,
  lockSessionOfToken,
  rotateToken,
  type Session,
} from './session-store.ts';

type Outcome =
  | { kind: 'refused' }
  | { kind: 'reused'; ended: EndedSessions }
  | { kind: 'refreshed'; account: Account; session: OpenedSession };

/**
 * Gives a new pair of tokens for a refresh token, which is thereby used up (RFC 9700, section 4.14.2). A token that comes
 * again ends its session, since somebody has a copy.
 *
 * @throws {Problem} 401 refresh_token_invalid, whatever the reason
 */
export async function refresh(context: AuthContext, refreshToken: string, client: Client): Promise<TokenPair> {
  const outcome = await context.db.transaction((tx) => decide(tx, context, tokenHash(refreshToken), client));
  if (outcome.kind === 'refreshed') {
    await indexSession(context, outcome.session);
    return issueTokens(context, outcome.account, outcome.session);
  }
  if (outcome.kind === 'reused') await broadcastEnd(context, outcome.ended);
  throw new Problem(authProblems.refresh_token_invalid, { detail: 'Sign in again.' });
}

async function decide(tx: Transaction, context: AuthContext, hash: Buffer, client: Client): Promise<Outcome> {
  const now = context.now();
  // The account first, then its session: in the order in which a suspension locks them.
  const accountId = await findAccountOfToken(tx, hash);
  const account = accountId === undefined ? undefined : await holdAccount(tx, accountId);
  if (account?.status !== 'active') return { kind: 'refused' };
  const session = await lockSessionOfToken(tx, hash);
  if (!session || session.revokedAt !== null || new Date(session.expiresAt) <= now) return { kind: 'refused' };
  const rotated = await rotateToken(tx, hash, now);
  const token = rotated ?? (await findToken(tx, hash));
  if (!token) return { kind: 'refused' };
  const rotatedAt = token.rotatedAt === null ? null : new Date(token.rotatedAt);
  const decision = decideRotation({ generation: token.generation, rotatedAt }, session.generation, now);
  if (decision === 'reuse') return endReused(tx, context, account, session, client);

  const expiresAt = idleEnd(new Date(session.createdAt), now, account.roles);
  if (expiresAt <= now) return { kind: 'refused' };
  if (decision === 'rotate') await beginGeneration(tx, session, { now, expiresAt });
  const generation = decision === 'rotate' ? session.generation + 1 : session.generation;
  const refreshToken = newToken();
  await insertRefreshToken(tx, { hash: tokenHash(refreshToken), sessionId: session.id, generation, issuedAt: now });
  return {
    kind: 'refreshed',
    account,
    session: {
      id: session.id,
      accountId: account.id,
      authenticatedAt: new Date(session.authenticatedAt),
      amr: session.amr,
      expiresAt,
      refreshToken,
    },
  };
}

async function endReused(
  tx: Transaction,
  context: AuthContext,
  account: Account,
  session: Session,
  client: Client,
): Promise<Outcome> {
  const now = context.now();
  const ended = await endSessions(tx, now, account.id, { only: session.id }, 'refresh token reused');
  await audit(tx, now, {
    type: 'refresh-token.reused',
    accountId: account.id,
    client,
    details: { sessionId: session.id },
  });
  await record(tx, {
    event: refreshTokenReused,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: { ...addresseeOf(account), sessionId: session.id, ...client },
  });
  return { kind: 'reused', ended };
}
