/** Who a request acts for, as proved by its access token or API key. */
export interface Principal {
  readonly kind: 'person' | 'apiKey';
  /** The account's id. */
  readonly subject: string;
  /** The session that the token was issued in; an API key has none. */
  readonly sessionId?: string | undefined;
  /** The API key, with the version of it that its permissions are from. */
  readonly apiKey?: { readonly id: string; readonly version: number } | undefined;
  readonly email?: string | undefined;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** When the person last proved who they are, in seconds since 1970 (`auth_time`); an API key has none. */
  readonly authTime?: number | undefined;
  /** How they proved it (RFC 8176): `pwd`, `otp`, `hwk`, `email`, `mfa`, ... */
  readonly amr: readonly string[];
  /** The account's epoch when the token was issued; a revocation of the account names the lowest epoch still good. */
  readonly epoch?: number | undefined;
  /** When the token was issued, in seconds since 1970. */
  readonly issuedAt?: number | undefined;
  /** When the token ends, in seconds since 1970. */
  readonly expiresAt?: number | undefined;
}
