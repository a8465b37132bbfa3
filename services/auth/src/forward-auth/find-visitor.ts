import { type Account, findAccount } from '../accounts/account-store.ts';
import type { AuthContext } from '../context.ts';
import { tokenHash } from '../links/link-token.ts';
import { grantedRoles } from '../sessions/granted-roles.ts';
import { decideRotation } from '../sessions/rotation.ts';
import { idleEnd } from '../sessions/session-limits.ts';
import { findTokenWithSession, markSeen } from '../sessions/session-store.ts';

/** How often a session that is in use is noted as such, in milliseconds. */
const noteEvery = 60_000;

/**
 * Whose browser session a refresh token stands for, without using the token up. Using a page keeps the session from idling
 * out, as a refresh would, within the limits of the roles that the account has now (ASVS 5, 7.3).
 *
 * @returns the account, with those of its roles that count in the session
 */
export async function findVisitor(
  {
    db,
    now,
    sessionIndex,
    logger,
    requireStaffMfa,
  }: Pick<AuthContext, 'db' | 'now' | 'sessionIndex' | 'logger' | 'requireStaffMfa'>,
  refreshToken: string,
): Promise<Account | undefined> {
  const at = now();
  const found = await findTokenWithSession(db, tokenHash(refreshToken));
  if (!found || found.session.revokedAt !== null || new Date(found.session.expiresAt) <= at) return undefined;
  const { session, token } = found;
  const rotatedAt = token.rotatedAt === null ? null : new Date(token.rotatedAt);
  // A token that was used up says nothing here: whether somebody has a copy is for the refresh to find out.
  if (decideRotation({ generation: token.generation, rotatedAt }, session.generation, at) === 'reuse') return undefined;
  const account = await findAccount(db, session.accountId);
  if (account?.status !== 'active') return undefined;
  const startedAt = new Date(session.createdAt);
  const lastSeenAt = new Date(session.lastSeenAt);
  if (idleEnd(startedAt, lastSeenAt, account.roles) <= at) return undefined;
  if (at.getTime() - lastSeenAt.getTime() >= noteEvery) {
    const expiresAt = idleEnd(startedAt, at, account.roles);
    await markSeen(db, session.id, { now: at, expiresAt });
    await sessionIndex
      .put({ sessionId: session.id, accountId: account.id, expiresAt })
      .catch((err: unknown) => logger.warn({ err }, 'a session could not be entered into the live index'));
  }
  return { ...account, roles: grantedRoles(account.roles, session.amr, { requireStaffMfa }) };
}
