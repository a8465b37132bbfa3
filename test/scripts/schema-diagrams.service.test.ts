import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, describeSchema, schemaDiagram } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { createTestDatabase, repositoryRoot, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';

const services = ['auth', 'users', 'orders', 'mailer'];

describe('the diagrams of the schemas', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase(services);
  });
  after(() => database?.drop());

  for (const service of services) {
    it(`show that of ${service} as its migrations make it`, async () => {
      const logger = createLogger({ service: 'test', level: 'silent' });
      const db = createDatabase({ url: database.url(service), applicationName: 'test', poolMax: 1, logger });
      try {
        const committed = readFileSync(join(repositoryRoot, 'docs', 'schema', `${service}.md`), 'utf8');
        const hint = `run npm run db -- migrate ${service} and npm run db -- diagram ${service} --write`;
        expect(schemaDiagram(service, await describeSchema(db, service)), hint).to.equal(committed);
      } finally {
        await db.close();
      }
    });
  }
});
