import type { Outcome } from './transport.ts';

/** What nodemailer says about a failure. */
export interface SmtpFailure {
  message: string;
  /** Of nodemailer: EENVELOPE (an address was refused), EMESSAGE (the content was), EAUTH, ECONNECTION, ETIMEDOUT, ... */
  code?: string | undefined;
  /** The server's reply, where there was one. */
  response?: string | undefined;
  responseCode?: number | undefined;
}

/**
 * Replies that speak of how we talk to the server and not of the mail: 421 service not available, 454 temporary
 * authentication failure, 503 bad sequence, 530, 534, 535 and 538 authentication (RFC 5321, 4954, 3207).
 */
const aboutTheSession = new Set([421, 454, 503, 530, 534, 535, 538]);

/** Failures in which the server, or we, looked at this mail and refused it. */
const aboutTheMail = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * Decides what a failure to send means. A reply settles it: a 5yz reply to the mail is for good (RFC 5321, section 4.2.1),
 * any other leaves the mail with us. Without a reply it depends on whether content had begun to leave.
 */
export function classifyFailure(failure: SmtpFailure, contentOffered: boolean): Outcome {
  const { message: detail, code = '', response, responseCode } = failure;
  const replied = response === undefined ? {} : { response };
  if (responseCode !== undefined) {
    const ofSession = aboutTheSession.has(responseCode) || !aboutTheMail.has(code);
    if (responseCode >= 500 && !ofSession) return { kind: 'rejected', detail, ...replied };
    return { kind: 'deferred', detail, ...replied, unreachable: ofSession };
  }
  if (contentOffered) return { kind: 'unknown', detail };
  // Refused by nodemailer before it asked the server: an address it cannot send to, a message over the server's limit.
  if (aboutTheMail.has(code)) return { kind: 'rejected', detail };
  return { kind: 'deferred', detail, unreachable: true };
}
