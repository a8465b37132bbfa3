import type { OrderRecord } from './order-record.ts';
import type { OrderFacts } from './state-machine.ts';

/** What the guards of the state machines look at. Money is captured or not yet there, and pieces are shipped or not. */
export function factsOf({ total, paid, refunded, lines }: OrderRecord): OrderFacts {
  const sum = (pieces: readonly number[]) => pieces.reduce((all, count) => all + count, 0);
  return {
    total,
    authorized: 0,
    captured: paid,
    refunded,
    ordered: sum(lines.map(({ quantity }) => quantity)),
    shipped: sum(lines.map(({ shipped }) => shipped)),
    delivered: 0,
  };
}
