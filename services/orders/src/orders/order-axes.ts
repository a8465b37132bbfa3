import type { Order } from '@oms/contracts';
import { factsOf } from './order-facts.ts';
import type { OrderRecord } from './order-record.ts';
import type { OrderFacts } from './state-machine.ts';

/** Where the money of an order stands, from the sums of its ledger. */
export function paymentStatusOf(facts: OrderFacts): Order['paymentStatus'] {
  const { total, authorized, voided, captured, refunded } = facts;
  if (captured > 0) {
    if (refunded >= captured) return 'refunded';
    if (refunded > 0) return 'partially_refunded';
    return captured >= total ? 'paid' : 'partially_paid';
  }
  if (authorized > 0) return 'authorized';
  if (voided > 0) return 'voided';
  // There is nothing to pay.
  return total === 0 ? 'paid' : 'pending';
}

/** Where the pieces of an order stand, from its lines. */
export function fulfillmentStatusOf({ ordered, shipped, delivered }: OrderFacts): Order['fulfillmentStatus'] {
  if (shipped === 0) return 'unfulfilled';
  if (delivered > 0) return delivered < ordered ? 'partially_delivered' : 'delivered';
  return shipped < ordered ? 'partially_shipped' : 'shipped';
}

/** The order with the two axes as its sums have them: nothing sets them by hand. */
export function withDerivedAxes(order: OrderRecord): OrderRecord {
  const facts = factsOf(order);
  return { ...order, paymentStatus: paymentStatusOf(facts), fulfillmentStatus: fulfillmentStatusOf(facts) };
}
