import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, createMetrics, createTracing, currentRequest, type Tracing } from '@oms/telemetry';
import { eventually, type OtlpReceiver, startOtlpReceiver } from '@oms/testing';
import { expect } from 'chai';
import * as z from 'zod';
import { anyone, createApp, Problem, problems, routesFor } from '../src/index.ts';

const route = routesFor<undefined>();
const logger = createLogger({ service: 'things', level: 'silent' });
let seen: string | undefined;

const routes = [
  route({
    method: 'get',
    path: '/things/:id',
    operationId: 'getThing',
    summary: 'One thing',
    tag: 'things',
    access: anyone(),
    params: z.object({ id: z.string() }),
    query: z.object({ secret: z.string().optional() }),
    responses: { 204: { description: 'It is there' } },
    handler: ({ params }) => {
      seen = currentRequest()?.traceparent;
      if (params.id === 'none') throw new Problem(problems.not_found, { detail: 'There is no such thing.' });
      if (params.id === 'broken') throw new Error('a secret');
      return { status: 204 };
    },
  }),
];

describe('The span of a request', () => {
  let receiver: OtlpReceiver;
  let tracing: Tracing;
  let server: Server;
  let base: string;

  before(async () => {
    receiver = await startOtlpReceiver();
    tracing = createTracing({ service: 'things', settings: { otlpEndpoint: receiver.url, exportDelay: 20 }, logger });
    await tracing.start();
    const app = createApp({
      routes,
      context: undefined,
      health: { checks: () => ({}) },
      logger,
      metrics: createMetrics('things'),
      tracing,
    });
    await new Promise<void>((resolve) => {
      server = app.listen(0, '127.0.0.1', () => resolve());
    });
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await tracing.stop();
    await receiver.close();
  });

  const spanOf = (path: string) =>
    eventually(
      () => receiver.spans.find(({ attributes }) => attributes['url.path'] === path) ?? expect.fail('no span'),
    );

  it('is named by its route, below that of the client, and says nothing of the query', async () => {
    const response = await fetch(`${base}/things/7?secret=1`, {
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    });
    const span = await spanOf('/things/7');
    expect(span).to.deep.include({
      name: 'GET /things/:id',
      kind: 'server',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
      failed: false,
    });
    expect(span.attributes).to.deep.equal({
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 204,
      'http.response.header.x-request-id': [response.headers.get('x-request-id')],
      'url.path': '/things/7',
      'url.scheme': 'http',
    });
    expect(seen).to.equal(`00-${span.traceId}-${span.spanId}-01`);
  });

  it('has failed where we failed, and not where the client did', async () => {
    await Promise.all(['/things/none', '/things/broken', '/nowhere'].map((path) => fetch(base + path)));
    expect(await spanOf('/things/none')).to.include({ failed: false });
    const broken = await spanOf('/things/broken');
    expect(broken.failed).to.equal(true);
    expect(broken.attributes['error.type']).to.equal('500');
    const nowhere = await spanOf('/nowhere');
    expect(nowhere.name).to.equal('GET');
    expect(nowhere.attributes).to.not.have.property('http.route');
  });

  it('there is none for probes', async () => {
    await Promise.all(['/health/live', '/metrics'].map((path) => fetch(base + path)));
    await fetch(`${base}/things/last`);
    await spanOf('/things/last');
    expect(receiver.spans.map(({ attributes }) => attributes['url.path'])).to.not.include.oneOf([
      '/metrics',
      '/health/live',
    ]);
  });
});
