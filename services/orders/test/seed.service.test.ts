import { fileURLToPath } from 'node:url';
import { migrate, migrationStatus, rollback } from '@oms/database';
import { expect } from 'chai';
import { fillShop } from '../src/seed.ts';
import { seedOrders } from '../src/seeding/seed-orders.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Orders, startOrders } from './orders-harness.ts';

describe('the seed', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  it('fills an empty shop, and changes nothing when it is run again, or twice at once', async () => {
    const added = await Promise.all([fillShop(orders.db), fillShop(orders.db)]);
    expect(added.map(({ products }) => products).toSorted((one, other) => one - other)).to.deep.equal([0, 50]);
    expect(await fillShop(orders.db)).to.deep.equal({ products: 0, shippingMethods: 0, taxRates: 0 });
    const { data } = (await orders.as(undefined).get('/products?limit=100')).body;
    expect(data).to.have.length(50);
    for (const product of data) {
      expect(product.availability).to.equal('in_stock');
      expect(product.prices.map(({ currency }: { currency: string }) => currency)).to.deep.equal(['EUR', 'USD']);
    }
    expect(new Set(data.map(({ taxClass }: { taxClass: string }) => taxClass))).to.deep.equal(
      new Set(['standard', 'reduced']),
    );
    expect((await orders.as(undefined).get('/shipping-methods')).body.data).to.have.length(2);
    const countries = await orders.db.query<{ country: string }>('SELECT DISTINCT country FROM tax_rates');
    expect(countries).to.have.length(29);
  });
});

describe('sample orders', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  it('are as requests would have made them: everything adds up, and nobody hears of them', async () => {
    await fillShop(orders.db);
    const counts: number[] = [];
    await seedOrders(orders.db, {
      keyEncryptionKey: orders.config.keyEncryptionKey,
      orders: 1_200,
      onProgress: (done) => counts.push(done),
    });
    expect(counts).to.deep.equal([1_000, 1_200]);
    const found = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(found.orders).to.equal(1_200);
    expect(found.checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
    const statuses = await orders.db.query<{ status: string }>('SELECT DISTINCT status FROM orders ORDER BY 1');
    expect(statuses.map(({ status }) => status)).to.include.members(['canceled', 'completed', 'confirmed', 'expired']);
    expect(await orders.db.query('SELECT 1 FROM outbox')).to.deep.equal([]);
    expect(orders.events).to.deep.equal([]);
    const { data } = (await orders.as(orders.staff).get('/orders?q=lovelace&limit=1')).body;
    expect(data[0].shippingAddress.name).to.match(/Lovelace$/);
  });
});

describe('the migrations of orders', () => {
  it('go down and up again', async () => {
    const orders = await startOrders();
    try {
      const directory = fileURLToPath(new URL('../migrations/', import.meta.url));
      const target = { url: orders.databaseUrl, schema: 'orders', directory };
      const { applied } = await migrationStatus(target);
      const undone = await rollback(target, 'all');
      expect(undone.toReversed()).to.deep.equal(applied);
      const left = await orders.db.query<{ relname: string }>(
        `SELECT relname FROM pg_class WHERE relnamespace = 'orders'::regnamespace AND relname NOT LIKE 'knex%'`,
      );
      expect(left).to.deep.equal([]);
      expect(await migrate(target)).to.deep.equal(applied);
    } finally {
      await orders.stop();
    }
  });
});
