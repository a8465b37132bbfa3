import { createDatabase, type Queryable } from '@oms/database';
import { verifyOrders } from '@oms/orders/verify';
import { createPersonKeys } from '@oms/security';
import type { Logger } from '@oms/telemetry';
import { type Finding, finding } from './finding.ts';
import type { PatientClient } from './http-client.ts';
import type { Acknowledged, Load } from './load.ts';

interface StoredOrder {
  id: string;
  number: string;
  status: string;
  paymentStatus: string;
  key: string | null;
}

/** What became of what customers were told. @param db of an administrator */
export async function checkOrders(db: Queryable, { acknowledged, unexpected }: Load): Promise<Finding[]> {
  const stored = await db.query<StoredOrder>(
    `SELECT id, number, status, payment_status AS "paymentStatus", metadata ->> 'key' AS key FROM orders.orders`,
  );
  const byId = new Map(stored.map((order) => [order.id, order]));
  const told = new Set(acknowledged.map(({ id }) => id));
  const keys = Map.groupBy(stored, ({ key }) => key);
  const lost = acknowledged.filter(({ id, number }) => byId.get(id)?.number !== number);
  const undone = acknowledged.filter(({ id, then }) => {
    const order = byId.get(id);
    if (then === 'canceled') return order?.status !== 'canceled';
    if (then === 'paid') return order?.status !== 'confirmed' || order.paymentStatus !== 'paid';
    return order?.status !== 'pending';
  });
  return [
    finding('Each request is answered as it should be', `${acknowledged.length} orders acknowledged`, unexpected),
    finding(
      'Each order that was acknowledged exists',
      `${stored.length} orders stored`,
      lost.map(({ number }) => number),
    ),
    finding('Each Idempotency-Key made one order, and there is no order that nobody was told of', `${keys.size} keys`, [
      ...[...keys].filter(([key, orders]) => key === null || orders.length > 1).map(([key]) => `key ${key}`),
      ...stored.filter(({ id }) => !told.has(id)).map(({ number }) => number),
    ]),
    finding(
      'What customers did to their orders is done: canceled, paid',
      `${acknowledged.filter(({ then }) => then === 'canceled').length} canceled, ${acknowledged.filter(({ then }) => then === 'paid').length} paid`,
      undone.map(({ number, then, id }) => `${number}: ${then}, but ${byId.get(id)?.status}`),
    ),
    await checkStock(db, acknowledged),
  ];
}

/** Reckoned from what customers were told, not from the ledger. */
async function checkStock(db: Queryable, acknowledged: readonly Acknowledged[]): Promise<Finding> {
  const taken = new Map<string, number>();
  for (const { items, then } of acknowledged) {
    if (then === 'canceled') continue;
    for (const { sku, quantity } of items) taken.set(sku, (taken.get(sku) ?? 0) + quantity);
  }
  const stock = await db.query<{ sku: string; reserved: number }>(
    'SELECT p.sku, s.reserved FROM orders.stock s JOIN orders.products p ON p.id = s.product_id',
  );
  const total = [...taken.values()].reduce((all, quantity) => all + quantity, 0);
  return finding(
    'Of each product as much is reserved as the orders that stand have of it',
    `${total} pieces of ${taken.size} products`,
    stock
      .filter(({ sku, reserved }) => reserved !== (taken.get(sku) ?? 0))
      .map(({ sku, reserved }) => `${sku}: ${reserved} reserved, ${taken.get(sku) ?? 0} ordered`),
  );
}

/** What `npm run verify -- orders` says. @param url of the role of orders */
export async function checkLedgers(url: string, keyEncryptionKey: Buffer, logger: Logger): Promise<Finding> {
  const db = createDatabase({ url, poolMax: 2, applicationName: 'verify', logger });
  try {
    const { orders, checks } = await verifyOrders(db, { keys: createPersonKeys({ keyEncryptionKey }) });
    return finding(
      'Everything adds up (npm run verify -- orders)',
      `${checks.length} checks of ${orders} orders`,
      checks.flatMap(({ name, offenders }) => offenders.map(({ subject, detail }) => `${name} ${subject}: ${detail}`)),
    );
  } finally {
    await db.close();
  }
}

/** Requests that are sent once more when all is over. */
const mostReplays = 300;

/** Asks for orders again under the keys that they were asked for with. */
export async function checkReplays(
  orders: PatientClient,
  repeat: (order: Acknowledged) => Promise<{ id: string }>,
  acknowledged: readonly Acknowledged[],
): Promise<Finding> {
  const step = Math.max(1, Math.floor(acknowledged.length / mostReplays));
  const chosen = acknowledged.filter((_, index) => index % step === 0).slice(0, mostReplays);
  const before = orders.replayed;
  const wrong: string[] = [];
  for (const order of chosen) {
    const { id } = await repeat(order);
    if (id !== order.id) wrong.push(`${order.key}: ${id} instead of ${order.id}`);
  }
  const replayed = orders.replayed - before;
  if (replayed !== chosen.length) wrong.push(`${chosen.length - replayed} answers do not say that they are replays`);
  return finding('An order asked for again under its key is the same order', `${chosen.length} asked for again`, wrong);
}
