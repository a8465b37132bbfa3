import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { env, readSettings } from '@oms/config';
import { createDatabase } from '@oms/database';
import { verifyOrders, violationsIn } from '@oms/orders/verify';
import { createPersonKeys } from '@oms/security';
import { createLogger } from '@oms/telemetry';
import { databaseUrlOf, scriptSettings, UsageError } from './database-url.ts';

const HELP = `npm run verify -- orders [--json]

Checks that everything adds up in the running npm start, or in the database of orders at DATABASE_URL (or DATABASE_URL_FILE):
stock is its movements, balances are their ledgers, totals their lines, states what they derive from, and each order what its
timeline says. It reads one snapshot and locks nothing. The exit status is 1 when something does not add up.

With ORDERS_KEY_ENCRYPTION_KEY, what timelines tell of people is compared too; without it only their hashes.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: flags, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean', default: false } },
  allowPositionals: true,
});

try {
  if (flags.help) console.log(HELP);
  else process.exitCode = await verify(positionals);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    console.error(`${message}\nNo database answers there: run npm start, or set DATABASE_URL.`);
  } else console.error(error instanceof UsageError ? message : error);
  process.exitCode = 2;
}

async function verify([service, ...surplus]: readonly string[]): Promise<number> {
  if (service !== 'orders' || surplus.length > 0) throw new UsageError(`Only orders can be verified.\n\n${HELP}`);
  const { keyEncryptionKey } = readSettings(scriptSettings(root), {
    keyEncryptionKey: env.optional(env.key256('ORDERS_KEY_ENCRYPTION_KEY')),
  });
  const logger = createLogger({ service: 'verify', level: 'warn', format: 'pretty' });
  const db = createDatabase({
    url: databaseUrlOf('orders', root),
    poolMax: 2,
    applicationName: 'orders-verify',
    logger,
  });
  const begun = Date.now();
  try {
    const shows = process.stderr.isTTY && !flags.json;
    const found = await verifyOrders(db, {
      ...(keyEncryptionKey && { keys: createPersonKeys({ keyEncryptionKey }) }),
      onProgress: (orders) => {
        if (shows) process.stderr.write(`\r${orders} orders examined`);
      },
    });
    if (shows) process.stderr.write('\r\u001b[K');
    const violations = violationsIn(found);
    if (flags.json) {
      console.log(JSON.stringify(found, null, 2));
      return violations === 0 ? 0 : 1;
    }
    for (const { name, claim, violations, offenders } of found.checks) {
      console.log(`${violations === 0 ? 'ok  ' : 'FAIL'} ${name}: ${claim}`);
      for (const { subject, detail } of offenders) console.log(`       ${subject}: ${detail}`);
      if (violations > offenders.length) console.log(`       and ${violations - offenders.length} more`);
    }
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    const verdict = violations === 0 ? 'everything adds up' : `${violations} place(s) where it does not add up`;
    console.log(`\n${found.orders} orders in ${seconds} s: ${verdict}`);
    return violations === 0 ? 0 : 1;
  } finally {
    await db.close();
  }
}
