import type { Money } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { priceColumns } from './prices.ts';

/**
 * The prices of one kind of thing: a table of owner, currency and amount in minor units.
 *
 * @param owner its column that says whose prices they are
 */
export function priceStore(table: 'prices' | 'shipping_prices', owner: 'product_id' | 'shipping_method_id') {
  const insert = (tx: Transaction, id: string, prices: readonly Money[]) =>
    tx.query(`INSERT INTO ${table} (${owner}, currency, amount) SELECT $1, * FROM unnest($2::text[], $3::bigint[])`, [
      id,
      ...priceColumns(prices),
    ]);

  return {
    /** SQL for the prices of the row whose id `ownerId` is, by currency, as JSON. */
    selected: (ownerId: string, condition = ''): string => `
      coalesce((SELECT json_agg(json_build_object('amount', amount, 'currency', currency) ORDER BY currency)
                  FROM ${table} WHERE ${owner} = ${ownerId} ${condition}), '[]')`,
    insert,
    replace: (tx: Transaction, id: string, prices: readonly Money[]) =>
      Promise.all([tx.query(`DELETE FROM ${table} WHERE ${owner} = $1`, [id]), insert(tx, id, prices)]),
  };
}
