import { ConfigError } from '@oms/config';
import { accountRegistered } from '@oms/contracts';
import { createDatabase, type Database } from '@oms/database';
import { record } from '@oms/events';
import { createLogger } from '@oms/telemetry';
import { v7 as uuidv7 } from 'uuid';
import { insertAccount, putPassword, replaceRoles } from './accounts/account-store.ts';
import { addresseeOf } from './accounts/addressee.ts';
import { emailKey } from './accounts/email-address.ts';
import { audit } from './audit/audit-log.ts';
import { type Config, readConfig } from './config.ts';
import { createPasswordHasher, type PasswordHasher } from './passwords/password-hasher.ts';
import { minimumPasswordLength, passwordLength } from './passwords/password-policy.ts';

/**
 * Makes the first administrator, verified; leaves an account that has the address as it is.
 *
 * @returns false when the address had an account already
 */
export async function seedAdmin(
  db: Database,
  passwords: PasswordHasher,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  if (passwordLength(password) < minimumPasswordLength) {
    throw new Error(`ADMIN_PASSWORD needs at least ${minimumPasswordLength} characters`);
  }
  const hash = await passwords.hash(password);
  return db.transaction(async (tx) => {
    const now = new Date();
    const account = { id: uuidv7(), email, name: null, locale: null };
    const created = await insertAccount(tx, {
      ...account,
      emailKey: emailKey(email),
      emailVerifiedAt: now,
      createdAt: now,
    });
    if (!created) return false;
    await putPassword(tx, account.id, hash, now);
    await replaceRoles(tx, account.id, ['customer', 'admin'], { by: null, now });
    await audit(tx, now, { type: 'account.registered', accountId: account.id, details: { seeded: true } });
    await record(tx, {
      event: accountRegistered,
      aggregateId: account.id,
      aggregateVersion: 1,
      data: { ...addresseeOf(account), emailVerified: true },
    });
    return true;
  });
}

/** Seeds what auth begins with: the first administrator. @throws {ConfigError} when the configuration does not name them */
export async function seed(config: Config): Promise<void> {
  const { adminEmail: email, adminPassword: password } = config;
  if (email === undefined || password === undefined) {
    throw new ConfigError(['ADMIN_EMAIL and ADMIN_PASSWORD must be set for the first administrator to be made']);
  }
  const logger = createLogger({ service: 'auth', level: config.logLevel, format: config.logFormat });
  const db = createDatabase({ url: config.databaseUrl, poolMax: 2, applicationName: 'auth-seed', logger });
  try {
    const created = await seedAdmin(db, await createPasswordHasher({ concurrency: 1 }), { email, password });
    logger.info({ email }, created ? 'the first administrator was made' : 'the administrator is there already');
  } finally {
    await db.close();
  }
}

if (import.meta.main) await seed(readConfig(process.env));
