import { fileURLToPath } from 'node:url';
import { createDatabase, migrate, rollback } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTestDatabase } from '@oms/testing';
import { expect } from 'chai';

describe('the mailer’s migrations', () => {
  it('leave nothing behind when they are taken back, and run again', async () => {
    const database = await createTestDatabase(['mailer']);
    const url = database.url('mailer');
    const target = { url, schema: 'mailer', directory: fileURLToPath(new URL('../migrations', import.meta.url)) };
    const logger = createLogger({ service: 'mailer', level: 'silent' });
    const db = createDatabase({ url, applicationName: 'mailer-test', logger });
    try {
      const undone = await rollback(target, 'all');
      const left = await db.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
          WHERE nspname = 'mailer' AND relkind IN ('r', 'v', 'S') AND relname NOT LIKE 'knex%'
         UNION ALL SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'mailer'`,
      );
      expect(left).to.deep.equal([]);
      expect(await migrate(target)).to.have.members(undone);
    } finally {
      await db.close();
      await database.drop();
    }
  });
});
