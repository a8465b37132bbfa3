import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';

describe('what a transaction leaves behind', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase(['orders']);
  });
  after(() => database.drop());

  it('is collected young: rows do not reach the old generation of the heap', async () => {
    const program = fileURLToPath(new URL('garbage-process.ts', import.meta.url));
    // Ended before mocha gives up on it: nobody else would.
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-semi-space-size=1', program], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url('orders') },
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    // Held by anything of that age, its rows would be 18,000 and more.
    expect((JSON.parse(stdout) as { bytes: number }).bytes).to.be.below(4_000);
  });
});
