import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { env, readSettings } from '@oms/config';
import { createDatabase } from '@oms/database';
import { fillShop } from '@oms/orders/seed';
import { seedOrders } from '@oms/orders/seed-orders';
import { createLogger } from '@oms/telemetry';
import { databaseUrlOf, scriptSettings, UsageError } from './database-url.ts';

const HELP = `npm run seed -- [--orders n]

Fills the shop of the running npm start, or the database of orders at DATABASE_URL: products, shipping methods and tax rates where
there are none. With --orders it adds so many orders of the last two years, with customers, payments, shipments and timelines,
as requests would have made them; nobody gets mail about them. For development and for measuring; production refuses it.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, orders: { type: 'string', default: '0' } },
});

try {
  if (flags.help) console.log(HELP);
  else await seed(wholeNumber(flags.orders));
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    console.error(`${message}\nNo database answers there: run npm start, or set DATABASE_URL.`);
  } else console.error(error instanceof UsageError ? message : error);
  process.exitCode = 1;
}

async function seed(orders: number): Promise<void> {
  const settings = scriptSettings(root);
  if (settings.NODE_ENV === 'production') throw new UsageError('Sample orders have no place in production.');
  const { keyEncryptionKey } = readSettings(settings, { keyEncryptionKey: env.key256('ORDERS_KEY_ENCRYPTION_KEY') });
  const logger = createLogger({ service: 'seed', level: 'warn', format: 'pretty' });
  const db = createDatabase({ url: databaseUrlOf('orders', root), poolMax: 2, applicationName: 'orders-seed', logger });
  try {
    const { products, shippingMethods, taxRates } = await fillShop(db);
    console.log(`Added ${products} products, ${shippingMethods} shipping methods, ${taxRates} tax rates.`);
    if (orders === 0) return;
    const begun = Date.now();
    await seedOrders(db, { keyEncryptionKey, orders, onProgress: (done) => showProgress(done, orders, begun) });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    console.log(`Added ${orders} orders in ${Math.round((Date.now() - begun) / 1000)} s.`);
  } finally {
    await db.close();
  }
}

function showProgress(done: number, all: number, begun: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((done / all) * width);
  const left = Math.round((((Date.now() - begun) / done) * (all - done)) / 1000);
  process.stderr.write(
    `\r[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done} of ${all} orders, ${left} s left \u001b[K`,
  );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 100_000_000) return number;
  throw new UsageError('--orders takes a whole number up to 100000000.');
}
