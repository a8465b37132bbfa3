import { join } from 'node:path';
import { launch, waitForAnswer } from './processes.ts';
import { type Supervised, supervise } from './supervisor.ts';

/** What a program may need to start on a slow machine, with RabbitMQ still booting. */
const START_TIMEOUT_MS = 120_000;
/** Longer than a service takes to drain. */
const STOP_TIMEOUT_MS = 15_000;

export interface ProgramOptions {
  name: string;
  /** A file that Node runs, or with `command` that program's only argument list. */
  script: string;
  environment: NodeJS.ProcessEnv;
  root: string;
  stateDirectory: string;
  log: (line: string) => void;
  /** Answers 200 when the program serves. */
  readyUrl: string;
}

/** Runs a TypeScript program of this repository and keeps it running. */
export function startProgram(options: ProgramOptions): Supervised {
  const { name, script, environment, readyUrl } = options;
  return startCommand({
    ...options,
    command: process.execPath,
    args: [script],
    environment,
    name,
    answers: () => answersOk(readyUrl),
  });
}

export interface CommandOptions
  extends Pick<ProgramOptions, 'name' | 'environment' | 'root' | 'stateDirectory' | 'log'> {
  command: string;
  args: readonly string[];
  answers: () => Promise<boolean>;
}

/** Runs a program and keeps it running. */
export function startCommand({
  name,
  command,
  args,
  environment,
  root,
  stateDirectory,
  log,
  answers,
}: CommandOptions): Supervised {
  return supervise({
    name,
    log,
    launch: async (signal) => {
      const child = await launch({
        name,
        command,
        args,
        env: environment,
        cwd: root,
        logFile: join(stateDirectory, 'logs', `${name}.log`),
        pidFile: join(stateDirectory, 'run', `${name}.pid`),
        stopTimeoutMs: STOP_TIMEOUT_MS,
      });
      await waitForAnswer(child, answers, { timeoutMs: START_TIMEOUT_MS, signal });
      return child;
    },
  });
}

/** Whether a URL answers with a success within two seconds. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
