import { createDatabase, type Database, type Transaction } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { v7 as uuidv7 } from 'uuid';
import { readSeedConfig, type SeedConfig } from './config.ts';
import { insertProduct } from './products/product-store.ts';
import { products, shippingMethods, taxRates } from './seed-data.ts';
import { insertShippingMethod } from './shipping-methods/shipping-method-store.ts';
import { adjustStock } from './stock/stock-store.ts';
import { insertTaxRate } from './tax-rates/tax-rate-store.ts';

/**
 * Fills an empty shop: products with stock, shipping methods, tax rates. What there is already stays as it is: a table
 * with any row in it is left alone.
 *
 * @returns how many rows of each were added
 */
export const fillShop = (db: Database): Promise<{ products: number; shippingMethods: number; taxRates: number }> =>
  db.transaction(async (tx) => {
    // Two seeds at once must not both find the tables empty.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('seed:orders', 0))`);
    return {
      products: await seedProducts(tx),
      shippingMethods: await seedShippingMethods(tx),
      taxRates: await seedTaxRates(tx),
    };
  });

const isEmpty = async (tx: Transaction, table: 'products' | 'shipping_methods' | 'tax_rates'): Promise<boolean> =>
  (await tx.query(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0;

async function seedProducts(tx: Transaction): Promise<number> {
  if (!(await isEmpty(tx, 'products'))) return 0;
  for (const { eur, usd, stock, taxClass = 'standard', ...described } of products) {
    const id = uuidv7();
    const prices = [
      { amount: eur, currency: 'EUR' },
      { amount: usd, currency: 'USD' },
    ];
    await insertProduct(tx, id, { ...described, taxClass, prices, active: true });
    await adjustStock(tx, { id: uuidv7(), productId: id, delta: stock, reason: 'First stock', actorId: null });
  }
  return products.length;
}

async function seedShippingMethods(tx: Transaction): Promise<number> {
  if (!(await isEmpty(tx, 'shipping_methods'))) return 0;
  for (const { eur, usd, ...described } of shippingMethods) {
    const prices = [
      { amount: eur, currency: 'EUR' },
      { amount: usd, currency: 'USD' },
    ];
    await insertShippingMethod(tx, uuidv7(), { ...described, prices, taxClass: 'standard', active: true });
  }
  return shippingMethods.length;
}

async function seedTaxRates(tx: Transaction): Promise<number> {
  if (!(await isEmpty(tx, 'tax_rates'))) return 0;
  const rates = Object.entries(taxRates).flatMap(([country, [standard, reduced]]) => [
    { country, taxClass: 'standard' as const, percent: standard },
    ...(reduced === undefined ? [] : [{ country, taxClass: 'reduced' as const, percent: reduced }]),
  ]);
  for (const { percent, ...rate } of rates) {
    await insertTaxRate(tx, uuidv7(), { ...rate, region: null, ratePpm: Math.round(percent * 10_000) });
  }
  return rates.length;
}

/** Seeds what orders begins with. */
export async function seed(config: SeedConfig): Promise<void> {
  const logger = createLogger({ service: 'orders', level: config.logLevel, format: config.logFormat });
  const db = createDatabase({ url: config.databaseUrl, poolMax: 2, applicationName: 'orders-seed', logger });
  try {
    logger.info(await fillShop(db), 'seeded');
  } finally {
    await db.close();
  }
}

if (import.meta.main) await seed(readSeedConfig(process.env));
