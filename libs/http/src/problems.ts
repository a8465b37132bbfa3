import { defineProblems } from './problem.ts';

/** What any route may answer. Each service declares its own problems beside its routes. */
export const problems = defineProblems({
  malformed_json: { status: 400, title: 'The body is not JSON' },
  bad_request: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  token_invalid: { status: 401, title: 'The access token is not valid' },
  token_expired: { status: 401, title: 'The access token has expired' },
  recent_login_required: { status: 401, title: 'Sign in again to do this' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The resource does not take this method' },
  idempotency_in_progress: { status: 409, title: 'A request with this Idempotency-Key is being worked on' },
  precondition_failed: { status: 412, title: 'The resource has changed meanwhile' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is of a kind that is not taken here' },
  validation_failed: { status: 422, title: 'The request does not fit the schema' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  precondition_required: { status: 428, title: 'If-Match is missing' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  service_unavailable: { status: 503, title: 'Not available right now' },
  revocation_unavailable: { status: 503, title: 'Whether your sign-in is still valid cannot be checked right now' },
});

export const invalidTransition = defineProblems({
  invalid_transition: { status: 409, title: 'Not possible in the present state' },
}).invalid_transition;
