import type { Database, Queryable, Transaction } from '@oms/database';
import type { Knex } from 'knex';
import { offeredProducts } from '../orders/catalogue-store.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { ratesOf } from '../tax-rates/tax-rate-store.ts';
import type { EditRecord } from './edit.ts';
import type { EditItem, EditOffer } from './reckon-edit.ts';

const columns = `
  e.id, e.order_id AS "orderId", e.status, e.base_version AS "baseVersion", e.items, e.outcome, e.difference, e.reason,
  e.created_at AS "createdAt", e.updated_at AS "updatedAt"`;

export async function findEdit(db: Queryable, orderId: string, id: string): Promise<EditRecord | undefined> {
  const [row] = await db.query<EditRecord>(`SELECT ${columns} FROM order_edits e WHERE e.order_id = $1 AND e.id = $2`, [
    orderId,
    id,
  ]);
  return row;
}

/** Of an order, the newest first; `before` is the id of the last one seen. */
export const listEdits = (
  db: Queryable,
  orderId: string,
  before: string | undefined,
  limit: number,
): Promise<EditRecord[]> =>
  db.query<EditRecord>(
    `SELECT ${columns} FROM order_edits e WHERE e.order_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`,
    [orderId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit],
  );

/** Why orders of a customer were to be changed, and to what; the oldest first. */
export const editsOf = (knex: Database['knex'], customerId: string): Knex.QueryBuilder =>
  knex('order_edits AS e')
    .join('orders AS o', 'o.id', 'e.order_id')
    .where('o.customer_id', customerId)
    .select('e.id', 'e.order_id AS orderId', 'e.status', 'e.items', 'e.reason', 'e.created_at AS createdAt')
    .orderBy('e.id');

/** What more pieces of an order would be sold at: products of skus that are new to it and of lines that grow, rates of tax. */
export async function loadEditOffer(
  db: Queryable,
  { currency, lines, shippingAddress }: OrderRecord,
  items: readonly EditItem[],
): Promise<EditOffer> {
  const more = items.filter(({ quantity }) => quantity > 0);
  const [products, rates] = await Promise.all([
    offeredProducts(db, {
      currency,
      skus: more.filter(({ sku }) => !lines.some((line) => line.sku === sku)).map(({ sku }) => sku),
      ids: lines.filter((line) => more.some(({ sku }) => sku === line.sku)).map(({ productId }) => productId),
    }),
    ratesOf(db, shippingAddress?.country ?? ''),
  ]);
  return { products, rates };
}

/** Closes the open edit of an order, whose row is locked, for a later one to take its place. */
export const supersedeEdit = async (tx: Transaction, orderId: string, now: string): Promise<void> => {
  await tx.query(
    `UPDATE order_edits SET status = 'superseded', updated_at = $2 WHERE order_id = $1 AND status = 'open'`,
    [orderId, now],
  );
};

export const insertEdit = async (tx: Transaction, edit: EditRecord): Promise<void> => {
  await tx.query(
    `INSERT INTO order_edits (
       id, order_id, status, base_version, items, outcome, difference, reason, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      edit.id,
      edit.orderId,
      edit.status,
      edit.baseVersion,
      JSON.stringify(edit.items),
      JSON.stringify(edit.outcome),
      JSON.stringify(edit.difference),
      edit.reason,
      edit.createdAt,
      edit.updatedAt,
    ],
  );
};

/** Saves what can change of an edit. */
export const updateEdit = async (tx: Transaction, edit: EditRecord): Promise<void> => {
  await tx.query('UPDATE order_edits SET status = $2, difference = $3, updated_at = $4 WHERE id = $1', [
    edit.id,
    edit.status,
    JSON.stringify(edit.difference),
    edit.updatedAt,
  ]);
};

/** Takes the words out of all edits of an order. */
export const forgetEditReasons = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query('UPDATE order_edits SET reason = NULL WHERE order_id = $1 AND reason IS NOT NULL', [orderId]);
};
