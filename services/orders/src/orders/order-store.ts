import { isDeepStrictEqual } from 'node:util';
import type { Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import type { PaymentWindows } from './expiry.ts';
import { type LineRecord, type OrderRecord, searchText } from './order-record.ts';

/** An order with its lines, of `orders o`. */
export const orderColumns = `
  o.id, o.number, o.customer_id AS "customerId", o.email, o.status, o.payment_status AS "paymentStatus",
  o.fulfillment_status AS "fulfillmentStatus", o.currency, o.prices_include_tax AS "pricesIncludeTax", o.rounding,
  o.subtotal, o.discount, o.shipping, o.shipping_tax AS "shippingTax", o.shipping_tax_class AS "shippingTaxClass",
  o.shipping_tax_rate_ppm AS "shippingTaxRatePpm", o.tax, o.total, o.authorized, o.voided, o.paid,
  o.refunding, o.refunded, o.refunded_surplus AS "refundedSurplus", o.discounts,
  o.shipping_method_code AS "shippingMethodCode", o.shipping_method_name AS "shippingMethodName",
  o.shipping_address AS "shippingAddress", o.billing_address AS "billingAddress", o.note, o.metadata,
  o.placed_at AS "placedAt", o.expires_at AS "expiresAt", o.updated_at AS "updatedAt", o.version,
  (SELECT json_agg(json_build_object(
            'id', l.id, 'productId', l.product_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
            'unitPrice', l.unit_price, 'discount', l.discount, 'taxClass', l.tax_class, 'taxRatePpm', l.tax_rate_ppm,
            'tax', l.tax, 'total', l.total, 'shipped', l.shipped,
            'delivered', l.delivered, 'returned', l.returned) ORDER BY l.id)
     FROM order_lines l WHERE l.order_id = o.id) AS lines`;

export async function findOrder(db: Queryable, id: string): Promise<OrderRecord | undefined> {
  const [row] = await db.query<OrderRecord>(`SELECT ${orderColumns} FROM orders o WHERE o.id = $1`, [id]);
  return row;
}

/** An order, and the version of it that whoever asks knows; null where they know none. */
export interface KnownVersion {
  id: string;
  version: number | null;
}

/** Those of the orders asked for that there are and whose version is not the one that the caller knows. */
const changedOrders = `
  FROM unnest($1::uuid[], $2::integer[]) AS asked (id, version)
  JOIN orders o ON o.id = asked.id
 WHERE o.version IS DISTINCT FROM asked.version`;
const columnsOf = (asked: readonly KnownVersion[]) => [asked.map(({ id }) => id), asked.map(({ version }) => version)];

/** Which of the orders asked for have changed: for less than {@link findChanged}, where none has. */
export async function findStale(db: Queryable, asked: readonly KnownVersion[]): Promise<KnownVersion[]> {
  const rows = await db.query<{ id: string }>(`SELECT o.id ${changedOrders}`, columnsOf(asked));
  if (rows.length === 0) return [];
  const stale = new Set(rows.map(({ id }) => id));
  return asked.filter(({ id }) => stale.has(id));
}

/** Those of the orders asked for that have changed, or were not known, in no particular order. */
export const findChanged = (db: Queryable, asked: readonly KnownVersion[]): Promise<OrderRecord[]> =>
  db.query<OrderRecord>(`SELECT ${orderColumns} ${changedOrders}`, columnsOf(asked));

/** An order whose row is locked, and what its next entry in the timeline needs. */
export interface LockedOrder {
  found: OrderRecord;
  /** The time by the database's clock. */
  now: string;
  journal: {
    /** Of the last entry of its timeline. */
    hash: string | null;
    /** Key of its customer; null where there is none yet, or no customer. */
    sealedKey: string | null;
  };
}

/** Reads an order and locks it, which is what puts its changes and their events in a row. */
export async function lockOrder(tx: Transaction, id: string): Promise<LockedOrder | undefined> {
  // Two statements, sent together: the second sees what was committed while the first waited, lines included.
  const [[locked], [row]] = await Promise.all([
    tx.query<{ now: string }>('SELECT now() AS now FROM orders WHERE id = $1 FOR UPDATE', [id]),
    tx.query<OrderRecord & { hash: string | null; sealedKey: string | null }>(
      `SELECT ${orderColumns}, o.timeline_hash AS hash,
              (SELECT k.sealed_key FROM person_keys k WHERE k.person_id = o.customer_id) AS "sealedKey"
         FROM orders o WHERE o.id = $1`,
      [id],
    ),
  ]);
  if (!locked || !row) return undefined;
  const { hash, sealedKey, ...found } = row;
  return { found, now: locked.now, journal: { hash, sealedKey } };
}

/** Where a walk through the orders that are due stands. */
export interface DuePosition {
  /** As PostgreSQL writes it, to the microsecond. */
  expiresAt: string;
  id: string;
}

/**
 * Locks the next order after `position` that is past its time and not paid for, leaving out those that somebody else has locked.
 *
 * One that keeps money has {@link PaymentWindows.partialPaymentWindowDays} whatever its row says: what was paid before there was
 * such a time, or before it was made longer, does not go back at once.
 *
 * @returns where it stands
 */
export async function lockNextDue(
  tx: Transaction,
  position: DuePosition,
  { partialPaymentWindowDays }: Pick<PaymentWindows, 'partialPaymentWindowDays'>,
): Promise<DuePosition | undefined> {
  const [row] = await tx.query<DuePosition>(
    // Through the index orders_pending.
    `SELECT expires_at::text AS "expiresAt", id
       FROM orders
      WHERE status = 'pending' AND expires_at <= now() AND (expires_at, id) > ($1::timestamptz, $2::uuid)
        AND (authorized + paid - refunded - refunding <= 0 OR placed_at <= now() - make_interval(hours => 24 * $3::integer))
      ORDER BY expires_at, id LIMIT 1
        FOR UPDATE SKIP LOCKED`,
    [position.expiresAt, position.id, partialPaymentWindowDays],
  );
  return row;
}

/** Every order of a customer with its lines, the oldest first. */
export const ordersOf = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('orders AS o').select(knex.raw(orderColumns)).where('o.customer_id', customerId).orderBy('o.id');

/** Every order with its lines and the hash of its last entry in the timeline, the oldest first. */
export const allOrders = (knex: Knex): Knex.QueryBuilder =>
  knex('orders AS o')
    .select(knex.raw(`${orderColumns}, o.timeline_hash AS hash`))
    .orderBy('o.id');

/** Two statements for all of them, sent together. */
export async function insertOrders(
  tx: Transaction,
  orders: readonly { order: OrderRecord; timelineHash: string }[],
): Promise<void> {
  const rows = orders.map(({ order, timelineHash }) => ({
    id: order.id,
    number: order.number,
    customer_id: order.customerId,
    email: order.email,
    status: order.status,
    payment_status: order.paymentStatus,
    fulfillment_status: order.fulfillmentStatus,
    currency: order.currency,
    prices_include_tax: order.pricesIncludeTax,
    rounding: order.rounding,
    subtotal: order.subtotal,
    discount: order.discount,
    shipping: order.shipping,
    shipping_tax: order.shippingTax,
    shipping_tax_class: order.shippingTaxClass,
    shipping_tax_rate_ppm: order.shippingTaxRatePpm,
    tax: order.tax,
    total: order.total,
    shipping_method_code: order.shippingMethodCode,
    shipping_method_name: order.shippingMethodName,
    shipping_address: order.shippingAddress,
    billing_address: order.billingAddress,
    note: order.note,
    metadata: order.metadata,
    search: searchText(order),
    placed_at: order.placedAt,
    expires_at: order.expiresAt,
    updated_at: order.updatedAt,
    version: order.version,
    discounts: order.discounts,
    timeline_hash: timelineHash,
  }));
  await Promise.all([
    tx.query(
      `INSERT INTO orders (${insertedColumns}) SELECT ${insertedColumns} FROM json_populate_recordset(NULL::orders, $1::json)`,
      [JSON.stringify(rows)],
    ),
    insertLines(
      tx,
      orders.flatMap(({ order }) => order.lines.map((line) => ({ orderId: order.id, ...line }))),
    ),
  ]);
}

const insertedColumns = `
  id, number, customer_id, email, status, payment_status, fulfillment_status, currency, prices_include_tax, rounding,
  subtotal, discount, shipping, shipping_tax, shipping_tax_class, shipping_tax_rate_ppm, tax, total,
  shipping_method_code, shipping_method_name, shipping_address, billing_address, note, metadata, search, placed_at,
  expires_at, updated_at, version, discounts, timeline_hash`;

const insertLines = (tx: Transaction, lines: readonly (LineRecord & { orderId: string })[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO order_lines (
       order_id, id, product_id, sku, name, quantity, unit_price, discount, tax_class, tax_rate_ppm, tax, total)
     SELECT * FROM unnest(
       $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::bigint[], $9::text[],
       $10::integer[], $11::bigint[], $12::bigint[])`,
    [
      lines.map((line) => line.orderId),
      lines.map((line) => line.id),
      lines.map((line) => line.productId),
      lines.map((line) => line.sku),
      lines.map((line) => line.name),
      lines.map((line) => line.quantity),
      lines.map((line) => line.unitPrice),
      lines.map((line) => line.discount),
      lines.map((line) => line.taxClass),
      lines.map((line) => line.taxRatePpm),
      lines.map((line) => line.tax),
      lines.map((line) => line.total),
    ],
  );

/** Saves all of an order that can change. Columns that keep their value cost no index anything. */
export const updateOrderRow = async (tx: Transaction, order: OrderRecord, timelineHash: string): Promise<void> => {
  await tx.query(
    `UPDATE orders SET
       customer_id = $2, email = $3, status = $4, payment_status = $5, fulfillment_status = $6, subtotal = $7,
       discount = $8, shipping = $9, shipping_tax = $10, tax = $11, total = $12, authorized = $13, voided = $14,
       paid = $15, refunding = $16, refunded = $17, refunded_surplus = $18, discounts = $19, shipping_address = $20,
       billing_address = $21, note = $22, metadata = $23, search = $24, expires_at = $25, updated_at = $26, version = $27,
       timeline_hash = $28
      WHERE id = $1`,
    [
      order.id,
      order.customerId,
      order.email,
      order.status,
      order.paymentStatus,
      order.fulfillmentStatus,
      order.subtotal,
      order.discount,
      order.shipping,
      order.shippingTax,
      order.tax,
      order.total,
      order.authorized,
      order.voided,
      order.paid,
      order.refunding,
      order.refunded,
      order.refundedSurplus,
      JSON.stringify(order.discounts),
      order.shippingAddress,
      order.billingAddress,
      order.note,
      order.metadata,
      searchText(order),
      order.expiresAt,
      order.updatedAt,
      order.version,
      timelineHash,
    ],
  );
};

/** Saves the lines that changed, adds those that are new and removes those that are gone. */
export async function updateLines(
  tx: Transaction,
  orderId: string,
  before: readonly LineRecord[],
  after: readonly LineRecord[],
): Promise<void> {
  const known = new Map(before.map((line) => [line.id, line]));
  const kept = new Set(after.map(({ id }) => id));
  const added = after.filter(({ id }) => !known.has(id));
  const changed = after.filter((line) => known.has(line.id) && !isDeepStrictEqual(known.get(line.id), line));
  const gone = before.filter(({ id }) => !kept.has(id));
  await Promise.all([
    gone.length > 0 &&
      tx.query('DELETE FROM order_lines WHERE order_id = $1 AND id = ANY ($2::uuid[])', [
        orderId,
        gone.map(({ id }) => id),
      ]),
    added.length > 0 &&
      insertLines(
        tx,
        added.map((line) => ({ orderId, ...line })),
      ),
    changed.length > 0 &&
      tx.query(
        `UPDATE order_lines l
            SET quantity = c.quantity, unit_price = c.unit_price, discount = c.discount, tax = c.tax, total = c.total,
                shipped = c.shipped, delivered = c.delivered, returned = c.returned
           FROM unnest($2::uuid[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::integer[],
                       $9::integer[], $10::integer[])
             AS c (id, quantity, unit_price, discount, tax, total, shipped, delivered, returned)
          WHERE l.order_id = $1 AND l.id = c.id`,
        [
          orderId,
          changed.map((line) => line.id),
          changed.map((line) => line.quantity),
          changed.map((line) => line.unitPrice),
          changed.map((line) => line.discount),
          changed.map((line) => line.tax),
          changed.map((line) => line.total),
          changed.map((line) => line.shipped),
          changed.map((line) => line.delivered),
          changed.map((line) => line.returned),
        ],
      ),
  ]);
}
