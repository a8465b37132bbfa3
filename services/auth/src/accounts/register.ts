import { accountRegistered, emailVerificationRequested, registrationRepeated } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { v7 as uuidv7 } from 'uuid';
import { withFloor } from '../answer-floor.ts';
import { audit, countAudited } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { issueLink } from '../links/issue-link.ts';
import { countLinks } from '../links/link-store.ts';
import { requireGoodPassword } from '../passwords/require-password.ts';
import { type Account, insertAccount, lockByEmail, nextVersion, putPassword, replaceRoles } from './account-store.ts';
import { addresseeOf } from './addressee.ts';
import { emailKey } from './email-address.ts';

export interface Registration {
  email: string;
  password: string;
  name?: string | undefined;
  locale?: string | undefined;
}

/** Mails of one kind that an account is sent in an hour, however often somebody asks for them. */
const mailsPerHour = 5;

/**
 * Registers a person, or says the same and takes the same time where the address has an account: then its owner is told by
 * mail, or, as long as the address is not verified, sent another link.
 *
 * A password counts once the link of its own registration is used, so that whoever registers somebody else's address first
 * cannot leave a password of theirs on it.
 *
 * @throws {Problem} 422 when the password is not good enough, which is judged before the address is looked at
 */
export async function register(context: AuthContext, registration: Registration, client: Client): Promise<void> {
  const { db, passwords, answerFloorMs } = context;
  const { email, password, name } = registration;
  await requireGoodPassword(context, password, [email, email.split('@')[0], name]);
  await withFloor(answerFloorMs, async () => {
    const passwordHash = await passwords.hash(password);
    await db.transaction(async (tx) => {
      const created = await create(tx, context, registration, client);
      const account = created ?? (await lockByEmail(tx, emailKey(email)));
      if (!account) return; // Deleted between the two statements: registering again will do.
      if (account.emailVerifiedAt === null) await requestVerification(tx, context, account, passwordHash);
      else await tellOwner(tx, context, account, client);
    });
  });
}

async function create(
  tx: Transaction,
  { now }: AuthContext,
  { email, name = null, locale = null }: { email: string; name?: string | null; locale?: string | null },
  client: Client,
): Promise<Account | undefined> {
  const id = uuidv7();
  const createdAt = now();
  const account = { id, email, emailKey: emailKey(email), name, locale, emailVerifiedAt: null, createdAt };
  if (!(await insertAccount(tx, account))) return undefined;
  await replaceRoles(tx, id, ['customer'], { by: null, now: createdAt });
  await audit(tx, createdAt, { type: 'account.registered', accountId: id, client });
  await record(tx, {
    event: accountRegistered,
    aggregateId: id,
    aggregateVersion: 1,
    data: { ...addresseeOf({ id, email, name, locale }), emailVerified: false },
  });
  return lockByEmail(tx, account.emailKey);
}

async function requestVerification(
  tx: Transaction,
  context: AuthContext,
  account: Account,
  passwordHash: string,
): Promise<void> {
  const now = context.now();
  if ((await countLinks(tx, account.id, 'verify-email', anHourBefore(now))) >= mailsPerHour) return;
  await putPassword(tx, account.id, passwordHash, now);
  const link = await issueLink(tx, context, {
    purpose: 'verify-email',
    accountId: account.id,
    email: account.email,
    passwordHash,
  });
  await record(tx, {
    event: emailVerificationRequested,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: { ...addresseeOf(account), ...link },
  });
}

async function tellOwner(tx: Transaction, context: AuthContext, account: Account, client: Client): Promise<void> {
  const now = context.now();
  const told = await countAudited(tx, account.id, 'account.registration-repeated', anHourBefore(now));
  await audit(tx, now, { type: 'account.registration-repeated', accountId: account.id, client });
  if (told >= mailsPerHour) return;
  await record(tx, {
    event: registrationRepeated,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: addresseeOf(account),
  });
}

const anHourBefore = (now: Date): Date => new Date(now.getTime() - 3_600_000);
