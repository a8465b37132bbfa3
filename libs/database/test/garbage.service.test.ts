import { bytesLeftBy, createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';

describe('what a transaction leaves behind', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase(['orders']);
  });
  after(() => database.drop());

  it('is collected young: rows do not reach the old generation of the heap', async () => {
    const program = new URL('garbage-process.ts', import.meta.url);
    // Held by anything of that age, its rows would be 17,000 and more.
    expect(await bytesLeftBy(program, { DATABASE_URL: database.url('orders') })).to.be.below(4_000);
  });
});
