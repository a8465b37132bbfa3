import { join } from 'node:path';
import { answersOk, type LaunchedProcess, launch, waitForAnswer } from '@oms/local';
import type { BenchSystem } from './system.ts';

export interface Replica {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** One more process of a service; resolves once it is ready. @param lookMs between two looks at whether it is */
export async function startReplica(
  system: BenchSystem,
  service: string,
  port: number,
  lookMs: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<Replica> {
  const { root, stateDirectory } = system;
  const url = `http://127.0.0.1:${port}`;
  const started: LaunchedProcess = await launch({
    name: `${service}-${port}`,
    command: process.execPath,
    args: [join(root, 'services', service, 'src', 'main.ts')],
    env: { ...system.environmentOf(service), ...environment, PORT: `${port}` },
    cwd: root,
    logFile: join(stateDirectory, 'logs', `${service}-${port}.log`),
    pidFile: join(stateDirectory, 'run', `${service}-${port}.pid`),
  });
  await waitForAnswer(started, () => answersOk(`${url}/health/ready`), {
    timeoutMs: 60_000,
    intervalMs: lookMs,
  });
  return { url, pid: started.pid, stop: () => started.stop() };
}
