import { v7 as uuidv7 } from 'uuid';
import type { Account } from '../accounts/account-store.ts';
import type { AuthContext } from '../context.ts';
import { newToken } from '../links/link-token.ts';
import { grantedRoles } from './granted-roles.ts';
import { idleEnd } from './session-limits.ts';

/** What a client that has just signed in, or refreshed, is given. */
export interface TokenPair {
  accessToken: string;
  tokenType: 'Bearer';
  expiresIn: number;
  refreshToken: string;
}

/** A session with the refresh token that goes to its client and is kept nowhere. */
export interface OpenedSession {
  id: string;
  accountId: string;
  authenticatedAt: Date;
  amr: readonly string[];
  expiresAt: Date;
  refreshToken: string;
}

/**
 * A session, yet to be stored, of a person who has proved who they are by the methods `amr` (RFC 8176).
 *
 * @param authenticatedAt when they did, where that was not just now; never later than now
 */
export function openSession(
  { now }: Pick<AuthContext, 'now'>,
  {
    account,
    amr,
    authenticatedAt = now(),
  }: { account: Account; amr: readonly string[]; authenticatedAt?: Date | undefined },
): OpenedSession & { createdAt: Date } {
  const createdAt = now();
  return {
    id: uuidv7(),
    accountId: account.id,
    createdAt,
    authenticatedAt: authenticatedAt < createdAt ? authenticatedAt : createdAt,
    amr,
    expiresAt: idleEnd(createdAt, createdAt, account.roles),
    refreshToken: newToken(),
  };
}

/** An access token for the session as its account stands now, with the session's refresh token. */
export function issueTokens(
  { tokens, requireStaffMfa }: Pick<AuthContext, 'tokens' | 'requireStaffMfa'>,
  account: Account,
  session: OpenedSession,
): TokenPair {
  const { accessToken, expiresIn } = tokens.issue({
    accountId: account.id,
    sessionId: session.id,
    email: account.email,
    epoch: account.epoch,
    roles: grantedRoles(account.roles, session.amr, { requireStaffMfa }),
    authenticatedAt: session.authenticatedAt,
    amr: session.amr,
  });
  return { accessToken, tokenType: 'Bearer', expiresIn, refreshToken: session.refreshToken };
}

/** Enters a committed session into the live index. */
export async function indexSession(
  { sessionIndex, logger }: Pick<AuthContext, 'sessionIndex' | 'logger'>,
  { id, accountId, expiresAt }: OpenedSession,
): Promise<void> {
  await sessionIndex
    .put({ sessionId: id, accountId, expiresAt })
    .catch((err: unknown) => logger.warn({ err }, 'a session could not be entered into the live index'));
}
