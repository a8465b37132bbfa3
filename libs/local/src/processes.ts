import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { UnixUser } from './users.ts';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface LaunchOptions {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Runs as this user; only root can ask for another than itself. */
  user?: UnixUser | undefined;
  /** Both output streams go to this file; the file of the run before is kept beside it as `*.previous.log`. */
  logFile: string;
  /** Written while the process lives, so that a later run finds what a killed one left behind. */
  pidFile: string;
  /** How the process is asked to stop, and what it gets when its supervisor is killed (default SIGTERM). */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed (default 10 s). */
  stopTimeoutMs?: number;
}

export interface LaunchedProcess {
  name: string;
  pid: number;
  logFile: string;
  exited: Promise<Exit>;
  running(): boolean;
  /** Asks the process to stop, kills it when it does not; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a process in a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone and things
 * stop in order. On Linux the kernel sends the stop signal to the process when its supervisor dies (setpriv, util-linux).
 */
export async function launch(options: LaunchOptions): Promise<LaunchedProcess> {
  const { name, logFile, pidFile, stopSignal = 'SIGTERM', stopTimeoutMs = 10_000 } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  mkdirSync(dirname(pidFile), { recursive: true });
  if (existsSync(logFile)) renameSync(logFile, logFile.replace(/\.log$/, '.previous.log'));
  const log = openSync(logFile, 'a');
  const wrapped = withPrivileges(options.command, options.args, options.user, stopSignal);
  let child: ChildProcess;
  try {
    child = spawn(wrapped.command, wrapped.args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...wrapped.identity,
    });
  } finally {
    closeSync(log);
  }
  let alive = true;
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', (error) => {
      alive = false;
      reject(new Error(`${name}: cannot run ${options.command}: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      alive = false;
      rmSync(pidFile, { force: true });
      resolve({ code, signal });
    });
  });
  if (child.pid === undefined) {
    await exited;
    throw new Error(`${name}: cannot run ${options.command}`);
  }
  exited.catch(() => undefined);
  const pid = child.pid;
  await writeFile(pidFile, JSON.stringify({ pid, startedAt: startTime(pid), stopSignal }));
  return {
    name,
    pid,
    logFile,
    exited,
    running: () => alive,
    async stop() {
      if (!alive) return;
      signalProcess(pid, stopSignal);
      const ended = await Promise.race([exited.then(() => true), delay(stopTimeoutMs, false, { ref: false })]);
      if (ended) return;
      signalProcess(-pid, 'SIGKILL');
      await exited;
    },
  };
}

/** The program and arguments that run `command` as `user` and tie its life to this process. */
export function withPrivileges(
  command: string,
  args: readonly string[],
  user: UnixUser | undefined,
  deathSignal?: NodeJS.Signals,
): { command: string; args: string[]; identity: { uid?: number; gid?: number } } {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/setpriv')) {
    return { command, args: [...args], identity: user ? { uid: user.uid, gid: user.gid } : {} };
  }
  const privileges = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--init-groups'] : [];
  const death = deathSignal ? [`--pdeathsig=${deathSignal.replace('SIG', '')}`] : [];
  return { command: '/usr/bin/setpriv', args: [...privileges, ...death, '--', command, ...args], identity: {} };
}

/** Runs a program to its end and returns its output; throws with that output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; user?: UnixUser | undefined } = {},
): Promise<string> {
  const wrapped = withPrivileges(command, args, options.user);
  const child = spawn(wrapped.command, wrapped.args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...wrapped.identity,
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (exit code ${code}):\n${output.trimEnd()}`);
  return output;
}

/**
 * Stops what an earlier run left behind (it was killed and could not). A process counts as ours only if its start time
 * is the one noted in its pid file, so that a reused process id is never touched. Returns the names of what it stopped.
 */
export async function stopLeftovers(pidDirectory: string, exceptName?: string): Promise<string[]> {
  if (!existsSync(pidDirectory)) return [];
  const stopped: string[] = [];
  const files = readdirSync(pidDirectory).filter((file) => file.endsWith('.pid'));
  await Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.pid');
      if (name === exceptName) return;
      const path = join(pidDirectory, file);
      const left = readPidFile(path);
      if (left && isAlive(left)) {
        stopped.push(name);
        signalProcess(left.pid, left.stopSignal);
        if (!(await waitUntil(() => !isAlive(left), 10_000))) {
          signalProcess(-left.pid, 'SIGKILL');
          await waitUntil(() => !isAlive(left), 5_000);
        }
      }
      rmSync(path, { force: true });
    }),
  );
  return stopped;
}

export interface PidFile {
  pid: number;
  startedAt: string;
  stopSignal: NodeJS.Signals;
}

export function readPidFile(path: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PidFile;
  } catch {
    return undefined;
  }
}

/** Whether the very process that the file speaks of still runs. */
export function isAlive({ pid, startedAt }: Pick<PidFile, 'pid' | 'startedAt'>): boolean {
  return startTime(pid) === startedAt && startedAt !== '';
}

/** What tells a process from a later one with the same id: boot and clock ticks of its start; empty when it is gone. */
export function startTime(pid: number): string {
  try {
    if (process.platform !== 'linux') {
      process.kill(pid, 0);
      return String(pid);
    }
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    if (fields[0] === 'Z') return '';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

const LONGEST_LINE = 500;

/** The last lines of a log file, for a message about the process that wrote it. */
export function lastLines(path: string, count: number): string[] {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count);
    return lines.map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} ...` : line));
  } catch {
    return [];
  }
}

/** Polls until the condition holds; false when it does not within the time. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  intervalMs = 50,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() > deadline) return false;
    await delay(intervalMs);
  }
}

/** Waits for a launched process to answer; says why with its last log lines if it ends or takes too long. */
export async function waitForAnswer(
  server: LaunchedProcess,
  answers: () => Promise<boolean>,
  { timeoutMs, intervalMs, signal }: { timeoutMs: number; intervalMs?: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const over = async () => signal?.aborted || !server.running() || (await answers());
  const ready = await waitUntil(over, timeoutMs, intervalMs);
  if (signal?.aborted) {
    await server.stop();
    throw new Error(`${server.name} was stopped while it started`);
  }
  if (ready && server.running()) return;
  const what = server.running() ? `did not answer within ${timeoutMs / 1000} s` : 'ended while it started';
  const lines = lastLines(server.logFile, 15).map((line) => `  | ${line}`);
  await server.stop();
  throw new Error(`${server.name} ${what}. The end of ${server.logFile}:\n${lines.join('\n')}`);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}
