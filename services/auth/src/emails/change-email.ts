import { emailChanged, emailChangeRequested } from '@oms/contracts';
import { isUniqueViolation, type Queryable, type Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem, problems } from '@oms/http';
import {
  type Account,
  findAccount,
  findByEmail,
  findPasswordHash,
  lockAccount,
  nextVersion,
  raiseEpoch,
  setEmail,
} from '../accounts/account-store.ts';
import { addresseeOf } from '../accounts/addressee.ts';
import { emailKey } from '../accounts/email-address.ts';
import { withFloor } from '../answer-floor.ts';
import { audit, countAudited } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { issueLink } from '../links/issue-link.ts';
import { findLinkAccount, useLink, voidEveryLink, voidLinks } from '../links/link-store.ts';
import { authProblems, linkInvalid } from '../problems.ts';
import { insertAccountRevocation } from '../revocations/revocation-store.ts';
import { broadcastEnd, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';

/** Requests in an hour, each of which sends two mails. */
const requestsPerHour = 5;

/**
 * Mails a link to an address that a person wants their account to have, and tells the present one. The account changes once
 * the link is used. Where the new address has an account already nothing is sent to it, and whoever asks is not told
 * (ASVS 5, 6.3.8).
 *
 * @throws {Problem} 401 invalid_credentials, 422 when it is the present address, 429
 */
export async function requestEmailChange(
  context: AuthContext,
  caller: { accountId: string; sessionId: string | undefined },
  { newEmail, password }: { newEmail: string; password: string },
  client: Client,
): Promise<void> {
  const { db, now, answerFloorMs } = context;
  const account = await requirePassword(context, caller.accountId, password, client);
  if (newEmail === account.email) {
    const detail = 'It is the present address.';
    const error = { pointer: '/newEmail', in: 'body', code: 'unchanged', detail } as const;
    throw new Problem(problems.validation_failed, { detail, errors: [error] });
  }
  await withFloor(answerFloorMs, () =>
    db.transaction(async (tx) => {
      const at = now();
      const locked = await lockAccount(tx, account.id);
      if (locked?.status !== 'active') throw wrongPassword();
      const anHourAgo = new Date(at.getTime() - 3_600_000);
      if ((await countAudited(tx, locked.id, 'email.change-requested', anHourAgo)) >= requestsPerHour) {
        throw new Problem(problems.too_many_requests, {
          detail: 'Look for the link in the mails that were sent, or try again in an hour.',
          headers: { 'Retry-After': '3600' },
        });
      }
      await audit(tx, at, { type: 'email.change-requested', accountId: locked.id, actorId: locked.id, client });
      await voidLinks(tx, locked.id, 'change-email', at);
      const holder = await findByEmail(tx, emailKey(newEmail));
      const isFree = holder === undefined || holder.id === locked.id;
      const purpose = 'change-email';
      const link = isFree
        ? await issueLink(tx, context, {
            purpose,
            accountId: locked.id,
            email: newEmail,
            ...(caller.sessionId !== undefined && { sessionId: caller.sessionId }),
          })
        : { sealedToken: null, expiresAt: null };
      await record(tx, {
        event: emailChangeRequested,
        aggregateId: locked.id,
        aggregateVersion: await nextVersion(tx, locked.id),
        data: { ...addresseeOf(locked), email: newEmail, currentEmail: locked.email, ...link },
      });
    }),
  );
}

const wrongPassword = (): Problem =>
  new Problem(authProblems.invalid_credentials, { detail: 'The password is not right.' });

async function requirePassword(
  { db, passwords, guesses, now }: AuthContext,
  accountId: string,
  password: string,
  client: Client,
): Promise<Account> {
  const account = await findAccount(db, accountId);
  if (!account) throw wrongPassword();
  const attempt = await guesses.begin(account.email);
  const { matches } = await passwords.verify(await findPasswordHash(db, accountId), password);
  if (!matches) {
    const details = { for: 'email change' };
    await audit(db, now(), { type: 'reauthentication.failed', accountId, actorId: accountId, client, details });
    throw wrongPassword();
  }
  await attempt.forgive();
  return account;
}

/** The account that a link about another address belongs to, while it can be used. */
export const findEmailChange = (db: Queryable, hash: Buffer, now: Date): Promise<string | undefined> =>
  findLinkAccount(db, hash, 'change-email', now);

/**
 * Gives an account the address that the link was mailed to. Its access tokens are void, since they name the old address, and
 * its sessions end but the one that asked; links that went to the old address are void too.
 *
 * @throws {Problem} 422 link_invalid, also when another account has got the address meanwhile
 */
export async function changeEmail(context: AuthContext, hash: Buffer, client: Client): Promise<void> {
  const ended = await context.db
    .transaction((tx) => change(tx, context, hash, client))
    .catch((error: unknown) => {
      if (!isUniqueViolation(error, 'accounts_email_key_unique')) throw error;
      throw linkInvalid('The address belongs to another account by now.');
    });
  await broadcastEnd(context, ended);
}

async function change(tx: Transaction, { now }: AuthContext, hash: Buffer, client: Client): Promise<EndedSessions> {
  const at = now();
  // The account before its links, as everywhere.
  const owner = await findEmailChange(tx, hash, at);
  const account = owner === undefined ? undefined : await lockAccount(tx, owner);
  const link = await useLink(tx, hash, 'change-email', at);
  if (!link || account?.status !== 'active') {
    throw linkInvalid('Ask for another at POST /api/v1/auth/email/change.');
  }
  await setEmail(tx, account.id, { email: link.email, emailKey: emailKey(link.email) }, at);
  await voidEveryLink(tx, account.id, at);
  const which = link.sessionId === null ? 'all' : { except: link.sessionId };
  const ended = await endSessions(tx, at, account.id, which, 'address changed');
  const tokens = await insertAccountRevocation(tx, account.id, await raiseEpoch(tx, account.id), at);
  const details = { from: account.email, to: link.email };
  await audit(tx, at, { type: 'email.changed', accountId: account.id, actorId: account.id, client, details });
  await record(tx, {
    event: emailChanged,
    aggregateId: account.id,
    aggregateVersion: await nextVersion(tx, account.id),
    data: { ...addresseeOf({ ...account, email: link.email }), previousEmail: account.email },
  });
  return { ...ended, revocations: [...ended.revocations, ...tokens] };
}
