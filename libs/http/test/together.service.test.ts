import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDatabase, type Database, type Transaction } from '@oms/database';
import { createMetrics, currentRequest } from '@oms/telemetry';
import { createTestDatabase, eventually, type TestDatabase } from '@oms/testing';
import { expect } from 'chai';
import { pino } from 'pino';
import * as z from 'zod';
import { createApp, defineProblems, Problem, problems, routesFor, signedIn } from '../src/index.ts';
import { idempotencyTableSql } from './idempotency-table.ts';

const own = defineProblems({ refused: { status: 409, title: 'Refused' } });
const thing = z.object({ name: z.string() });
const route = routesFor<unknown>();

/** Requests that were handled in one go, by the names that they gave. */
let groups: string[][] = [];
/** Those who told of themselves, and the requests that they did so as part of. */
let told: [name: string, requestId: string | undefined][] = [];
/** Keeps the work from ending. */
let gate: Promise<void> | undefined;

const failures: Record<string, () => Error> = {
  refused: () => new Problem(own.refused),
  'too fast': () => new Problem(problems.too_many_requests),
  broken: () => new Error('of one alone'),
};

async function save(tx: Transaction, names: readonly string[]): Promise<void> {
  groups.push([...names]);
  await gate;
  for (const name of names.filter((each) => !failures[each])) await tx.query('INSERT INTO things VALUES ($1)', [name]);
  if (names.includes('fatal')) throw new Error('of all');
}

const makeThing = route({
  method: 'post',
  path: '/things',
  operationId: 'makeThing',
  summary: 'Make a thing',
  tag: 'things',
  access: signedIn(),
  body: z.strictObject({ name: z.string() }),
  transaction: true,
  idempotent: true,
  responses: { 201: { description: 'The thing', body: thing } },
  problems: [own.refused, problems.too_many_requests],
  handler: async ({ body: { name }, tx }) => {
    await save(tx, [name]);
    const failure = failures[name]?.();
    if (failure) throw failure;
    return { status: 201, body: { name } };
  },
  together: {
    takes: ({ body: { name } }) => name !== 'alone',
    handler: async (inputs, tx) => {
      await save(
        tx,
        inputs.map(({ body }) => body.name),
      );
      return inputs.map(({ body: { name }, within }) => {
        within(() => told.push([name, currentRequest()?.requestId]));
        return failures[name]?.() ?? { status: 201 as const, body: { name } };
      });
    },
  },
});

interface Answer {
  status: number;
  isReplayed: boolean;
  body: Record<string, unknown>;
}

describe('requests that are handled together', () => {
  let database: TestDatabase;
  let db: Database;
  let server: Server;
  const logged: string[] = [];

  before(async () => {
    database = await createTestDatabase(['orders']);
    const logger = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
    db = createDatabase({ url: database.adminUrl, applicationName: 'test', logger });
    await db.pool.query('CREATE TABLE things (name text NOT NULL)');
    await db.pool.query(await idempotencyTableSql(db));
    const app = createApp({
      routes: [makeThing],
      context: {},
      db,
      security: {
        revocationsAreKnown: () => true,
        authenticate: async (subject) => ({
          kind: 'person',
          subject,
          roles: [],
          permissions: [],
          amr: ['pwd'],
          authTime: 0,
          email: undefined,
        }),
      },
      health: { checks: () => ({}) },
      logger,
      metrics: createMetrics('test'),
      validateReplies: true,
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  after(async () => {
    server?.closeAllConnections();
    server?.close();
    await db?.close();
    await database?.drop();
  });
  beforeEach(() => {
    groups = [];
    told = [];
    gate = undefined;
    logged.length = 0;
  });

  async function send(
    name: string,
    { key = randomUUID() as string, requestId = randomUUID() as string } = {},
  ): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/things`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer ada',
        'content-type': 'application/json',
        'idempotency-key': key,
        'x-request-id': requestId,
      },
      body: JSON.stringify({ name }),
    });
    const isReplayed = response.headers.get('idempotent-replayed') === 'true';
    return { status: response.status, isReplayed, body: (await response.json()) as Record<string, unknown> };
  }

  /** Sends requests while as many groups as can be are at work. */
  async function together(work: () => Promise<Answer>[]): Promise<Answer[]> {
    const open = Promise.withResolvers<void>();
    gate = open.promise;
    const busy: Promise<Answer>[] = [];
    for (const count of [1, 2]) {
      busy.push(send('busy'));
      await eventually(() => groups.length === count, { intervalMs: 2 });
    }
    const sent = work();
    // Handled by itself, and begun after those that came before it.
    busy.push(send('alone'));
    await eventually(() => groups.length === 3, { intervalMs: 2 });
    open.resolve();
    await Promise.all(busy);
    return Promise.all(sent);
  }

  /** Without the requests that others are made to wait for. */
  const handled = (): string[][] => groups.filter(([name]) => name !== 'busy' && name !== 'alone');

  const kept = async (): Promise<string[]> =>
    (await db.query<{ name: string }>(`SELECT name FROM things WHERE name NOT IN ('busy', 'alone') ORDER BY name`)).map(
      ({ name }) => name,
    );

  it('have one transaction and an answer each, with failures that are theirs alone and may be tried again', async () => {
    const asked = ['one', 'refused', 'two', 'too fast', 'broken'].map((name) => ({
      name,
      key: randomUUID(),
      requestId: randomUUID(),
    }));
    const answers = await together(() => asked.map(({ name, ...more }) => send(name, more)));
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 409, 201, 429, 500]);
    expect(handled()).to.deep.equal([asked.map(({ name }) => name)]);
    expect(await kept()).to.deep.equal(['one', 'two']);
    expect(told.filter(([name]) => name !== 'busy')).to.deep.equal(
      asked.map(({ name, requestId }) => [name, requestId]),
    );
    expect(answers.map(({ body }) => body.requestId)).to.deep.equal(
      asked.map(({ requestId }, index) => (answers[index]?.status === 201 ? undefined : requestId)),
    );
    const again = await Promise.all(asked.map(({ name, key }) => send(name, { key })));
    expect(again.map(({ status, isReplayed }) => [status, isReplayed])).to.deep.equal([
      [201, true],
      [409, true],
      [201, true],
      [429, false],
      [500, false],
    ]);
    expect(again.slice(0, 3).map(({ body }) => body)).to.deep.equal(answers.slice(0, 3).map(({ body }) => body));
    expect(await kept()).to.deep.equal(['one', 'two']);
  });

  it('are handled each by itself where their transaction fails, which is logged', async () => {
    const requestId = randomUUID();
    const answers = await together(() => [send('three', { requestId }), send('refused'), send('fatal'), send('four')]);
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 409, 500, 201]);
    expect(handled().map(({ length }) => length)).to.deep.equal([4, 1, 1, 1, 1]);
    expect(await kept()).to.deep.equal(['four', 'one', 'three', 'two']);
    const [warning] = logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
    expect(warning).to.include({ operationId: 'makeThing' });
    expect(warning.err.message).to.equal('of all');
  });

  it('need keys, which tell whether they were handled already', () => {
    const { idempotent: _, ...without } = makeThing;
    expect(() => route(without as Parameters<typeof route>[0])).to.throw(TypeError, /together needs idempotent/);
  });
});
