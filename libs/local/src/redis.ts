import { chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type LaunchedProcess, launch, waitForAnswer } from './processes.ts';
import type { ServerOptions } from './servers.ts';
import { ownedDirectory, serverUser } from './users.ts';

/** Starts a private Redis on 127.0.0.1 that asks for a password; its data survive a restart unless thrown away. */
export async function startRedis(options: ServerOptions & { program: string }): Promise<LaunchedProcess> {
  const { directory, port, password, program } = options;
  const user = serverUser('redis');
  ownedDirectory(directory, user);
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${JSON.stringify(password)}`,
    `dir ${JSON.stringify(directory)}`,
    'databases 64',
    'daemonize no',
    'save ""',
    `appendonly ${options.throwaway ? 'no' : 'yes'}`,
    'maxmemory 256mb',
    'maxmemory-policy noeviction',
  ];
  // In a file, for arguments can be read by every user of the machine.
  const file = join(directory, 'redis.conf');
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
  const server = await launch({
    name: 'redis',
    command: program,
    args: [file],
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
    cwd: directory,
    user,
    logFile: join(options.logDirectory, 'redis.log'),
    pidFile: join(options.pidDirectory, 'redis.pid'),
  });
  await waitForAnswer(server, () => answersPing(port, password), { timeoutMs: 30_000, signal: options.signal });
  return server;
}

export const redisUrl = (port: number, password: string): string =>
  `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;

function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    const finish = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => socket.write(`AUTH ${JSON.stringify(password)}\r\nPING\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      if (answer.split('\r\n').length > 2) finish(answer.includes('+PONG'));
    });
  });
}
