import { randomUUID } from 'node:crypto';
import { createTcpProxy, createTestRedis, eventually, type TcpProxy, type TestRedis, through } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import {
  createRevocationList,
  createRevocationWriter,
  initialiseRevocations,
  type Revocation,
  type RevocationList,
  type RevocationWriter,
  revocationKeys,
} from '../src/index.ts';
import { silent } from './tokens.ts';

const inFiveMinutes = (): number => Math.floor(Date.now() / 1000) + 300;
const sessionRevoked = (sessionId = randomUUID()): Revocation & { kind: 'session' } => ({
  kind: 'session',
  sessionId,
  expiresAt: inFiveMinutes(),
});
const keys = revocationKeys();

describe('The revocation list', () => {
  let server: TestRedis;
  let redis: Redis;
  let proxy: TcpProxy;
  let writer: RevocationWriter;
  const cleanUp: (() => Promise<unknown> | unknown)[] = [];

  beforeEach(async () => {
    server = await createTestRedis();
    redis = new Redis(server.url);
    proxy = await createTcpProxy(server.url);
    writer = createRevocationWriter({ redis });
    cleanUp.push(
      () => server.drop(),
      () => redis.disconnect(),
      () => proxy.close(),
    );
  });

  afterEach(async () => {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  });

  /** A reader as another service's replica has it, its connection led through the proxy where told. */
  function reader({ cuttable = false, logger = silent, name = 'reader' } = {}): RevocationList {
    const url = cuttable ? through(proxy, server.url) : server.url;
    const connection = new Redis(url, { lazyConnect: true, connectionName: name });
    const list = createRevocationList({ redis: connection, logger });
    cleanUp.push(
      () => connection.disconnect(),
      () => list.stop(),
    );
    list.start();
    return list;
  }

  const isRevoked = (list: RevocationList, { sessionId }: { sessionId: string }): boolean =>
    list.isRevoked({ subject: 'ada', sessionId, epoch: 1 });

  it('shows a revocation to every reader within a second', async () => {
    await writer.rebuild([]);
    const readers = [reader(), reader(), reader()];
    await Promise.all(readers.map((list) => list.whenLoaded()));
    for (let round = 0; round < 5; round += 1) {
      const revocation = sessionRevoked();
      expect(readers.some((list) => isRevoked(list, revocation))).to.equal(false);
      await writer.publish([revocation]);
      await eventually(() => readers.every((list) => isRevoked(list, revocation)), {
        timeoutMs: 1_000,
        intervalMs: 5,
      });
    }
    expect(readers.map((list) => list.state())).to.deep.equal(['fresh', 'fresh', 'fresh']);
  });

  it('shows an account’s new epoch', async () => {
    await writer.rebuild([]);
    const list = reader();
    await list.whenLoaded();
    await writer.publish([{ kind: 'account', accountId: 'ada', minimumEpoch: 2, expiresAt: inFiveMinutes() }]);
    await eventually(() => list.isRevoked({ subject: 'ada', sessionId: 'any', epoch: 1 }), { timeoutMs: 1_000 });
    expect(list.isRevoked({ subject: 'ada', sessionId: 'any', epoch: 2 })).to.equal(false);
  });

  it('is whole in a reader that starts later', async () => {
    await writer.rebuild([]);
    const revocations = Array.from({ length: 50 }, () => sessionRevoked());
    await writer.publish(revocations);
    const list = reader();
    await list.whenLoaded();
    expect(revocations.every((revocation) => isRevoked(list, revocation))).to.equal(true);
  });

  it('is not loaded and stale while no generation has been written', async () => {
    const list = reader();
    await redis.ping();
    expect(list.loaded).to.equal(false);
    expect(list.state()).to.equal('stale');
    await writer.rebuild([]);
    await list.whenLoaded();
    expect(list.state()).to.equal('fresh');
  });

  for (const [how, takeAway] of [
    ['cut', () => proxy.cut()],
    ['silent', () => proxy.silence()],
  ] as const) {
    it(`becomes stale within a second when its connection is ${how}, and catches up when it is back`, async () => {
      await writer.rebuild([]);
      const list = reader({ cuttable: true });
      await list.whenLoaded();
      const before = sessionRevoked();
      await writer.publish([before]);
      await eventually(() => isRevoked(list, before));
      takeAway();
      await eventually(() => list.state() === 'stale', { timeoutMs: 1_100, intervalMs: 10 });
      const missed = sessionRevoked();
      await writer.publish([missed]);
      expect(isRevoked(list, before), 'what was known stays known').to.equal(true);
      expect(isRevoked(list, missed)).to.equal(false);
      proxy.restore();
      await eventually(() => list.state() === 'fresh');
      expect(isRevoked(list, missed), 'fresh again only with what was missed').to.equal(true);
      expect(isRevoked(list, before)).to.equal(true);
    });
  }

  it('stays fresh through a second of silence about revocations', async () => {
    await writer.rebuild([]);
    const list = reader();
    await list.whenLoaded();
    const until = performance.now() + 1_500;
    const states = new Set<string>();
    await eventually(
      () => {
        states.add(list.state());
        return performance.now() > until;
      },
      { intervalMs: 10 },
    );
    expect([...states]).to.deep.equal(['fresh']);
  });

  it('is stale when Redis lost its data, forgets nothing, and is fresh once the generation is written anew', async () => {
    await writer.rebuild([]);
    const list = reader();
    await list.whenLoaded();
    const known = sessionRevoked();
    await writer.publish([known]);
    await eventually(() => isRevoked(list, known));
    await redis.flushdb();
    expect(await writer.isCurrent()).to.equal(false);
    await eventually(() => list.state() === 'stale', { timeoutMs: 1_500 });
    expect(isRevoked(list, known)).to.equal(true);
    const meanwhile = sessionRevoked();
    await writer.rebuild([known, meanwhile]);
    expect(await writer.isCurrent()).to.equal(true);
    await eventually(() => list.state() === 'fresh');
    expect(isRevoked(list, meanwhile)).to.equal(true);
  });

  it('does not trust a generation from another run of the server, whose data may be an older copy', async () => {
    await writer.rebuild([]);
    await redis.set(keys.generation, `${'0'.repeat(40)}.${randomUUID()}`);
    expect(await writer.isCurrent()).to.equal(false);
    const warnings: string[] = [];
    const list = reader({ logger: pino({ level: 'warn' }, { write: (line) => void warnings.push(line) }) });
    await eventually(() => warnings.some((line) => line.includes('no current generation')));
    expect(list.loaded).to.equal(false);
    await writer.rebuild([]);
    await list.whenLoaded();
  });

  it('loads the whole set when more was added than the stream keeps', async () => {
    await writer.rebuild([]);
    const list = reader();
    await list.whenLoaded();
    const revocations = Array.from({ length: 12_000 }, () => sessionRevoked());
    await writer.publish(revocations);
    await eventually(() => revocations.every((revocation) => isRevoked(list, revocation)), { timeoutMs: 5_000 });
    expect(await redis.xlen(keys.stream)).to.be.below(11_000);
  });

  it('keeps what was published while it was being rebuilt', async () => {
    const published = sessionRevoked();
    await writer.publish([published]);
    await writer.rebuild([]);
    const list = reader();
    await list.whenLoaded();
    expect(isRevoked(list, published)).to.equal(true);
  });

  it('does not keep expired entries in Redis', async () => {
    await writer.rebuild([{ kind: 'session', sessionId: 'old', expiresAt: 1_000 }]);
    await writer.publish([sessionRevoked()]);
    expect(await redis.zcard(keys.entries)).to.equal(1);
  });

  it('can be initialised for a service that runs without auth, which leaves an existing one alone', async () => {
    await initialiseRevocations(redis);
    const list = reader();
    await list.whenLoaded();
    const generation = await redis.get(keys.generation);
    await initialiseRevocations(redis);
    expect(await redis.get(keys.generation)).to.equal(generation);
  });

  it('leaves no connection behind when it is stopped, also while Redis is out of reach', async () => {
    await writer.rebuild([]);
    const name = `reader-${randomUUID()}`;
    const hasConnection = async () => String(await redis.client('LIST')).includes(`name=${name} `);
    const stopped = reader({ cuttable: true, name });
    const cutOff = reader({ cuttable: true, name });
    const other = reader({ cuttable: true });
    await Promise.all([stopped, cutOff, other].map((list) => list.whenLoaded()));
    expect(await hasConnection()).to.equal(true);
    await stopped.stop();
    proxy.cut();
    await eventually(() => [cutOff, other].every((list) => list.state() === 'stale'));
    await cutOff.stop();
    proxy.restore();
    // By the time that one of its kind has its way back, it would have had too.
    await eventually(() => other.state() === 'fresh');
    await eventually(async () => !(await hasConnection()));
  });
});
