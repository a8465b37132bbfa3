import type { OrderRecord } from './order-record.ts';
import type { OrderFacts } from './state-machine.ts';

type Counted = Pick<OrderRecord, 'total' | 'authorized' | 'voided' | 'paid' | 'refunded' | 'refunding' | 'lines'>;

/** What the guards of the state machines look at. */
export function factsOf({ total, authorized, voided, paid, refunded, refunding, lines }: Counted): OrderFacts {
  const sum = (pieces: readonly number[]) => pieces.reduce((all, count) => all + count, 0);
  return {
    total,
    authorized,
    voided,
    captured: paid,
    refunded,
    refunding,
    ordered: sum(lines.map(({ quantity }) => quantity)),
    shipped: sum(lines.map(({ shipped }) => shipped)),
    delivered: sum(lines.map(({ delivered }) => delivered)),
    returned: sum(lines.map(({ returned }) => returned)),
  };
}
