/**
 * - `token_expired`: well signed, but past its `exp`: the client refreshes it.
 * - `token_invalid`: anything else wrong with the token; the reason is for logs, not for the client.
 * - `keys_unavailable`: a source of keys has not answered yet and may have the one that signed the token, so that nothing
 *   can be said about it (a 503, not a 401).
 */
export type TokenErrorCode = 'token_expired' | 'token_invalid' | 'keys_unavailable';

export class TokenError extends Error {
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TokenError';
    this.code = code;
  }
}
