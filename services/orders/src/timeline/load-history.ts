import type { Queryable } from '@oms/database';
import type { Logger } from '@oms/telemetry';
import type { OrdersContext } from '../context.ts';
import { type Moment, type OnUnreadable, replayAll } from './history.ts';
import { findCustomerKeys, findEntries } from './timeline-store.ts';

/**
 * The life of an order as its timeline tells it, from its first entry on. Where the key of its customer does not open what was kept
 * of them, that is logged, and left out as if they were erased: the rest of it can still be read.
 */
export async function loadHistory(
  db: Queryable,
  { personKeys, logger }: Pick<OrdersContext, 'personKeys' | 'logger'>,
  orderId: string,
): Promise<Moment[]> {
  const [entries, [customer]] = await Promise.all([findEntries(db, [orderId]), findCustomerKeys(db, [orderId])]);
  return replayAll(personKeys, customer, entries, logUnreadable(logger));
}

export const logUnreadable =
  (logger: Logger): OnUnreadable =>
  (about) =>
    logger.error(about, 'what a timeline keeps of a customer cannot be read; it is shown as if they were erased');
