import type { Database } from '@oms/database';
import { gather } from '@oms/http';
import { type OrderRecord, present } from './order-record.ts';
import { findChanged, findStale } from './order-store.ts';
import { RememberedOrders, type ShownOrder } from './remembered-orders.ts';

/** Reads an order as it stands now; undefined where there is none. */
export type ReadOrder = (id: string) => Promise<ShownOrder | undefined>;

/** Some 9,000 orders of two lines. */
const bytesRemembered = 16 * 1024 * 1024;
/**
 * Milliseconds. An order that is gone looks like one that has not changed: nothing here removes one, but whoever mends rows by hand,
 * or restores a database under a service that runs, may, and may leave a version as it was.
 */
const longestRemembered = 60_000;

/**
 * Reads orders that are asked for at the same time in one statement: under load a question to the database costs more than
 * an order in its answer. What is read was read after it was asked for, so that who has just changed an order sees that.
 *
 * Orders read lately are remembered by their version, which tells their representations apart as it does for clients with an
 * ETag: of these the statement brings those alone that have changed. Where all that are asked for are remembered, which have is asked
 * first: it costs less than a statement that could bring them, and they seldom have.
 */
export function createOrderReader(db: Database): ReadOrder {
  const remembered = new RememberedOrders(bytesRemembered, longestRemembered);
  const { add } = gather<string, ShownOrder | undefined>({
    atOnce: 2,
    largest: 64,
    slowAfter: 250,
    patience: 5_000,
    run: async (ids) => {
      const known = new Map<string, ShownOrder | undefined>();
      for (const id of ids) if (!known.has(id)) known.set(id, remembered.get(id));
      const asked = Array.from(known, ([id, order]) => ({ id, version: order?.version ?? null }));
      const isAllKnown = asked.every(({ version }) => version !== null);
      const stale = isAllKnown ? await findStale(db, asked) : asked;
      for (const record of stale.length === 0 ? [] : await findChanged(db, stale)) {
        const order = show(record);
        remembered.set(record.id, order);
        known.set(record.id, order);
      }
      return ids.map((id) => Promise.resolve(known.get(id)));
    },
  });
  return (id) => add(id.toLowerCase());
}

const show = (record: OrderRecord): ShownOrder => ({
  version: record.version,
  customerId: record.customerId,
  json: JSON.stringify(present(record)),
});
