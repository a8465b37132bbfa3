import type { Queryable } from '@oms/database';
import type { OrdersContext } from '../context.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { changesIn } from './changes.ts';
import { loadHistory } from './load-history.ts';

/**
 * What of an order is other than it was at `version`, as JSON pointers.
 *
 * @returns undefined where the order has never been at that version
 */
export async function changedSince(
  order: OrderRecord,
  version: number,
  db: Queryable,
  context: Pick<OrdersContext, 'personKeys' | 'logger'>,
): Promise<string[] | undefined> {
  for (const { entry, after } of await loadHistory(db, context, order.id)) {
    if (entry.version === version) return changesIn(after, order).map(({ path }) => path);
  }
  return undefined;
}
