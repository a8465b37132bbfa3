import { Agent, get } from 'node:http';
import { anyone, createApp, gather, listen, routesFor } from '@oms/http';
import { createLogger, createMetrics } from '@oms/telemetry';
import { leftInOldGeneration } from '@oms/testing/old-generation';

/** Answers requests of its own, and tells how many bytes of each have reached the old generation of the heap. */
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
const bytes = await leftInOldGeneration(askOften, 2_000);
agent.destroy();
await server.close({ patience: 1_000 });
console.log(JSON.stringify({ bytes }));
process.exit(0);
