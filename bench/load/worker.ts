// Puts load on a service from a process of its own, so that making requests takes nothing from who answers them.
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { Load, LoadResult } from './load.ts';
import { nextRequest } from './requests.ts';

/** More are counted, not told. */
const failuresTold = 5;

process.once('message', (load: Load) => {
  void run(load).then((result) => process.send?.(result, () => process.disconnect?.()));
});

async function run({ url, work, clients, warmUpSeconds, seconds, perSecond, tellAnswers }: Load): Promise<LoadResult> {
  const latency = createHistogram({ highest: 60_000_000 });
  const failures: string[] = [];
  const answers: LoadResult['answers'] = [];
  let failed = 0;
  let done = 0;
  const connections = Array.from({ length: clients }, () => new Client(url, { pipelining: 1 }));
  const from = performance.now() + warmUpSeconds * 1000;
  const until = from + seconds * 1000;

  async function once(connection: Client): Promise<void> {
    const begun = performance.now();
    const { expected, ...request } = nextRequest(work);
    try {
      const { statusCode, body } = await connection.request(request);
      const text = statusCode === expected && !tellAnswers ? await body.dump() : await body.text();
      if (statusCode !== expected) throw new Error(`${statusCode} ${text}`);
      const now = performance.now();
      if (tellAnswers && begun >= from && typeof text === 'string') {
        answers.push({ at: performance.timeOrigin + now, text });
      }
      if (begun < from || now > until) return;
      done += 1;
      latency.record(Math.max(1, Math.round((now - begun) * 1000)));
    } catch (error) {
      failed += 1;
      if (failures.length < failuresTold) failures.push(String(error));
    }
  }

  if (perSecond === undefined) {
    await Promise.all(
      connections.map(async (connection) => {
        while (performance.now() < until) await once(connection);
      }),
    );
  } else {
    // At its own pace, whether or not the answers keep up; connections take turns.
    const underWay: Promise<void>[] = [];
    const begun = performance.now();
    for (let index = 0; performance.now() < until; index += 1) {
      const connection = connections[index % clients];
      if (connection) underWay.push(once(connection));
      const due = begun + ((index + 1) * 1000) / perSecond;
      if (due > performance.now()) await delay(due - performance.now());
    }
    await Promise.all(underWay);
  }
  await Promise.all(connections.map((connection) => connection.destroy()));
  const at = (percentile: number): number => latency.percentile(percentile) / 1000;
  return {
    perSecond: done / seconds,
    done,
    failed,
    failures,
    p50: at(50),
    p99: at(99),
    slowest: latency.max / 1000,
    answers,
  };
}
