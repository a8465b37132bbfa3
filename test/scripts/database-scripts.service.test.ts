import { join } from 'node:path';
import { migrationStatus } from '@oms/database';
import {
  createTestDatabase,
  type ProgramRun,
  repositoryRoot,
  runProgram,
  type TestDatabase,
  useInfrastructure,
} from '@oms/testing';
import { expect } from 'chai';

describe('the command line for databases', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase(['orders']);
  });
  after(() => database?.drop());

  function script(name: string, args: readonly string[], input?: string): Promise<ProgramRun> {
    const { amqpUrl, redisUrl } = useInfrastructure();
    const env = {
      DATABASE_URL: database.url('orders'),
      AMQP_URL: amqpUrl,
      REDIS_URL: redisUrl,
      JWKS_URLS: 'http://127.0.0.1:9/none',
      NODE_ENV: 'development',
    };
    return runProgram(join(repositoryRoot, 'scripts', `${name}.ts`), args, { env, input });
  }

  const ask = (sql: string): Promise<ProgramRun> => script('db', ['psql', 'orders', '--', '-XAtc', sql]);

  it('draws keys, what is nullable, and how tables refer to one another', async () => {
    const { out } = await script('db', ['diagram', 'orders']);
    expect(out).to.include('  orders ||--o{ order_lines : "order_id"\n');
    expect(out).to.include('  products ||--o| stock : "product_id"\n');
    expect(out).to.match(/\n {2}orders \{\n {4}uuid id PK\n/);
    expect(out).to.match(/\n {4}uuid customer_id "nullable"\n/);
    expect(out).not.to.include('knex_migrations');
  });

  it('opens psql as the role of the service, without its password among the arguments', async () => {
    const { code, out } = await ask('SELECT current_user, current_schema');
    expect([code, out]).to.deep.equal([0, 'orders_service|orders\n']);
    expect((await ask('SELECT 1 FROM nothing')).code).to.equal(1);
  });

  it('notes migrations as applied up to one, and back', async () => {
    const directory = join(repositoryRoot, 'services', 'orders', 'migrations');
    const status = () => migrationStatus({ url: database.url('orders'), schema: 'orders', directory });
    const { applied: all } = await status();
    const stamped = await script('db', ['stamp', 'orders', '0002']);
    expect([stamped.code, stamped.out]).to.deep.equal([0, 'noted 0001-products.ts\nnoted 0002-stock.ts\n']);
    expect((await status()).applied).to.deep.equal(['0001-products.ts', '0002-stock.ts']);
    const unclear = await script('db', ['stamp', 'orders', '00']);
    expect([unclear.code, unclear.err.split('\n', 1)[0]]).to.deep.equal([1, 'Name one of these migrations:']);
    await script('db', ['stamp', 'orders', all.at(-1) ?? '']);
    expect(await status()).to.deep.equal({ applied: all, pending: [] });
  });

  it('dumps all rows as one JSON document', async () => {
    await ask('INSERT INTO erased_customers SELECT gen_random_uuid(), now() FROM generate_series(1, 1201)');
    const { code, out } = await script('db', ['dump', 'orders']);
    const dump = JSON.parse(out);
    expect([code, dump.service, dump.migrations[0]]).to.deep.equal([0, 'orders', '0001-products.ts']);
    expect(dump.tables.order_number_key).to.have.length(1);
    expect(dump.tables.erased_customers).to.have.length(1201);
    expect(dump.tables.orders).to.deep.equal([]);
  });

  it('opens a console beside what the routes of a service work with', async () => {
    const body = 'const [row] = await sql`SELECT 42 AS answer`; return { ...row, number: context.orderNumber(7) };';
    const { code, out } = await script('console', ['orders'], body);
    expect([code, out]).to.deep.equal([0, "{ answer: 42, number: 'A-7' }\n"]);
    const failed = await script('console', ['orders'], 'throw new Error("no such thing")');
    expect([failed.code, failed.err.split('\n', 1)[0]]).to.deep.equal([1, 'Error: no such thing']);
    expect((await script('console', ['parcels'])).err).to.match(/^Name one of: auth, mailer, orders, users\./);
  });
});
