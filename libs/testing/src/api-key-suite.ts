import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { apiKeyChanged, apiKeyCreated, apiKeyRevoked, type EventDefinition, type Permission } from '@oms/contracts';
import type { Database } from '@oms/database';
import { apiKeyHash, createRevocationWriter, newApiKey } from '@oms/security';
import { Redis } from 'ioredis';
import { createEventPublisher, type EventPublisher } from './event-publisher.ts';
import { eventually } from './eventually.ts';

/** A service under test. */
export interface KeyedService {
  /** Of the service's own schema. */
  db: Database;
  baseUrl: string;
  redisUrl: string;
  amqpUrl: string;
}

/**
 * What every service must make of API keys: a mocha suite that plays auth.
 *
 * @param running gives the service once it runs
 * @param routes a GET that needs a permission, known once the service runs, and something that needs another permission
 */
export function apiKeySuite(
  running: () => KeyedService,
  routes: { allowed: { path: () => string; permission: Permission }; forbidden: { method: string; path: string } },
): void {
  const permissions = [routes.allowed.permission];
  let auth: EventPublisher;
  before(async () => {
    auth = await createEventPublisher(running().amqpUrl);
  });
  after(() => auth?.close());

  /** What auth would publish, until the service has heard of it: it may not have bound its queue yet. */
  async function tell(event: EventDefinition, id: string, version: number, data: unknown): Promise<void> {
    await eventually(async () => {
      await auth.publish(event, { subject: id, version, data });
      return eventually(() => knows(id, version), { timeoutMs: 1_500 }).catch(() => false);
    });
  }

  async function knows(id: string, version: number): Promise<boolean> {
    const rows = await running().db.query('SELECT 1 FROM api_keys WHERE id = $1 AND version >= $2', [id, version]);
    return rows.length === 1;
  }

  async function newKey(more: Record<string, unknown> = {}) {
    const id = randomUUID();
    const key = newApiKey(id);
    const data = {
      id,
      accountId: randomUUID(),
      hash: apiKeyHash(key),
      permissions,
      active: true,
      expiresAt: null,
      ...more,
    };
    await tell(apiKeyCreated, id, 1, data);
    return { id, key, data };
  }

  async function call(method: string, path: string, key: string) {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(running().baseUrl + path, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }
  const use = (key: string) => call('GET', routes.allowed.path(), key);

  it('are good for what they may do and nothing else', async () => {
    const { key } = await newKey();
    strictEqual((await use(key)).status, 200);
    const { status, body } = await call(routes.forbidden.method, routes.forbidden.path, key);
    deepStrictEqual([status, body.code], [403, 'forbidden']);
  });

  it('are refused when they are mistyped, unknown, or have the right id and another secret', async () => {
    const { id, key } = await newKey();
    const mistyped = await use(key.slice(0, 40) + (key[40] === 'a' ? 'b' : 'a') + key.slice(41));
    deepStrictEqual([mistyped.status, mistyped.body.code], [401, 'token_invalid']);
    match(mistyped.body.detail ?? '', /mistyped/);
    for (const wrong of [newApiKey(id), newApiKey(randomUUID()), 'oms_']) {
      const answer = await use(wrong);
      deepStrictEqual([answer.status, answer.body.code], [401, 'token_invalid']);
    }
  });

  it('are refused once they have expired', async () => {
    const { key } = await newKey({ expiresAt: new Date(Date.now() - 1_000).toISOString() });
    const { status, body } = await use(key);
    deepStrictEqual([status, body.detail], [401, 'The API key has expired.']);
    strictEqual(
      (await use((await newKey({ expiresAt: new Date(Date.now() + 60_000).toISOString() })).key)).status,
      200,
    );
  });

  it('are refused within a second of their revocation, whenever the event arrives, and for good', async () => {
    const { id, key, data } = await newKey();
    strictEqual((await use(key)).status, 200);
    const redis = new Redis(running().redisUrl);
    try {
      const expiresAt = Date.now() / 1000 + 600;
      const revocation = { kind: 'apiKey', keyId: id, minimumVersion: 2, expiresAt } as const;
      await createRevocationWriter({ redis }).publish([revocation]);
    } finally {
      redis.disconnect();
    }
    await eventually(async () => (await use(key)).status === 401, { timeoutMs: 1_000, intervalMs: 10 });
    await tell(apiKeyRevoked, id, 2, { id, accountId: data.accountId });
    strictEqual((await use(key)).status, 401);
    const late = await newKey();
    await tell(apiKeyRevoked, late.id, 3, { id: late.id, accountId: late.data.accountId });
    await auth.publish(apiKeyChanged, { subject: late.id, version: 2, data: late.data });
    await newKey(); // Of the same queue and published after it.
    strictEqual((await use(late.key)).status, 401);
  });

  it('follow what becomes of their maker', async () => {
    const { id, key, data } = await newKey();
    await tell(apiKeyChanged, id, 2, { ...data, permissions: [] });
    strictEqual((await use(key)).status, 403);
    await tell(apiKeyChanged, id, 3, { ...data, active: false });
    strictEqual((await use(key)).status, 401);
    await tell(apiKeyChanged, id, 4, data);
    strictEqual((await use(key)).status, 200);
  });

  it('are reported to be in use, once and not with each request', async () => {
    const { id, key } = await newKey();
    for (let request = 0; request < 5; request += 1) await use(key);
    const reports = () =>
      running().db.query<{ reports: number }>('SELECT use_reports AS reports FROM api_keys WHERE id = $1', [id]);
    await eventually(async () => (await reports())[0]?.reports === 1);
    await use(key);
    strictEqual((await reports())[0]?.reports, 1);
  });
}
