import { type CloudEvent, webhookSubscriptionTested } from '@oms/contracts';
import type { Queryable } from '@oms/database';
import type { PersonKeys } from '@oms/security';
import { loadEvents } from '../timeline/feed.ts';
import type { ClaimedDelivery } from './queue-store.ts';

/**
 * What a delivery carries: the event as it was published, but for what has been erased since.
 *
 * @returns undefined when there is no such event any more
 */
export async function payloadOf(
  db: Queryable,
  keys: PersonKeys,
  delivery: ClaimedDelivery,
): Promise<CloudEvent | undefined> {
  const { position, orderId, orderVersion, eventId, eventType, occurredAt } = delivery;
  if (position === null || orderId === null || orderVersion === null) return testOf(delivery);
  const entry = { position, orderId, version: orderVersion, eventId, type: eventType, time: occurredAt };
  const [event] = await loadEvents(db, keys, [entry]);
  return event;
}

const testOf = ({ eventId, eventType, occurredAt, subscriptionId }: ClaimedDelivery): CloudEvent => ({
  specversion: '1.0',
  id: eventId,
  source: webhookSubscriptionTested.source,
  type: eventType,
  subject: subscriptionId,
  time: occurredAt,
  datacontenttype: 'application/json',
  aggregateversion: 1,
  data: { subscriptionId },
});
