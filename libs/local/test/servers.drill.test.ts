import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokerDefinitions, eventually } from '@oms/testing';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Infrastructure, removeState, startInfrastructure } from '../src/index.ts';

describe('the private servers', function () {
  this.timeout(90_000);
  let folder: string;
  /** Those that run: tests take them over from one another, for RabbitMQ takes seconds to start. */
  let servers: Infrastructure | undefined;
  const said: string[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-servers-'));
  });
  after(async () => {
    await servers?.stop();
    removeState(folder);
  });

  const running = async (): Promise<Infrastructure> => {
    servers ??= await startInfrastructure({
      stateDirectory: folder,
      passwords: { postgres: 'p w:@/1', rabbitmq: 'r w:@/2', redis: 'r "w:@/3' },
      definitionsFile: brokerDefinitions,
      log: (line) => said.push(line),
    });
    return servers;
  };
  const stop = async (): Promise<void> => {
    await servers?.stop();
    servers = undefined;
  };
  const query = async (text: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: (await running()).addresses.postgresAdminUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const policies = async (): Promise<string[]> => {
    const { origin, username, password } = new URL((await running()).addresses.managementUrl);
    const login = `${username}:${decodeURIComponent(password)}`;
    const response = await fetch(`${origin}/api/policies`, {
      headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` },
    });
    return ((await response.json()) as { name: string }[]).map(({ name }) => name);
  };
  const kill = (name: string): void => {
    const { pid } = JSON.parse(readFileSync(join(folder, 'run', `${name}.pid`), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
  };

  it('keep their data and their addresses from one run to the next', async () => {
    const first = await running();
    await Promise.all(Object.values(first.ready));
    await query('CREATE TABLE kept AS SELECT 1 AS number');
    await stop();
    const second = await running();
    await second.ready.postgres;
    expect(second.addresses).to.deep.equal(first.addresses);
    expect(await query('SELECT number FROM kept')).to.deep.equal([{ number: 1 }]);
  });

  it('carry the policies of every environment', async () => {
    await (await running()).ready.rabbitmq;
    expect(await policies()).to.include('oms-queues');
  });

  it('come back at the same address after they are killed', async () => {
    const { ready, addresses } = await running();
    await Promise.all(Object.values(ready));
    const redis = new Redis(addresses.redisUrl, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    try {
      await query('CREATE TABLE IF NOT EXISTS killed AS SELECT 1 AS number');
      await redis.set('kept', 'yes');
      for (const name of ['redis', 'postgres', 'rabbitmq']) kill(name);
      for (const name of ['redis', 'postgres', 'rabbitmq']) {
        await eventually(() => said.includes(`${name} is back`), { timeoutMs: 60_000 });
      }
      expect(await redis.get('kept')).to.equal('yes');
      expect(await query('SELECT number FROM killed')).to.deep.equal([{ number: 1 }]);
      expect(await policies()).to.include('oms-queues');
    } finally {
      redis.disconnect();
    }
  });

  it('can be stopped while they start', async () => {
    await stop();
    const { ready } = await running();
    const failure = ready.rabbitmq.catch((error: Error) => error.message);
    await ready.redis;
    await stop();
    expect(await failure).to.contain('was stopped while it started');
  });
});
