import type { Permission } from '@oms/contracts';

/** Who may call a route. Ownership of what it touches is the handler's to check. */
export interface Access<Known extends boolean = boolean> {
  /** A principal is needed. */
  readonly signedIn: Known;
  /** One is known where the request carries an Authorization header; the handler decides what goes without. */
  readonly optional?: boolean;
  readonly permission?: Permission;
  /** Needs `auth_time` within the last ten minutes (OWASP ASVS 5, 7.5.1); API keys never have one. */
  readonly recentLogin: boolean;
  /** Not for API keys: what only the person behind the account is to see or change. */
  readonly person?: boolean;
}

/** Nobody is asked who they are; an Authorization header is not even looked at. */
export const anyone = (): Access<false> => ({ signedIn: false, recentLogin: false });

/** Whoever sends an Authorization header is known by it, or refused; the rest are for the handler to decide about. */
export const maybeSignedIn = (): Access<boolean> => ({ signedIn: false, optional: true, recentLogin: false });

export const signedIn = (options: { recentLogin?: boolean; person?: boolean } = {}): Access<true> => ({
  signedIn: true,
  recentLogin: options.recentLogin ?? false,
  ...(options.person && { person: true }),
});

export const permission = (needed: Permission, options: { recentLogin?: boolean } = {}): Access<true> => ({
  signedIn: true,
  permission: needed,
  recentLogin: options.recentLogin ?? false,
});
