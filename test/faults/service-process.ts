import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answersOk, type LaunchedProcess, lastLines, launch } from '@oms/local';

/** How a process ended. */
export type Death = 'killed' | 'failpoint' | 'stopped' | 'by itself';

/** A replica of a service that is started again however it ends, as an orchestrator would. */
export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** Ends by cause, so far. */
  readonly deaths: Readonly<Record<Death, number>>;
  /** Failpoints that it died at, so far. */
  readonly diedAt: readonly string[];
  /** A failpoint that the process is to die at, and has not yet. */
  readonly armed: string | undefined;
  /** SIGKILL, as soon as it runs. @param failpoint set for the next run */
  kill(failpoint?: string): Promise<void>;
  /** SIGTERM, as soon as it runs. */
  stop(): Promise<void>;
  /** Whether it says that it is ready. */
  ready(): Promise<boolean>;
  /** Ends it for good. */
  end(): Promise<void>;
}

export interface ServiceProcessOptions {
  name: string;
  script: string;
  port: number;
  environment: NodeJS.ProcessEnv;
  root: string;
  stateDirectory: string;
  log: (line: string) => void;
}

export function startServiceProcess(options: ServiceProcessOptions): ServiceProcess {
  const { name, script, port, root, stateDirectory, log } = options;
  const url = `http://127.0.0.1:${port}`;
  const deaths: Record<Death, number> = { killed: 0, failpoint: 0, stopped: 0, 'by itself': 0 };
  const diedAt: string[] = [];
  let current: LaunchedProcess | undefined;
  let cause: Death | undefined;
  let next: string | undefined;
  let armed: string | undefined;
  let over = false;

  async function run(): Promise<void> {
    for (let start = 1; !over; start += 1) {
      armed = next;
      next = undefined;
      cause = undefined;
      current = await launch({
        name,
        command: process.execPath,
        args: [script],
        env: { ...options.environment, ...(armed !== undefined && { OMS_FAILPOINTS: armed }) },
        cwd: root,
        // One a run: what led to a death is to be read later.
        logFile: join(stateDirectory, 'logs', `${name}.${start}.log`),
        pidFile: join(stateDirectory, 'run', `${name}.pid`),
      });
      if (over) await current.stop();
      const { code, signal } = await current.exited;
      if (over) return;
      const death = cause ?? (signal === 'SIGKILL' && armed !== undefined ? 'failpoint' : 'by itself');
      deaths[death] += 1;
      // One that did not get so far is still to die there.
      if (death !== 'failpoint') next ??= armed;
      else if (armed !== undefined) {
        diedAt.push(armed.replace(/:.*/, ''));
        log(`${name} died at ${armed}`);
      }
      if (death === 'by itself') {
        log(`${name} ended by itself (${signal ?? `exit code ${code}`}). The end of ${current.logFile}:`);
        for (const line of lastLines(current.logFile, 8)) log(`  | ${line}`);
      }
      armed = undefined;
      current = undefined;
      await delay(300);
    }
  }
  const running = run().catch((error: unknown) => log(`${name} cannot be run: ${String(error)}`));

  const signalIt = async (signal: NodeJS.Signals, death: Death): Promise<void> => {
    while (!current?.running() && !over) await delay(50);
    if (!current?.running()) return;
    // One that is being stopped can be killed.
    if (cause === undefined || death === 'killed') cause = death;
    process.kill(current.pid, signal);
  };
  return {
    name,
    url,
    deaths,
    diedAt,
    get armed() {
      return armed ?? next;
    },
    kill(failpoint) {
      if (failpoint !== undefined) next = failpoint;
      return signalIt('SIGKILL', 'killed');
    },
    stop: () => signalIt('SIGTERM', 'stopped'),
    ready: () => answersOk(`${url}/health/ready`),
    async end() {
      over = true;
      await current?.stop();
      await running;
    },
  };
}
