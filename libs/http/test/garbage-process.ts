import { Agent, get } from 'node:http';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { anyone, createApp, gather, listen, routesFor } from '@oms/http';
import { createLogger, createMetrics } from '@oms/telemetry';

/** Answers requests of its own, and tells how many bytes of each have reached the old generation of the heap, where they stay for long. */
const echo = gather<string, string>({
  atOnce: 1,
  largest: 16,
  slowAfter: 1_000,
  patience: 10_000,
  run: async (texts) => texts.map((text) => Promise.resolve(text)),
});
const routes = [
  routesFor<object>()({
    method: 'get',
    path: '/',
    operationId: 'echo',
    summary: 'Echo',
    tag: 'Test',
    access: anyone(),
    responses: { 200: { description: 'What was asked for', types: ['text/plain'] } },
    handler: async ({ request }) => ({ status: 200, type: 'text/plain', content: await echo.add(request.id) }),
  }),
];
const logger = createLogger({ service: 'test', level: 'silent' });
const app = createApp({ routes, context: {}, health: { checks: () => ({}) }, logger, metrics: createMetrics('test') });
const server = await listen(app, { host: '127.0.0.1', port: 0 });
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: server.port, agent }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
async function askOften(times: number): Promise<void> {
  for (let asked = 0; asked < times; asked += 8) await Promise.all(Array.from({ length: 8 }, ask));
}
const oldBytes = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name === 'old_space')
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);

let collections = 0;
new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries() as (PerformanceEntry & { detail?: { kind: number } })[]) {
    if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
  }
}).observe({ entryTypes: ['gc'] });
/** Node notes a collection in one turn of the event loop, and tells observers of it in the next. */
async function observersTold(): Promise<void> {
  await turnOfTheEventLoop();
  await turnOfTheEventLoop();
}

const requests = 2_000;
const needed = 3;
/** Where so many did not do, the heap is collected all the time. */
const stretches = 20;
await askOften(requests);
const grown: number[] = [];
// What is collected meanwhile is not seen to grow: the first three stretches in which nothing was.
for (let stretch = 0; stretch < stretches && grown.length < needed; stretch += 1) {
  await observersTold();
  const before = { bytes: oldBytes(), collections };
  await askOften(requests);
  const bytes = oldBytes() - before.bytes;
  await observersTold();
  // Only a collection makes it smaller, told of or not.
  if (collections === before.collections && bytes >= 0) grown.push(bytes / requests);
}
agent.destroy();
await server.close({ patience: 1_000 });
if (grown.length < needed) {
  throw new Error(
    `In ${stretches} times ${requests} requests the old generation was collected in all but ${grown.length}.`,
  );
}
console.log(JSON.stringify({ bytes: grown.toSorted((one, other) => one - other)[1] }));
process.exit(0);
