import type { Outcome } from '../transports/transport.ts';
import { backoffMs } from './backoff.ts';

/** How an attempt's outcome leaves the message. */
export type Settlement =
  | { status: 'sent' }
  | { status: 'failed' | 'unknown' | 'expired'; lastError: string }
  | { status: 'queued'; nextAttemptAt: Date; lastError: string };

export interface AttemptedMessage {
  /** This attempt included. */
  attempts: number;
  resendInDoubt: boolean;
  expiresAt: Date | null;
  giveUpAt: Date;
}

/**
 * Decides what comes after an attempt. What nobody can tell is sent again only where the message allows it; nothing is
 * sent after it has expired, and nothing for ever.
 *
 * @param random of [0, 1)
 */
export function settle(outcome: Outcome, message: AttemptedMessage, now: Date, random: number): Settlement {
  if (outcome.kind === 'sent') return { status: 'sent' };
  const lastError = 'response' in outcome && outcome.response ? outcome.response : outcome.detail;
  if (outcome.kind === 'rejected') return { status: 'failed', lastError };
  const inDoubt = outcome.kind === 'unknown';
  if (inDoubt && !message.resendInDoubt) return { status: 'unknown', lastError };
  const nextAttemptAt = new Date(now.getTime() + backoffMs(message.attempts, random));
  if (message.expiresAt && nextAttemptAt >= message.expiresAt) return { status: 'expired', lastError };
  if (nextAttemptAt >= message.giveUpAt) return { status: inDoubt ? 'unknown' : 'failed', lastError };
  return { status: 'queued', nextAttemptAt, lastError };
}
