import type { Transaction } from '@oms/database';
import { invalidTransition, Problem, problems } from '@oms/http';
import { giveUpAfterMs } from './enqueue.ts';
import type { Message, MessageStatus } from './message.ts';
import { lockMessage, requeueMessage } from './message-store.ts';

/** Why a message in a status cannot be retried; what is not named here can be. */
const refusals: Partial<Record<MessageStatus, string>> = {
  sending: 'It is being sent right now.',
  sent: 'It has been sent.',
  expired: 'Its link no longer works; the person can ask for a new one.',
};

/** Sends a message again at once, by a person's decision, under its Message-ID. @throws {Problem} 404 or 409 */
export async function retryMessage(tx: Transaction, id: string, now: Date): Promise<Message> {
  const message = await lockMessage(tx, id);
  if (!message) throw new Problem(problems.not_found, { detail: 'There is no such message.' });
  const refusal = refusals[hasExpired(message, now) ? 'expired' : message.status];
  if (refusal !== undefined) {
    throw new Problem(invalidTransition, { detail: refusal, extensions: { currentStatus: message.status } });
  }
  const queued = await requeueMessage(tx, id, new Date(now.getTime() + giveUpAfterMs));
  if (!queued) throw new Error(`message ${id} vanished while it was locked`);
  return queued;
}

const hasExpired = ({ status, expiresAt }: Message, now: Date): boolean =>
  status !== 'sent' && status !== 'sending' && expiresAt !== null && new Date(expiresAt) <= now;
