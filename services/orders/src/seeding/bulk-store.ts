import type { Transaction } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import { searchText } from '../orders/order-record.ts';
import { sequencerLock } from '../timeline/feed.ts';
import type { Life } from './lives.ts';
import type { SeedPerson } from './people.ts';

export const insertPeople = async (
  tx: Transaction,
  people: readonly (SeedPerson & { sealedKey: string })[],
): Promise<void> => {
  const ids = people.map(({ id }) => id);
  await Promise.all([
    tx.query(
      `INSERT INTO customers (id, email, account_version) SELECT id, email, 1 FROM unnest($1::uuid[], $2::text[]) AS p (id, email)`,
      [ids, people.map(({ email }) => email)],
    ),
    tx.query(`INSERT INTO person_keys (person_id, sealed_key) SELECT * FROM unnest($1::uuid[], $2::text[])`, [
      ids,
      people.map(({ sealedKey }) => sealedKey),
    ]),
  ]);
};

/**
 * Writes whole lives, a statement a table, sent together. The pieces that were ordered come into stock with them, so that
 * nothing is taken from what there is.
 */
export async function insertLives(tx: Transaction, lives: readonly Life[]): Promise<void> {
  const orders = lives.map(({ order, timelineHash }) => ({
    ...order,
    // Of json_populate_recordset's columns.
    customer_id: order.customerId,
    payment_status: order.paymentStatus,
    fulfillment_status: order.fulfillmentStatus,
    prices_include_tax: order.pricesIncludeTax,
    shipping_tax: order.shippingTax,
    shipping_tax_class: order.shippingTaxClass,
    shipping_tax_rate_ppm: order.shippingTaxRatePpm,
    refunded_surplus: order.refundedSurplus,
    shipping_method_code: order.shippingMethodCode,
    shipping_method_name: order.shippingMethodName,
    shipping_address: order.shippingAddress,
    billing_address: order.billingAddress,
    placed_at: order.placedAt,
    expires_at: order.expiresAt,
    updated_at: order.updatedAt,
    search: searchText(order),
    timeline_hash: timelineHash,
    lines: undefined,
  }));
  const lines = lives.flatMap(({ order }) => order.lines.map((line) => ({ ...line, orderId: order.id })));
  const entries = lives.flatMap((life) => life.entries);
  const payments = lives.flatMap(({ payment }) => payment ?? []);
  const shipments = lives.flatMap(({ shipment }) => shipment ?? []);
  const parcels = shipments.flatMap(({ id, items }) => items.map((item) => ({ ...item, id })));
  await Promise.all([
    tx.query(`INSERT INTO orders SELECT * FROM json_populate_recordset(NULL::orders, $1::json)`, [
      JSON.stringify(orders),
    ]),
    tx.query(
      `INSERT INTO order_lines (order_id, id, product_id, sku, name, quantity, unit_price, discount, tax_class, tax_rate_ppm,
                                tax, total, shipped, delivered)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::integer[], $7::bigint[],
                            $8::bigint[], $9::text[], $10::integer[], $11::bigint[], $12::bigint[], $13::integer[],
                            $14::integer[])`,
      [
        lines.map(({ orderId }) => orderId),
        lines.map(({ id }) => id),
        lines.map(({ productId }) => productId),
        lines.map(({ sku }) => sku),
        lines.map(({ name }) => name),
        lines.map(({ quantity }) => quantity),
        lines.map(({ unitPrice }) => unitPrice),
        lines.map(({ discount }) => discount),
        lines.map(({ taxClass }) => taxClass),
        lines.map(({ taxRatePpm }) => taxRatePpm),
        lines.map(({ tax }) => tax),
        lines.map(({ total }) => total),
        lines.map(({ shipped }) => shipped),
        lines.map(({ delivered }) => delivered),
      ],
    ),
    tx.query(
      `INSERT INTO order_timeline (order_id, version, event_id, type, occurred_at, actor_kind, actor_id, changes, personal, hash)
       SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::uuid[],
                            $8::json[], $9::text[], $10::text[])`,
      [
        entries.map(({ orderId }) => orderId),
        entries.map(({ version }) => version),
        entries.map(({ eventId }) => eventId),
        entries.map(({ type }) => type),
        entries.map(({ occurredAt }) => occurredAt),
        entries.map(({ actorKind }) => actorKind),
        entries.map(({ actorId }) => actorId),
        entries.map(({ changes }) => changes),
        entries.map(({ personal }) => personal),
        entries.map(({ hash }) => hash),
      ],
    ),
    tx.query('SELECT pg_advisory_xact_lock($1)', [sequencerLock]),
    tx.query(
      `INSERT INTO event_feed (order_id, version, event_id, type, occurred_at)
       SELECT * FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::timestamptz[])`,
      [
        entries.map(({ orderId }) => orderId),
        entries.map(({ version }) => version),
        entries.map(({ eventId }) => eventId),
        entries.map(({ type }) => type),
        entries.map(({ occurredAt }) => occurredAt),
      ],
    ),
    tx.query(
      `INSERT INTO payments (id, order_id, provider, reference, capture_method, status, amount, captured, closed, details,
                             created_at, updated_at)
       SELECT id, order_id, 'manual', reference, 'automatic', 'captured', amount, amount, true, '{}', at, at
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[]) AS p (id, order_id, reference, amount, at)`,
      [
        payments.map(({ id }) => id),
        payments.map(({ orderId }) => orderId),
        payments.map(({ reference }) => reference),
        payments.map(({ amount }) => amount.amount),
        payments.map(({ createdAt }) => createdAt),
      ],
    ),
    tx.query(
      `INSERT INTO payment_ledger (id, order_id, payment_id, kind, authorized_delta, voided_delta, captured_delta,
                                   refunded_delta, created_at)
       SELECT id, order_id, payment_id, 'capture', 0, 0, amount, 0, at
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::timestamptz[])
           AS l (id, order_id, payment_id, amount, at)`,
      [
        payments.map(() => uuidv7()),
        payments.map(({ orderId }) => orderId),
        payments.map(({ id }) => id),
        payments.map(({ amount }) => amount.amount),
        payments.map(({ createdAt }) => createdAt),
      ],
    ),
    tx.query(
      `INSERT INTO shipments (id, order_id, status, carrier, tracking_number, shipped_at, delivered_at)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])`,
      [
        shipments.map(({ id }) => id),
        shipments.map(({ orderId }) => orderId),
        shipments.map(({ status }) => status),
        shipments.map(({ carrier }) => carrier),
        shipments.map(({ trackingNumber }) => trackingNumber),
        shipments.map(({ shippedAt }) => shippedAt),
        shipments.map(({ deliveredAt }) => deliveredAt),
      ],
    ),
    tx.query(
      `INSERT INTO shipment_lines (shipment_id, line_id, sku, name, quantity)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[])`,
      [
        parcels.map(({ id }) => id),
        parcels.map(({ lineId }) => lineId),
        parcels.map(({ sku }) => sku),
        parcels.map(({ name }) => name),
        parcels.map(({ quantity }) => quantity),
      ],
    ),
    moveStock(tx, lives),
  ]);
}

/** The movements that the orders made, and one a product that brought their pieces in before. */
async function moveStock(tx: Transaction, lives: readonly Life[]): Promise<void> {
  const moves = lives.flatMap(({ order }) =>
    order.lines.flatMap(({ productId, quantity, shipped }) => {
      const of = { productId, orderId: order.id };
      const givenUp = order.status === 'canceled' || order.status === 'expired';
      return [
        { ...of, kind: 'reservation', onHand: 0, reserved: quantity },
        ...(givenUp ? [{ ...of, kind: 'release', onHand: 0, reserved: -quantity }] : []),
        ...(shipped > 0 ? [{ ...of, kind: 'shipment', onHand: -shipped, reserved: -shipped }] : []),
      ];
    }),
  );
  const sums = new Map<string, { in: number; onHand: number; reserved: number }>();
  for (const { productId, onHand, reserved } of moves) {
    const sum = sums.get(productId) ?? { in: 0, onHand: 0, reserved: 0 };
    sum.onHand += onHand;
    sum.reserved += reserved;
    sums.set(productId, sum);
  }
  for (const sum of sums.values()) sum.in = sum.reserved - sum.onHand;
  const products = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
  const arrivals = products.filter(([, sum]) => sum.in > 0);
  await Promise.all([
    tx.query(
      `INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reserved_delta, order_id)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::uuid[])`,
      [
        moves.map(() => uuidv7()),
        moves.map(({ productId }) => productId),
        moves.map(({ kind }) => kind),
        moves.map(({ onHand }) => onHand),
        moves.map(({ reserved }) => reserved),
        moves.map(({ orderId }) => orderId),
      ],
    ),
    tx.query(
      `INSERT INTO stock_movements (id, product_id, kind, on_hand_delta, reason)
       SELECT id, product_id, 'adjustment', pieces, 'For sample orders'
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS a (id, product_id, pieces)`,
      [arrivals.map(() => uuidv7()), arrivals.map(([id]) => id), arrivals.map(([, sum]) => sum.in)],
    ),
    // In the order of their ids, as everywhere.
    tx.query('SELECT 1 FROM stock WHERE product_id = ANY ($1::uuid[]) ORDER BY product_id FOR UPDATE', [
      products.map(([id]) => id),
    ]),
    tx.query(
      `UPDATE stock s SET on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS m (product_id, on_hand, reserved)
        WHERE s.product_id = m.product_id`,
      [
        products.map(([id]) => id),
        products.map(([, sum]) => sum.in + sum.onHand),
        products.map(([, sum]) => sum.reserved),
      ],
    ),
  ]);
}
