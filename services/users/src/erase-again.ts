import { createInterface } from 'node:readline/promises';
import { createDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { readEraseAgainConfig } from './config.ts';
import { requestErasure } from './erasures/request-erasure.ts';
import { findProfile } from './profiles/profile-store.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Begins the erasure of people whom a restored back-up has brought back. Those that are not there, or being erased already, are
 * left as they are, so that it can be run again.
 *
 * @returns how many erasures began
 * @throws {RangeError} naming what is no id of an account; nothing has begun then
 */
export async function eraseAgain(
  db: Database,
  accountIds: readonly string[],
  now: () => Date = () => new Date(),
): Promise<number> {
  const wrong = accountIds.filter((id) => !uuid.test(id));
  if (wrong.length > 0) throw new RangeError(`No id of an account: ${wrong.slice(0, 5).join(', ')}`);
  let begun = 0;
  for (const subject of accountIds) {
    begun += await db.transaction(async (tx) => {
      if (!(await findProfile(tx, subject))) return 0;
      const { status } = await requestErasure(tx, { now }, { subject, email: undefined });
      return status === 'requested' ? 1 : 0;
    });
  }
  return begun;
}

/** Reads ids of accounts from the standard input, one a line. */
async function main(): Promise<void> {
  const { databaseUrl: url, logLevel: level, logFormat: format } = readEraseAgainConfig(process.env);
  const logger = createLogger({ service: 'users', level, format });
  const accountIds: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) if (line.trim()) accountIds.push(line.trim());
  const db = createDatabase({ url, poolMax: 2, applicationName: 'users-erase-again', logger });
  try {
    console.log(`${await eraseAgain(db, accountIds)} of ${accountIds.length} erasure(s) have begun.`);
  } finally {
    await db.close();
  }
}

if (import.meta.main) await main();
