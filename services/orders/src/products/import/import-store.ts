import type { Transaction } from '@oms/database';
import { priceStore } from '../../price-store.ts';
import { priceColumns } from '../../prices.ts';
import type { StoredProduct } from './plan.ts';

const { selected } = priceStore('prices', 'product_id');

/**
 * The products that have these skus, locked in the order of their skus, so that imports wait for one another instead of
 * deadlocking. What refers to the products goes on: their ids do not change.
 */
export async function lockProducts(tx: Transaction, skus: readonly string[]): Promise<Map<string, StoredProduct>> {
  // Sent together; the second sees what was committed while the first waited.
  const [, found] = await Promise.all([
    tx.query(
      `SELECT 1 FROM products WHERE sku = ANY ($1::text[]) AND archived_at IS NULL ORDER BY sku FOR NO KEY UPDATE`,
      [skus],
    ),
    tx.query<StoredProduct>(
      `SELECT p.id, p.sku, p.name, p.description, p.tax_class AS "taxClass", p.active, ${selected('p.id')} AS prices
         FROM products p WHERE p.sku = ANY ($1::text[]) AND p.archived_at IS NULL`,
      [skus],
    ),
  ]);
  return new Map(found.map((product) => [product.sku, product]));
}

const describedColumns = (products: readonly StoredProduct[]) => [
  products.map(({ id }) => id),
  products.map(({ name }) => name),
  products.map(({ description }) => description),
  products.map(({ taxClass }) => taxClass),
  products.map(({ active }) => active),
];

function pricedColumns(products: readonly StoredProduct[]) {
  const priced = products.flatMap(({ id, prices }) => prices.map((price) => ({ id, price })));
  return [priced.map(({ id }) => id), ...priceColumns(priced.map(({ price }) => price))];
}

/**
 * Adds products, with nothing in stock yet.
 *
 * @returns skus of those that were added: not those that another transaction has added since they were looked for
 */
export async function insertProducts(tx: Transaction, products: readonly StoredProduct[]): Promise<Set<string>> {
  if (products.length === 0) return new Set();
  // A connection keeps its plans for foreign keys, and one made for few products reads all of them for each that is added.
  const [, rows] = await Promise.all([
    tx.query('DISCARD PLANS'),
    tx.query<{ sku: string }>(
      `WITH created AS (
       INSERT INTO products (id, name, description, tax_class, active, sku)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[])
           AS given (id, name, description, tax_class, active, sku)
        ORDER BY sku
       ON CONFLICT (sku) WHERE archived_at IS NULL DO NOTHING
       RETURNING id, sku
     ), stocked AS (
       INSERT INTO stock (product_id) SELECT id FROM created
     ), priced AS (
       INSERT INTO prices (product_id, currency, amount)
       SELECT given.* FROM unnest($7::uuid[], $8::text[], $9::bigint[]) AS given (product_id, currency, amount)
         JOIN created ON created.id = given.product_id
     )
     SELECT sku FROM created`,
      [...describedColumns(products), products.map(({ sku }) => sku), ...pricedColumns(products)],
    ),
  ]);
  return new Set(rows.map(({ sku }) => sku));
}

/** Changes products that are locked; their versions rise. @param repriced those of them whose prices change */
export async function updateProducts(
  tx: Transaction,
  products: readonly StoredProduct[],
  repriced: readonly StoredProduct[],
): Promise<void> {
  if (products.length === 0) return;
  await Promise.all([
    tx.query(
      `UPDATE products p
          SET name = given.name, description = given.description, tax_class = given.tax_class, active = given.active,
              version = p.version + 1, updated_at = now()
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[])
           AS given (id, name, description, tax_class, active)
        WHERE p.id = given.id`,
      describedColumns(products),
    ),
    tx.query('DELETE FROM prices WHERE product_id = ANY ($1::uuid[])', [repriced.map(({ id }) => id)]),
    tx.query(
      `INSERT INTO prices (product_id, currency, amount) SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[])`,
      pricedColumns(repriced),
    ),
  ]);
}
