import type { Database } from '@oms/database';
import { gather } from '@oms/http';
import type { OrderRecord } from './order-record.ts';
import { findOrders } from './order-store.ts';

/** Reads an order as it stands now; undefined where there is none. */
export type ReadOrder = (id: string) => Promise<OrderRecord | undefined>;

/**
 * Reads orders that are asked for at the same time in one statement: under load a question to the database costs more than
 * an order in its answer. What is read was read after it was asked for, so that who has just changed an order sees that.
 */
export function createOrderReader(db: Database): ReadOrder {
  const { add } = gather<string, OrderRecord | undefined>({
    atOnce: 2,
    largest: 64,
    slowAfter: 250,
    patience: 5_000,
    run: async (ids) => {
      const found = new Map((await findOrders(db, ids)).map((order) => [order.id, order]));
      return ids.map((id) => Promise.resolve(found.get(id.toLowerCase())));
    },
  });
  return add;
}
