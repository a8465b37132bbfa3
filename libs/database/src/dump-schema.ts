import type { Database } from './database.ts';
import { describeSchema } from './describe-schema.ts';
import { streamRowsIn } from './stream-rows.ts';

/**
 * Writes all rows of a schema as one JSON document, `{service, takenAt, migrations, tables: {name: [row]}}`, from one
 * snapshot and with a batch of rows in memory. It is for reading and comparing; a back-up it is not.
 *
 * @param write is waited for, so that a slow reader is not run over
 */
export const dumpSchema = (
  db: Database,
  schema: string,
  write: (text: string) => Promise<void> | void,
): Promise<void> =>
  db.transaction(
    async (tx) => {
      const tables = await describeSchema(tx, schema);
      const migrations = await tx.query<{ name: string }>('SELECT name FROM knex_migrations ORDER BY id');
      const head = { service: schema, takenAt: new Date(), migrations: migrations.map(({ name }) => name) };
      await write(`${JSON.stringify(head).slice(0, -1)},"tables":{`);
      for (const [place, { name }] of tables.entries()) {
        await write(`${place === 0 ? '' : ','}\n${JSON.stringify(name)}:[`);
        let isFirst = true;
        const rows = db.knex.raw('SELECT row_to_json(each)::text AS json FROM ??.?? AS each', [schema, name]);
        for await (const { json } of streamRowsIn<{ json: string }>(tx, rows)) {
          await write(`${isFirst ? '' : ','}\n${json}`);
          isFirst = false;
        }
        await write(']');
      }
      await write('}}\n');
    },
    { isolation: 'repeatable read', readOnly: true, attempts: 1, statementTimeout: 0 },
  );
