import type { Database } from '@oms/database';
import { gather } from '@oms/http';
import { LRUCache } from 'lru-cache';
import { type OrderRecord, present } from './order-record.ts';
import { findChanged } from './order-store.ts';

/** An order as clients see it. */
export interface ShownOrder {
  version: number;
  customerId: string | null;
  /** The whole of it. */
  json: string;
}

/** Reads an order as it stands now; undefined where there is none. */
export type ReadOrder = (id: string) => Promise<ShownOrder | undefined>;

/** Some 1,800 orders; a character takes two bytes at the most. */
const charactersRemembered = 4 * 1024 * 1024;
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
 * ETag: of these the statement brings those alone that have changed.
 */
export function createOrderReader(db: Database): ReadOrder {
  const remembered = new LRUCache<string, ShownOrder>({
    maxSize: charactersRemembered,
    sizeCalculation: ({ json }) => json.length,
    ttl: longestRemembered,
    ttlResolution: 1_000,
  });
  const { add } = gather<string, ShownOrder | undefined>({
    atOnce: 2,
    largest: 64,
    slowAfter: 250,
    patience: 5_000,
    run: async (ids) => {
      const known = new Map(ids.map((id) => [id, remembered.get(id)]));
      const asked = [...known].map(([id, order]) => ({ id, version: order?.version ?? null }));
      for (const record of await findChanged(db, asked)) {
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
