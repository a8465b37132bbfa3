import type { Permission, Role } from '@oms/contracts';
import type { Principal } from './principal.ts';

/** Age up to which a log-in counts as recent, in seconds. */
export const recentLoginSeconds = 10 * 60;

export const can = (principal: Principal, permission: Permission): boolean =>
  principal.permissions.includes(permission);

export const hasRole = (principal: Principal, role: Role): boolean => principal.roles.includes(role);

/**
 * True when the person behind the principal proved who they are within the last {@link recentLoginSeconds}. An API key
 * never did.
 *
 * @param now seconds since 1970
 */
export const isRecentLogin = (principal: Principal, now: number = Date.now() / 1000): boolean =>
  principal.kind === 'person' &&
  principal.authTime !== undefined &&
  now - principal.authTime <= recentLoginSeconds &&
  // An auth_time far ahead of our clock proves nothing.
  principal.authTime - now <= 60;
