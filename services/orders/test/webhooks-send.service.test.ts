import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createSender, type SenderOptions } from '../src/webhooks/send.ts';

describe('a request to a receiver', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let requests: string[];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  let port: number;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    requests = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = (
    url = `http://127.0.0.1:${port}/`,
    options: Partial<SenderOptions> = {},
    signal = new AbortController().signal,
  ) =>
    createSender({ allowHttp: true, allowPrivateAddresses: true, timeoutMs: 300, ...options }).post(
      url,
      {},
      '{}',
      signal,
    );

  it('counts as answered with 2xx alone', async () => {
    answer = (_request, response) => void response.writeHead(204).end();
    expect(await post()).to.include({ statusCode: 204, error: null, excerpt: null });
    answer = (_request, response) => void response.writeHead(503, { 'retry-after': '7' }).end('later');
    expect(await post()).to.include({ statusCode: 503, error: 'answered 503', excerpt: 'later', retryAfter: 7 });
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await post()).to.include({ statusCode: 307, error: 'answered 307; redirects are not followed' });
    expect(requests).to.deep.equal(['/']);
  });

  it('keeps the first KiB of an answer, and reads an endless one no further than some', async () => {
    let written = 0;
    answer = (_request, response) => {
      response.writeHead(200);
      const chunk = 'x\0'.repeat(8 * 1024);
      const more = (): void => {
        while (!response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    const { error, excerpt } = await post(undefined, { timeoutMs: 5_000 });
    expect(error).to.equal(null);
    expect(excerpt).to.equal('x\ufffd'.repeat(512));
    expect(written).to.be.lessThan(64 * 1024 * 1024);
  });

  it('fails when no answer comes in time, and when there is nobody', async () => {
    answer = () => undefined;
    expect(await post()).to.include({ statusCode: null, error: 'no answer within 0.3 s' });
    answer = (request) => void request.socket.destroy();
    expect((await post()).error).to.contain('hang up');
    expect((await post('http://127.0.0.1:1024/')).error).to.contain('ECONNREFUSED');
  });

  it('takes the status for the answer even when the body stays away', async () => {
    answer = (_request, response) => void response.writeHead(200).write('half');
    expect(await post()).to.include({ statusCode: 200, error: null, excerpt: 'half' });
  });

  it('is cut off when the service stops', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    expect(await post(undefined, { timeoutMs: 5_000 }, stop.signal)).to.include({ error: 'the service was stopping' });
  });

  it('never reaches a private address, by name or by number', async () => {
    answer = (_request, response) => void response.writeHead(200).end();
    const strict = { allowPrivateAddresses: false };
    expect((await post(`http://localhost:${port}/`, strict)).error).to.match(/localhost resolves to .*, which is not/);
    for (const host of ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]']) {
      expect((await post(`http://${host}:${port}/`, strict)).error, host).to.contain('public internet');
    }
    expect(requests).to.deep.equal([]);
    expect((await post(`http://localhost:${port}/`)).error).to.equal(null);
  });
});
