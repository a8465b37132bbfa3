import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createAdmin,
  createPasswordHasher,
  emailAddress,
  ImportError,
  importAccounts,
  listKeys,
  OperatorError,
  readAccounts,
  resetPassword,
  revokeSessions,
  rotateKeys,
} from '@oms/auth/operator';
import { env, readSettings } from '@oms/config';
import { createDatabase, type Database } from '@oms/database';
import { createLogger } from '@oms/telemetry';
import { databaseUrlOf, scriptSettings, UsageError } from './database-url.ts';

const HELP = `npm run admin -- <command>

Looks after accounts and keys, in the running npm start or in the database of auth at DATABASE_URL (or DATABASE_URL_FILE).

  create-admin <address>         makes an administrator; asks for the password
  reset-password <address>       sets the password of an account and ends its sessions; asks for the password
  revoke-sessions <address>      ends every session of an account
  list-keys                      the keys that sign and verify access tokens
  rotate-keys [--compromised]    makes the next signing key now; it signs in 20 minutes, when every service knows it.
                                 --compromised: at once, and tokens of the former keys end. Needs KEY_ENCRYPTION_KEY
  import-accounts <file.csv>     makes customers' accounts. Columns: email, password_hash (argon2 or bcrypt) and, if wanted,
                                 name, locale, verified (true where the address is known to be the person's)

A password is asked for without showing it, or read as one line from the standard input. A running auth follows what is done
here within half a second, and other keys within a minute.
`;

const root = fileURLToPath(new URL('..', import.meta.url));

const { values: flags, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h' }, compromised: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [command, operand, ...surplus] = positionals;

const commands: Record<string, (db: Database) => Promise<void>> = {
  'create-admin': async (db) => {
    const email = address();
    await createAdmin(db, await createPasswordHasher({ concurrency: 1 }), { email, password: await newPassword() });
    console.log(`${email} is an administrator.`);
  },
  'reset-password': async (db) => {
    const email = address();
    await resetPassword(db, await createPasswordHasher({ concurrency: 1 }), { email, password: await newPassword() });
    console.log(`${email} has the new password; its sessions have ended.`);
  },
  'revoke-sessions': async (db) => {
    const email = address();
    console.log(`${await revokeSessions(db, email)} session(s) of ${email} have ended.`);
  },
  'list-keys': async (db) => {
    for (const { kid, state, activeFrom, retiresAt } of await listKeys(db)) {
      const end = retiresAt === null ? '' : `  until ${retiresAt}`;
      console.log(`${kid}  ${state.padEnd(7)}  signs from ${activeFrom}${end}`);
    }
  },
  'rotate-keys': async (db) => {
    const { keyEncryptionKey } = readSettings(scriptSettings(root), {
      keyEncryptionKey: env.key256('KEY_ENCRYPTION_KEY'),
    });
    const { kid, activeFrom } = await rotateKeys(db, keyEncryptionKey, flags.compromised ? 'compromised' : 'early');
    console.log(`${kid} signs from ${activeFrom.toISOString()}.`);
  },
  'import-accounts': async (db) => {
    if (operand === undefined) throw new UsageError('Name the file: npm run admin -- import-accounts accounts.csv');
    const accounts = readAccounts(readFileSync(operand, 'utf8'));
    const { made, known } = await importAccounts(db, accounts);
    console.log(`${made} account(s) made; ${known} address(es) had one already.`);
  },
};

try {
  if (flags.help || command === undefined) console.log(HELP);
  else await run(command);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = error instanceof UsageError || error instanceof OperatorError || error instanceof ImportError;
  if (code === 'ECONNREFUSED')
    console.error(`${message}\nNo database answers there: run npm start, or set DATABASE_URL.`);
  else if (code === 'ENOENT' || known) console.error(message);
  else console.error(error);
  process.exitCode = 1;
}

async function run(wanted: string): Promise<void> {
  const work = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (!work) throw new UsageError(`There is no command ${wanted}.\n\n${HELP}`);
  if (surplus.length > 0) throw new UsageError(`${wanted} does not take ${surplus.join(' ')}.`);
  const logger = createLogger({ service: 'admin', level: 'warn', format: 'pretty' });
  const db = createDatabase({ url: databaseUrlOf('auth', root), poolMax: 2, applicationName: 'auth-admin', logger });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

function address(): string {
  const parsed = emailAddress.safeParse(operand);
  if (!parsed.success) throw new UsageError(`Give an e-mail address: npm run admin -- ${command} ada@example.com`);
  return parsed.data;
}

/** A new password: typed twice unseen at a terminal, else the first line of the standard input. */
async function newPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const input = createInterface({ input: process.stdin });
    for await (const line of input) return line;
    throw new UsageError('There is no password on the standard input.');
  }
  const first = await askUnseen('New password: ');
  if ((await askUnseen('The same again: ')) !== first) throw new UsageError('The two are not the same.');
  return first;
}

async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.once('SIGINT', () => process.exit(130));
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
