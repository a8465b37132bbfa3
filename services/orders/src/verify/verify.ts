import { type Database, streamRowsIn, type Transaction } from '@oms/database';
import type { PersonKeys } from '@oms/security';
import type { OrderRecord } from '../orders/order-record.ts';
import { allOrders } from '../orders/order-store.ts';
import { findCustomerKeys, findEntries } from '../timeline/timeline-store.ts';
import { type Examined, orderChecks } from './order-checks.ts';
import { tableChecks } from './table-checks.ts';

/** One place where something is not as it must be. */
export interface Offender {
  /** Number of an order, id of a product. */
  subject: string;
  detail: string;
}

/** What became of one check. */
export interface CheckResult {
  name: string;
  claim: string;
  violations: number;
  /** The first few. */
  offenders: Offender[];
}

export interface Verification {
  orders: number;
  checks: CheckResult[];
}

/** Offenders of one check that a report names. */
const namedOffenders = 20;

/** Orders examined at a time. */
const batchSize = 500;

type OrderRow = OrderRecord & { hash: string | null };

/**
 * Proves that everything adds up: every sum is that of what it is the sum of, every order is what its timeline says. Reads one
 * snapshot and locks nothing, so it may run beside everything else; memory is bounded whatever the number of orders.
 *
 * @param keys without them, what timelines tell of people is not compared, only its hashes
 */
export const verifyOrders = (
  db: Database,
  { keys, onProgress, signal }: { keys?: PersonKeys; onProgress?: (orders: number) => void; signal?: AbortSignal } = {},
): Promise<Verification> =>
  db.transaction(
    async (tx) => {
      const ofTables: CheckResult[] = [];
      for (const { name, claim, offenders } of tableChecks) {
        signal?.throwIfAborted();
        const [count] = await tx.query<{ violations: number }>(`SELECT count(*) AS violations FROM (${offenders}) o`);
        const violations = count?.violations ?? 0;
        const named =
          violations === 0
            ? []
            : await tx.query<Offender>(`SELECT * FROM (${offenders}) o ORDER BY 1 LIMIT ${namedOffenders}`);
        ofTables.push({ name, claim, violations, offenders: named });
      }
      const ofOrders = orderChecks.map(
        ({ name, claim }): CheckResult => ({ name, claim, violations: 0, offenders: [] }),
      );
      let orders = 0;
      let batch: OrderRow[] = [];
      const examine = async (): Promise<void> => {
        signal?.throwIfAborted();
        for (const examined of await withTimelines(tx, batch, keys)) await examineOne(examined, ofOrders);
        orders += batch.length;
        batch = [];
        onProgress?.(orders);
      };
      for await (const row of streamRowsIn<OrderRow>(tx, allOrders(db.knex), { batch: batchSize })) {
        batch.push(row);
        if (batch.length === batchSize) await examine();
      }
      if (batch.length > 0) await examine();
      return { orders, checks: [...ofTables, ...ofOrders] };
    },
    // A statement may look at everything there is.
    { isolation: 'repeatable read', readOnly: true, statementTimeout: 0 },
  );

async function examineOne(examined: Examined, results: CheckResult[]): Promise<void> {
  for (const [index, { examine }] of orderChecks.entries()) {
    const result = results[index];
    const detail = await Promise.resolve(examined)
      .then(examine)
      .catch((error: Error) => error.message);
    if (detail === undefined || !result) continue;
    result.violations += 1;
    if (result.offenders.length < namedOffenders) result.offenders.push({ subject: examined.order.number, detail });
  }
}

async function withTimelines(
  tx: Transaction,
  rows: readonly OrderRow[],
  keys: PersonKeys | undefined,
): Promise<Examined[]> {
  const ids = rows.map(({ id }) => id);
  const [entries, customers] = await Promise.all([findEntries(tx, ids), keys ? findCustomerKeys(tx, ids) : []]);
  const timelines = Map.groupBy(entries, ({ orderId }) => orderId);
  const keyOf = new Map(customers.map((customer) => [customer.orderId, customer]));
  return Promise.all(
    rows.map(async ({ hash: timelineHash, ...order }) => {
      const customer = keyOf.get(order.id);
      return {
        order,
        timelineHash,
        entries: timelines.get(order.id) ?? [],
        key: customer && (await keys?.open(customer.customerId, customer.sealedKey)),
      };
    }),
  );
}

/** How many places are not as they must be. */
export const violationsIn = ({ checks }: Verification): number =>
  checks.reduce((all, { violations }) => all + violations, 0);
