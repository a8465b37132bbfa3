import type { Queryable } from '@oms/database';

/** The secret that random order numbers are made with: made by the migration, one a database. */
export async function loadOrderNumberKey(db: Queryable): Promise<Buffer> {
  const [row] = await db.query<{ key: Buffer }>('SELECT key FROM order_number_key');
  if (!row) throw new Error('order_number_key is empty: the migrations of orders put one row there');
  return row.key;
}
