import { randomBytes, randomUUID } from 'node:crypto';
import {
  type CloudEvent,
  type EventData,
  type EventDefinition,
  emailVerificationRequested,
  type Order,
  orderPlaced,
} from '@oms/contracts';
import { seal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import { sampleOrder } from '../src/templates/sample-order.ts';

export const sealingKey = randomBytes(32);
export const token = 'one-time-token-0123456789';

const zero = { amount: 0, currency: 'EUR' };

export function orderOf(changes: Partial<Order> = {}): Order {
  return {
    ...sampleOrder,
    id: uuidv7(),
    customerId: randomUUID(),
    email: 'ada@example.com',
    status: 'pending',
    paymentStatus: 'pending',
    fulfillmentStatus: 'unfulfilled',
    currency: 'EUR',
    lines: sampleOrder.lines.map((line) => ({
      ...line,
      id: uuidv7(),
      discount: zero,
      taxRatePpm: 190_000,
      tax: zero,
      total: line.unitPrice,
      shipped: 0,
      delivered: 0,
      returned: 0,
    })),
    discounts: [],
    totals: { ...sampleOrder.totals, paid: zero, refunded: zero },
    metadata: {},
    updatedAt: sampleOrder.placedAt,
    version: 1,
    ...changes,
  };
}

export async function verificationOf(
  email: string,
  changes: Partial<EventData<typeof emailVerificationRequested>> = {},
): Promise<EventData<typeof emailVerificationRequested>> {
  return {
    accountId: randomUUID(),
    email,
    name: 'Ada',
    locale: null,
    sealedToken: seal(sealingKey, token, 'email-verification'),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...changes,
  };
}

/** An event as it would come from the broker. */
export const eventOf = <Event extends EventDefinition>(
  definition: Event,
  data: EventData<Event>,
  version = 1,
): CloudEvent<EventData<Event>> => ({
  specversion: '1.0',
  id: uuidv7(),
  source: definition.source,
  type: definition.type,
  subject: randomUUID(),
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  aggregateversion: version,
  data,
});

/** The event of an order that its customer placed. */
export const placedOf = (order: Order): CloudEvent =>
  eventOf(orderPlaced, { order, actor: { kind: 'person', id: order.customerId ?? '' } });

export { emailVerificationRequested };
