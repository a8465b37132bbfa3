import { fileURLToPath } from 'node:url';
import { migrate, rollback } from '@oms/database';
import { createTestDatabase } from '@oms/testing';
import { expect } from 'chai';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { document } from '../src/openapi.ts';

describe('The migrations of users', () => {
  it('go down to nothing and up again', async () => {
    const database = await createTestDatabase(['users']);
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    try {
      const directory = fileURLToPath(new URL('../migrations/', import.meta.url));
      const target = { url: database.url('users'), schema: 'users', directory };
      const tables = async () => {
        const { rows } = await client.query(
          `SELECT relname AS name FROM pg_class
            WHERE relnamespace = 'users'::regnamespace AND relname NOT LIKE 'knex%' ORDER BY relname`,
        );
        return rows.map(({ name }) => name);
      };
      const before = await tables();
      expect(before).to.include.members(['profiles', 'addresses', 'preferences', 'inbox']);
      await rollback(target, 'all');
      expect(await tables()).to.deep.equal([]);
      await migrate(target);
      expect(await tables()).to.deep.equal(before);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

describe('Users', () => {
  it('names everything that its configuration lacks at once', () => {
    expect(() => readConfig({})).to.throw(/DATABASE_URL[\s\S]*REDIS_URL[\s\S]*JWKS_URLS/);
  });

  it('describes its routes in an OpenAPI document', () => {
    expect(Object.keys(document().paths ?? {})).to.include.members(['/api/v1/users/me', '/api/v1/users/{id}']);
  });
});
