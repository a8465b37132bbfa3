import { passwordChanged, passwordResetRequested } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem } from '@oms/http';
import {
  type Account,
  findAccount,
  findPasswordHash,
  lockAccount,
  lockByEmail,
  markVerified,
  nextVersion,
  putPassword,
} from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { emailKey } from '../accounts/email-address.ts';
import { withFloor } from '../answer-floor.ts';
import { type AuditType, audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { issueLink } from '../links/issue-link.ts';
import { countLinks, findLinkAccount, useLink, voidLinks } from '../links/link-store.ts';
import { tokenHash } from '../links/link-token.ts';
import { authProblems, linkInvalid } from '../problems.ts';
import { broadcastEnd, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';
import { requireGoodPassword } from './require-password.ts';
import { isShort, minimumLengthFor, requirePasswordStandsAlone } from './short-passwords.ts';

/** Mails with a link that an account is sent in an hour, however often somebody asks for them. */
const mailsPerHour = 5;

/** Mails a link that sets a new password, where the address has an account; the answer is the same where it has none. */
export async function requestReset(context: AuthContext, email: string, client: Client): Promise<void> {
  const { db, now, answerFloorMs } = context;
  await withFloor(answerFloorMs, () =>
    db.transaction(async (tx) => {
      const account = await lockByEmail(tx, emailKey(email));
      if (account?.status !== 'active') return;
      const anHourAgo = new Date(now().getTime() - 3_600_000);
      if ((await countLinks(tx, account.id, 'reset-password', anHourAgo)) >= mailsPerHour) return;
      const link = await issueLink(tx, context, {
        purpose: 'reset-password',
        accountId: account.id,
        email: account.email,
      });
      await audit(tx, now(), { type: 'password.reset-requested', accountId: account.id, client });
      await record(tx, {
        event: passwordResetRequested,
        aggregateId: account.id,
        aggregateVersion: await nextVersion(tx, account.id),
        data: { ...addresseeOf(account), ...link },
      });
    }),
  );
}

const refused = (): Problem => linkInvalid('Ask for another at POST /api/v1/auth/password/forgot.');

/**
 * Sets a new password by a token that was mailed, once, and ends every session. Whoever has the mail has the mailbox, so
 * the address counts as verified.
 *
 * @throws {Problem} 422 link_invalid, or because of the password, in which case the link can still be used
 */
export async function resetPassword(
  context: AuthContext,
  { token, password }: { token: string; password: string },
  client: Client,
): Promise<void> {
  const { db, passwords, now } = context;
  const hash = tokenHash(token);
  // Without a valid link no password is hashed.
  const owner = await findLinkAccount(db, hash, 'reset-password', now());
  const account = owner === undefined ? undefined : await findAccount(db, owner);
  if (!account) throw refused();
  const minimum = await minimumLengthFor(db, account.id);
  await requireGoodPassword(context, password, [account.email, account.name], '/password', minimum);
  const passwordHash = await passwords.hash(password);
  const ended = await db.transaction(async (tx) => {
    const at = now();
    const locked = await lockAccount(tx, account.id);
    const link = await useLink(tx, hash, 'reset-password', at);
    if (!link || !locked || locked.status !== 'active') throw refused();
    await markVerified(tx, locked.id, at);
    await voidLinks(tx, locked.id, 'verify-email', at);
    return setPassword(tx, context, {
      account: locked,
      passwordHash,
      short: isShort(password),
      keep: undefined,
      type: 'password.reset',
      client,
    });
  });
  await broadcastEnd(context, ended);
}

/**
 * Sets a new password for a person who gives the present one, and ends their other sessions.
 *
 * @throws {Problem} 401 invalid_credentials, 422 because of the new password, 429
 */
export async function changePassword(
  context: AuthContext,
  caller: { accountId: string; sessionId: string | undefined },
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  client: Client,
): Promise<void> {
  const { db, passwords, now } = context;
  const wrong = () => new Problem(authProblems.invalid_credentials, { detail: 'The present password is not right.' });
  const account = await findAccount(db, caller.accountId);
  if (!account) throw wrong();
  const attempt = await context.guesses.begin(account.email);
  const storedHash = await findPasswordHash(db, account.id);
  const { matches } = await passwords.verify(storedHash, currentPassword);
  if (!matches) {
    const details = { for: 'password change' };
    const who = { accountId: account.id, actorId: account.id, client };
    await audit(db, now(), { type: 'reauthentication.failed', ...who, details });
    throw wrong();
  }
  await attempt.forgive();
  const minimum = await minimumLengthFor(db, account.id);
  await requireGoodPassword(context, newPassword, [account.email, account.name], '/newPassword', minimum);
  const passwordHash = await passwords.hash(newPassword);
  const ended = await db.transaction(async (tx) => {
    const locked = await lockAccount(tx, account.id);
    if (!locked) throw wrong();
    if ((await findPasswordHash(tx, account.id)) !== storedHash) return undefined;
    return setPassword(tx, context, {
      account: locked,
      passwordHash,
      short: isShort(newPassword),
      keep: caller.sessionId,
      type: 'password.changed',
      client,
    });
  });
  // Stored anew while it was verified, by another change or by a sign-in that found its hash outdated: verified once more.
  if (!ended) return changePassword(context, caller, { currentPassword, newPassword }, client);
  await broadcastEnd(context, ended);
}

async function setPassword(
  tx: Transaction,
  { now }: AuthContext,
  change: {
    account: Account;
    passwordHash: string;
    short: boolean;
    /** The session that goes on. */
    keep: string | undefined;
    type: AuditType;
    client: Client;
  },
): Promise<EndedSessions> {
  const { account, passwordHash, short, keep, type, client } = change;
  const at = now();
  await putPassword(tx, account.id, passwordHash, at, short);
  // The second factor may have gone while the password was hashed.
  await requirePasswordStandsAlone(tx, account.id);
  await voidLinks(tx, account.id, 'reset-password', at);
  const ended = await endSessions(
    tx,
    at,
    account.id,
    keep === undefined ? 'all' : { except: keep },
    'password changed',
  );
  await audit(tx, at, { type, accountId: account.id, actorId: account.id, client });
  await record(tx, {
    event: passwordChanged,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: addresseeOf(account),
  });
  return ended;
}
