import { randomUUID } from 'node:crypto';
import { createRevocationWriter } from '@oms/security';
import { createTestRedis, type TestRedis } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { createSessionIndex, type SessionIndex } from '../src/sessions/session-index.ts';

describe('The live session index', () => {
  let server: TestRedis;
  let redis: Redis;
  let index: SessionIndex;
  const accountId = randomUUID();
  const inMs = (ms: number): Date => new Date(Date.now() + ms);
  const newSession = (expiresAt = inMs(60_000)) => ({ sessionId: randomUUID(), accountId, expiresAt });

  beforeEach(async () => {
    server = await createTestRedis();
    redis = new Redis(server.url);
    index = createSessionIndex({ redis, now: () => new Date() });
  });
  afterEach(async () => {
    redis.disconnect();
    await server.drop();
  });

  it('leads from a session to its account and from an account to its sessions', async () => {
    const one = newSession(inMs(50_000));
    const other = newSession(inMs(60_000));
    expect(await index.put(other)).to.equal(true);
    expect(await index.put(one)).to.equal(true);
    expect(await index.accountOf(one.sessionId)).to.equal(accountId);
    expect(await index.sessionsOf(accountId)).to.deep.equal([one.sessionId, other.sessionId]);
    await index.remove(accountId, [one.sessionId]);
    expect(await index.accountOf(one.sessionId)).to.equal(undefined);
    expect(await index.sessionsOf(accountId)).to.deep.equal([other.sessionId]);
  });

  it('cannot keep a session that has expired', async () => {
    const short = newSession(inMs(120));
    const long = newSession();
    await index.put(long);
    await index.put(short);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await index.accountOf(short.sessionId)).to.equal(undefined);
    expect(await index.sessionsOf(accountId)).to.deep.equal([long.sessionId]);
    await index.put(newSession());
    expect(await redis.zcard(`oms:account:${accountId}:sessions`), 'trimmed when it is next written').to.equal(2);
    expect(await index.put(newSession(inMs(-1)))).to.equal(false);
  });

  it('keeps nothing for an account once its last session has expired', async () => {
    await index.put(newSession(inMs(30_000)));
    await index.put(newSession(inMs(90_000)));
    const left = await redis.pttl(`oms:account:${accountId}:sessions`);
    expect(left).to.be.within(80_000, 90_000);
  });

  it('does not take a revoked session back from a write that was under way', async () => {
    const session = newSession();
    await index.put(session);
    await createRevocationWriter({ redis }).publish([
      { kind: 'session', sessionId: session.sessionId, expiresAt: Date.now() / 1000 + 360 },
    ]);
    await index.remove(accountId, [session.sessionId]);
    expect(await index.put(session)).to.equal(false);
    expect(await index.accountOf(session.sessionId)).to.equal(undefined);
    expect(await index.sessionsOf(accountId)).to.deep.equal([]);
  });
});
