import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './processes.ts';

/** Where the programs of the three servers are. */
export interface Programs {
  /** Folder with `postgres` and `initdb`, version 15 or later. */
  postgresDirectory: string;
  rabbitmqServer: string;
  epmd: string;
  redisServer: string;
}

const OLDEST_POSTGRES = 15;
const POLICY_FILE = '/usr/sbin/policy-rc.d';
/** exit code 101: "action forbidden by policy" (Debian's invoke-rc.d). */
const FORBID_SERVICES = '#!/bin/sh\nexit 101\n';

/** Finds the servers' programs, installs the Debian packages of those that are missing. */
export async function ensurePrograms(log: (line: string) => void): Promise<Programs> {
  const missing = missingPackages(await findPrograms());
  if (missing.length > 0) {
    await install(missing, log);
  }
  const programs = await findPrograms();
  const still = missingPackages(programs);
  if (still.length > 0) {
    throw new Error(
      still.includes('postgresql')
        ? `PostgreSQL ${OLDEST_POSTGRES} or later is not among the packages of this machine. Install it, then try again.`
        : `The programs of ${still.join(', ')} were not found, though installed. Put them on the PATH, then try again.`,
    );
  }
  return programs as Programs;
}

/**
 * Installs a browser for tests of pages where there is none. Without one these tests are skipped, so that it cannot be had is
 * said and no more.
 */
export async function ensureBrowser(log: (line: string) => void): Promise<void> {
  if (['chromium', 'chromium-browser', 'google-chrome'].some((name) => onPath(name).length > 0)) return;
  await install(['chromium'], log).catch((error: Error) => log(`There is no browser: ${error.message}`));
}

/** Installs what tests alert rules where it is missing. As with a browser, that it cannot be had is said and no more. */
export async function ensurePromtool(log: (line: string) => void): Promise<void> {
  if (onPath('promtool').length > 0) return;
  await install(['prometheus'], log).catch((error: Error) => log(`There is no promtool: ${error.message}`));
}

/** Sees to it that there is a `pgbackrest`, which back-ups are made with: it is no part of running the system. */
export async function ensurePgBackRest(log: (line: string) => void): Promise<void> {
  if (onPath('pgbackrest').length === 0) await install(['pgbackrest'], log);
}

/** Sees to it that there is a `wrk`, which puts the load on what is measured. */
export async function ensureWrk(log: (line: string) => void): Promise<void> {
  if (onPath('wrk').length === 0) await install(['wrk'], log);
}

/** What of the programs is on this machine already. */
export async function findPrograms(): Promise<Partial<Programs>> {
  const postgresDirectory = await findPostgres();
  const rabbitmqServer = firstExisting([
    '/usr/lib/rabbitmq/bin/rabbitmq-server',
    ...onPath('rabbitmq-server'),
    '/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server',
  ]);
  const epmd = firstExisting([...onPath('epmd'), '/usr/lib/erlang/bin/epmd', '/opt/homebrew/bin/epmd']);
  const redisServer = firstExisting([...onPath('redis-server'), ...onPath('valkey-server')]);
  return {
    ...(postgresDirectory && { postgresDirectory }),
    ...(rabbitmqServer && { rabbitmqServer }),
    ...(epmd && { epmd }),
    ...(redisServer && { redisServer }),
  };
}

function missingPackages(found: Partial<Programs>): string[] {
  return [
    ...(found.postgresDirectory ? [] : ['postgresql']),
    ...(found.rabbitmqServer && found.epmd ? [] : ['rabbitmq-server']),
    ...(found.redisServer ? [] : ['redis-server']),
  ];
}

async function findPostgres(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isFinite) : [];
  const newestFirst = versions.sort((left, right) => right - left).map((version) => join(debian, `${version}`, 'bin'));
  for (const directory of [...newestFirst, ...onPath('postgres').map(dirname)]) {
    if (!existsSync(join(directory, 'initdb'))) continue;
    const version = Number(/(\d+)/.exec(await run(join(directory, 'postgres'), ['--version']))?.[1]);
    if (version >= OLDEST_POSTGRES) return directory;
  }
  return undefined;
}

async function install(packages: readonly string[], log: (line: string) => void): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const byHand = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
  if (onPath('apt-get').length === 0) {
    throw new Error(`Missing on this machine: ${packages.join(', ')}. Install them, then try again.`);
  }
  const sudo = onPath('sudo').length > 0 && (await succeeds('sudo', ['-n', 'true']));
  if (!isRoot && !sudo)
    throw new Error(`Missing on this machine: ${packages.join(', ')}. Run this, then try again:\n  ${byHand}`);

  log(`Installing ${packages.join(', ')} from the packages of this machine (once, takes a minute or two)`);
  const apt = (...args: string[]) => {
    const words = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=600', ...args];
    return isRoot ? run('env', words.slice(1)) : run('sudo', ['-n', ...words]);
  };
  const putBack = isRoot ? forbidServices() : () => undefined;
  try {
    if (!(await available(packages))) await apt('update');
    await apt('install', '-y', '--no-install-recommends', ...packages).catch(async () => {
      // Stale package lists name files that the mirrors no longer have.
      await apt('update');
      await apt('install', '-y', '--no-install-recommends', ...packages);
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\nMend that, or install by hand:\n  ${byHand}`);
  } finally {
    putBack();
  }
}

/**
 * Keeps the packages from starting their own servers, unless the machine has a policy already. Without root's rights
 * (sudo) they may start: the private instances use other ports and don't mind.
 */
function forbidServices(): () => void {
  try {
    writeFileSync(POLICY_FILE, FORBID_SERVICES, { flag: 'wx', mode: 0o755 });
  } catch {
    return () => undefined;
  }
  chmodSync(POLICY_FILE, 0o755);
  const remove = () => rmSync(POLICY_FILE, { force: true });
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

async function available(packages: readonly string[]): Promise<boolean> {
  const results = await Promise.all(packages.map((name) => succeeds('apt-cache', ['show', name])));
  return results.every(Boolean);
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

/** The places where the PATH (and the folders of system programs) has a program of this name. */
export function onPath(program: string): string[] {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/usr/local/bin'];
  return [...new Set(folders)].map((folder) => join(folder, program)).filter((path) => existsSync(path));
}

function firstExisting(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}
