/** Why a sign-in at another issuer came to nothing; the sign-in page says it in words. */
export type OidcFailureCode =
  | 'sign_in_expired'
  | 'provider_refused'
  | 'provider_unavailable'
  | 'sign_in_to_link'
  | 'email_not_verified_there'
  | 'identity_taken'
  | 'account_suspended'
  | 'email_not_verified';

export class OidcFailure extends Error {
  readonly code: OidcFailureCode;

  constructor(code: OidcFailureCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'OidcFailure';
    this.code = code;
  }
}
