import { accountReactivated, accountSuspended, type Role, rolesChanged } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { invalidTransition, Problem } from '@oms/http';
import { followAccount } from '../api-keys/manage.ts';
import { type AuditType, audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { authProblems, notFound } from '../problems.ts';
import { insertAccountRevocation } from '../revocations/revocation-store.ts';
import { broadcastEnd, type EndedSessions, endSessions } from '../sessions/end-sessions.ts';
import {
  type Account,
  findAccount,
  hasOtherAdmin,
  lockAccount,
  nextVersion,
  raiseEpoch,
  replaceRoles,
  setStatus,
} from './account-store.ts';

/** The administrator who acts, and from where. */
export interface Actor {
  accountId: string;
  client: Client;
}

/**
 * Gives an account other roles. Its access tokens from before are void; its sessions go on, and their next refresh brings a
 * token with the new permissions.
 *
 * @throws {Problem} 404, or 409 last_admin
 */
export async function changeRoles(
  context: AuthContext,
  id: string,
  roles: readonly Role[],
  actor: Actor,
): Promise<Account> {
  const { db, now, revocations } = context;
  const revoked = await db.transaction(async (tx) => {
    const account = await requireLocked(tx, id);
    const same = account.roles.length === roles.length && roles.every((role) => account.roles.includes(role));
    if (same) return [];
    if (!roles.includes('admin')) await keepAnAdmin(tx, account);
    const at = now();
    await replaceRoles(tx, id, roles, { by: actor.accountId, now: at });
    await note(tx, context, 'account.roles-changed', id, actor, { from: account.roles, to: roles });
    await record(tx, {
      event: rolesChanged,
      aggregateId: id,
      aggregateVersion: await nextVersion(tx, id),
      data: { accountId: id, roles: [...roles] },
    });
    const keys = await followAccount(tx, context, id);
    return [...keys, ...(await insertAccountRevocation(tx, id, await raiseEpoch(tx, id), at))];
  });
  await revocations.broadcast(revoked);
  return requireAccount(context, id);
}

/** Ends every session of an account and keeps it from signing in. @throws {Problem} 404, 409 */
export async function suspend(context: AuthContext, id: string, reason: string, actor: Actor): Promise<Account> {
  const ended = await context.db.transaction(async (tx) => {
    const account = await requireLocked(tx, id);
    if (account.status === 'suspended') {
      throw new Problem(invalidTransition, { detail: 'The account is suspended already.' });
    }
    await keepAnAdmin(tx, account);
    await setStatus(tx, id, { status: 'suspended', reason }, context.now());
    await note(tx, context, 'account.suspended', id, actor, { reason });
    await record(tx, {
      event: accountSuspended,
      aggregateId: id,
      aggregateVersion: await nextVersion(tx, id),
      data: { accountId: id, reason },
    });
    const keys = await followAccount(tx, context, id);
    const sessions = await endEverySession(tx, context, id, 'suspended');
    return { ...sessions, revocations: [...keys, ...sessions.revocations] };
  });
  await broadcastEnd(context, ended);
  return requireAccount(context, id);
}

/** Lets a suspended account sign in again. @throws {Problem} 404, 409 */
export async function reactivate(context: AuthContext, id: string, actor: Actor): Promise<Account> {
  const outdated = await context.db.transaction(async (tx) => {
    const account = await requireLocked(tx, id);
    if (account.status === 'active') throw new Problem(invalidTransition, { detail: 'The account is active already.' });
    await setStatus(tx, id, { status: 'active', reason: null }, context.now());
    await note(tx, context, 'account.reactivated', id, actor);
    await record(tx, {
      event: accountReactivated,
      aggregateId: id,
      aggregateVersion: await nextVersion(tx, id),
      data: { accountId: id },
    });
    return followAccount(tx, context, id);
  });
  await context.revocations.broadcast(outdated);
  return requireAccount(context, id);
}

/** Ends every session of an account. @throws {Problem} 404 */
export async function revokeSessions(context: AuthContext, id: string, actor: Actor): Promise<Account> {
  const ended = await context.db.transaction(async (tx) => {
    await requireLocked(tx, id);
    await note(tx, context, 'sessions.revoked', id, actor);
    return endEverySession(tx, context, id, 'revoked by an administrator');
  });
  await broadcastEnd(context, ended);
  return requireAccount(context, id);
}

/** By epoch as well as one by one, so that no token escapes whose session is unknown here. */
export async function endEverySession(
  tx: Transaction,
  { now }: Pick<AuthContext, 'now'>,
  id: string,
  reason: string,
): Promise<EndedSessions> {
  const at = now();
  const ended = await endSessions(tx, at, id, 'all', reason);
  const account = await insertAccountRevocation(tx, id, await raiseEpoch(tx, id), at);
  return { ...ended, revocations: [...ended.revocations, ...account] };
}

async function keepAnAdmin(tx: Transaction, account: Account): Promise<void> {
  if (!account.roles.includes('admin') || (await hasOtherAdmin(tx, account.id))) return;
  throw new Problem(authProblems.last_admin, { detail: 'Make somebody else an administrator first.' });
}

const note = (
  tx: Transaction,
  { now }: AuthContext,
  type: AuditType,
  accountId: string,
  { accountId: actorId, client }: Actor,
  details: Record<string, unknown> = {},
): Promise<unknown> => audit(tx, now(), { type, accountId, actorId, client, details });

async function requireLocked(tx: Transaction, id: string): Promise<Account> {
  const account = await lockAccount(tx, id);
  if (!account) throw notFound('account');
  return account;
}

async function requireAccount({ db }: AuthContext, id: string): Promise<Account> {
  const account = await findAccount(db, id);
  if (!account) throw notFound('account');
  return account;
}
