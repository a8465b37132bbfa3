import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type net from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { expect } from 'chai';
import {
  createCleanup,
  problemOf,
  type Reply,
  request,
  routersOf,
  startGateway,
  startUpstream,
  unusedPort,
} from './harness.ts';

const routers = routersOf({ orders: 'PathPrefix(`/api/v1/orders`)', users: 'PathPrefix(`/api/v1/users`)' });
const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A promise with its own resolve, to wait for something that a server sees. */
const signal = <T = void>(): PromiseWithResolvers<T> => Promise.withResolvers<T>();

describe('The gateway', () => {
  const cleanup = createCleanup();
  afterEach(() => cleanup.run());

  /** A gateway before a service `orders` that answers by `listener`. */
  const startWith = async (listener: http.RequestListener, options: object = {}) => {
    const orders = await startUpstream(cleanup, listener);
    const gateway = await startGateway(cleanup, { routers, upstreams: { orders: [orders.url] }, ...options });
    return { orders, gateway };
  };

  describe('routes', () => {
    it('a request to its service, with the path cleaned and the query untouched', async () => {
      const { gateway } = await startWith((req, res) => res.end(`${req.method} ${req.url}`));
      const reply = await request(gateway.port, '/x/..//api/v1/%6frders?q=a//b%2f', { method: 'DELETE' });
      expect(reply.body).to.equal('DELETE /api/v1/orders?q=a//b%2f');
    });

    it('by priority before length', async () => {
      const named = (name: string) => startUpstream(cleanup, (_req, res) => res.end(name));
      const [first, second] = [await named('first'), await named('second')];
      const gateway = await startGateway(cleanup, {
        routers: routersOf({ first: { rule: 'PathPrefix(`/`)', priority: 100 }, second: 'PathPrefix(`/api`)' }),
        upstreams: { first: [first.url], second: [second.url] },
      });
      expect((await request(gateway.port, '/api')).body).to.equal('first');
    });

    it('by host, whatever its port', async () => {
      const shop = await startUpstream(cleanup, (req, res) => res.end(req.headers.host));
      const gateway = await startGateway(cleanup, {
        routers: routersOf({ shop: 'Host(`shop.example`)' }),
        upstreams: { shop: [shop.url] },
      });
      const reply = await request(gateway.port, '/', { headers: { host: 'Shop.Example:1234' } });
      expect(reply.body).to.equal('Shop.Example:1234');
      expect((await request(gateway.port, '/')).status).to.equal(404);
    });

    it('nothing without a rule: 404 not_found, health and metrics among it', async () => {
      const { gateway } = await startWith((_req, res) => res.end('reached'));
      for (const path of ['/health/ready', '/metrics', '/api/v1/orders/../../metrics', '/api/v2/orders']) {
        const problem = problemOf(await request(gateway.port, `${path}?secret=1`));
        expect(problem).to.include({ status: 404, code: 'not_found', type: '/docs/problems#not_found' });
        expect(problem.instance).to.equal(path);
      }
    });

    it('no malformed path: 400 bad_request', async () => {
      const { gateway } = await startWith((_req, res) => res.end('reached'));
      expect(problemOf(await request(gateway.port, '/api/v1/orders/%zz'))).to.include({
        status: 400,
        code: 'bad_request',
      });
    });

    it('to the replicas of a service in turn', async () => {
      const named = (name: string) => startUpstream(cleanup, (_req, res) => res.end(name));
      const replicas = [await named('1'), await named('2'), await named('3')];
      const gateway = await startGateway(cleanup, { routers, upstreams: { orders: replicas.map(({ url }) => url) } });
      const seen: string[] = [];
      for (let turn = 0; turn < 6; turn += 1) seen.push((await request(gateway.port, '/api/v1/orders')).body);
      expect(seen).to.deep.equal(['1', '2', '3', '1', '2', '3']);
    });

    it('to where a service has moved', async () => {
      const { gateway } = await startWith((_req, res) => res.end('old'));
      const moved = await startUpstream(cleanup, (_req, res) => res.end('new'));
      gateway.setUpstreams({ orders: [moved.url] });
      expect((await request(gateway.port, '/api/v1/orders')).body).to.equal('new');
    });
  });

  describe('tells the service', () => {
    const seen = async (headers: http.OutgoingHttpHeaders): Promise<IncomingHttpHeaders> => {
      const { gateway } = await startWith((req, res) => res.end(JSON.stringify(req.headers)));
      return JSON.parse((await request(gateway.port, '/api/v1/orders', { headers })).body) as IncomingHttpHeaders;
    };

    it('where the request comes from, whatever the client says about it', async () => {
      const headers = await seen({
        host: 'shop.example:8080',
        'x-forwarded-for': '10.0.0.1',
        X_Forwarded_For: '10.0.0.2',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-user': 'admin',
        'x-real-ip': '10.0.0.3',
        forwarded: 'for=10.0.0.4',
      });
      expect(headers).to.include({
        host: 'shop.example:8080',
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'shop.example:8080',
        'x-forwarded-port': '8080',
      });
      expect(headers).to.not.have.any.keys('x_forwarded_for', 'x-forwarded-user', 'forwarded');
    });

    it("nothing of the client's connection", async () => {
      const headers = await seen({
        connection: 'close, X-Private, X-Forwarded-For, Content-Length',
        'x-private': '1',
        te: 'trailers',
        'proxy-authorization': 'Basic x',
        'keep-alive': 'timeout=1',
        'x-kept': '2',
      });
      expect(headers).to.not.have.any.keys('x-private', 'te', 'proxy-authorization', 'keep-alive');
      expect(headers).to.include({ connection: 'keep-alive', 'x-kept': '2', 'x-forwarded-for': '127.0.0.1' });
    });

    it('a request id: the one given, or a new one where there is none or it is malformed', async () => {
      const given = 'checkout-4f2a.17';
      expect((await seen({ 'x-request-id': given }))['x-request-id']).to.equal(given);
      expect((await seen({}))['x-request-id']).to.match(uuidv7);
      expect((await seen({ 'x-request-id': 'a b\tc' }))['x-request-id']).to.match(uuidv7);
    });
  });

  describe('tells the client', () => {
    it('what the service says, less what concerns its connection, plus the request id and security headers', async () => {
      const { gateway } = await startWith((_req, res) => {
        res.writeHead(201, 'Made', {
          connection: 'close',
          server: 'thing/1.0',
          'x-powered-by': 'Express',
          'x-frame-options': 'SAMEORIGIN',
          location: '/api/v1/orders/1',
          'set-cookie': ['a=1', 'b=2'],
        });
        res.end('{}');
      });
      const agent = new http.Agent({ keepAlive: true });
      cleanup.add(() => agent.destroy());
      const { status, headers } = await request(gateway.port, '/api/v1/orders', { agent });
      expect(status).to.equal(201);
      expect(headers).to.deep.include({
        location: '/api/v1/orders/1',
        'set-cookie': ['a=1', 'b=2'],
        connection: 'keep-alive',
        'x-frame-options': 'SAMEORIGIN',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['x-request-id']).to.match(uuidv7);
      expect(headers).to.not.have.any.keys('server', 'x-powered-by', 'strict-transport-security');
    });

    it('the request id of a problem in its header and its body', async () => {
      const { gateway } = await startWith((_req, res) => res.end());
      const reply = await request(gateway.port, '/none', { headers: { 'x-request-id': 'abcdefgh-1' } });
      expect(reply.headers['x-request-id']).to.equal('abcdefgh-1');
      expect(problemOf(reply).requestId).to.equal('abcdefgh-1');
    });

    it('a HEAD or a 304 without a body', async () => {
      const { gateway } = await startWith((req, res) => {
        if (req.headers['if-none-match']) res.writeHead(304, { etag: '"1"' }).end();
        else res.writeHead(200, { 'content-length': 5 }).end('hello');
      });
      const head = await request(gateway.port, '/api/v1/orders', { method: 'HEAD' });
      expect([head.status, head.headers['content-length'], head.body]).to.deep.equal([200, '5', '']);
      const unchanged = await request(gateway.port, '/api/v1/orders', { headers: { 'if-none-match': '"1"' } });
      expect([unchanged.status, unchanged.headers.etag, unchanged.body]).to.deep.equal([304, '"1"', '']);
      const missing = await request(gateway.port, '/none', { method: 'HEAD' });
      expect([missing.status, missing.body]).to.deep.equal([404, '']);
    });
  });

  describe('streams', () => {
    it('an answer, piece by piece as it comes', async () => {
      const next = signal();
      const { gateway } = await startWith(async (_req, res) => {
        res.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
        await next.promise;
        res.write('{"line":1}\n');
      });
      const answer = await new Promise<IncomingMessage>((resolve, reject) =>
        http.get({ port: gateway.port, path: '/api/v1/orders', agent: false }, resolve).on('error', reject),
      );
      expect(answer.statusCode).to.equal(200);
      next.resolve();
      const first = await new Promise<Buffer>((resolve) => answer.once('data', resolve));
      expect(first.toString()).to.equal('{"line":1}\n');
      answer.destroy();
    });

    it('a body, piece by piece as it comes', async () => {
      const arrived = signal<string>();
      const { gateway } = await startWith(async (req, res) => {
        req.once('data', (chunk: Buffer) => arrived.resolve(chunk.toString()));
        res.end(await text(req));
      });
      const answer = signal<IncomingMessage>();
      const outgoing = http.request({ port: gateway.port, path: '/api/v1/orders', method: 'POST', agent: false });
      outgoing.on('response', answer.resolve).on('error', answer.reject);
      outgoing.write('first,');
      expect(await arrived.promise).to.equal('first,');
      outgoing.end('second');
      expect(await text(await answer.promise)).to.equal('first,second');
    });

    it('a large body both ways without loss, whether its length was announced or not', async () => {
      const { gateway } = await startWith((req, res) => void req.pipe(res));
      const sent = Buffer.alloc(5 * 1024 * 1024, 'abcdefghijk');
      for (const headers of [{ 'content-length': sent.length }, { 'transfer-encoding': 'chunked' }]) {
        const answer = await new Promise<IncomingMessage>((resolve, reject) => {
          const options = {
            port: gateway.port,
            path: '/api/v1/orders',
            method: 'POST',
            agent: false,
            headers,
          } as const;
          http.request(options, resolve).on('error', reject).end(sent);
        });
        expect((await buffer(answer)).equals(sent)).to.equal(true);
      }
    });

    it('no faster than the client reads', async () => {
      let written = 0;
      const full = signal();
      const { gateway } = await startWith((_req, res) => {
        const piece = Buffer.alloc(1024 * 1024);
        const more = (): void => {
          while (written < 256) {
            written += 1;
            if (!res.write(piece)) {
              res.once('drain', more);
              // Nothing drains any more once every buffer on the way is full.
              setTimeout(full.resolve, 300).unref();
              return;
            }
          }
          res.end();
        };
        more();
      });
      const answer = await new Promise<IncomingMessage>((resolve, reject) =>
        http.get({ port: gateway.port, path: '/api/v1/orders', agent: false }, resolve).on('error', reject),
      );
      await full.promise;
      expect(written).to.be.lessThan(64);
      answer.destroy();
    });

    it('an interim answer of its own to a client that asks before it sends', async () => {
      const { gateway } = await startWith(async (req, res) => res.end(await text(req)));
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { expect: '100-continue', 'content-length': 2 };
        const outgoing = http.request({
          port: gateway.port,
          path: '/api/v1/orders',
          method: 'POST',
          agent: false,
          headers,
        });
        outgoing
          .on('continue', () => outgoing.end('ok'))
          .on('response', resolve)
          .on('error', reject);
        outgoing.flushHeaders();
      });
      expect(await text(answer)).to.equal('ok');
    });
  });

  describe('when a client hangs up', () => {
    it('ends the request to the service before its answer', async () => {
      const [began, ended] = [signal(), signal()];
      const { gateway } = await startWith((_req, res) => {
        res.once('close', ended.resolve);
        began.resolve();
      });
      const outgoing = http.get({ port: gateway.port, path: '/api/v1/orders', agent: false }).on('error', () => {});
      await began.promise;
      outgoing.destroy();
      await ended.promise;
    });

    it('ends the request to the service in the middle of its answer', async () => {
      const ended = signal();
      const { gateway } = await startWith((_req, res) => {
        res.once('close', ended.resolve);
        res.write('begun');
      });
      const answer = await new Promise<IncomingMessage>((resolve, reject) =>
        http.get({ port: gateway.port, path: '/api/v1/orders', agent: false }, resolve).on('error', reject),
      );
      answer.destroy();
      await ended.promise;
    });

    it('ends the request to the service in the middle of its body', async () => {
      const [began, ended] = [signal(), signal()];
      const { gateway } = await startWith((req) => {
        req.once('data', () => began.resolve());
        req.once('close', ended.resolve).on('error', () => {});
      });
      const headers = { 'content-length': 100 };
      const options = { port: gateway.port, path: '/api/v1/orders', method: 'POST', agent: false, headers } as const;
      const outgoing = http.request(options).on('error', () => {});
      outgoing.write('ten bytes.');
      await began.promise;
      outgoing.destroy();
      await ended.promise;
    });
  });

  describe('without a service to answer', () => {
    it('says 503 service_unavailable and how to start it', async () => {
      const { gateway } = await startWith((_req, res) => res.end());
      const problem = problemOf(
        await request(gateway.port, '/api/v1/users/me', { method: 'POST', body: 'x'.repeat(99_999) }),
      );
      expect(problem).to.include({ status: 503, code: 'service_unavailable' });
      expect(problem.detail).to.equal(
        'users is not running here; start it with npm start -- users or set UPSTREAM_URL',
      );
    });

    it('sends it to the fallback where there is one, under its own name', async () => {
      const shared = await startUpstream(cleanup, (req, res) =>
        res.end(`${req.headers.host} ${req.url} ${req.headers['x-forwarded-host']}`),
      );
      const { gateway } = await startWith((_req, res) => res.end('own'), {
        fallbackUrl: `http://localhost:${shared.port}/base`,
      });
      const headers = { host: 'here.example' };
      expect((await request(gateway.port, '/api/v1/users/me', { headers })).body).to.equal(
        `localhost:${shared.port} /base/api/v1/users/me here.example`,
      );
      expect((await request(gateway.port, '/api/v1/orders')).body).to.equal('own');
    });

    it('says 503 when it cannot be reached, and that nothing was sent', async () => {
      const { orders, gateway } = await startWith((_req, res) => res.end());
      await orders.stop();
      const reply = await request(gateway.port, '/api/v1/orders', { method: 'POST', body: '{}' });
      expect(problemOf(reply)).to.include({ status: 503, code: 'service_unavailable', service: 'orders' });
      expect(problemOf(reply).detail).to.contain('nothing was sent');
      expect(reply.headers['retry-after']).to.equal('1');
    });

    it('has another replica answer, with the whole body, when one cannot be reached', async () => {
      const { orders } = await startWith(async (req, res) => res.end(await text(req)));
      const dead = `http://127.0.0.1:${await unusedPort()}`;
      const gateway = await startGateway(cleanup, { routers, upstreams: { orders: [dead, orders.url] } });
      for (let turn = 0; turn < 4; turn += 1) {
        const body = 'b'.repeat(300_000);
        const reply = await request(gateway.port, '/api/v1/orders', { method: 'POST', body });
        expect([reply.status, reply.body.length]).to.deep.equal([200, body.length]);
      }
    });

    it('says 502 bad_gateway when it ends the connection instead of answering, and does not send again', async () => {
      let requests = 0;
      const { gateway } = await startWith((req) => {
        requests += 1;
        req.socket.destroy();
      });
      for (const method of ['POST', 'GET']) {
        expect(problemOf(await request(gateway.port, '/api/v1/orders', { method }))).to.include({
          status: 502,
          code: 'bad_gateway',
          service: 'orders',
        });
      }
      expect(requests).to.equal(2);
    });

    it('cuts the connection when an answer breaks off, so that nobody takes it for whole', async () => {
      const { gateway } = await startWith((_req, res) => {
        res.write('half', () => res.destroy());
      });
      const answer = await new Promise<IncomingMessage>((resolve, reject) =>
        http.get({ port: gateway.port, path: '/api/v1/orders', agent: false }, resolve).on('error', reject),
      );
      const failure = await text(answer).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(failure).to.equal('ECONNRESET');
    });

    it('says 504 gateway_timeout when it is silent for too long, and ends the request', async () => {
      const ended = signal();
      const { gateway } = await startWith((_req, res) => void res.once('close', ended.resolve), {
        upstreamTimeoutMs: 100,
      });
      const problem = problemOf(await request(gateway.port, '/api/v1/orders', { method: 'POST', body: '{}' }));
      expect(problem).to.include({ status: 504, code: 'gateway_timeout', service: 'orders' });
      await ended.promise;
    });

    it('waits for a client that sends slowly and for an answer that goes on slowly', async () => {
      const { gateway } = await startWith(
        async (req, res) => {
          res.write(await text(req));
          setTimeout(() => res.end(' and answered'), 150);
        },
        { upstreamTimeoutMs: 50 },
      );
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const outgoing = http.request({ port: gateway.port, path: '/api/v1/orders', method: 'POST', agent: false });
        outgoing.on('response', resolve).on('error', reject).write('slowly ');
        setTimeout(() => outgoing.end('sent'), 150);
      });
      expect(await text(answer)).to.equal('slowly sent and answered');
    });
  });

  describe('reuses connections to a service', () => {
    it('for request after request', async () => {
      const ports = new Set<number | undefined>();
      const { gateway } = await startWith((req, res) => {
        ports.add(req.socket.remotePort);
        res.end();
      });
      for (let turn = 0; turn < 5; turn += 1) await request(gateway.port, '/api/v1/orders');
      expect(ports.size).to.equal(1);
    });

    it('and sends a GET anew when the service closes one just then, but never a POST', async () => {
      const seen: string[] = [];
      // Answers the first request of each connection and drops the connection at the second.
      const served = new WeakSet<net.Socket>();
      const { gateway } = await startWith((req, res) => {
        seen.push(`${req.method} ${served.has(req.socket) ? 'dropped' : 'answered'}`);
        if (served.has(req.socket)) {
          req.socket.destroy();
          return;
        }
        served.add(req.socket);
        res.end('ok');
      });
      const send = (method: string): Promise<Reply> => request(gateway.port, '/api/v1/orders', { method });
      expect((await send('GET')).status).to.equal(200);
      expect((await send('GET')).body).to.equal('ok');
      expect((await send('POST')).status).to.equal(200);
      expect((await send('POST')).status).to.equal(502);
      expect(seen).to.deep.equal(['GET answered', 'GET dropped', 'GET answered', 'POST answered', 'POST dropped']);
    });
  });

  describe('limits bodies', () => {
    const start = () =>
      startWith(async (req, res) => res.end(String((await text(req)).length)), { maxBodyBytes: 1000 });

    it('by their announced length: 413 payload_too_large, and the service never hears of it', async () => {
      let reached = false;
      const { gateway } = await startWith(
        (_req, res) => {
          reached = true;
          res.end();
        },
        { maxBodyBytes: 1000 },
      );
      const reply = await request(gateway.port, '/api/v1/orders', { method: 'POST', body: 'x'.repeat(1001) });
      expect(problemOf(reply)).to.include({ status: 413, code: 'payload_too_large' });
      expect(reply.headers.connection).to.equal('close');
      expect(reached).to.equal(false);
    });

    it('by count where the length is not announced', async () => {
      const { gateway } = await start();
      const send = (size: number): Promise<Reply> =>
        request(gateway.port, '/api/v1/orders', {
          method: 'POST',
          headers: { 'transfer-encoding': 'chunked' },
          body: 'x'.repeat(size),
        });
      expect((await send(1000)).body).to.equal('1000');
      expect(problemOf(await send(1001)).code).to.equal('payload_too_large');
      expect((await send(10)).body).to.equal('10');
    });

    it('and lets a client that still sends read the answer', async () => {
      const { gateway } = await start();
      const reply = await request(gateway.port, '/api/v1/orders', {
        method: 'POST',
        body: Buffer.alloc(20 * 1024 * 1024),
      });
      expect(problemOf(reply).code).to.equal('payload_too_large');
    });
  });

  it('goes on with a connection after a problem that came before the body was read', async () => {
    const { gateway } = await startWith((_req, res) => res.end('ok'));
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    cleanup.add(() => agent.destroy());
    const first = await request(gateway.port, '/none', { agent, method: 'POST', body: 'x'.repeat(500_000) });
    expect(first.status).to.equal(404);
    expect((await request(gateway.port, '/api/v1/orders', { agent })).body).to.equal('ok');
  });

  describe('when it stops', () => {
    it('lets requests under way finish, ends their connections and takes no new ones', async () => {
      const [began, go] = [signal(), signal()];
      const { gateway } = await startWith(async (_req, res: ServerResponse) => {
        began.resolve();
        await go.promise;
        res.end('finished');
      });
      const agent = new http.Agent({ keepAlive: true });
      cleanup.add(() => agent.destroy());
      const reply = request(gateway.port, '/api/v1/orders', { agent });
      await began.promise;
      const stopped = gateway.stop();
      const refused = await request(gateway.port, '/api/v1/orders').then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      );
      expect(refused).to.equal('ECONNREFUSED');
      go.resolve();
      expect((await reply).body).to.equal('finished');
      expect((await reply).headers.connection).to.equal('close');
      await stopped;
    });

    it('does not wait for a connection that an answer under way leaves open', async () => {
      const go = signal();
      const { gateway } = await startWith(async (_req, res) => {
        res.writeHead(200).flushHeaders();
        await go.promise;
        res.end('finished');
      });
      const agent = new http.Agent({ keepAlive: true });
      cleanup.add(() => agent.destroy());
      const answer = await new Promise<IncomingMessage>((resolve, reject) =>
        http.get({ port: gateway.port, path: '/api/v1/orders', agent }, resolve).on('error', reject),
      );
      const stopped = gateway.stop(60_000);
      go.resolve();
      expect(await text(answer)).to.equal('finished');
      await stopped;
    });

    it('ends requests that outlast the grace', async () => {
      const began = signal();
      const { gateway } = await startWith(() => began.resolve());
      const failed = request(gateway.port, '/api/v1/orders').catch((error: NodeJS.ErrnoException) => error.code);
      await began.promise;
      await gateway.stop(50);
      expect(await failed).to.equal('ECONNRESET');
    });
  });

  it('says that its port is taken', async () => {
    const { gateway, orders } = await startWith((_req, res) => res.end());
    const code = await gateway.listen(orders.port, '127.0.0.1').catch((error: NodeJS.ErrnoException) => error.code);
    expect(code).to.equal('ERR_SERVER_ALREADY_LISTEN');
    const other = await startGateway(cleanup, { routers, upstreams: {} });
    expect(other.port).to.not.equal(gateway.port);
  });
});
