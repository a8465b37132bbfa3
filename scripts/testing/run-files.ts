import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestFile } from './files.ts';
import type { Outcome, WorkerMessage } from './outcome.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** A process that lives longer than this after its last test has left a pool, a timer or a socket open. */
const LEAK_AFTER_MS = 5_000;
/** No group of files takes this long, on however busy a machine; one that does hangs. */
const GIVE_UP_AFTER_MS = 600_000;
const OUTPUT_SHOWN_LINES = 60;

export interface RunOptions {
  root: string;
  environment: NodeJS.ProcessEnv;
  grep?: string | undefined;
  /** Ends the processes that run. */
  signal: AbortSignal;
  onGroup: (files: readonly TestFile[], outcomes: readonly Outcome[], seconds: number) => void;
}

/** Runs each group of files in a process of its own, `jobs` at a time. */
export async function runGroups(
  groups: readonly (readonly TestFile[])[],
  jobs: number,
  options: RunOptions,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...groups];
  const runNext = async (): Promise<void> => {
    for (let group = waiting.shift(); group && !options.signal.aborted; group = waiting.shift()) {
      const begun = performance.now();
      const results = await runGroup(group, options);
      if (options.signal.aborted) return;
      outcomes.push(...results);
      options.onGroup(group, results, (performance.now() - begun) / 1000);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, groups.length) }, runNext));
  return outcomes;
}

async function runGroup(files: readonly TestFile[], options: RunOptions): Promise<Outcome[]> {
  const { root, environment, grep, signal } = options;
  const paths = files.map(({ path }) => path);
  const child = spawn(process.execPath, [WORKER, ...(grep === undefined ? [] : ['--grep', grep]), ...paths], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const outcomes: Outcome[] = [];
  const fail = (title: string, reason: string) =>
    outcomes.push({ result: 'failed', file: paths.join(', '), title, durationMs: 0, reason });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);

  let ended = false;
  let leakTimer: NodeJS.Timeout | undefined;
  const giveUp = setTimeout(() => {
    fail('The tests end', `They still ran after ${GIVE_UP_AFTER_MS / 1000} s and were ended.`);
    child.kill('SIGKILL');
  }, GIVE_UP_AFTER_MS);
  const abort = () => child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  child.on('message', (message: WorkerMessage) => {
    if (message.type === 'outcome') outcomes.push(message.outcome);
    else {
      ended = true;
      leakTimer = setTimeout(() => {
        fail(
          'The tests close what they open',
          'Their process did not end: a pool, timer, socket or server is left open.',
        );
        child.kill('SIGKILL');
      }, LEAK_AFTER_MS);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(giveUp);
  clearTimeout(leakTimer);
  signal.removeEventListener('abort', abort);
  if (!ended && !signal.aborted && outcomes.every(({ result }) => result !== 'failed')) {
    fail('The tests run to their end', `Their process ended early (exit code ${code}).`);
  }
  const failed = outcomes.filter(({ result }) => result === 'failed');
  const last = failed.at(-1);
  if (last && output.trim()) {
    last.reason = `${last.reason}\n\nwhat the process wrote:\n${output.trimEnd().split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n')}`;
  }
  return outcomes;
}
