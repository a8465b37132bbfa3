import { webhookSubscriptionDisabled } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { type ClaimedDelivery, type Conclusion, moveFollowers, recordConclusion } from './queue-store.ts';
import type { Attempt } from './send.ts';
import { disableAfterMs, pauseMs } from './settle.ts';
import { disableSubscription, noteFailure, noteSuccess, pauseSubscription } from './subscription-store.ts';

/**
 * Records what became of an attempt, for the delivery and for the subscription as a whole: one that fails is left alone for a
 * while, and disabled when it has done nothing else for days or its receiver is gone. Tests speak for success alone.
 *
 * @param random of [0, 1)
 * @returns why the subscription was disabled, where it was
 */
export async function conclude(
  tx: Transaction,
  delivery: ClaimedDelivery,
  attempt: Attempt,
  conclusion: Conclusion,
  random: number,
): Promise<'failing' | 'gone' | undefined> {
  const { subscriptionId } = delivery;
  const held = await recordConclusion(tx, delivery, attempt, conclusion);
  if (conclusion.status === 'delivered') await noteSuccess(tx, subscriptionId);
  if (held && delivery.inOrder && conclusion.status !== 'untried') {
    await moveFollowers(tx, delivery, conclusion.status === 'pending' ? conclusion.delayMs : 0);
  }
  if (!held || (conclusion.status !== 'pending' && conclusion.status !== 'failed')) return undefined;
  if (delivery.position === null || conclusion.ours) return undefined;
  const { failures, forMs } = await noteFailure(tx, subscriptionId);
  const gone = conclusion.status === 'failed' && conclusion.gone;
  if (!gone && forMs < disableAfterMs) {
    await pauseSubscription(tx, subscriptionId, pauseMs(failures, random));
    return undefined;
  }
  const reason = gone ? 'gone' : 'failing';
  const disabled = await disableSubscription(tx, subscriptionId, reason);
  if (!disabled) return undefined;
  const { version, host, description, failingSince, createdBy, email } = disabled;
  await record(tx, {
    event: webhookSubscriptionDisabled,
    aggregateId: subscriptionId,
    aggregateVersion: version,
    data: { subscriptionId, host, description, reason, failingSince, accountId: createdBy, email },
  });
  return reason;
}
