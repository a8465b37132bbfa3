import { apiKeyChanged, apiKeyCreated, apiKeyRevoked, type Permission, permissionsOf } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { record } from '@oms/events';
import { Problem, problems } from '@oms/http';
import { apiKeyHash, newApiKey, type Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import { type Account, findAccount, lockAccount } from '../accounts/account-store.ts';
import { tellOfFactor } from '../accounts/tell-of-factor.ts';
import { audit } from '../audit/audit-log.ts';
import type { AuthContext, Client } from '../context.ts';
import { authProblems, notFound } from '../problems.ts';
import { insertApiKeyRevocations, type StoredRevocation } from '../revocations/revocation-store.ts';
import {
  type ApiKey,
  type HashedApiKey,
  insertApiKey,
  lockApiKeys,
  markRevoked,
  updateApiKey,
} from './api-key-store.ts';

/** Keys that an account can have at a time: far more than it has programs. */
export const keysPerAccount = 100;

export interface NewKey {
  name: string;
  permissions: readonly Permission[];
  expiresAt: Date | null;
}

/**
 * Makes an API key that acts for its maker, as far as the maker's own session does. Its text is returned here, once, and kept nowhere.
 *
 * @throws {Problem} 403 where the maker lacks a permission that the key is to have, 409 when there are too many keys
 */
export async function createApiKey(
  { db, now }: AuthContext,
  maker: Pick<Principal, 'subject' | 'permissions'>,
  { name, permissions, expiresAt }: NewKey,
  client: Client,
): Promise<{ key: string; apiKey: ApiKey }> {
  const accountId = maker.subject;
  const id = uuidv7();
  const key = newApiKey(id);
  const apiKey = await db.transaction(async (tx) => {
    // Held, so that whoever takes a permission away meanwhile finds the key or keeps it from being made.
    const account = await lockAccount(tx, accountId);
    if (account?.status !== 'active') throw notFound('account');
    const own = permissionsOf(account.roles).filter((permission) => maker.permissions.includes(permission));
    const lacking = permissions.filter((permission) => !own.includes(permission));
    if (lacking.length > 0) {
      throw new Problem(problems.forbidden, { detail: `You cannot give away ${lacking.join(', ')}: you lack it.` });
    }
    if ((await lockApiKeys(tx, accountId)).length >= keysPerAccount) {
      throw new Problem(authProblems.too_many_api_keys, { detail: 'Revoke those that are no longer needed.' });
    }
    const stored = await insertApiKey(
      tx,
      {
        id,
        accountId,
        name,
        hash: apiKeyHash(key),
        granted: [...permissions],
        expiresAt: expiresAt?.toISOString() ?? null,
      },
      now(),
    );
    await audit(tx, now(), {
      type: 'api-key.created',
      accountId,
      actorId: accountId,
      client,
      details: { keyId: id, name, permissions, expiresAt },
    });
    await record(tx, {
      event: apiKeyCreated,
      aggregateId: id,
      aggregateVersion: stored.version,
      data: eventOf(stored),
    });
    await tellOfFactor(tx, account, { change: 'api_key_added', label: name }, client);
    return stored;
  });
  return { key, apiKey };
}

/** Makes a key void, within a second on every service. @throws {Problem} 404 */
export async function revokeApiKey(
  { db, now, revocations }: AuthContext,
  { id, accountId }: { id: string; accountId: string },
  client: Client,
): Promise<void> {
  const revoked = await db.transaction(async (tx) => {
    const key = await markRevoked(tx, { id, accountId }, now());
    if (!key) throw notFound('API key');
    const details = { keyId: id, name: key.name };
    await audit(tx, now(), { type: 'api-key.revoked', accountId, actorId: accountId, client, details });
    await record(tx, { event: apiKeyRevoked, aggregateId: id, aggregateVersion: key.version, data: { id, accountId } });
    return insertApiKeyRevocations(tx, [{ id, version: key.version }], now());
  });
  await revocations.broadcast(revoked);
}

/**
 * Lets the API keys of a locked account follow a change of its roles or its suspension: a key never can do more than its
 * maker. What was lost comes back with the maker's permission, up to what the key was given.
 *
 * @returns revocations of the keys as they were, to be broadcast: no service goes by the old permissions until it hears of
 *   the new ones
 */
export async function followAccount(
  tx: Transaction,
  { now }: Pick<AuthContext, 'now'>,
  accountId: string,
): Promise<StoredRevocation[]> {
  const account = await findAccount(tx, accountId);
  const keys = await lockApiKeys(tx, accountId);
  const outdated: { id: string; version: number }[] = [];
  for (const key of account ? keys : []) {
    const next = { ...key, ...standingOf(key, account as Account) };
    if (next.active === key.active && next.permissions.join() === key.permissions.join()) continue;
    const version = await updateApiKey(tx, key.id, next);
    await audit(tx, now(), {
      type: 'api-key.changed',
      accountId,
      details: { keyId: key.id, active: next.active, from: key.permissions, to: next.permissions },
    });
    await record(tx, { event: apiKeyChanged, aggregateId: key.id, aggregateVersion: version, data: eventOf(next) });
    outdated.push({ id: key.id, version });
  }
  return insertApiKeyRevocations(tx, outdated, now());
}

const standingOf = (key: ApiKey, account: Account): Pick<ApiKey, 'permissions' | 'active'> => {
  const own = permissionsOf(account.roles);
  return {
    active: account.status === 'active',
    permissions: key.granted.filter((permission) => own.includes(permission)),
  };
};

const eventOf = ({ id, accountId, hash, permissions, active, expiresAt }: HashedApiKey) => ({
  id,
  accountId,
  hash,
  permissions,
  active,
  expiresAt,
});
