import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { join } from 'node:path';
import tls from 'node:tls';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';
import { type Edge, requireTraefik, startEdge } from './edge.ts';
import { request } from './request.ts';
import { startUpstream, type Upstream } from './upstream.ts';

const services = ['auth', 'users', 'orders', 'mailer', 'portal'];

describe('The edge, for whoever is outside', () => {
  const upstreams = new Map<string, Upstream>();
  let edge: Edge;

  before(async function () {
    requireTraefik(this);
    for (const name of services) {
      const answer: Parameters<typeof startUpstream>[0] = ({ url, headers }, response) => {
        if (url === '/unrouted') response.statusCode = 404;
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ name, url, headers }));
      };
      upstreams.set(name, await startUpstream(answer));
    }
    edge = await startEdge({
      upstreams: Object.fromEntries([...upstreams].map(([name, { url }]) => [name, [url]])),
      // As many requests as these tests send are no client's.
      adjustMiddlewares: (middlewares) => Object.assign(middlewares['rate-limit'].rateLimit, { average: 0 }),
    });
  });
  after(async () => {
    await edge?.stop();
    for (const upstream of upstreams.values()) await upstream.stop();
  });

  /** Who answered, and what it was sent. */
  const seen = async (path: string, headers: Record<string, string> = {}) => {
    const reply = await edge.send(path, { headers });
    return { status: reply.status, ...JSON.parse(reply.body) } as {
      status: number;
      name: string;
      url: string;
      headers: Record<string, string>;
    };
  };

  it('leads every path of the API’s document to a service', async () => {
    const document = JSON.parse(
      readFileSync(join(repositoryRoot, 'services', 'portal', 'static', 'openapi.json'), 'utf8'),
    );
    const paths = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, crypto.randomUUID()));
    expect(paths.length).to.be.above(50);
    for (const path of paths) {
      const { status, name, url } = await seen(path);
      expect([status, url], path).to.deep.equal([200, path]);
      expect(name, path).not.to.equal('portal');
    }
  });

  it('leads each page to its service', async () => {
    const pages = {
      auth: ['/account/sign-in', '/.well-known/jwks.json', '/admin/auth/dead-letters'],
      users: ['/admin/users/dead-letters'],
      orders: ['/admin/orders/dead-letters'],
      mailer: ['/admin/mailer/dead-letters'],
      portal: ['/', '/docs', '/redoc', '/openapi.json', '/asyncapi', '/console'],
    };
    for (const [name, paths] of Object.entries(pages)) {
      for (const path of paths) expect(await seen(path), path).to.include({ name, url: path, status: 200 });
    }
  });

  it('shows nothing of what is for inside, however its path is written', async () => {
    const inside = [
      'metrics',
      'health/live',
      'health/ready',
      'internal',
      'ping',
      'api/rawdata',
      'dashboard/',
      'debug/pprof/',
    ];
    const spellings = (path: string) => [
      `/${path}`,
      `//${path}`,
      `/./${path}`,
      `/docs/../${path}`,
      `/api/v1/orders/../../../${path}`,
      `/docs/%2e%2e/${path}`,
      `/%${path.charCodeAt(0).toString(16)}${path.slice(1)}`,
    ];
    for (const path of inside.flatMap(spellings)) {
      expect(await seen(path), path).to.include({ status: 404, name: 'portal', url: '/unrouted' });
    }
    // These are no other spelling: nobody takes them for a path outside /docs.
    for (const path of ['/docs/..%2Fmetrics', '/docs/..;/metrics']) {
      expect(await seen(path), path).to.include({ name: 'portal', url: path });
    }
    for (const path of ['/docs%5C..%5Cmetrics', '/docs%00']) expect((await edge.send(path)).status, path).to.equal(400);
  });

  it('answers for the API’s host alone', async () => {
    for (const host of ['other.example', '127.0.0.1', 'oms.example.evil.example', `x@oms.example`]) {
      const reply = await edge.send('/api/v1/products', { host });
      expect(reply.status, host).to.be.oneOf([400, 503]);
      expect(reply.body, host).not.to.include('"name"');
      if (reply.status === 503) expect(reply.headers).to.include({ 'retry-after': '5' });
    }
  });

  it('sends plain HTTP to HTTPS for good, with path and query', async () => {
    const target = { port: edge.ports.http, path: '/docs?a=b&c', host: 'oms.example', plain: true };
    const read = await request(target);
    expect([read.status, read.headers.location]).to.deep.equal([301, `${edge.url}/docs?a=b&c`]);
    const written = await request({ ...target, method: 'POST', body: '{}' });
    expect([written.status, written.headers.location]).to.deep.equal([308, `${edge.url}/docs?a=b&c`]);
  });

  it('tells browsers to stay with HTTPS, in answers of its own too', async () => {
    for (const path of ['/', '/api/v1/products', '/metrics', '/operators/traefik/']) {
      const { headers } = await edge.send(path);
      expect(headers['strict-transport-security'], path).to.equal('max-age=31536000; includeSubDomains');
    }
  });

  it('speaks TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, and nothing older', async () => {
    expect(await handshake({ minVersion: 'TLSv1.3' })).to.match(/^TLSv1.3/);
    expect(await handshake({ maxVersion: 'TLSv1.2' })).to.match(/^TLSv1.2 ECDHE-\w+-(AES\d+-GCM|CHACHA20)/);
    const refused: tls.ConnectionOptions[] = [
      { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA' },
      { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-GCM-SHA384' },
    ];
    for (const options of refused) {
      expect(await handshake(options), JSON.stringify(options)).to.equal('refused');
      expect(await handshake({ ...options, servername: 'other.example' })).to.equal('refused');
    }
  });

  const handshake = (options: tls.ConnectionOptions): Promise<string> =>
    new Promise((resolve) => {
      const socket = tls.connect(
        { port: edge.ports.https, servername: 'oms.example', rejectUnauthorized: false, ...options },
        () => {
          resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
          socket.destroy();
        },
      );
      socket.once('error', () => resolve('refused'));
    });

  it('speaks HTTP/2', async () => {
    const session = http2.connect(edge.url, {
      createConnection: () =>
        tls.connect({
          port: edge.ports.https,
          servername: 'oms.example',
          ALPNProtocols: ['h2'],
          rejectUnauthorized: false,
        }),
    });
    try {
      const stream = session.request({ ':path': '/docs' });
      const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
      expect(headers[':status']).to.equal(200);
    } finally {
      session.destroy();
    }
  });

  it('tells services the address that a request came from, whatever the client says it is', async () => {
    const lies = {
      'x-forwarded-for': '203.0.113.7, 10.0.0.1',
      'x-real-ip': '203.0.113.7',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '1',
      'x-forwarded-uri': '/evil',
      'x-forwarded-method': 'DELETE',
      'x-forwarded-prefix': '/evil',
      'x-forwarded-server': 'evil',
    };
    for (const headers of [{}, lies, { ...lies, connection: 'close, x-forwarded-for, x-forwarded-proto, x-real-ip' }]) {
      const sent = (await seen('/api/v1/products', headers as Record<string, string>)).headers;
      expect(sent).to.include({
        host: 'oms.example',
        'x-forwarded-for': '127.0.0.1',
        'x-real-ip': '127.0.0.1',
        'x-forwarded-host': 'oms.example',
        'x-forwarded-proto': 'https',
      });
      expect(sent).not.to.have.any.keys('x-forwarded-uri', 'x-forwarded-method', 'x-forwarded-prefix');
      expect(JSON.stringify(sent)).not.to.include('evil');
    }
  });

  it('takes no header whose name holds an underscore, for some would read a dash', async () => {
    const sent = (await seen('/docs', { x_forwarded_for: '203.0.113.7', x_auth_account: 'someone', 'x-fine': 'yes' }))
      .headers;
    expect(sent).to.include({ 'x-fine': 'yes' });
    expect(sent).not.to.have.any.keys('x_forwarded_for', 'x_auth_account');
  });

  it('passes the id of a request on, and the one that the service answers with back', async () => {
    const sent = (await seen('/docs', { 'x-request-id': 'of-the-client-1', traceparent: '00-1-2-01' })).headers;
    expect(sent).to.include({ 'x-request-id': 'of-the-client-1', traceparent: '00-1-2-01' });
  });

  it('gives what belongs to a service of which nobody listens a 502, and goes on with the others', async () => {
    const auth = upstreams.get('auth');
    await auth?.stop();
    expect((await edge.send('/account/sign-in')).status).to.equal(502);
    expect((await edge.send('/docs')).status).to.equal(200);
  });
});
