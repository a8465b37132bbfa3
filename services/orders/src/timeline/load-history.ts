import type { Queryable } from '@oms/database';
import type { PersonKeys } from '@oms/security';
import { type Moment, replay } from './history.ts';
import { findCustomerKeys, findEntries } from './timeline-store.ts';

/** The life of an order as its timeline tells it, from its first entry on. */
export async function loadHistory(
  db: Queryable,
  keys: PersonKeys,
  orderId: string,
): Promise<AsyncGenerator<Moment, void>> {
  const [entries, [customer]] = await Promise.all([findEntries(db, [orderId]), findCustomerKeys(db, [orderId])]);
  return replay(entries, customer && (await keys.open(customer.customerId, customer.sealedKey)));
}
