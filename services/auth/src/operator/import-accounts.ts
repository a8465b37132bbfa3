import { accountRegistered, localeTag, personName } from '@oms/contracts';
import type { Database, Transaction } from '@oms/database';
import { record } from '@oms/events';
import { CsvError, parse } from 'csv-parse/sync';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { insertAccount, putPassword, replaceRoles } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { emailAddress, emailKey } from '../accounts/email-address.ts';
import { audit } from '../audit/audit-log.ts';
import { importedHash } from '../passwords/imported-hash.ts';

/** Accounts that one transaction makes. */
const batchSize = 200;

const optional = <T extends z.ZodType>(field: T) =>
  z.preprocess((text) => (text === '' ? undefined : text), field.optional());

const row = z.strictObject({
  email: emailAddress,
  password_hash: z.string().transform((text, context) => {
    try {
      return importedHash(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  }),
  name: optional(personName),
  locale: optional(localeTag),
  verified: optional(z.enum(['true', 'false'])),
});
type ImportedAccount = z.output<typeof row>;

/** What is wrong with a file, by line. */
export class ImportError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const shown = problems.slice(0, 50);
    const more = problems.length > shown.length ? `\n  ... and ${problems.length - shown.length} more` : '';
    super(`Nothing was imported:\n${shown.map((text) => `  ${text}`).join('\n')}${more}`);
    this.name = 'ImportError';
    this.problems = problems;
  }
}

/**
 * Reads accounts from CSV (RFC 4180) with the columns `email`, `password_hash` (argon2 or bcrypt) and, if wanted, `name`,
 * `locale` and `verified` (`true` where the address is known to be the person's; `false` unless told).
 *
 * @throws {ImportError} naming every line that is wrong
 */
export function readAccounts(text: string): ImportedAccount[] {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) throw new ImportError([error.message]);
    throw error;
  }
  const problems: string[] = [];
  const lineOf = new Map<string, number>();
  const accounts: ImportedAccount[] = [];
  for (const { record, info } of records) {
    const parsed = row.safeParse(record);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        problems.push(`line ${info.lines}: ${[...path, message].join(': ')}`);
      }
      continue;
    }
    const key = emailKey(parsed.data.email);
    const earlier = lineOf.get(key);
    if (earlier !== undefined) problems.push(`line ${info.lines}: the address stands in line ${earlier} already`);
    lineOf.set(key, info.lines);
    accounts.push(parsed.data);
  }
  if (problems.length > 0) throw new ImportError(problems);
  return accounts;
}

/**
 * Makes customers' accounts with the passwords that they have elsewhere; they are hashed anew when they next sign in.
 * Addresses that have an account keep it as it is, so that a file can be imported again.
 *
 * A bcrypt hash takes longer to check than one of ours, which tells whoever tries an address that it was imported, until its
 * owner has signed in once.
 */
export async function importAccounts(
  db: Database,
  accounts: readonly ImportedAccount[],
  now: () => Date = () => new Date(),
): Promise<{ made: number; known: number }> {
  let made = 0;
  for (let begin = 0; begin < accounts.length; begin += batchSize) {
    const batch = accounts.slice(begin, begin + batchSize);
    made += await db.transaction(async (tx) => {
      let count = 0;
      for (const account of batch) if (await importAccount(tx, account, now())) count += 1;
      return count;
    });
  }
  return { made, known: accounts.length - made };
}

async function importAccount(tx: Transaction, given: ImportedAccount, now: Date): Promise<boolean> {
  const account = { id: uuidv7(), email: given.email, name: given.name ?? null, locale: given.locale ?? null };
  const emailVerified = given.verified === 'true';
  const created = await insertAccount(tx, {
    ...account,
    emailKey: emailKey(account.email),
    emailVerifiedAt: emailVerified ? now : null,
    createdAt: now,
  });
  if (!created) return false;
  await putPassword(tx, account.id, given.password_hash, now);
  await replaceRoles(tx, account.id, ['customer'], { by: null, now });
  await audit(tx, now, { type: 'account.registered', accountId: account.id, details: { imported: true } });
  await record(tx, {
    event: accountRegistered,
    aggregateId: account.id,
    aggregateVersion: 1,
    data: { ...addresseeOf(account), emailVerified },
  });
  return true;
}
