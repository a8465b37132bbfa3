import type { Database, Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { searchPatterns } from '../search.ts';
import { type OrderRecord, searchText } from './order-record.ts';

const columns = `
  o.id, o.number, o.customer_id AS "customerId", o.email, o.status, o.payment_status AS "paymentStatus",
  o.fulfillment_status AS "fulfillmentStatus", o.currency, o.prices_include_tax AS "pricesIncludeTax", o.rounding,
  o.subtotal, o.discount, o.shipping, o.shipping_tax AS "shippingTax", o.shipping_tax_class AS "shippingTaxClass",
  o.shipping_tax_rate_ppm AS "shippingTaxRatePpm", o.tax, o.total, o.paid, o.refunded,
  o.shipping_method_code AS "shippingMethodCode", o.shipping_method_name AS "shippingMethodName",
  o.shipping_address AS "shippingAddress", o.billing_address AS "billingAddress", o.note, o.metadata,
  o.placed_at AS "placedAt", o.expires_at AS "expiresAt", o.updated_at AS "updatedAt", o.version,
  (SELECT json_agg(json_build_object(
            'id', l.id, 'productId', l.product_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
            'unitPrice', l.unit_price, 'discount', l.discount, 'taxClass', l.tax_class, 'taxRatePpm', l.tax_rate_ppm,
            'tax', l.tax, 'total', l.total, 'shipped', l.shipped, 'returned', l.returned) ORDER BY l.id)
     FROM order_lines l WHERE l.order_id = o.id) AS lines`;

export async function findOrder(db: Queryable, id: string): Promise<OrderRecord | undefined> {
  const [row] = await db.query<OrderRecord>(`SELECT ${columns} FROM orders o WHERE o.id = $1`, [id]);
  return row;
}

/**
 * Reads an order and locks it, which is what puts its changes and their events in a row.
 *
 * @returns the order, and the time by the database's clock
 */
export async function lockOrder(tx: Transaction, id: string): Promise<{ found: OrderRecord; now: string } | undefined> {
  // Two statements, sent together: the second sees what was committed while the first waited, lines included.
  const [[locked], found] = await Promise.all([
    tx.query<{ now: string }>('SELECT now() AS now FROM orders WHERE id = $1 FOR UPDATE', [id]),
    findOrder(tx, id),
  ]);
  return locked && found && { found, now: locked.now };
}

/** Where a walk through the orders that are due stands. */
export interface DuePosition {
  /** As PostgreSQL writes it, to the microsecond. */
  expiresAt: string;
  id: string;
}

/**
 * Locks the next order after `position` that is past its time and that nobody has paid for, leaving out those that
 * somebody else has locked.
 *
 * @returns where it stands, and the time by the database's clock
 */
export async function lockNextDue(
  tx: Transaction,
  position: DuePosition,
): Promise<(DuePosition & { now: string }) | undefined> {
  const [row] = await tx.query<DuePosition & { now: string }>(
    // The condition is word for word that of the index orders_due.
    `SELECT expires_at::text AS "expiresAt", id, now() AS now
       FROM orders
      WHERE status = 'pending' AND payment_status IN ('pending', 'voided')
        AND expires_at <= now() AND (expires_at, id) > ($1::timestamptz, $2::uuid)
      ORDER BY expires_at, id LIMIT 1
        FOR UPDATE SKIP LOCKED`,
    [position.expiresAt, position.id],
  );
  return row;
}

/** Every order of a customer with its lines, the oldest first. */
export const ordersOf = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('orders AS o').select(knex.raw(columns)).where('o.customer_id', customerId).orderBy('o.id');

/** Two statements, sent together. */
export async function insertOrder(tx: Transaction, order: OrderRecord): Promise<void> {
  const { lines } = order;
  await Promise.all([
    tx.query(
      `INSERT INTO orders (
         id, number, customer_id, email, status, payment_status, fulfillment_status, currency, prices_include_tax,
         rounding, subtotal, discount, shipping, shipping_tax, shipping_tax_class, shipping_tax_rate_ppm, tax, total,
         shipping_method_code, shipping_method_name, shipping_address, billing_address, note, metadata, search,
         placed_at, expires_at, updated_at, version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
               $24, $25, $26, $27, $28, $29)`,
      [
        order.id,
        order.number,
        order.customerId,
        order.email,
        order.status,
        order.paymentStatus,
        order.fulfillmentStatus,
        order.currency,
        order.pricesIncludeTax,
        order.rounding,
        order.subtotal,
        order.discount,
        order.shipping,
        order.shippingTax,
        order.shippingTaxClass,
        order.shippingTaxRatePpm,
        order.tax,
        order.total,
        order.shippingMethodCode,
        order.shippingMethodName,
        order.shippingAddress,
        order.billingAddress,
        order.note,
        order.metadata,
        searchText(order),
        order.placedAt,
        order.expiresAt,
        order.updatedAt,
        order.version,
      ],
    ),
    tx.query(
      `INSERT INTO order_lines (
         order_id, id, product_id, sku, name, quantity, unit_price, discount, tax_class, tax_rate_ppm, tax, total)
       SELECT $1, * FROM unnest(
         $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::bigint[], $9::text[],
         $10::integer[], $11::bigint[], $12::bigint[])`,
      [
        order.id,
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
    ),
  ]);
}

/** Saves addresses, note and metadata under the record's version and time. */
export const updateDetails = async (tx: Transaction, order: OrderRecord): Promise<void> => {
  await tx.query(
    `UPDATE orders SET shipping_address = $2, billing_address = $3, note = $4, metadata = $5, search = $6,
                       updated_at = $7, version = $8
      WHERE id = $1`,
    [
      order.id,
      order.shippingAddress,
      order.billingAddress,
      order.note,
      order.metadata,
      searchText(order),
      order.updatedAt,
      order.version,
    ],
  );
};

/** Saves the status under the record's version and time. */
export const updateStatus = async (tx: Transaction, order: OrderRecord): Promise<void> => {
  await tx.query('UPDATE orders SET status = $2, updated_at = $3, version = $4 WHERE id = $1', [
    order.id,
    order.status,
    order.updatedAt,
    order.version,
  ]);
};

export interface OrderFilter {
  customerId?: string | undefined;
  status?: string | undefined;
  paymentStatus?: string | undefined;
  fulfillmentStatus?: string | undefined;
  number?: string | undefined;
  sku?: string | undefined;
  q?: string | undefined;
  /** RFC 3339. */
  placedAfter?: string | undefined;
  placedBefore?: string | undefined;
}

export type OrderSort = '-placedAt' | 'placedAt';

type Bound = [operator: '<' | '>' | '>=', id: string];

/** A page of orders with their lines; `after` is the id of the last one seen. */
export async function listOrders(
  db: Database,
  filter: OrderFilter,
  sort: OrderSort,
  after: string | undefined,
  limit: number,
): Promise<OrderRecord[]> {
  const { knex } = db;
  const direction = sort === 'placedAt' ? 'asc' : 'desc';
  const bounds: Bound[] = [];
  if (filter.placedAfter !== undefined) bounds.push(['>=', lowestId(Date.parse(filter.placedAfter) + 1)]);
  if (filter.placedBefore !== undefined) bounds.push(['<', lowestId(Date.parse(filter.placedBefore))]);
  if (after !== undefined) bounds.push([direction === 'asc' ? '>' : '<', after]);
  const { sku } = filter;
  const page = sku === undefined ? within(knex('orders'), 'orders.id', bounds) : withSku(knex, sku, bounds, direction);
  // Named as the index has it that the page is walked in.
  const position = sku === undefined ? 'orders.id' : 'with_sku.order_id';
  matching(page, filter).select('orders.*').orderBy(position, direction).limit(limit);
  // The page is cut before the lines are fetched.
  return db.run<OrderRecord>(knex.select(knex.raw(columns)).from(page.as('o')).orderBy('o.id', direction));
}

/**
 * Orders that have a sku, found through their lines. LIMIT keeps the planner from walking through all orders in search of a
 * rare sku, for to it all skus are alike.
 */
function withSku(knex: Knex, sku: string, bounds: readonly Bound[], direction: 'asc' | 'desc'): Knex.QueryBuilder {
  const lines = knex('order_lines').distinct('order_id').where('sku', sku).orderBy('order_id', direction);
  return knex
    .from(within(lines, 'order_id', bounds).as('with_sku'))
    .joinRaw('CROSS JOIN LATERAL (SELECT * FROM orders o WHERE o.id = with_sku.order_id LIMIT 1) AS orders');
}

function within(query: Knex.QueryBuilder, id: string, bounds: readonly Bound[]): Knex.QueryBuilder {
  for (const [operator, value] of bounds) query.where(id, operator, value);
  return query;
}

function matching(query: Knex.QueryBuilder, filter: OrderFilter): Knex.QueryBuilder {
  const equals = {
    customer_id: filter.customerId,
    status: filter.status,
    payment_status: filter.paymentStatus,
    fulfillment_status: filter.fulfillmentStatus,
    number: filter.number,
  };
  for (const [column, value] of Object.entries(equals)) if (value !== undefined) query.where(column, value);
  for (const pattern of searchPatterns(filter.q ?? '')) query.whereILike('search', pattern);
  return query;
}

/** The lowest UUIDv7 of a millisecond (RFC 9562, section 5.7): ids of orders are made from the time of placing. */
function lowestId(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
