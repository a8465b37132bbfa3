import type { Shipment } from '@oms/contracts';
import type { Database, Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { byLine, type PiecesByLine } from '../orders/pieces.ts';

const columns = `
  s.id, s.order_id AS "orderId", s.status, s.carrier, s.tracking_number AS "trackingNumber",
  s.tracking_url AS "trackingUrl", s.shipped_at AS "shippedAt", s.delivered_at AS "deliveredAt",
  s.canceled_at AS "canceledAt",
  (SELECT json_agg(json_build_object('lineId', l.line_id, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity)
                   ORDER BY l.line_id)
     FROM shipment_lines l WHERE l.shipment_id = s.id) AS items`;

export async function findShipment(db: Queryable, orderId: string, id: string): Promise<Shipment | undefined> {
  const [row] = await db.query<Shipment>(`SELECT ${columns} FROM shipments s WHERE s.order_id = $1 AND s.id = $2`, [
    orderId,
    id,
  ]);
  return row;
}

/** Of an order, the oldest first; `after` is the id of the last one seen. */
export const listShipments = (
  db: Queryable,
  orderId: string,
  after: string | undefined,
  limit: number,
): Promise<Shipment[]> =>
  db.query<Shipment>(`SELECT ${columns} FROM shipments s WHERE s.order_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`, [
    orderId,
    after ?? '00000000-0000-0000-0000-000000000000',
    limit,
  ]);

/** Pieces by line that have arrived within so many days, or left, where their arrival was never noted. */
export const piecesOutWithin = async (db: Queryable, orderId: string, days: number): Promise<PiecesByLine> =>
  byLine(
    await db.query(
      `SELECT l.line_id AS "lineId", sum(l.quantity) AS quantity
         FROM shipments s JOIN shipment_lines l ON l.shipment_id = s.id
        WHERE s.order_id = $1 AND s.status <> 'canceled'
          AND coalesce(s.delivered_at, s.shipped_at) > now() - make_interval(days => $2)
        GROUP BY l.line_id`,
      [orderId, days],
    ),
  );

/** Every shipment to a customer, the oldest first. */
export const shipmentsTo = (knex: Database['knex'], customerId: string): Knex.QueryBuilder =>
  knex('shipments AS s')
    .join('orders AS o', 'o.id', 's.order_id')
    .select(knex.raw(columns))
    .where('o.customer_id', customerId)
    .orderBy('s.id');

/** Two statements, sent together. */
export async function insertShipment(tx: Transaction, shipment: Shipment): Promise<void> {
  const { items } = shipment;
  await Promise.all([
    tx.query(
      `INSERT INTO shipments (id, order_id, status, carrier, tracking_number, tracking_url, shipped_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        shipment.id,
        shipment.orderId,
        shipment.status,
        shipment.carrier,
        shipment.trackingNumber,
        shipment.trackingUrl,
        shipment.shippedAt,
      ],
    ),
    tx.query(
      `INSERT INTO shipment_lines (shipment_id, line_id, sku, name, quantity)
       SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[])`,
      [
        shipment.id,
        items.map(({ lineId }) => lineId),
        items.map(({ sku }) => sku),
        items.map(({ name }) => name),
        items.map(({ quantity }) => quantity),
      ],
    ),
  ]);
}

/** Takes out of all shipments of an order what leads to its customer by way of the carrier. */
export const forgetTracking = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query('UPDATE shipments SET tracking_number = NULL, tracking_url = NULL WHERE order_id = $1', [orderId]);
};

/** Saves the status and since when it has been so. */
export const updateShipment = async (tx: Transaction, shipment: Shipment): Promise<void> => {
  await tx.query('UPDATE shipments SET status = $2, delivered_at = $3, canceled_at = $4 WHERE id = $1', [
    shipment.id,
    shipment.status,
    shipment.deliveredAt,
    shipment.canceledAt,
  ]);
};
