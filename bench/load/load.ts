import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Work } from './requests.ts';

export interface Load {
  url: string;
  work: Work;
  /** Connections; each waits for its answer before it asks again. */
  clients: number;
  warmUpSeconds: number;
  seconds: number;
  /** Requests a second at an even pace, whatever the answers; unless told, each client as fast as it can. */
  perSecond?: number;
  /** Whether answers are told whole. */
  tellAnswers?: boolean;
}

export interface LoadResult {
  /** Requests answered as expected in the time that counts, a second. */
  perSecond: number;
  done: number;
  /** Requests that were not answered as expected, warm-up included. */
  failed: number;
  /** What the first of them were answered. */
  failures: string[];
  /** Milliseconds. */
  p50: number;
  p99: number;
  slowest: number;
  /** @property at milliseconds since 1970 */
  answers: { at: number; text: string }[];
}

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));

/** @throws {Error} where one request failed: what was measured then is not what was to be measured */
export async function putLoad(load: Load): Promise<LoadResult> {
  const child = fork(worker, { serialization: 'advanced' });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the load generator ended with ${code}`);
  });
  const answered = once(child, 'message') as Promise<[LoadResult]>;
  child.send(load);
  const [result] = await Promise.race([answered, exited]);
  exited.catch(() => undefined);
  if (result.failed > 0) {
    throw new Error(
      `${result.failed} of ${result.done + result.failed} requests failed: ${result.failures.join('; ')}`,
    );
  }
  return result;
}
