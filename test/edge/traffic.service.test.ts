import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { isListening } from '@oms/local';
import { eventually } from '@oms/testing';
import { expect } from 'chai';
import { type Edge, requireTraefik, startEdge } from './edge.ts';
import { open, request, type Sent } from './request.ts';
import { startUpstream, type Upstream } from './upstream.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Where nobody listens. */
const nowhere = 'http://127.0.0.1:9';
const row = `${JSON.stringify({ id: 'x'.repeat(60), number: 'A-100042' })}\n`;

describe('What passes the edge', () => {
  let orders: Upstream;
  let portal: Upstream;
  let edge: Edge;
  /** How the service behind /api/v1/orders answers. */
  let answer: Answer;
  const agents: Agent[] = [];

  before(async function () {
    requireTraefik(this);
    orders = await startUpstream((received, response) => answer(received, response));
    portal = await startUpstream((_received, response) => response.end('portal'));
    edge = await startEdge({
      upstreams: {
        orders: [orders.url],
        portal: [portal.url],
        // One replica has gone, and Traefik has not heard of it yet.
        users: [nowhere, orders.url],
        mailer: [nowhere],
      },
      adjust: (configuration) => {
        configuration.entryPoints.websecure.transport.respondingTimeouts.readTimeout = '1s';
      },
      adjustMiddlewares: (middlewares) => {
        Object.assign(middlewares['rate-limit'].rateLimit, { average: 1, burst: 100, period: '10s' });
        middlewares['in-flight'].inFlightReq.amount = 10;
      },
    });
  });
  beforeEach(() => {
    orders.requests.length = 0;
    answer = (_request, response) => response.end('fine');
  });
  afterEach(() => {
    for (const agent of agents.splice(0)) agent.destroy();
  });
  after(async () => {
    await edge?.stop();
    await orders?.stop();
    await portal?.stop();
  });

  const path = '/api/v1/orders';
  let clients = 1;
  /** A client with an address of its own, for the edge counts by address. */
  function newClient() {
    clients += 1;
    const agent = new Agent({ keepAlive: true, localAddress: `127.0.0.${clients}` });
    agents.push(agent);
    return {
      send: (sent: Sent = {}, to = path) => edge.send(to, { agent, ...sent }),
      open: (sent: Sent = {}, to = path) =>
        open({ port: edge.ports.https, path: to, host: 'oms.example', agent, ...sent }),
    };
  }

  describe('is limited', () => {
    it('to a rate for each client address: a burst, then what was agreed, with the time to wait', async () => {
      const busy = newClient();
      const statuses = (await Promise.all(Array.from({ length: 9 }, () => many(12, busy.send)))).flat();
      expect(statuses.filter(({ status }) => status === 200).length).to.be.within(100, 104);
      const refused = statuses.find(({ status }) => status === 429);
      expect(Number(refused?.headers['retry-after'])).to.be.above(0);
      expect(refused?.headers).to.have.property('strict-transport-security');
      expect((await newClient().send()).status).to.equal(200);
    });

    const many = async <T>(count: number, act: () => Promise<T>): Promise<T[]> => {
      const done: T[] = [];
      for (let index = 0; index < count; index += 1) done.push(await act());
      return done;
    };

    it('to so many requests at a time for each client address', async () => {
      const waiting: ServerResponse[] = [];
      answer = (_request, response) => waiting.push(response);
      const slow = newClient();
      const pending = Array.from({ length: 10 }, () => slow.send());
      await eventually(() => waiting.length === 10);
      expect((await slow.send()).status).to.equal(429);
      answer = (_request, response) => response.end('fine');
      expect((await newClient().send()).status).to.equal(200);
      for (const response of waiting) response.end('fine');
      expect((await Promise.all(pending)).every(({ status }) => status === 200)).to.equal(true);
      expect((await slow.send()).status).to.equal(200);
    });

    it('to headers that the service takes as well', async () => {
      const client = newClient();
      const withHeaders = (kilobytes: number) => client.send({ headers: { 'x-long': 'x'.repeat(kilobytes * 1024) } });
      expect((await withHeaders(7)).status).to.equal(200);
      expect(orders.requests.length).to.equal(1);
      expect((await withHeaders(17)).status).to.equal(431);
      expect((await withHeaders(200)).status).to.equal(431);
      expect(orders.requests.length).to.equal(1);
    });

    it('to bodies that arrive in time', async () => {
      answer = (received, response) => {
        received.resume().once('end', () => response.end('fine'));
      };
      expect(await sendSlowly()).to.match(/^(closed|[45]\d\d)$/);
      expect(orders.requests.every(({ complete }) => !complete)).to.equal(true);
    });

    /** Sends the headers and a part of the body, and then nothing more. */
    async function sendSlowly(): Promise<string> {
      const socket = tls.connect({ port: edge.ports.https, servername: 'oms.example', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      socket.write(`POST ${path} HTTP/1.1\r\nHost: oms.example\r\nContent-Length: 1000\r\n\r\n{`);
      const said = await text(socket).catch(() => '');
      return /^HTTP\/1.1 (\d+)/.exec(said)?.[1] ?? 'closed';
    }
  });

  describe('is tried again', () => {
    it('where no connection could be made, so that every request arrives, once', async () => {
      answer = (received, response) => {
        received.resume().once('end', () => response.end('fine'));
      };
      const client = newClient();
      for (let index = 0; index < 6; index += 1) {
        const body = JSON.stringify({ index });
        expect((await client.send({ method: 'POST', body }, '/api/v1/users')).status).to.equal(200);
      }
      expect(orders.requests.length).to.equal(6);
    });

    it('until it is clear that nobody is there, which is told soon', async () => {
      const begun = performance.now();
      expect((await newClient().send({}, '/api/v1/mail/messages')).status).to.equal(502);
      expect(performance.now() - begun).to.be.below(5_000);
    });

    for (const connection of ['new', 'kept'] as const) {
      it(`never after it was sent: a service that dies with a POST in hand had it once (${connection} connection)`, async () => {
        const client = newClient();
        if (connection === 'kept') await client.send();
        orders.requests.length = 0;
        answer = (received) => received.resume().once('end', () => received.socket.destroy());
        for (const headers of [{}, { 'idempotency-key': 'a-key' }]) {
          const reply = await client.send({ method: 'POST', body: '{"items":[]}', headers });
          expect(reply.status).to.equal(502);
        }
        expect(orders.requests.length).to.equal(2);
      });
    }

    it('over a kept connection that breaks without an answer, where HTTP or a key says that no harm is done', async () => {
      const client = newClient();
      /** What becomes of a request whose first arrival breaks the connection, and how often it arrives. */
      const tryOnce = async (sent: Sent): Promise<[number, number]> => {
        answer = (_request, response) => response.end('fine');
        await client.send();
        orders.requests.length = 0;
        answer = (received, response) => {
          if (orders.requests.length === 1) received.socket.destroy();
          else response.end('fine');
        };
        const { status } = await client.send(sent);
        return [status, orders.requests.length];
      };
      expect(await tryOnce({ method: 'GET' })).to.deep.equal([200, 2]);
      expect(await tryOnce({ method: 'POST', headers: { 'idempotency-key': 'a-key' } })).to.deep.equal([200, 2]);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        expect(await tryOnce({ method }), method).to.deep.equal([502, 1]);
      }
    });

    it('never after an answer, whatever it says', async () => {
      for (const status of [500, 502, 503, 504]) {
        answer = (_request, response) => response.writeHead(status).end('no');
        orders.requests.length = 0;
        for (const method of ['GET', 'POST']) expect((await newClient().send({ method })).status).to.equal(status);
        expect(orders.requests.length).to.equal(2);
      }
    });
  });

  describe('is streamed', () => {
    const encodings = ['identity', 'gzip', 'br', 'zstd'];

    it('line by line as it is made, for longer than a request may take to arrive, however it is compressed', async () => {
      const unfinished: ServerResponse[] = [];
      answer = (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).write(row.repeat(20));
        unfinished.push(response);
      };
      const begun = performance.now();
      const client = newClient();
      const answers = await Promise.all(
        encodings.map((encoding) => client.open({ headers: { 'accept-encoding': encoding } })),
      );
      expect(answers.map(({ headers }) => headers['content-encoding'] ?? 'identity')).to.deep.equal(encodings);
      const received = answers.map((incoming) => {
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        return pieces;
      });
      await eventually(() => received.every((pieces) => pieces.length > 0) && performance.now() - begun > 1_300);
      const ended = Promise.all(answers.map((incoming) => once(incoming, 'end')));
      for (const response of unfinished) response.end(row);
      await ended;
      expect(answers.every(({ complete }) => complete)).to.equal(true);
      expect(Buffer.concat(received[0] ?? []).toString()).to.equal(row.repeat(21));
      expect(gunzipSync(Buffer.concat(received[1] ?? [])).toString()).to.equal(row.repeat(21));
    });

    it('and stops at its source when the client hangs up', async () => {
      let closed: Promise<unknown> | undefined;
      answer = (_request, response) => {
        closed = once(response, 'close');
        response.writeHead(200, { 'Content-Type': 'text/csv' }).write(row.repeat(100));
      };
      const incoming = await newClient().open({ headers: { 'accept-encoding': 'gzip' } });
      await once(incoming, 'data');
      incoming.destroy();
      await closed;
    });

    for (const encoding of encodings) {
      it(`and breaks off where the service does, so that no part is taken for the whole (${encoding})`, async () => {
        answer = (_request, response) => {
          response.writeHead(200, { 'Content-Type': 'text/csv' }).write(row.repeat(100));
          setImmediate(() => response.destroy());
        };
        const incoming = await newClient().open({ headers: { 'accept-encoding': encoding } });
        const outcome = await text(incoming).then(
          () => 'whole',
          () => 'broken off',
        );
        expect(outcome).to.equal('broken off');
      });
    }

    it('to its end when the edge is told to stop', async () => {
      const other = await startEdge({ upstreams: { orders: [orders.url], portal: [orders.url] } });
      let finish: () => void = () => undefined;
      answer = (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/csv' }).write(row);
        finish = () => response.end('the end');
      };
      const incoming = await open({ port: other.ports.https, path, host: 'oms.example' });
      const stopped = other.stop();
      await eventually(async () => !(await isListening(other.ports.https)));
      finish();
      expect(await text(incoming)).to.match(/the end$/);
      await stopped;
    });
  });

  describe('is compressed', () => {
    const body = JSON.stringify({ data: row.repeat(100) });
    const get = (type: string, content: Buffer | string, headers: Record<string, string> = {}) => {
      answer = (_request, response) =>
        response
          .writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(content), ...headers })
          .end(content);
      return newClient().send({ headers: { 'accept-encoding': 'gzip, br' } });
    };

    it('where it is text and worth it', async () => {
      for (const type of [
        'application/json',
        'application/json; charset=utf-8',
        'application/problem+json',
        'application/x-ndjson',
        'text/csv; charset=utf-8; header=present',
        'text/html; charset=utf-8',
        'text/javascript; charset=utf-8',
        'text/css; charset=utf-8',
        'image/svg+xml; charset=utf-8',
      ]) {
        const reply = await get(type, body, { ETag: '"7"' });
        const { 'content-encoding': encoding, vary, etag } = reply.headers;
        expect(['gzip', 'br'], type).to.include(encoding);
        expect(vary, type).to.match(/accept-encoding/i);
        expect(etag).to.equal('"7"');
        expect(`${encoding === 'br' ? brotliDecompressSync(reply.bytes) : gunzipSync(reply.bytes)}`).to.equal(body);
      }
    });

    it('never where it is small, or compressed already', async () => {
      expect((await get('application/json', '{"status":"ok"}')).headers).not.to.have.property('content-encoding');
      for (const type of [
        'application/pdf',
        'image/png',
        'application/octet-stream',
        'application/zip',
        'font/woff2',
      ]) {
        expect((await get(type, Buffer.alloc(5_000))).headers, type).not.to.have.property('content-encoding');
      }
      const zipped = await get('application/json', gzipSync(body), { 'Content-Encoding': 'gzip' });
      expect(gunzipSync(zipped.bytes).toString()).to.equal(body);
    });
  });

  it('goes over few connections, kept for many requests', async () => {
    const client = newClient();
    for (let index = 0; index < 5; index += 1) await client.send();
    expect(new Set(orders.requests.map(({ socket }) => socket.remotePort)).size).to.equal(1);
  });

  it('leaves no secret in a log, and the service’s id of the request', async () => {
    answer = (received, response) => {
      response.setHeader('Set-Cookie', '__Host-rt=secret-set; Secure');
      response.setHeader('X-Request-Id', 'id-of-the-service');
      if (received.url?.includes('die')) received.socket.destroy();
      else response.end('secret-body');
    };
    const client = newClient();
    const headers = {
      authorization: 'Bearer secret-token',
      cookie: '__Host-rt=secret-cookie',
      'user-agent': 'agent-of-the-test',
      referer: 'https://oms.example/?token=secret-referer',
      'x-api-key': 'secret-header',
    };
    await client.send({ headers }, `${path}?token=secret-query`);
    await client.send({ headers, method: 'POST', body: 'secret-sent' }, `${path}/die?token=secret-query`);
    await client.send({ headers }, '/api/v1/mail/unsubscribe?token=secret-query');
    await client.send({ headers }, '/not-routed?token=secret-query');
    await request({
      port: edge.ports.http,
      path: `${path}?token=secret-query`,
      host: 'oms.example',
      plain: true,
      headers,
    });
    const lines = await eventually(async () => {
      const read = (await edge.accessLog())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const own = read.filter((line) => line['request_User-Agent'] === 'agent-of-the-test');
      if (own.length !== 5) throw new Error(JSON.stringify(read.slice(-6), null, 1));
      return own;
    });
    expect(lines.map((line) => line.DownstreamStatus)).to.have.members([200, 502, 502, 404, 301]);
    expect(lines.find(({ DownstreamStatus }) => DownstreamStatus === 200)).to.include({
      'downstream_X-Request-Id': 'id-of-the-service',
      RequestMethod: 'GET',
      RequestHost: 'oms.example',
      ServiceName: 'oms-orders@file',
    });
    expect(`${await edge.accessLog()}${await edge.log()}`).not.to.include('secret');
  });

  it('is counted, for who asks inside', async () => {
    await newClient().send();
    await edge.checkHealth();
    const metrics = await request({ port: edge.ports.internal, path: '/metrics', host: 'traefik', plain: true });
    expect(metrics.body).to.match(/traefik_service_requests_total\{.*service="oms-orders@file"\} \d/);
    expect(metrics.body).to.match(/traefik_router_requests_total\{.*router="oms-orders@file"/);
    expect(metrics.body).to.include('traefik_entrypoint_request_duration_seconds_bucket');
  });
});
