import type { Outcome } from './transport.ts';

/** What a provider answered over HTTP. */
export interface HttpReply {
  status: number;
  /** In the provider's words. */
  text: string;
}

/** Statuses that speak of the mail itself: malformed, too large, not to be processed (RFC 9110, sections 15.5.1, 15.5.14, 15.5.21). */
const aboutTheMail = new Set([400, 413, 422]);
/** Statuses by which a server says that it has not taken the request up (RFC 9110, section 15.6.4; RFC 6585, section 4). */
const notTakenUp = new Set([429, 503]);

/**
 * Decides what a refusal means. One of the mail is for good; one of us (the key, the domain, the rate) holds for every mail. After
 * any other failure of the server nobody knows whether it had the mail by then.
 */
export function classifyReply({ status, text }: HttpReply): Outcome {
  const response = `${status} ${text}`;
  if (aboutTheMail.has(status)) return { kind: 'rejected', detail: response, response };
  if (status >= 500 && !notTakenUp.has(status)) return { kind: 'unknown', detail: response };
  return { kind: 'deferred', detail: response, response, unreachable: true };
}

/** Decides what a failure without an answer means: it depends on whether the request can have left. */
export function classifyBrokenRequest(error: unknown, contentOffered: boolean): Outcome {
  const detail = deepest(error).message;
  if (contentOffered && !failedToConnect(error)) return { kind: 'unknown', detail };
  return { kind: 'deferred', detail, unreachable: true };
}

interface NetworkError extends Error {
  code?: string;
  syscall?: string;
}

const connecting = new Set(['connect', 'getaddrinfo']);
/** Of undici and of Node's checks of the server's certificate: all before the first byte of a request. */
const beforeTheRequest =
  /^(?:UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Whether no connection came about. A host with many addresses fails with an error for each. */
function failedToConnect(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(failedToConnect);
  if (!(error instanceof Error)) return false;
  const { code = '', syscall = '', cause } = error as NetworkError;
  return connecting.has(syscall) || beforeTheRequest.test(code) || (cause !== undefined && failedToConnect(cause));
}

/** `fetch` says what went wrong in the cause of its error. */
function deepest(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return deepest(error.errors[0]);
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error ? deepest(error.cause) : error;
}
