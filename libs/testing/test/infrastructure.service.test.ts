import amqp from 'amqplib';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestBroker, createTestDatabase, createTestRedis, eventually } from '../src/index.ts';

describe('what a test gets of the shared servers', () => {
  it('is a database where a service reaches its own schema and no other', async () => {
    const database = await createTestDatabase(['users', 'orders']);
    try {
      const client = new pg.Client({ connectionString: database.url('users') });
      await client.connect();
      try {
        await client.query('CREATE TABLE users.mine (id int)');
        const refused = await client
          .query('CREATE TABLE orders.theirs (id int)')
          .catch((error: Error) => error.message);
        expect(refused).to.contain('permission denied for schema orders');
      } finally {
        await client.end();
      }
    } finally {
      await database.drop();
    }
  });

  it('is a virtual host that is gone afterwards', async () => {
    const broker = await createTestBroker();
    const connection = await amqp.connect(broker.url);
    connection.on('error', () => undefined);
    await broker.drop();
    const refused = await amqp.connect(broker.url).catch((error: Error) => error.message);
    expect(refused).to.be.a('string');
    await connection.close().catch(() => undefined);
  });

  it('is a Redis database that no other test shares', async () => {
    const [first, second] = await Promise.all([createTestRedis(), createTestRedis()]);
    const [one, other] = [new Redis(first.url), new Redis(second.url)];
    try {
      await one.set('key', 'value');
      expect(await other.get('key')).to.equal(null);
    } finally {
      one.disconnect();
      other.disconnect();
      await Promise.all([first.drop(), second.drop()]);
    }
  });
});

describe('eventually', () => {
  it('resolves once the check stops failing', async () => {
    let calls = 0;
    const result = await eventually(() => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return calls;
    });
    expect(result).to.equal(3);
  });

  it('does not count the time in which a busy machine kept it from looking', async () => {
    setTimeout(() => {
      const until = performance.now() + 200;
      while (performance.now() < until);
    });
    let looks = 0;
    await eventually(
      () => {
        looks += 1;
        return looks === 3;
      },
      { timeoutMs: 100 },
    );
  });

  it('fails with the last reason when the time is over', async () => {
    const failed = await eventually(() => Promise.reject(new Error('never')), { timeoutMs: 60 }).catch(
      (error: Error) => error,
    );
    expect(failed).to.be.instanceOf(Error).with.property('message').that.contains('never');
  });
});
