import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type LaunchedProcess, lastLines, readPidFile, startTime, stopLeftovers } from './processes.ts';

/** Seconds to wait before each restart of a process that keeps dying; after the last it stays down. */
const RESTART_DELAYS = [0.5, 1, 2, 4, 8];
/** A process that lived this long before it died is taken to be sound: counting begins anew. */
const SOUND_AFTER_MS = 60_000;
const SHOWN_LOG_LINES = 15;

export interface Supervised {
  name: string;
  /** Resolves when it answers for the first time; rejects when it dies before that. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  name: string;
  /** Starts the process and resolves when it answers; gives up when the signal says so. */
  launch: (signal: AbortSignal) => Promise<LaunchedProcess>;
  log: (line: string) => void;
}

/**
 * Keeps a process running. If it dies after it has once answered, that is said with its last log lines and it is started
 * again, up to five times with growing pauses. If it dies before, `ready` rejects: starting again would not help.
 */
export function supervise({ name, launch, log }: SuperviseOptions): Supervised {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current: LaunchedProcess | undefined;
  let resolveReady: () => void = () => undefined;
  let rejectReady: (error: unknown) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    resolveReady = resolve;
    rejectReady = reject;
  });
  // Whoever waits for it sees the failure; that nobody does yet is no reason to end the process.
  ready.catch(() => undefined);

  const keepRunning = async () => {
    current = await launch(signal);
    resolveReady();
    for (let restarts = 0; ; restarts += 1) {
      const since = performance.now();
      if (current) {
        const { code, signal: killedBy } = await current.exited;
        if (signal.aborted) return;
        const how = killedBy ? `was killed (${killedBy})` : `ended (exit code ${code})`;
        log(`${name} ${how}. The end of ${current.logFile}:`);
        for (const line of lastLines(current.logFile, SHOWN_LOG_LINES)) log(`  | ${line}`);
      }
      if (performance.now() - since > SOUND_AFTER_MS) restarts = 0;
      const pause = RESTART_DELAYS[restarts];
      if (pause === undefined) {
        log(`${name} keeps dying and stays down; the rest goes on. Mend it, then start again.`);
        return;
      }
      log(`${name} is started again`);
      await delay(pause * 1000, undefined, { signal });
      current = await launch(signal).catch((error: unknown) => {
        if (!signal.aborted) log(error instanceof Error ? error.message : String(error));
        return undefined;
      });
      if (current) log(`${name} is back`);
    }
  };
  const done = keepRunning().catch((error: unknown) => {
    if (!signal.aborted) rejectReady(error);
    else rejectReady(new Error(`${name} was stopped while it started`));
  });

  return {
    name,
    ready,
    async stop() {
      stopping.abort();
      await current?.stop();
      await done;
    },
  };
}

/** Stops them one after another, the last started first. */
export async function stopInReverse(things: readonly { stop(): Promise<void> }[]): Promise<void> {
  for (const thing of [...things].reverse()) await thing.stop();
}

/**
 * Makes this process the only supervisor of a state folder, and stops what an earlier one left behind when it was killed.
 * Returns the names of what was stopped, and the function that gives the folder free.
 */
export async function claimStateDirectory(
  stateDirectory: string,
): Promise<{ leftovers: string[]; release: () => void }> {
  const pidDirectory = join(stateDirectory, 'run');
  mkdirSync(pidDirectory, { recursive: true });
  const claim = join(pidDirectory, 'supervisor.pid');
  const mine = JSON.stringify({ pid: process.pid, startedAt: startTime(process.pid), stopSignal: 'SIGTERM' });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(claim, mine, { flag: 'wx' });
      const leftovers = await stopLeftovers(pidDirectory, 'supervisor');
      return { leftovers, release: () => rmSync(claim, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = readPidFile(claim);
      if (holder && isAlive(holder)) {
        throw new Error(
          `OMS runs from this folder already (process ${holder.pid}). Stop it with Ctrl-C there, or: kill ${holder.pid}`,
        );
      }
      rmSync(claim, { force: true });
    }
  }
  throw new Error(`Cannot claim ${stateDirectory}: another start is doing so at the same time. Try again.`);
}
