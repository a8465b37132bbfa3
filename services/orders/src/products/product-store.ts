import type { Database, Queryable, Transaction } from '@oms/database';
import { priceStore } from '../price-store.ts';
import { searchPatterns } from '../search.ts';
import type { NewProduct, Product } from './product.ts';

const prices = priceStore('prices', 'product_id');

const columns = `
  p.id, p.sku, p.name, p.description, p.tax_class AS "taxClass", p.active, p.version,
  CASE WHEN s.on_hand > s.reserved THEN 'in_stock' ELSE 'out_of_stock' END AS availability`;

/** A product that has not been archived. */
export async function findProduct(db: Queryable, id: string): Promise<Product | undefined> {
  const [row] = await db.query<Product>(
    `SELECT ${columns}, ${prices.selected('p.id')} AS prices
       FROM products p JOIN stock s ON s.product_id = p.id
      WHERE p.id = $1 AND p.archived_at IS NULL`,
    [id],
  );
  return row;
}

/** As {@link findProduct}, and locks it. */
export async function lockProduct(tx: Transaction, id: string): Promise<Product | undefined> {
  // Sent together; the second sees what was committed while the first waited.
  const [, found] = await Promise.all([
    tx.query('SELECT 1 FROM products WHERE id = $1 FOR UPDATE', [id]),
    findProduct(tx, id),
  ]);
  return found;
}

export async function insertProduct(tx: Transaction, id: string, product: NewProduct): Promise<void> {
  await Promise.all([
    tx.query(`INSERT INTO products (id, sku, name, description, tax_class, active) VALUES ($1, $2, $3, $4, $5, $6)`, [
      id,
      product.sku,
      product.name,
      product.description,
      product.taxClass,
      product.active,
    ]),
    prices.insert(tx, id, product.prices),
    tx.query('INSERT INTO stock (product_id) VALUES ($1)', [id]),
  ]);
}

/** @returns the new version */
export async function updateProduct(tx: Transaction, product: Product): Promise<number> {
  const [[row]] = await Promise.all([
    tx.query<{ version: number }>(
      `UPDATE products SET sku = $2, name = $3, description = $4, tax_class = $5, active = $6,
                           version = version + 1, updated_at = now()
        WHERE id = $1 RETURNING version`,
      [product.id, product.sku, product.name, product.description, product.taxClass, product.active],
    ),
    prices.replace(tx, product.id, product.prices),
  ]);
  return row?.version ?? 0;
}

export const archiveProduct = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query(
    `UPDATE products SET archived_at = now(), active = false, version = version + 1, updated_at = now() WHERE id = $1`,
    [id],
  );
};

export interface ProductFilter {
  q?: string | undefined;
  /** Products with a price in it, and only that price. */
  currency?: string | undefined;
  active: boolean;
}

export type ProductSort = 'name' | '-createdAt';

/** A page of products; `after` is the position of the last one seen. */
export async function listProducts(
  db: Database,
  filter: ProductFilter,
  sort: ProductSort,
  after: { name?: string; id: string } | undefined,
  limit: number,
): Promise<Product[]> {
  const { knex } = db;
  const query = knex('products as p')
    .join('stock as s', 's.product_id', 'p.id')
    .whereNull('p.archived_at')
    .where('p.active', filter.active)
    .select(knex.raw(columns))
    .limit(limit);
  if (filter.currency === undefined) query.select(knex.raw(`${prices.selected('p.id')} AS prices`));
  else {
    query
      .select(
        knex.raw(`${prices.selected('p.id', 'AND currency = :currency')} AS prices`, { currency: filter.currency }),
      )
      .whereExists(knex('prices').whereRaw('product_id = p.id').where('currency', filter.currency));
  }
  for (const pattern of searchPatterns(filter.q ?? '')) {
    query.whereRaw(`(p.sku || ' ' || p.name || ' ' || p.description) ILIKE ?`, [pattern]);
  }
  if (sort === 'name') {
    query.orderBy(['p.name', 'p.id']);
    if (after) query.whereRaw('(p.name, p.id) > (?, ?)', [after.name ?? '', after.id]);
  } else {
    // Ids are UUIDv7: their order is that of creation.
    query.orderBy('p.id', 'desc');
    if (after) query.where('p.id', '<', after.id);
  }
  return db.run<Product>(query);
}
