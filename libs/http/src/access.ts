import type { Permission, Role } from '@oms/contracts';

/** Who may call a route. Ownership of what it touches is the handler's to check. */
export interface Access<Known extends boolean = boolean> {
  /** A principal is needed. */
  readonly signedIn: Known;
  /** One is known where the request carries an Authorization header; the handler decides what goes without. */
  readonly optional?: boolean;
  readonly permission?: Permission;
  /** A role that the person must have. */
  readonly role?: Role;
  /**
   * Needs `auth_time` within the last ten minutes (OWASP ASVS 5, 7.5.1). API keys never have one and are refused, unless it is
   * asked of `people` alone.
   */
  readonly recentLogin: boolean | 'people';
  /** What an API key must carry to act for its maker here; without it the route is for people alone. */
  readonly keyPermission?: Permission;
}

/** Nobody is asked who they are; an Authorization header is not even looked at. */
export const anyone = (): Access<false> => ({ signedIn: false, recentLogin: false });

/** Whoever sends an Authorization header is known by it, or refused; the rest are for the handler to decide about. */
export const maybeSignedIn = (): Access<boolean> => ({ signedIn: false, optional: true, recentLogin: false });

/**
 * For people, about their own affairs. An API key may do no more than its permissions say, so it is refused unless
 * `keyPermission` names the one that lets it act for its maker.
 */
export const signedIn = (options: { recentLogin?: boolean; keyPermission?: Permission } = {}): Access<true> => ({
  signedIn: true,
  recentLogin: options.recentLogin ?? false,
  ...(options.keyPermission && { keyPermission: options.keyPermission }),
});

export const permission = (needed: Permission, options: { recentLogin?: boolean | 'people' } = {}): Access<true> => ({
  signedIn: true,
  permission: needed,
  recentLogin: options.recentLogin ?? false,
});

/** For administrators in person: what operates the system. */
export const administrator = (options: { recentLogin?: boolean } = {}): Access<true> => ({
  signedIn: true,
  role: 'admin',
  recentLogin: options.recentLogin ?? false,
});

/** Who may call a route, for readers of its document. */
export function describeAccess({
  signedIn: known,
  optional,
  permission: needed,
  role,
  keyPermission,
  recentLogin,
}: Access): string {
  if (optional) return 'For anyone; whoever sends an `Authorization` header is known by it.';
  if (!known) return 'For anyone.';
  const forKeys = recentLogin === true ? '' : ' and API keys';
  const who =
    needed !== undefined
      ? `For people${forKeys} with the permission \`${needed}\`.`
      : role !== undefined
        ? `For people with the role \`${role}\`.`
        : `For whoever is signed in${keyPermission === undefined ? '' : `, and API keys with \`${keyPermission}\``}.`;
  if (recentLogin === false) return who;
  return `${who} ${recentLogin === 'people' ? 'People' : 'They'} must have signed in within the last ten minutes.`;
}
