import { defineProblems, Problem, problems } from '@oms/http';

/** What auth answers beside the problems of every service. */
export const authProblems = defineProblems({
  invalid_credentials: { status: 401, title: 'Address or password is wrong' },
  mfa_token_invalid: { status: 401, title: 'The sign-in has expired or was finished' },
  mfa_code_invalid: { status: 401, title: 'The code is wrong or was used already' },
  mfa_already_enabled: { status: 409, title: 'An authenticator app is set up already' },
  mfa_not_enabled: { status: 409, title: 'No second factor is set up' },
  password_needs_second_factor: { status: 409, title: 'The password is too short to stand alone' },
  mfa_setup_code_invalid: { status: 422, title: 'The code does not come from the new secret' },
  refresh_token_invalid: { status: 401, title: 'The refresh token is not valid any more' },
  origin_not_allowed: { status: 403, title: 'The page that asks may not use the cookie' },
  email_not_verified: { status: 403, title: 'The address is not verified yet' },
  account_suspended: { status: 403, title: 'The account is suspended' },
  passkey_refused: { status: 401, title: 'The passkey does not sign anybody in' },
  passkey_invalid: { status: 422, title: 'The passkey cannot be registered' },
  too_many_passkeys: { status: 409, title: 'There are too many passkeys' },
  last_way_in: { status: 409, title: 'There must be a way to sign in' },
  last_admin: { status: 409, title: 'There must be an administrator' },
  too_many_api_keys: { status: 409, title: 'There are too many API keys' },
  link_invalid: { status: 422, title: 'The link is not valid, was used, or has expired' },
  password_too_short: { status: 422, title: 'The password is too short' },
  password_too_long: { status: 422, title: 'The password is too long' },
  password_breached: { status: 422, title: 'The password is known or easily guessed' },
  overloaded: { status: 503, title: 'Too many are signing in right now' },
});

/** 404, also for what belongs to somebody else. */
export const notFound = (what: string): Problem =>
  new Problem(problems.not_found, { detail: `There is no such ${what}.` });

/** 401 for the token of a sign-in that cannot be gone on with. */
export const mfaTokenInvalid = (): Problem =>
  new Problem(authProblems.mfa_token_invalid, { detail: 'Begin to sign in again.' });

/** @param detail where to get another link */
export const linkInvalid = (detail: string): Problem =>
  new Problem(authProblems.link_invalid, {
    detail,
    errors: [{ pointer: '/token', in: 'body', code: 'link_invalid', detail: 'is not valid, was used, or has expired' }],
  });
