import { isRecentLogin, type Principal, recentLoginSeconds } from '@oms/security';
import type { Access } from './access.ts';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';

/** What the app asks of whoever checks credentials. */
export interface Authenticator {
  /**
   * @param credential what follows `Bearer ` in the Authorization header
   * @throws {Problem} 401 when it is not valid, has expired or was revoked
   */
  authenticate(credential: string): Promise<Principal>;
  /** False while revocations may have been missed. */
  revocationsAreKnown(): boolean;
}

const challenge = { 'WWW-Authenticate': 'Bearer realm="oms"' };

/** The Bearer credential (RFC 6750, section 2.1). @throws {Problem} 401 when there is none */
export function readBearer(authorization: string | undefined): string {
  const credential = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (credential !== undefined) return credential;
  throw new Problem(problems.unauthenticated, {
    detail: 'Send Authorization: Bearer with an access token from POST /api/v1/auth/login.',
    headers: challenge,
  });
}

/**
 * Decides whether `principal` may call a route. Pure; `now` in milliseconds.
 *
 * A principal with staff permissions is refused on every route while revocations are unknown, since its permissions widen
 * what the route shows, and so is an API key, since no end of a token is near; a customer's own routes go on.
 *
 * @throws {Problem} 401, 403 or 503
 */
export function requireAccess(access: Access, principal: Principal, revocationsAreKnown: boolean, now: number): void {
  const privileged =
    access.permission !== undefined ||
    access.role !== undefined ||
    access.recentLogin ||
    principal.permissions.length > 0 ||
    principal.kind === 'apiKey';
  if (privileged && !revocationsAreKnown) {
    throw new Problem(problems.revocation_unavailable, {
      detail: 'Try again in a few seconds.',
      headers: { 'Retry-After': '2' },
    });
  }
  const needed = access.permission ?? (principal.kind === 'apiKey' ? access.keyPermission : undefined);
  if (principal.kind === 'apiKey' && (access.recentLogin === true || needed === undefined)) {
    throw new Problem(problems.forbidden, {
      detail: 'This needs a person who has signed in; an API key cannot do it.',
    });
  }
  if (needed !== undefined && !principal.permissions.includes(needed)) {
    throw new Problem(problems.forbidden, { detail: `This needs the permission ${needed}.` });
  }
  if (access.role !== undefined && !principal.roles.includes(access.role)) {
    throw new Problem(problems.forbidden, { detail: `This needs the role ${access.role}.` });
  }
  if (access.recentLogin) requireRecentLogin(principal, now);
}

/**
 * For routes that need a recent sign-in only for some of what they can be asked; they name the problem themselves. What an API key
 * may do is for its permissions to say.
 *
 * @param now milliseconds since 1970
 * @throws {Problem} 401
 */
export function requireRecentLogin(principal: Principal, now: number = Date.now()): void {
  if (principal.kind === 'apiKey') return;
  if (!isRecentLogin(principal, now / 1000)) {
    throw new Problem(problems.recent_login_required, {
      detail: `Sign in again; this needs a sign-in of the last ${recentLoginSeconds / 60} minutes.`,
      headers: {
        'WWW-Authenticate': `Bearer realm="oms", error="insufficient_user_authentication", max_age=${recentLoginSeconds}`,
      },
    });
  }
}
