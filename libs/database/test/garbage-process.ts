import { createDatabase } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { leftInOldGeneration } from '@oms/testing/old-generation';

/** Runs transactions that read rows of the database at DATABASE_URL, and tells how many bytes of each have reached the old generation. */
const db = createDatabase({
  url: process.env.DATABASE_URL ?? '',
  applicationName: 'test',
  logger: createLogger({ service: 'test', level: 'silent' }),
  poolMax: 4,
});
const read = (): Promise<unknown> =>
  db.transaction((tx) => tx.query(`SELECT n, repeat('x', 200) || n AS text FROM generate_series(1, 50) AS n`));
const bytes = await leftInOldGeneration(async (times) => {
  for (let run = 0; run < times; run += 4) await Promise.all(Array.from({ length: 4 }, read));
}, 1_000);
await db.close();
console.log(JSON.stringify({ bytes }));
