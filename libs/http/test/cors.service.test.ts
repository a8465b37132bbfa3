import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMetrics } from '@oms/telemetry';
import { expect } from 'chai';
import { pino } from 'pino';
import * as z from 'zod';
import { anyone, createApp, routesFor, signedIn } from '../src/index.ts';

const route = routesFor<Record<string, never>>();
const shop = 'https://shop.example';

const routes = [
  route({
    method: 'post',
    path: '/things',
    operationId: 'makeThing',
    summary: 'Make a thing',
    tag: 'Things',
    access: signedIn(),
    body: z.strictObject({ name: z.string() }),
    responses: { 201: { description: 'Made' } },
    handler: () => ({ status: 201 as const }),
  }),
  route({
    method: 'post',
    path: '/sign-in',
    operationId: 'signIn',
    summary: 'Be given a cookie',
    tag: 'Things',
    access: anyone(),
    cookies: true,
    responses: { 204: { description: 'Signed in' } },
    handler: () => ({ status: 204 as const, headers: { 'Set-Cookie': '__Host-rt=x' } }),
  }),
];

describe('Pages of other origins', () => {
  const servers: Server[] = [];
  let base: string;
  let closed: string;

  async function start(allowedOrigins: string[]): Promise<string> {
    const app = createApp({
      routes,
      context: {},
      security: { authenticate: () => Promise.reject(new Error('not asked')), revocationsAreKnown: () => true },
      health: { checks: () => ({}) },
      logger: pino({ level: 'silent' }),
      metrics: createMetrics(`cors_${servers.length}`),
      allowedOrigins,
    });
    const server = app.listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  before(async () => {
    base = await start([shop, 'https://partner.example']);
    closed = await start([]);
  });
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  const ask = (path: string, method: string, headers: Record<string, string>, at = base) =>
    fetch(`${at}${path}`, { method, headers });
  const preflight = (path: string, origin: string, at = base) =>
    ask(path, 'OPTIONS', { origin, 'access-control-request-method': 'POST' }, at);
  const allowed = (response: Response) => ({
    origin: response.headers.get('access-control-allow-origin'),
    credentials: response.headers.get('access-control-allow-credentials'),
  });

  it('get what every answer carries beside what lets them in', async () => {
    for (const answer of [await preflight('/things', shop), await ask('/sign-in', 'POST', { origin: shop })]) {
      expect(answer.status).to.equal(204);
      expect(Object.fromEntries(answer.headers)).to.include({
        'access-control-allow-origin': shop,
        'x-content-type-options': 'nosniff',
      });
      expect(answer.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    }
  });

  it('are not let in to what is no part of the API', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const answer = await ask(path, 'GET', { origin: shop });
      expect([answer.status, allowed(answer).origin]).to.deep.equal([200, null]);
    }
  });

  it('that are allowed may send what the API takes, and a browser remembers that', async () => {
    const answer = await preflight('/things', shop);
    expect(answer.status).to.equal(204);
    expect(allowed(answer)).to.deep.equal({ origin: shop, credentials: null });
    expect(answer.headers.get('access-control-allow-methods')).to.include('POST').and.include('PATCH');
    for (const header of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match']) {
      expect(answer.headers.get('access-control-allow-headers')?.split(',')).to.include(header);
    }
    expect(answer.headers.get('access-control-max-age')).to.equal('7200');
    expect(answer.headers.get('vary')).to.include('Origin');
  });

  it('that are allowed may read answers and problems, with their headers', async () => {
    for (const [path, status] of [
      ['/things', 401],
      ['/nothing', 404],
    ] as const) {
      const answer = await ask(path, 'POST', { origin: 'https://partner.example' });
      expect([answer.status, allowed(answer).origin]).to.deep.equal([status, 'https://partner.example']);
      expect(answer.headers.get('access-control-expose-headers')).to.include('ETag').and.include('Retry-After');
    }
  });

  it('have cookies sent and kept where a route has to do with them, and nowhere else', async () => {
    for (const answer of [await preflight('/sign-in', shop), await ask('/sign-in', 'POST', { origin: shop })]) {
      expect(answer.status).to.equal(204);
      expect(allowed(answer)).to.deep.equal({ origin: shop, credentials: 'true' });
    }
    expect(allowed(await ask('/things', 'POST', { origin: shop })).credentials).to.equal(null);
  });

  for (const origin of ['https://evil.example', `${shop}.evil.example`, 'http://shop.example', 'null']) {
    it(`are not let in from ${origin}`, async () => {
      const asked = await preflight('/sign-in', origin);
      expect([asked.status, allowed(asked)]).to.deep.equal([405, { origin: null, credentials: null }]);
      const answer = await ask('/sign-in', 'POST', { origin });
      expect(allowed(answer)).to.deep.equal({ origin: null, credentials: null });
      expect(answer.headers.get('vary'), 'caches keep answers apart').to.include('Origin');
    });
  }

  it('are not let in at all where none is named', async () => {
    const asked = await preflight('/sign-in', shop, closed);
    expect([asked.status, allowed(asked)]).to.deep.equal([405, { origin: null, credentials: null }]);
    expect((await ask('/sign-in', 'OPTIONS', {})).status, 'nor is OPTIONS taken otherwise').to.equal(405);
  });

  it('find nothing where there is no route', async () => {
    expect((await preflight('/nothing', shop)).status).to.equal(404);
  });
});
