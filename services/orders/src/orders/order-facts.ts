import type { OrderRecord } from './order-record.ts';
import type { OrderFacts, PaymentFacts, ReturnFacts } from './state-machine.ts';

type Counted = Pick<
  OrderRecord,
  'total' | 'authorized' | 'voided' | 'paid' | 'refunded' | 'refundedSurplus' | 'refunding' | 'lines'
>;

/**
 * What the guards of the state machines look at.
 *
 * @param elsewhere where the question is what can be sent back, or given up
 */
export function factsOf(order: Counted, elsewhere: Partial<ReturnFacts & PaymentFacts> = {}): OrderFacts {
  const { total, authorized, voided, paid, refunded, refundedSurplus, refunding, lines } = order;
  const sum = (pieces: readonly number[]) => pieces.reduce((all, count) => all + count, 0);
  return {
    total,
    authorized,
    voided,
    captured: paid,
    refunded,
    refundedSurplus,
    refunding,
    ordered: sum(lines.map(({ quantity }) => quantity)),
    shipped: sum(lines.map(({ shipped }) => shipped)),
    delivered: sum(lines.map(({ delivered }) => delivered)),
    returned: sum(lines.map(({ returned }) => returned)),
    returning: 0,
    returnableInTime: Infinity,
    begun: 0,
    ...elsewhere,
  };
}
