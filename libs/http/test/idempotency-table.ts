import type { Database } from '@oms/database';
import { createIdempotencyTable } from '../src/index.ts';

/** The migration step as SQL, run here as the administrator. */
export async function idempotencyTableSql(db: Database): Promise<string> {
  const statements: string[] = [];
  await createIdempotencyTable({
    ...({ fn: db.knex.fn } as object),
    schema: {
      createTable: async (name: string, build: Parameters<Database['knex']['schema']['createTable']>[1]) => {
        statements.push(
          ...db.knex.schema
            .createTable(name, build)
            .toSQL()
            .map(({ sql }) => sql),
        );
      },
    },
  } as unknown as Database['knex']);
  return statements.join(';');
}
