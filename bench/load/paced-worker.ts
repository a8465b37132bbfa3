// Puts load on a service from a process of its own, so that making requests takes nothing from who answers them.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { PacedLoad, PacedResult } from './paced-load.ts';
import { nextRequest } from './requests.ts';

process.once('message', (load: PacedLoad) => {
  void run(load).then((result) => process.send?.(result, () => process.disconnect?.()));
});

async function run({ url, work, clients, perSecond, warmUpSeconds, seconds }: PacedLoad): Promise<PacedResult> {
  const result: PacedResult = { answers: [], failures: [] };
  const connections = Array.from({ length: clients }, () => new Client(url, { pipelining: 1 }));
  const begun = performance.now();
  const from = begun + warmUpSeconds * 1000;
  const until = from + seconds * 1000;

  async function once(connection: Client): Promise<void> {
    const sent = performance.now();
    const { expected, ...request } = nextRequest(work);
    try {
      const { statusCode, body } = await connection.request(request);
      const text = await body.text();
      if (statusCode !== expected) throw new Error(`${statusCode} ${text}`);
      if (sent >= from) result.answers.push({ at: performance.timeOrigin + performance.now(), text });
    } catch (error) {
      result.failures.push(String(error));
    }
  }

  const underWay: Promise<void>[] = [];
  for (let index = 0; performance.now() < until; index += 1) {
    const connection = connections[index % clients];
    if (connection) underWay.push(once(connection));
    const due = begun + ((index + 1) * 1000) / perSecond;
    if (due > performance.now()) await delay(due - performance.now());
  }
  await Promise.all(underWay);
  await Promise.all(connections.map((connection) => connection.destroy()));
  return result;
}
