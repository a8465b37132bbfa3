import { passwordChanged } from '@oms/contracts';
import type { Database } from '@oms/database';
import { record } from '@oms/events';
import type { SealingKey } from '@oms/security';
import { type Account, lockByEmail, nextVersion, putPassword } from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { endEverySession } from '../accounts/administer.ts';
import { emailKey } from '../accounts/email-address.ts';
import { audit } from '../audit/audit-log.ts';
import { type MadeKey, makeSigningKey } from '../keys/key-ring.ts';
import { findKeys } from '../keys/key-store.ts';
import { voidLinks } from '../links/link-store.ts';
import { isCommonPassword } from '../passwords/common-passwords.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import { faultOf, maximumPasswordLength, minimumPasswordLength } from '../passwords/password-policy.ts';
import { seedAdmin } from '../seed.ts';

/** Said to the operator as it is. */
export class OperatorError extends Error {}

/** In the audit log instead of an actor's id. */
const details = { by: 'operator' };

async function requireGoodPassword(password: string, about: readonly (string | null)[]): Promise<void> {
  const fault = await faultOf(password, about, isCommonPassword);
  if (fault === undefined) return;
  throw new OperatorError(
    fault === 'password_breached'
      ? 'The password stands in the lists that guessing begins with.'
      : `The password needs ${minimumPasswordLength} to ${maximumPasswordLength} characters.`,
  );
}

/** Makes an administrator, verified. @throws {OperatorError} when the address has an account, or the password is bad */
export async function createAdmin(
  db: Database,
  passwords: PasswordHasher,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await requireGoodPassword(password, [email]);
  if (await seedAdmin(db, passwords, { email, password })) return;
  throw new OperatorError(`${email} has an account already. An administrator can give it the role.`);
}

/**
 * Sets the password of an account and ends its sessions. What auth has to broadcast stands in the database afterwards: a
 * running auth does within half a second.
 *
 * @throws {OperatorError} when there is no such account, or the password is bad
 */
export async function resetPassword(
  db: Database,
  passwords: PasswordHasher,
  { email, password }: { email: string; password: string },
  now: () => Date = () => new Date(),
): Promise<void> {
  await requireGoodPassword(password, [email]);
  const hash = await passwords.hash(password);
  await withAccount(db, email, async (tx, account) => {
    await putPassword(tx, account.id, hash, now());
    await voidLinks(tx, account.id, 'reset-password', now());
    await endEverySession(tx, { now }, account.id, 'password changed');
    await audit(tx, now(), { type: 'password.reset', accountId: account.id, details });
    await record(tx, {
      event: passwordChanged,
      aggregateId: account.id,
      aggregateVersion: await nextVersion(tx, account.id),
      data: addresseeOf(account),
    });
  });
}

/** Ends every session of an account. @returns how many there were @throws {OperatorError} when there is no such account */
export const revokeSessions = (db: Database, email: string, now: () => Date = () => new Date()): Promise<number> =>
  withAccount(db, email, async (tx, account) => {
    await audit(tx, now(), { type: 'sessions.revoked', accountId: account.id, details });
    const { sessionIds } = await endEverySession(tx, { now }, account.id, 'revoked by an operator');
    return sessionIds.length;
  });

const withAccount = <T>(
  db: Database,
  email: string,
  work: (tx: Parameters<Parameters<Database['transaction']>[0]>[0], account: Account) => Promise<T>,
): Promise<T> =>
  db.transaction(async (tx) => {
    const account = await lockByEmail(tx, emailKey(email));
    if (!account) throw new OperatorError(`There is no account of ${email}.`);
    return work(tx, account);
  });

export interface ListedKey {
  kid: string;
  state: 'signing' | 'next' | 'former';
  activeFrom: string;
  retiresAt: string | null;
}

/** The keys that tokens are verified with, the latest first. */
export async function listKeys(db: Database, now: Date = new Date()): Promise<ListedKey[]> {
  const keys = await findKeys(db, now);
  const signing = keys.find(({ activeFrom }) => new Date(activeFrom) <= now);
  return keys.map((key) => ({
    kid: key.kid,
    state: key === signing ? 'signing' : new Date(key.activeFrom) > now ? 'next' : 'former',
    activeFrom: key.activeFrom,
    retiresAt: key.retiresAt,
  }));
}

/** Makes the next signing key ahead of its time, or at once. @throws {OperatorError} when one waits already */
export async function rotateKeys(
  db: Database,
  keyEncryptionKey: SealingKey,
  why: 'early' | 'compromised',
  now: () => Date = () => new Date(),
): Promise<MadeKey> {
  const made = await makeSigningKey({ db, keyEncryptionKey, now }, why);
  if (made) return made;
  throw new OperatorError('The next key waits already for its time; list-keys tells when it is.');
}
