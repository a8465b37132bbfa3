import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Work } from './requests.ts';

export interface PacedLoad {
  url: string;
  work: Work;
  /** Connections, which take turns. */
  clients: number;
  /** Requests at an even pace, whether or not the answers keep up. */
  perSecond: number;
  warmUpSeconds: number;
  seconds: number;
}

/** @property at when it came, in milliseconds since 1970 */
export interface Answer {
  at: number;
  text: string;
}

export interface PacedResult {
  /** Of requests after the warm-up. */
  answers: Answer[];
  /** What those were answered that failed. */
  failures: string[];
}

const worker = fileURLToPath(new URL('paced-worker.ts', import.meta.url));

/** @throws {Error} where one request failed: what was measured then is not what was to be measured */
export async function putPacedLoad(load: PacedLoad): Promise<Answer[]> {
  const child = fork(worker, { serialization: 'advanced' });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the load generator ended with ${code}`);
  });
  const answered = once(child, 'message') as Promise<[PacedResult]>;
  child.send(load);
  const [{ answers, failures }] = await Promise.race([answered, exited]);
  exited.catch(() => undefined);
  if (failures.length > 0) throw new Error(`${failures.length} requests failed: ${failures.slice(0, 5).join('; ')}`);
  return answers;
}
