import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createDatabase, type Database } from '@oms/database';
import { createMetrics } from '@oms/telemetry';
import { createTestDatabase, eventually, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import type { OpenAPIV3_1 } from 'openapi-types';
import { pino } from 'pino';
import * as z from 'zod';
import {
  type Authenticator,
  anyone,
  createApp,
  decodeCursor,
  defineProblems,
  encodeCursor,
  etag,
  openApiDocument,
  Problem,
  pageQuery,
  permission,
  problems,
  readIfMatch,
  requireVersion,
  routesFor,
  signedIn,
  sweepKeys,
} from '../src/index.ts';
import { idempotencyTableSql } from './idempotency-table.ts';

const own = defineProblems({
  too_many_things: { status: 409, title: 'Too many things' },
  kept_quiet: { status: 409, title: 'Nobody is told' },
});
const route = routesFor<{ db: Database }>();
const thing = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Thing' });
const newThing = z.strictObject({ name: z.string().min(3), tags: z.record(z.string(), z.string()).optional() });

let waitInside: Promise<void> | undefined;
let entered: (() => void) | undefined;
let settledTimes = 0;
let told: string[] = [];

const routes = [
  route({
    method: 'post',
    path: '/things',
    operationId: 'createThing',
    summary: 'Make a thing',
    tag: 'things',
    access: signedIn(),
    body: newThing,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 201: { description: 'The thing', body: thing, headers: { Location: 'Where it is' } } },
    problems: [own.too_many_things, problems.too_many_requests],
    handler: async ({ body, tx }) => {
      const id = randomUUID();
      await tx.query('INSERT INTO things (id, name) VALUES ($1, $2)', [id, body.name]);
      tx.afterCommit(() => told.push(body.name));
      entered?.();
      await waitInside;
      if (body.name === 'kept quiet') throw new Problem(own.kept_quiet);
      if (body.name === 'too fast') throw new Problem(problems.too_many_requests);
      if (body.name === 'conflict') throw new Problem(own.too_many_things, { detail: 'One is enough.' });
      if (body.name === 'explode') throw new Error('secret detail of the failure');
      return { status: 201, body: { id, name: body.name }, headers: { Location: `/things/${id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/things',
    operationId: 'listThings',
    summary: 'List things',
    tag: 'things',
    access: anyone(),
    query: z.strictObject({ ...pageQuery, name: z.string().optional() }),
    responses: { 200: { description: 'Names', body: z.object({ limit: z.int(), name: z.string().optional() }) } },
    handler: ({ query }) => ({ status: 200, body: { limit: query.limit, ...(query.name && { name: query.name }) } }),
  }),
  route({
    method: 'get',
    path: '/things/mine',
    operationId: 'listMyThings',
    summary: 'My things',
    tag: 'things',
    access: signedIn({ keyPermission: 'orders:read' }),
    responses: { 204: { description: 'None' } },
    handler: () => ({ status: 204 }),
  }),
  route({
    method: 'get',
    path: '/things/:id',
    operationId: 'getThing',
    summary: 'One thing',
    tag: 'things',
    access: anyone(),
    params: z.object({ id: z.uuid() }),
    responses: { 200: { description: 'The thing', body: thing, headers: { ETag: 'Its version' } } },
    handler: ({ params }) => ({ status: 200, headers: { ETag: etag(3) }, body: { id: params.id, name: 'one' } }),
  }),
  route({
    method: 'patch',
    path: '/things/:id',
    operationId: 'renameThing',
    summary: 'Rename a thing',
    tag: 'things',
    access: permission('products:write', { recentLogin: true }),
    params: z.object({ id: z.uuid() }),
    body: newThing,
    ifMatch: true,
    responses: { 204: { description: 'Done' } },
    handler: ({ expectedVersion }) => {
      requireVersion(expectedVersion, 3, ['name']);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/money',
    operationId: 'moveMoney',
    summary: 'Money',
    tag: 'things',
    access: permission('orders:read', { recentLogin: 'people' }),
    responses: { 204: { description: 'Moved' } },
    handler: () => ({ status: 204 }),
  }),
  route({
    method: 'post',
    path: '/signed',
    operationId: 'receiveSigned',
    summary: 'Bytes as they were sent',
    tag: 'things',
    access: anyone(),
    rawBody: true,
    bodyLimit: 100,
    responses: { 200: { description: 'What came', body: z.object({ bytes: z.string(), type: z.string() }) } },
    handler: ({ body, request }) => ({
      status: 200,
      body: { bytes: body.toString('hex'), type: request.mediaType ?? 'none' },
    }),
  }),
  route({
    method: 'post',
    path: '/imports',
    operationId: 'importThings',
    summary: 'Things, one a line',
    tag: 'things',
    access: signedIn(),
    bodyTypes: ['text/csv', 'application/x-ndjson'],
    bodyLimit: 1_000,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 200: { description: 'What came', body: z.object({ names: z.array(z.string()), type: z.string() }) } },
    handler: async ({ body, tx, request }) => {
      const names = body.toString().split('\n');
      for (const name of names) await tx.query('INSERT INTO things (id, name) VALUES ($1, $2)', [randomUUID(), name]);
      return { status: 200, body: { names, type: request.mediaType ?? 'none' } };
    },
  }),
  route({
    method: 'post',
    path: '/settled',
    operationId: 'settleThing',
    summary: 'A thing that is finished after the commit',
    tag: 'things',
    access: signedIn(),
    body: newThing,
    transaction: true,
    idempotent: true,
    dryRun: true,
    responses: { 201: { description: 'The thing', body: thing, headers: { Location: 'Where it is' } } },
    problems: [own.too_many_things],
    handler: async ({ body, tx }) => {
      const id = randomUUID();
      await tx.query('INSERT INTO things (id, name) VALUES ($1, $2)', [id, body.name]);
      if (body.name === 'conflict') throw new Problem(own.too_many_things);
      return { status: 201, body: { id, name: body.name }, headers: { Location: `/things/${id}` } };
    },
    settle: async (reply, { body }, { db }) => {
      settledTimes += 1;
      if (body.name === 'cannot settle') throw new Error('nobody answers');
      if (!('body' in reply)) return reply;
      // On another connection, so that only what is committed is seen.
      const rows = await db.query<{ name: string }>('SELECT name FROM things WHERE id = $1', [reply.body.id]);
      return { ...reply, body: { ...reply.body, name: `${rows[0]?.name} settled ${settledTimes}` } };
    },
  }),
  route({
    method: 'get',
    path: '/framed',
    operationId: 'getFramed',
    summary: 'A thing with headers of its own',
    tag: 'things',
    access: anyone(),
    responses: { 200: { description: 'It', body: z.object({}) } },
    handler: () => ({ status: 200, headers: { 'x-frame-options': 'DENY', 'Set-Cookie': ['a=1', 'b=2'] }, body: {} }),
  }),
  route({
    method: 'get',
    path: '/accepted',
    operationId: 'acceptThing',
    summary: 'An answer without a body',
    tag: 'things',
    access: anyone(),
    query: z.strictObject({ note: z.string().optional() }),
    responses: { 202: { description: 'Taken' } },
    handler: ({ query: { note } }) => ({ status: 202, ...(note !== undefined && { headers: { 'X-Note': note } }) }),
  }),
  route({
    method: 'get',
    path: '/endless',
    operationId: 'streamEndlessly',
    summary: 'A stream that does not end',
    tag: 'things',
    access: anyone(),
    responses: { 200: { description: 'Lines', types: ['text/plain'] } },
    handler: ({ request }) => ({ status: 200, type: 'text/plain', content: Readable.from(lines(request.signal)) }),
  }),
];

async function* lines(stop: AbortSignal) {
  for (; !stop.aborted; await nextTurn()) yield 'line\n';
}

const now = () => Math.floor(Date.now() / 1000);
const principals: Record<string, Parameters<Authenticator['authenticate']>[0]> = {};
let revocationsAreKnown = true;
const security: Authenticator = {
  revocationsAreKnown: () => revocationsAreKnown,
  async authenticate(credential) {
    const [role, subject = 'someone', age = '0'] = credential.split('.');
    if (role === 'forged') throw new Problem(problems.token_invalid);
    return {
      kind: role === 'key' ? 'apiKey' : 'person',
      subject,
      roles: [role ?? ''],
      permissions:
        role === 'staff'
          ? ['products:write']
          : role === 'reader' || (role === 'key' && subject === 'reader')
            ? ['orders:read']
            : [],
      amr: ['pwd'],
      authTime: now() - Number(age),
      email: principals[subject],
    };
  },
};

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { errors?: Record<string, string>[] };
}

describe('an app made of routes', () => {
  let database: TestDatabase;
  let db: Database;
  let server: Server;
  let base: string;
  let document: OpenAPIV3_1.Document;
  const metrics = createMetrics('test');
  const logged: string[] = [];

  before(async () => {
    database = await createTestDatabase(['orders']);
    const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
    db = createDatabase({ url: database.adminUrl, applicationName: 'test', logger, poolMax: 20 });
    await db.pool.query('CREATE TABLE things (id uuid PRIMARY KEY, name text NOT NULL)');
    await db.pool.query(await idempotencyTableSql(db));
    document = openApiDocument({ service: 'test', title: 'T', description: 'T', version: '1', tags: [] }, routes);
    const app = createApp({
      routes,
      context: { db },
      db,
      security,
      health: { checks: () => ({}) },
      logger,
      metrics,
      document: () => document,
      validateReplies: true,
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await db.close();
    await database.drop();
  });

  afterEach(() => {
    revocationsAreKnown = true;
    waitInside = undefined;
    entered = undefined;
  });

  async function call(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(options.token && { authorization: `Bearer ${options.token}` }),
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body !== undefined && {
        body:
          typeof options.body === 'string' || options.body instanceof Uint8Array
            ? (options.body as BodyInit)
            : JSON.stringify(options.body),
      }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  }

  const countThings = async (name: string): Promise<number> =>
    (await db.query<{ count: number }>('SELECT count(*) FROM things WHERE name = $1', [name]))[0]?.count ?? -1;

  describe('refuses', () => {
    const cases: [string, string, string, Parameters<typeof call>[2], number, string][] = [
      ['an unknown path', 'GET', '/nothing', {}, 404, 'not_found'],
      ['a path id that is not a UUID', 'GET', '/things/7', {}, 404, 'not_found'],
      ['a malformed escape in the path', 'GET', '/things/%E0%A4%A', {}, 400, 'bad_request'],
      ['a request without a token', 'POST', '/things', { body: {} }, 401, 'unauthenticated'],
      [
        'another scheme',
        'POST',
        '/things',
        { body: {}, headers: { authorization: 'Basic eDp5' } },
        401,
        'unauthenticated',
      ],
      [
        'a forged token before reading the body',
        'POST',
        '/things',
        { token: 'forged', body: '{' },
        401,
        'token_invalid',
      ],
      ['a body that is not JSON', 'POST', '/things', { token: 'customer', body: '{"name":' }, 400, 'malformed_json'],
      [
        'another content type',
        'POST',
        '/things',
        { token: 'customer', body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        415,
        'unsupported_media_type',
      ],
      [
        'another encoding than UTF-8',
        'POST',
        '/things',
        {
          token: 'customer',
          body: Buffer.from('{"name":"a\\u0000bc"}', 'utf16le'),
          headers: { 'content-type': 'application/json; charset=utf-16le' },
        },
        415,
        'unsupported_media_type',
      ],
      [
        'a body that is too large',
        'POST',
        '/things',
        { token: 'customer', body: { name: 'x'.repeat(1024 * 1024) } },
        413,
        'payload_too_large',
      ],
      ['an empty body where one is needed', 'POST', '/things', { token: 'customer' }, 422, 'validation_failed'],
      ['an unknown query parameter', 'GET', '/things?colour=red', {}, 422, 'validation_failed'],
      ['a limit that is out of bounds', 'GET', '/things?limit=101', {}, 422, 'validation_failed'],
      ['NUL in the query', 'GET', '/things?name=a%00b', {}, 422, 'validation_failed'],
      [
        'a permission that is missing',
        'PATCH',
        `/things/${randomUUID()}`,
        { token: 'customer', body: { name: 'abc' } },
        403,
        'forbidden',
      ],
      [
        'an old sign-in where a recent one is needed',
        'PATCH',
        `/things/${randomUUID()}`,
        { token: 'staff.x.601', body: { name: 'abc' } },
        401,
        'recent_login_required',
      ],
      [
        'a change without If-Match',
        'PATCH',
        `/things/${randomUUID()}`,
        { token: 'staff', body: { name: 'abc' } },
        428,
        'precondition_required',
      ],
      [
        'a change of a stale version',
        'PATCH',
        `/things/${randomUUID()}`,
        { token: 'staff', body: { name: 'abc' }, headers: { 'if-match': '"2"' } },
        412,
        'precondition_failed',
      ],
      [
        'a weak tag in If-Match',
        'PATCH',
        `/things/${randomUUID()}`,
        { token: 'staff', body: { name: 'abc' }, headers: { 'if-match': 'W/"3"' } },
        412,
        'precondition_failed',
      ],
      [
        'a dry run that is neither true nor false',
        'POST',
        '/things?dryRun=maybe',
        { token: 'customer', body: { name: 'abc' } },
        422,
        'validation_failed',
      ],
      [
        'an Idempotency-Key with blanks',
        'POST',
        '/things',
        { token: 'customer', body: { name: 'abc' }, headers: { 'idempotency-key': 'a b' } },
        422,
        'validation_failed',
      ],
    ];
    for (const [what, method, path, options, status, code] of cases) {
      it(`${what} with ${status} ${code}`, async () => {
        const answer = await call(method, path, options);
        expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
        expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
        expect(answer.body.requestId).to.equal(answer.headers.get('x-request-id'));
        expect(answer.body.status).to.equal(status);
      });
    }

    it('an API key where the route names no permission for it, or one that it lacks', async () => {
      const own = await call('POST', '/things', { token: 'key.reader', body: { name: 'abc' } });
      expect([own.status, own.body.code]).to.deep.equal([403, 'forbidden']);
      expect((await call('GET', '/things/mine', { token: 'key.other' })).status).to.equal(403);
      expect((await call('GET', '/things/mine', { token: 'key.reader' })).status).to.equal(204);
      expect((await call('GET', '/things/mine', { token: 'customer' })).status).to.equal(204);
    });

    it('people who signed in long ago where keys with the permission may go on', async () => {
      const move = async (token: string) => (await call('POST', '/money', { token })).status;
      expect(await move('key.reader')).to.equal(204);
      expect(await move('reader.someone')).to.equal(204);
      expect(await move('reader.someone.601')).to.equal(401);
      expect(await move('key.other')).to.equal(403);
    });

    it('a wrong method with 405 and what is allowed', async () => {
      const answer = await call('DELETE', '/things');
      expect(answer.status).to.equal(405);
      expect(answer.headers.get('allow')?.split(', ').sort()).to.deep.equal(['GET', 'HEAD', 'POST']);
    });

    it('every field that does not fit, each with a pointer and a code', async () => {
      const answer = await call('POST', '/things', {
        token: 'customer',
        body: { name: 'x', 'a/b': 1, tags: { k: 5 } },
      });
      expect(answer.body.errors?.map(({ pointer, in: part, code }) => [pointer, part, code])).to.have.deep.members([
        ['/name', 'body', 'too_small'],
        ['/a~1b', 'body', 'unknown_field'],
        ['/tags/k', 'body', 'invalid_type'],
      ]);
    });

    it('text that cannot be stored: NUL and half surrogates, in values and in keys', async () => {
      for (const body of ['{"name":"a\\u0000bc"}', '{"name":"abc\\ud800"}', '{"name":"abc","tags":{"\\u0000":"x"}}']) {
        const answer = await call('POST', '/things', { token: 'customer', body });
        expect([answer.status, answer.body.errors?.[0]?.code], body).to.deep.equal([422, 'invalid_characters']);
      }
    });

    it('a body that is not UTF-8, instead of reading something else', async () => {
      const answer = await call('POST', '/things', {
        token: 'customer',
        body: new Uint8Array(Buffer.from('{"name":"Gr\u00fcn"}', 'latin1')),
      });
      expect([answer.status, answer.body.code]).to.deep.equal([400, 'malformed_json']);
    });

    it('a parameter that is given twice, and says so', async () => {
      const answer = await call('GET', '/things?limit=5&name=a&limit=6');
      expect(answer.status).to.equal(422);
      expect(answer.body.errors).to.deep.equal([
        { pointer: '/limit', in: 'query', code: 'repeated', detail: 'must be given once' },
      ]);
    });

    it('text in a body that nests deeper than any of ours, without looking into it', async () => {
      const body = `${'['.repeat(20_000)}"\\u0000"${']'.repeat(20_000)}`;
      const answer = await call('POST', '/things', { token: 'customer', body });
      expect([answer.status, answer.body.code]).to.deep.equal([422, 'validation_failed']);
    });

    it('staff, but not customers, while revocations are unknown', async () => {
      revocationsAreKnown = false;
      const staff = await call('POST', '/things', { token: 'staff', body: { name: 'abc' } });
      expect([staff.status, staff.body.code]).to.deep.equal([503, 'revocation_unavailable']);
      expect((await call('POST', '/things', { token: 'customer', body: { name: 'abc' } })).status).to.equal(201);
    });
  });

  it('takes escaped characters that only look unstorable', async () => {
    const answer = await call('POST', '/things', { token: 'customer', body: '{"name":"\\\\u0000 \\ud83d\\ude00"}' });
    expect([answer.status, answer.body.name]).to.deep.equal([201, '\\u0000 😀']);
  });

  it('refuses a made-up cursor that holds what cannot be stored', () => {
    const read = (name: string) => () => decodeCursor(encodeCursor([name]), z.tuple([z.string()]));
    expect(read('one')()).to.deep.equal(['one']);
    for (const name of ['a\0b', '\ud800']) expect(read(name)).to.throw(Problem, /cursor/);
  });

  it('takes UTF-8 however it is spelt', async () => {
    for (const type of ['application/json; charset=UTF-8', 'application/json;charset="utf-8"']) {
      const body = { name: 'conflict' };
      const answer = await call('POST', '/things', { token: 'customer', body, headers: { 'content-type': type } });
      expect(answer.status, type).to.equal(409);
    }
  });

  it('counts refused requests too under their route', async () => {
    await call('POST', '/things', { body: {} });
    await call('DELETE', '/things');
    const figures = await metrics.registry.metrics();
    for (const labels of ['method="POST",route="/things",status="401"', 'method="DELETE",route="/things",status="405"'])
      expect(figures).to.include(labels);
  });

  it('does not take a client that hangs up for a failure', async () => {
    logged.length = 0;
    const hangUp = new AbortController();
    const response = await fetch(`${base}/endless`, { signal: hangUp.signal });
    await response.body?.getReader().read();
    hangUp.abort();
    await eventually(() => logged.some((line) => line.includes('"status":499')));
    expect(logged.filter((line) => line.includes('"level":50'))).to.deep.equal([]);
  });

  it('hides what went wrong inside', async () => {
    const answer = await call('POST', '/things', { token: 'customer', body: { name: 'explode' } });
    expect([answer.status, answer.body.code]).to.deep.equal([500, 'internal_error']);
    expect(JSON.stringify(answer.body)).not.to.include('secret detail');
  });

  it('answers 304 to a GET whose ETag is known', async () => {
    const path = `/things/${randomUUID()}`;
    expect((await call('GET', path)).headers.get('etag')).to.equal('"3"');
    expect((await call('GET', path, { headers: { 'if-none-match': '"3"' } })).status).to.equal(304);
  });

  it('tells by an ETag what a resource shows beside its version, which a change does not depend on', () => {
    const [before, after] = [etag(3, 'in_stock'), etag(3, 'out_of_stock')];
    expect(before).to.not.equal(after);
    expect([before, after, etag(3)].map(readIfMatch)).to.deep.equal([3, 3, 3]);
    for (const never of ['"3-a b"', '3-in_stock', '"-3"', 'W/"3-in_stock"']) expect(readIfMatch(never)).to.equal(0);
  });

  it('tells browsers with every answer how little they may do with it, and which request it answers', async () => {
    const told = {
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'SAMEORIGIN',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
    };
    const id = 'edge-12345678';
    const one = `/things/${randomUUID()}`;
    for (const [method, path, status, options] of [
      ['GET', one, 200, {}],
      ['HEAD', one, 200, {}],
      ['GET', one, 304, { headers: { 'if-none-match': '"3"' } }],
      ['GET', '/things/mine', 204, { token: 'reader' }],
      ['GET', '/things/mine', 401, {}],
      ['POST', '/things', 422, { token: 'customer', body: {} }],
      ['POST', one, 405, {}],
      ['GET', '/nothing', 404, {}],
      ['GET', '/openapi.json', 200, {}],
      ['GET', '/health/live', 200, {}],
      ['GET', '/health/ready', 200, {}],
    ] as const) {
      const headers = { ...('headers' in options ? options.headers : {}), 'x-request-id': id };
      const answer = await call(method, path, { ...options, headers });
      expect([path, answer.status]).to.deep.equal([path, status]);
      expect(Object.fromEntries(answer.headers), path).to.include({ ...told, 'x-request-id': id });
    }
    const hangUp = new AbortController();
    const stream = await fetch(`${base}/endless`, { signal: hangUp.signal, headers: { 'x-request-id': id } });
    expect(Object.fromEntries(stream.headers)).to.include({ ...told, 'x-request-id': id });
    hangUp.abort();
  });

  it('says of an empty answer that it is empty, and of a 204 nothing', async () => {
    for (const [path, status, length] of [
      ['/accepted', 202, '0'],
      ['/things/mine', 204, null],
    ] as const) {
      const answer = await call('GET', path, { token: 'reader' });
      expect([answer.status, answer.headers.get('content-length')]).to.deep.equal([status, length]);
      expect(answer.headers.has('transfer-encoding')).to.equal(false);
    }
  });

  it('answers 500, as it is called, where a header cannot be sent', async () => {
    const response = await fetch(`${base}/accepted?note=${encodeURIComponent('two\nlines')}`);
    expect([response.status, response.statusText]).to.deep.equal([500, 'Internal Server Error']);
    expect(await response.json()).to.include({ code: 'internal_error' });
  });

  it('sends headers of its own in the place of those that all answers have', async () => {
    const answer = await call('GET', '/framed');
    expect(answer.headers.get('x-frame-options')).to.equal('DENY');
    expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(answer.headers.getSetCookie()).to.deep.equal(['a=1', 'b=2']);
  });

  it('keeps a well-formed request id and replaces another', async () => {
    const kept = await call('GET', '/things', { headers: { 'x-request-id': 'edge-12345678' } });
    expect(kept.headers.get('x-request-id')).to.equal('edge-12345678');
    const replaced = await call('GET', '/things', { headers: { 'x-request-id': '<script>' } });
    expect(replaced.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
  });

  describe('with an Idempotency-Key', () => {
    const send = (key: string, body: unknown, token = 'customer.ada') =>
      call('POST', '/things', { token, body, headers: { 'idempotency-key': key } });

    it('does the work once and replays the answer, headers and all', async () => {
      const key = randomUUID();
      const first = await send(key, { name: 'once', tags: { a: '1', b: '2' } });
      const second = await send(key, { tags: { b: '2', a: '1' }, name: 'once' });
      expect(first.status).to.equal(201);
      expect(first.headers.get('idempotent-replayed')).to.equal(null);
      expect([second.status, second.body]).to.deep.equal([201, first.body]);
      expect(second.headers.get('idempotent-replayed')).to.equal('true');
      expect(second.headers.get('location')).to.equal(first.headers.get('location'));
      expect(await countThings('once')).to.equal(1);
    });

    it('refuses the key for another body', async () => {
      const key = randomUUID();
      await send(key, { name: 'this one' });
      const other = await send(key, { name: 'another' });
      expect([other.status, other.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
    });

    it('is another key from another person', async () => {
      const key = randomUUID();
      await send(key, { name: 'shared key' });
      const other = await send(key, { name: 'shared key' }, 'customer.bob');
      expect(other.headers.get('idempotent-replayed')).to.equal(null);
      expect(await countThings('shared key')).to.equal(2);
    });

    it('replays a refusal, whose effects are rolled back', async () => {
      const key = randomUUID();
      const first = await send(key, { name: 'conflict' });
      const second = await send(key, { name: 'conflict' });
      expect([first.status, second.status, second.headers.get('idempotent-replayed')]).to.deep.equal([
        409,
        409,
        'true',
      ]);
      const types = [first, second].map(({ headers }) => headers.get('content-type'));
      expect(types).to.deep.equal(Array(2).fill('application/problem+json; charset=utf-8'));
      expect(second.body.code).to.equal('too_many_things');
      expect(first.body).to.include({ instance: '/things', requestId: first.headers.get('x-request-id') });
      expect(second.body).to.deep.equal(first.body);
      expect(await countThings('conflict')).to.equal(0);
    });

    it('has done after the commit what follows the work, not what follows work that was rolled back', async () => {
      told = [];
      for (const name of ['conflict', 'told']) await send(randomUUID(), { name });
      expect(told).to.deep.equal(['told']);
    });

    it('forgets after a day, however many answers there are to forget', async () => {
      const key = randomUUID();
      await send(key, { name: 'of today' });
      await db.query(
        `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, headers, created_at)
         SELECT 'person:x', 'old', n::text, '', 200, '{}', now() - interval '24 hours' FROM generate_series(1, 11000) n`,
      );
      expect(await sweepKeys(db)).to.equal(11_000);
      expect((await send(key, { name: 'of today' })).headers.get('idempotent-replayed')).to.equal('true');
    });

    it('does not keep a limit that passes', async () => {
      const key = randomUUID();
      const answers = [await send(key, { name: 'too fast' }), await send(key, { name: 'too fast' })];
      expect(answers.map(({ status, headers }) => [status, headers.get('idempotent-replayed')])).to.deep.equal([
        [429, null],
        [429, null],
      ]);
    });

    it('does not keep a failure of ours', async () => {
      const key = randomUUID();
      const first = await send(key, { name: 'explode' });
      const second = await send(key, { name: 'explode' });
      expect([first.status, second.status, second.headers.get('idempotent-replayed')]).to.deep.equal([500, 500, null]);
    });

    it('answers 409 while the first request is at work, and does the work once', async () => {
      const key = randomUUID();
      const open = Promise.withResolvers<void>();
      const inside = Promise.withResolvers<void>();
      waitInside = open.promise;
      entered = inside.resolve;
      const first = send(key, { name: 'slow one' });
      await inside.promise;
      const second = await send(key, { name: 'slow one' });
      expect([second.status, second.body.code, second.headers.get('retry-after')]).to.deep.equal([
        409,
        'idempotency_in_progress',
        '1',
      ]);
      open.resolve();
      expect((await first).status).to.equal(201);
      expect((await send(key, { name: 'slow one' })).headers.get('idempotent-replayed')).to.equal('true');
      expect(await countThings('slow one')).to.equal(1);
    });

    it('does nothing, and answers what it was answered, where an answer is kept while it is at work', async () => {
      await send(randomUUID(), { name: 'raced' });
      const keep = (key: string, age: string) =>
        db.query(
          `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, headers, body, created_at)
           SELECT principal, route, $1, request_hash, status, headers, '{"name":"theirs"}', now() - $2::interval
             FROM idempotency_keys WHERE body::json->>'name' = 'raced' LIMIT 1`,
          [key, age],
        );
      for (const [age, body, count] of [
        ['1 hour', 'theirs', 1],
        ['25 hours', 'raced', 2],
      ] as const) {
        const key = randomUUID();
        const open = Promise.withResolvers<void>();
        const inside = Promise.withResolvers<void>();
        waitInside = open.promise;
        entered = inside.resolve;
        const sent = send(key, { name: 'raced' });
        await inside.promise;
        await keep(key, age);
        open.resolve();
        const answer = await sent;
        expect([answer.status, answer.body.name, await countThings('raced')]).to.deep.equal([201, body, count]);
      }
    });

    it('does the work once for twenty at the same time', async () => {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(key, { name: 'race' })));
      expect(answers.every(({ status }) => status === 201 || status === 409)).to.equal(true);
      expect(answers.some(({ status }) => status === 201)).to.equal(true);
      expect(await countThings('race')).to.equal(1);
    });
  });

  it('shows on a dry run what would be, and changes nothing', async () => {
    const answer = await call('POST', '/things?dryRun=true', { token: 'customer', body: { name: 'would be' } });
    expect([answer.status, answer.body.name, answer.headers.get('location')]).to.deep.equal([200, 'would be', null]);
    expect(await countThings('would be')).to.equal(0);
  });

  describe('that settles after the commit', () => {
    const settle = (name: string, headers: Record<string, string> = {}, query = '') =>
      call('POST', `/settled${query}`, { token: 'customer', body: { name }, headers });

    beforeEach(() => {
      settledTimes = 0;
    });

    it('answers what settling made of the reply, with its headers', async () => {
      const { status, body, headers } = await settle('settler');
      expect([status, body.name]).to.deep.equal([201, 'settler settled 1']);
      expect(headers.get('location')).to.equal(`/things/${body.id}`);
    });

    it('settles a replayed answer anew', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const first = await settle('replayed one', key);
      const second = await settle('replayed one', key);
      expect([first.status, first.body.name]).to.deep.equal([201, 'replayed one settled 1']);
      expect([second.status, second.body]).to.deep.equal([201, { ...first.body, name: 'replayed one settled 2' }]);
      expect(second.headers.get('idempotent-replayed')).to.equal('true');
      expect(second.headers.get('location')).to.equal(first.headers.get('location'));
      expect(await countThings('replayed one')).to.equal(1);
    });

    it('settles neither dry runs nor refusals, replayed or not', async () => {
      expect((await settle('dry settler', {}, '?dryRun=true')).body.name).to.equal('dry settler');
      const key = { 'idempotency-key': randomUUID() };
      expect((await settle('conflict', key)).status).to.equal(409);
      expect((await settle('conflict', key)).status).to.equal(409);
      expect(settledTimes).to.equal(0);
    });

    it('answers what was committed where settling fails, and logs why', async () => {
      const { status, body } = await settle('cannot settle');
      expect([status, body.name]).to.deep.equal([201, 'cannot settle']);
      expect(await countThings('cannot settle')).to.equal(1);
      expect(logged.some((line) => line.includes('nobody answers') && line.includes('settleThing'))).to.equal(true);
    });
  });

  describe('with a body that is not JSON', () => {
    const sign = (body: Uint8Array | string, headers: Record<string, string>) =>
      call('POST', '/signed', { body, headers });
    const load = (body: Uint8Array | string, headers: Record<string, string>, query = '') =>
      call('POST', `/imports${query}`, { token: 'customer.ada', body, headers });
    const csv = { 'content-type': 'text/csv; charset=utf-8' };

    it('hands over the bytes as they were sent, of whatever type', async () => {
      const bytes = Buffer.from('7b202261223a312c00ff0d0a7d', 'hex');
      for (const type of ['application/json', 'application/octet-stream', 'text/plain; charset=latin1']) {
        const answer = await sign(bytes, { 'content-type': type });
        expect(answer.body, type).to.deep.equal({ bytes: bytes.toString('hex'), type: type.split(';')[0] });
      }
      expect((await call('POST', '/signed')).body).to.deep.equal({ bytes: '', type: 'none' });
    });

    it('refuses compressed bytes where those that were sent are wanted', async () => {
      const answer = await sign(gzipSync('{}'), { 'content-encoding': 'gzip' });
      expect([answer.status, answer.body.detail]).to.deep.equal([
        415,
        'Send the body as it is, without Content-Encoding.',
      ]);
    });

    it('takes only the declared types, and names them', async () => {
      const taken = await load('one\ntwo', { 'content-type': 'Application/X-NDJSON' });
      expect(taken.body).to.deep.equal({ names: ['one', 'two'], type: 'application/x-ndjson' });
      for (const type of ['application/json', 'text/plain', 'text/csv; charset=iso-8859-1', 'text/csvx', '']) {
        const answer = await load('one', { 'content-type': type });
        expect([answer.status, answer.body.code], type).to.deep.equal([415, 'unsupported_media_type']);
        expect(answer.body.detail).to.include('text/csv or application/x-ndjson');
      }
    });

    it('takes as many bytes as the route says, compressed ones counted as they unpack', async () => {
      expect((await sign('x'.repeat(100), {})).status).to.equal(200);
      expect((await load(gzipSync('x'.repeat(1_000)), { ...csv, 'content-encoding': 'gzip' })).status).to.equal(200);
      for (const answer of [
        await sign('x'.repeat(101), {}),
        await load('x'.repeat(1_001), csv),
        await load(gzipSync('x'.repeat(1_001)), { ...csv, 'content-encoding': 'gzip' }),
      ])
        expect([answer.status, answer.body.code]).to.deep.equal([413, 'payload_too_large']);
    });

    it('refuses what claims to be compressed and is not', async () => {
      const answer = await load('plain', { ...csv, 'content-encoding': 'gzip' });
      expect([answer.status, answer.body.code]).to.deep.equal([400, 'bad_request']);
    });

    it('does the work once for a key, told apart by bytes and type', async () => {
      const headers = { ...csv, 'idempotency-key': randomUUID() };
      const first = await load('keyed bytes', headers);
      const second = await load('keyed bytes', headers);
      expect([first.status, second.status, second.headers.get('idempotent-replayed')]).to.deep.equal([
        200,
        200,
        'true',
      ]);
      expect(second.body).to.deep.equal(first.body);
      expect(await countThings('keyed bytes')).to.equal(1);
      for (const other of [
        await load('keyed bytez', headers),
        await load('keyed bytes', { ...headers, 'content-type': 'application/x-ndjson' }),
      ])
        expect([other.status, other.body.code]).to.deep.equal([422, 'idempotency_key_reused']);
    });

    it('changes nothing on a dry run', async () => {
      expect((await load('dry bytes', csv, '?dryRun=true')).body).to.deep.include({ names: ['dry bytes'] });
      expect(await countThings('dry bytes')).to.equal(0);
    });

    it('is described by its content types', () => {
      const described = (path: string) => document.paths?.[path]?.post;
      expect(described('/signed')?.requestBody).to.deep.equal({ required: true, content: { '*/*': {} } });
      expect(described('/imports')?.requestBody).to.deep.equal({
        required: true,
        content: {
          'text/csv': { schema: { type: 'string' } },
          'application/x-ndjson': { schema: { type: 'string' } },
        },
      });
      expect(Object.keys(described('/imports')?.responses ?? {})).to.include.members(['400', '413', '415']);
    });

    it('cannot be declared to have a schema as well', () => {
      const both = () =>
        route({
          method: 'post',
          path: '/both',
          operationId: 'both',
          summary: 'Both',
          tag: 'things',
          access: anyone(),
          body: newThing,
          rawBody: true,
          responses: { 204: { description: 'Done' } },
          handler: () => ({ status: 204 }),
        });
      expect(both).to.throw(TypeError, /exclude each other/);
    });
  });

  it('answers 500 in tests for a problem that its route does not declare', async () => {
    for (const headers of [{}, { 'idempotency-key': 'quiet' }] as Record<string, string>[]) {
      const { status, body } = await call('POST', '/things', {
        token: 'customer',
        headers,
        body: { name: 'kept quiet' },
      });
      expect([status, body.code]).to.deep.equal([500, 'internal_error']);
    }
  });

  it('has an example of each body and each problem, and says who may call', () => {
    const post = document.paths?.['/things']?.post as OpenAPIV3_1.OperationObject;
    expect(post.description).to.equal('For whoever is signed in.');
    expect(post.requestBody).to.have.nested.property('content.application/json.example.name', 'Ada Lovelace');
    expect(post.responses?.['201']).to.have.nested.property('content.application/json.example.id').that.is.a('string');
    expect(post.responses?.['409'])
      .to.have.nested.property('content.application/problem+json.examples')
      .that.deep.include({
        too_many_things: { $ref: '#/components/examples/too_many_things' },
      });
    expect(document.components?.examples?.too_many_things).to.deep.include({ summary: 'Too many things' });
  });

  it('describes itself as OpenAPI 3.1', async () => {
    const served = await call('GET', '/openapi.json');
    expect(served.body).to.deep.equal(JSON.parse(JSON.stringify(document)));
    const post = document.paths?.['/things']?.post;
    expect(post?.parameters?.map((parameter) => 'name' in parameter && parameter.name)).to.deep.equal([
      'Idempotency-Key',
      'dryRun',
    ]);
    expect(Object.keys(post?.responses ?? {}).sort()).to.deep.equal([
      '200',
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '503',
      'default',
    ]);
    expect(document.components?.schemas?.Thing).to.have.property('type', 'object');
    const tagged = document.paths?.['/things/{id}']?.get;
    expect(tagged?.parameters).to.deep.include.members([
      {
        name: 'If-None-Match',
        in: 'header',
        required: false,
        description: 'ETag of what is known already: 304 while it is so.',
        schema: { type: 'string' },
      },
    ]);
    expect(Object.keys(tagged?.responses ?? {})).to.include('304');
    expect(post?.responses?.['400']).to.have.deep.property('x-problems', [
      { code: 'malformed_json', title: 'The body is not JSON' },
      { code: 'bad_request', title: 'The request cannot be read' },
    ]);
  });
});
