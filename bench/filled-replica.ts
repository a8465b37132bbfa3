import { createDatabase } from '@oms/database';
import { freePort } from '@oms/local';
import { seedOrders } from '@oms/orders/seed-orders';
import { createLogger } from '@oms/telemetry';
import { type Replica, startReplica } from './replica.ts';
import type { BenchSystem } from './system.ts';

/** A replica of orders with a database of its own that holds as many of them. @returns up to 30,000 of their ids, too */
export async function startFilledReplica(
  system: BenchSystem,
  database: string,
  orders: number,
): Promise<{ replica: Replica; ids: string[] }> {
  const url = await system.createShop(database);
  const keyEncryptionKey = Buffer.from(system.environmentOf('orders').ORDERS_KEY_ENCRYPTION_KEY ?? '', 'base64url');
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'pretty' });
  const db = createDatabase({ url, poolMax: 2, applicationName: 'bench', statementTimeout: 0, logger });
  let rows: { id: string }[];
  try {
    await seedOrders(db, { keyEncryptionKey, orders, onProgress: () => undefined });
    await db.query('ANALYZE');
    rows = await db.query<{ id: string }>('SELECT id FROM orders LIMIT 30000');
  } finally {
    await db.close();
  }
  const replica = await startReplica(system, 'orders', await freePort(), 50, { DATABASE_URL: url });
  return { replica, ids: rows.map(({ id }) => id) };
}
