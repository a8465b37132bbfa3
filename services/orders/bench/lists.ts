// How long a page of orders takes, the first and the thousandth, for each filter:
//   DATABASE_URL=postgres://... node services/orders/bench/lists.ts      (fill it with: npm run seed -- --orders 1000000)
import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { listOrders, type OrderFilter } from '../src/orders/list-store.ts';

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('Set DATABASE_URL to a database of orders with sample orders in it.');
const logger = createLogger({ service: 'bench', level: 'warn', format: 'pretty' });
const db = createDatabase({ url, poolMax: 1, applicationName: 'orders-bench', logger });
const runs = 15;
const pageSize = 20;

const one = async <Row>(sql: string): Promise<Row | undefined> => (await db.query<Row>(sql))[0];
const sample = await one<{ id: string; customerId: string; number: string; email: string; city: string }>(
  `SELECT id, customer_id AS "customerId", number, email, shipping_address->>'city' AS city FROM orders
    WHERE customer_id IS NOT NULL OFFSET (SELECT reltuples::bigint / 2 FROM pg_class WHERE oid = 'orders'::regclass) LIMIT 1`,
);
const common = await one<{ sku: string }>('SELECT sku FROM order_lines GROUP BY sku ORDER BY count(*) DESC LIMIT 1');
const rare = await one<{ sku: string }>('SELECT sku FROM order_lines GROUP BY sku ORDER BY count(*) LIMIT 1');
const total = await one<{ count: number }>('SELECT count(*) FROM orders');
if (!sample || !common || !rare) throw new Error('There are no orders; npm run seed -- --orders 1000000 adds some.');

const filters: Record<string, OrderFilter> = {
  none: {},
  'status=pending': { status: 'pending' },
  'status=completed': { status: 'completed' },
  'paymentStatus=paid': { paymentStatus: 'paid' },
  'fulfillmentStatus=shipped': { fulfillmentStatus: 'shipped' },
  'status=confirmed, fulfillmentStatus=unfulfilled': { status: 'confirmed', fulfillmentStatus: 'unfulfilled' },
  'status=canceled, paymentStatus=pending': { status: 'canceled', paymentStatus: 'pending' },
  'status=completed, paymentStatus=pending (none)': { status: 'completed', paymentStatus: 'pending' },
  customerId: { customerId: sample.customerId },
  'customerId, sku, best-selling': { customerId: sample.customerId, sku: common.sku },
  'customerId, q=nothing like it': { customerId: sample.customerId, q: 'xyzzyquux' },
  number: { number: sample.number },
  'number, sku, best-selling': { number: sample.number, sku: common.sku },
  'sku, best-selling': { sku: common.sku },
  'sku, least-selling': { sku: rare.sku },
  'sku, best-selling, status=pending': { sku: common.sku, status: 'pending' },
  'sku, best-selling, status=canceled': { sku: common.sku, status: 'canceled' },
  'q=e-mail': { q: sample.email },
  'q=number': { q: sample.number },
  'q=Lovelace': { q: 'Lovelace' },
  'q=Ada Berlin': { q: 'Ada Berlin' },
  'q=sku': { q: common.sku },
  'q=Lovelace, status=pending': { q: 'Lovelace', status: 'pending' },
  'q=number, sku, best-selling': { q: sample.number, sku: common.sku },
  'q=Lovelace, sku, best-selling': { q: 'Lovelace', sku: common.sku },
  'q=nothing like it, sku, best-selling': { q: 'xyzzyquux', sku: common.sku },
  'q=nothing like it': { q: 'xyzzyquux' },
  'a month long ago': { placedAfter: daysAgo(400), placedBefore: daysAgo(370) },
  'a month long ago, status=canceled': { status: 'canceled', placedAfter: daysAgo(400), placedBefore: daysAgo(370) },
};

console.log(`${total?.count} orders; medians of ${runs}, in ms\n`);
console.log(`${'filter'.padEnd(50)}${'first'.padStart(9)}${'1000th'.padStart(9)}${'slowest'.padStart(9)}`);
for (const [name, filter] of Object.entries(filters)) {
  const first = await time(filter, undefined);
  const after = await positionOf(filter, 999 * pageSize);
  const thousandth = after === undefined ? undefined : await time(filter, after);
  const slowest = Math.max(first.slowest, thousandth?.slowest ?? 0);
  console.log(`${name.padEnd(50)}${show(first.median)}${show(thousandth?.median)}${show(slowest)}`);
}
await db.close();

async function time(filter: OrderFilter, after: string | undefined): Promise<{ median: number; slowest: number }> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await listOrders(db, filter, '-placedAt', after, pageSize + 1);
    taken.push(performance.now() - begun);
  }
  taken.sort((one, other) => one - other);
  return { median: taken[Math.floor(runs / 2)] ?? 0, slowest: taken.at(-1) ?? 0 };
}

/** Id of the order after which a page begins; undefined when there are not so many. Walks there as a client would. */
async function positionOf(filter: OrderFilter, rows: number): Promise<string | undefined> {
  let after: string | undefined;
  for (let seen = 0; seen < rows; seen += 4_995) {
    const page = await listOrders(db, filter, '-placedAt', after, Math.min(4_995, rows - seen));
    if (page.length < Math.min(4_995, rows - seen)) return undefined;
    after = page.at(-1)?.id;
  }
  return after;
}

function show(milliseconds: number | undefined): string {
  return (milliseconds === undefined ? '-' : milliseconds.toFixed(1)).padStart(9);
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
