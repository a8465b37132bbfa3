import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient, each, isProblem, memoryTokens, ProblemError, type Tokens } from '@oms/client';
import { expect } from 'chai';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

describe('the client', () => {
  let server: Server;
  let baseUrl: string;
  let handle: Handler;
  let requests: { line: string; key: string | undefined; token: string | undefined; body: string }[];
  before(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      requests.push({
        line: `${request.method} ${request.url}`,
        key: request.headers['idempotency-key'] as string | undefined,
        token: request.headers.authorization,
        body,
      });
      handle(request, response, body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const reply = (
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const pair = (name: string) => ({
    accessToken: name,
    tokenType: 'Bearer',
    expiresIn: 600,
    refreshToken: `${name}-r`,
  });
  const signedIn = (expiresAt = Date.now() + 600_000): Tokens => ({
    accessToken: 'old',
    refreshToken: 'old-r',
    expiresAt,
  });
  const body = { currency: 'EUR', items: [{ sku: 'A', quantity: 1 }] } as never;

  it('sends an order again under the same key until it is answered, and places it once', async () => {
    handle = (_request, response) => {
      if (requests.length === 1) response.destroy();
      else if (requests.length === 2) reply(response, 503, {}, { 'retry-after': '0' });
      else reply(response, 201, { number: 'A-1' });
    };
    const { data } = await createClient({ baseUrl, apiKey: 'oms_k' }).POST('/api/v1/orders', { body });
    expect(data.number).to.equal('A-1');
    expect(requests).to.have.length(3);
    expect(new Set(requests.map(({ key }) => key)).size).to.equal(1);
    expect(requests[0]?.key).to.have.length(36);
    expect(requests[2]).to.include({ token: 'Bearer oms_k', body: JSON.stringify(body) });
  });

  it('keeps a key that it is given, and sends what has none once when nobody knows what became of it', async () => {
    handle = (_request, response) => response.destroy();
    const client = createClient({ baseUrl, apiKey: 'oms_k', retry: { retries: 1 } });
    const keyed = { header: { 'Idempotency-Key': 'mine' } };
    for (const work of [
      () => client.POST('/api/v1/orders', { body, params: keyed }),
      () =>
        client.PATCH('/api/v1/orders/{id}', {
          params: { path: { id: 'x' }, header: { 'If-Match': '"1"' } },
          body: { note: 'y' },
        }),
    ]) {
      expect(await work().catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    }
    expect(requests.map(({ line, key }) => [line, key])).to.deep.equal([
      ['POST /api/v1/orders', 'mine'],
      ['POST /api/v1/orders', 'mine'],
      ['PATCH /api/v1/orders/x', undefined],
    ]);
  });

  it('throws problems with their code, fields and request id; also of a proxy that knows no problems', async () => {
    const errors = [{ pointer: '/items/0/quantity', in: 'body', code: 'too_small', detail: 'must be at least 1' }];
    const problem = {
      title: 'Not enough in stock',
      detail: 'There are 2.',
      code: 'insufficient_stock',
      requestId: 'r',
      errors,
    };
    handle = (_request, response) => {
      if (requests.length === 1)
        reply(response, 409, { ...problem, available: 2 }, { 'content-type': 'application/problem+json' });
      else response.writeHead(500, { 'content-type': 'text/html', 'x-request-id': 'q' }).end('<h1>Oh</h1>');
    };
    const place = () =>
      createClient({ baseUrl, apiKey: 'oms_k' })
        .POST('/api/v1/orders', { body })
        .then(
          () => undefined,
          (error: unknown) => error,
        );
    const first = await place();
    if (!isProblem(first, 'POST /api/v1/orders')) throw first;
    expect(first).to.include({ status: 409, code: 'insufficient_stock', detail: 'There are 2.', requestId: 'r' });
    expect(first.message).to.equal('Not enough in stock: There are 2.');
    expect([first.errors, first.problem.available]).to.deep.equal([errors, 2]);
    const second = await place();
    expect(second).to.be.instanceOf(ProblemError);
    expect(second).to.include({ status: 500, code: 'unreadable_answer', requestId: 'q', message: 'HTTP status 500' });
  });

  it('renews a token that has ended once for all requests that wait for it', async () => {
    const tokens = memoryTokens(signedIn(Date.now() + 1_000));
    handle = (request, response) => {
      if (request.url === '/api/v1/auth/refresh') setTimeout(() => reply(response, 200, pair('new')), 20);
      else reply(response, 200, { email: 'ada@example.com' });
    };
    const client = createClient({ baseUrl, tokens });
    await Promise.all(Array.from({ length: 5 }, () => client.GET('/api/v1/auth/me')));
    const renewals = requests.filter(({ line }) => line === 'POST /api/v1/auth/refresh');
    expect(renewals.map(({ body: sent, token }) => [sent, token])).to.deep.equal([
      ['{"refreshToken":"old-r"}', undefined],
    ]);
    expect(requests.filter(({ token }) => token === 'Bearer new')).to.have.length(5);
    expect(await tokens.get()).to.include({ accessToken: 'new', refreshToken: 'new-r' });
  });

  it('renews a token that is refused, once, and sends the request again with its body', async () => {
    handle = (request, response) => {
      if (request.url === '/api/v1/auth/refresh') reply(response, 200, pair('new'));
      else if (request.headers.authorization === 'Bearer new') reply(response, 201, { number: 'A-2' });
      else reply(response, 401, { code: 'token_revoked' });
    };
    const client = createClient({ baseUrl, tokens: memoryTokens(signedIn()) });
    const { data } = await client.POST('/api/v1/orders', { body });
    expect([data.number, requests.at(-1)?.body]).to.deep.equal(['A-2', JSON.stringify(body)]);
    handle = (request, response) => {
      if (request.url === '/api/v1/auth/refresh') reply(response, 200, pair('newer'));
      else reply(response, 401, { code: 'token_invalid' });
    };
    const refused = await client.GET('/api/v1/auth/me').catch((error: ProblemError) => error);
    expect(refused).to.include({ status: 401 });
  });

  it('knows that nobody is signed in any more when the session has ended, but not when that cannot be known', async () => {
    const tokens = memoryTokens(signedIn());
    let status = 500;
    handle = (request, response) =>
      reply(response, request.url === '/api/v1/auth/refresh' ? status : 401, { code: 'x' });
    const client = createClient({ baseUrl, tokens });
    const failed = await client.GET('/api/v1/auth/me').catch((error: ProblemError) => error);
    expect(failed).to.include({ status: 500 });
    expect(await tokens.get()).to.include({ refreshToken: 'old-r' });
    status = 401;
    const ended = await client.GET('/api/v1/auth/me').catch((error: ProblemError) => error);
    expect(ended).to.include({ status: 401 });
    expect(await tokens.get()).to.equal(undefined);
  });

  it('stops waiting when it is told to', async () => {
    const stopping = new AbortController();
    handle = (_request, response) => {
      response.once('finish', () => setTimeout(() => stopping.abort(new Error('no longer')), 50));
      reply(response, 503, {}, { 'retry-after': '15' });
    };
    const client = createClient({ baseUrl, apiKey: 'oms_k' });
    const answer = client.GET('/api/v1/auth/me', { signal: stopping.signal }).catch((error: Error) => error);
    expect(await answer).to.have.property('message', 'no longer');
    expect(requests).to.have.length(1);
  });

  it('goes through a list page by page, as far as it is read', async () => {
    handle = ({ url = '' }, response) => {
      const cursor = new URL(url, baseUrl).searchParams.get('cursor');
      if (cursor === null) reply(response, 200, { data: [{ number: '1' }, { number: '2' }], nextCursor: 'b c' });
      else reply(response, 200, { data: [{ number: '3' }], nextCursor: null });
    };
    const orders = each(createClient({ baseUrl, apiKey: 'oms_k' }), '/api/v1/orders', {
      params: { query: { q: 'Ada' } },
    });
    const numbers: string[] = [];
    for await (const { number } of orders) {
      numbers.push(number);
      if (number === '2') expect(requests).to.have.length(1);
    }
    expect(numbers).to.deep.equal(['1', '2', '3']);
    expect(requests.map(({ line }) => line)).to.deep.equal([
      'GET /api/v1/orders?q=Ada',
      'GET /api/v1/orders?q=Ada&cursor=b%20c',
    ]);
  });

  it('refuses to compile what is not there', async () => {
    handle = (_request, response) => reply(response, 200, { data: [], nextCursor: null });
    const client = createClient({ baseUrl, apiKey: 'oms_k', retry: { retries: 0 } });
    // @ts-expect-error there is no such path
    await client.GET('/api/v1/parcels');
    // @ts-expect-error the id is missing
    await client.GET('/api/v1/orders/{id}', {});
    // @ts-expect-error there is no such filter
    await client.GET('/api/v1/orders', { params: { query: { colour: 'red' } } });
    // @ts-expect-error not a list
    await each(client, '/api/v1/auth/me').next();
    const problem = new ProblemError(new Response(), {});
    // @ts-expect-error an order is never refused so
    if (isProblem(problem, 'POST /api/v1/orders')) expect(problem.code === 'identity_linked').to.equal(false);
  });
});
