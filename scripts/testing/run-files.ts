import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestFile } from './files.ts';
import { LEAK_AFTER_MS, type Outcome, type WorkerMessage } from './outcome.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** No group of files takes this long, on however busy a machine; one that does hangs. */
const GIVE_UP_AFTER_MS = 600_000;
const OUTPUT_SHOWN_LINES = 60;

export interface RunOptions {
  root: string;
  environment: NodeJS.ProcessEnv;
  grep?: string | undefined;
  /** Ends the processes that run. */
  signal: AbortSignal;
  onGroup: (runs: readonly FileRun[]) => void;
}

export interface FileRun {
  file: TestFile;
  outcomes: Outcome[];
  seconds: number;
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
      const runs = await runGroup(group, options);
      if (options.signal.aborted) return;
      outcomes.push(...runs.flatMap((run) => run.outcomes));
      options.onGroup(runs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, groups.length) }, runNext));
  return outcomes;
}

async function runGroup(files: readonly TestFile[], options: RunOptions): Promise<FileRun[]> {
  const { root, environment, grep, signal } = options;
  const paths = files.map(({ path }) => path);
  const child = spawn(process.execPath, [WORKER, ...(grep === undefined ? [] : ['--grep', grep]), ...paths], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const runs: FileRun[] = files.map((file) => ({ file, outcomes: [], seconds: 0 }));
  let finished = 0;
  /** Of the file whose turn it is, or of the last one. */
  const current = (): Outcome[] => (runs[finished] ?? runs.at(-1))?.outcomes ?? [];
  const fail = (title: string, reason: string, file = paths[finished] ?? paths.at(-1) ?? '') =>
    current().push({ result: 'failed', file, title, durationMs: 0, reason });
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
    if (message.type === 'outcome') current().push(message.outcome);
    else if (message.type === 'file') {
      Object.assign(runs[finished] ?? {}, { seconds: message.seconds });
      finished += 1;
    } else {
      ended = true;
      leakTimer = setTimeout(() => {
        fail(
          'The tests close what they open',
          `Their process did not end: a pool, timer, socket or server ${paths.length === 1 ? '' : `of one of ${paths.join(', ')} `}is left open.`,
        );
        child.kill('SIGKILL');
      }, LEAK_AFTER_MS);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(giveUp);
  clearTimeout(leakTimer);
  signal.removeEventListener('abort', abort);
  if (!ended && !signal.aborted) {
    if (current().every(({ result }) => result !== 'failed')) {
      fail('The tests run to their end', `Their process ended early (exit code ${code}).`);
    }
    for (const { file, outcomes } of runs.slice(finished + 1)) {
      const reason = `The process ended early in ${paths[finished]}, before the turn of this file.`;
      outcomes.push({ result: 'failed', file: file.path, title: 'The tests are run', durationMs: 0, reason });
    }
  }
  const last = runs.flatMap(({ outcomes }) => outcomes.filter(({ result }) => result === 'failed')).at(-1);
  if (last && output.trim()) {
    last.reason = `${last.reason}\n\nwhat the process wrote:\n${output.trimEnd().split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n')}`;
  }
  return runs;
}
