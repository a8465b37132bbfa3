import type { Queryable, Transaction } from '@oms/database';
import { priceStore } from '../price-store.ts';
import type { NewShippingMethod, ShippingMethod } from './shipping-method.ts';

const prices = priceStore('shipping_prices', 'shipping_method_id');

const columns = `
  m.id, m.code, m.name, m.tax_class AS "taxClass", m.active, m.position, m.version,
  ${prices.selected('m.id')} AS prices`;

export async function findShippingMethod(db: Queryable, id: string): Promise<ShippingMethod | undefined> {
  const [row] = await db.query<ShippingMethod>(`SELECT ${columns} FROM shipping_methods m WHERE m.id = $1`, [id]);
  return row;
}

/** As {@link findShippingMethod}, and locks it. */
export async function lockShippingMethod(tx: Transaction, id: string): Promise<ShippingMethod | undefined> {
  // Sent together; the second sees what was committed while the first waited.
  const [, found] = await Promise.all([
    tx.query('SELECT 1 FROM shipping_methods WHERE id = $1 FOR UPDATE', [id]),
    findShippingMethod(tx, id),
  ]);
  return found;
}

/** By position, then code. */
export const listShippingMethods = (
  db: Queryable,
  currency: string | undefined,
  after: readonly [position: number, code: string] | undefined,
  limit: number,
): Promise<ShippingMethod[]> =>
  db.query<ShippingMethod>(
    `SELECT ${columns} FROM shipping_methods m
      WHERE (m.position, m.code) > ($1, $2)
        AND ($3::text IS NULL
             OR EXISTS (SELECT FROM shipping_prices WHERE shipping_method_id = m.id AND currency = $3))
      ORDER BY m.position, m.code LIMIT $4`,
    [after?.[0] ?? -1, after?.[1] ?? '', currency ?? null, limit],
  );

export async function insertShippingMethod(tx: Transaction, id: string, method: NewShippingMethod): Promise<void> {
  await Promise.all([
    tx.query(
      `INSERT INTO shipping_methods (id, code, name, tax_class, active, position) VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, method.code, method.name, method.taxClass, method.active, method.position],
    ),
    prices.insert(tx, id, method.prices),
  ]);
}

/** @returns the new version */
export async function updateShippingMethod(tx: Transaction, method: ShippingMethod): Promise<number> {
  const [[row]] = await Promise.all([
    tx.query<{ version: number }>(
      `UPDATE shipping_methods SET code = $2, name = $3, tax_class = $4, active = $5, position = $6,
                                   version = version + 1, updated_at = now()
        WHERE id = $1 RETURNING version`,
      [method.id, method.code, method.name, method.taxClass, method.active, method.position],
    ),
    prices.replace(tx, method.id, method.prices),
  ]);
  return row?.version ?? 0;
}

/** Orders keep the code and the name that they were placed with. */
export const deleteShippingMethod = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('DELETE FROM shipping_methods WHERE id = $1', [id]);
};
