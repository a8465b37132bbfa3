import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort, onPath } from '@oms/local';
import { eventually } from '@oms/testing';
import { Redis } from 'ioredis';

/** A Redis of one test, which may take it away and bring it back. */
export interface PrivateRedis {
  url: string;
  /** Ends it; it kept nothing on disk. */
  stop(): Promise<void>;
  /** Starts it at the same address, empty. */
  start(): Promise<void>;
}

export const redisProgram = (): string | undefined => [...onPath('redis-server'), ...onPath('valkey-server')][0];

export async function startPrivateRedis(program: string): Promise<PrivateRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let process: ReturnType<typeof spawn> | undefined;
  const redis: PrivateRedis = {
    url,
    async start() {
      const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      process = spawn(program, args, { stdio: 'ignore' });
      const probe = new Redis(url, { retryStrategy: () => 25, maxRetriesPerRequest: null });
      probe.on('error', () => undefined);
      try {
        await eventually(async () => (await probe.ping()) === 'PONG');
      } finally {
        probe.disconnect();
      }
    },
    async stop() {
      if (!process || process.exitCode !== null || process.signalCode !== null) return;
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    },
  };
  await redis.start();
  return redis;
}
