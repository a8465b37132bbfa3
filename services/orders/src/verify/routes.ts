import { administrator, decodeCursor, pageOf, pageQuery, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { route } from '../context.ts';
import { notFound } from '../problems.ts';
import { findVerification, listVerifications, queueVerification } from './verification-store.ts';

const verification = z
  .object({
    id: z.uuid(),
    status: z.enum(['queued', 'running', 'finished', 'failed']),
    requestedBy: z.uuid().nullable().describe('Account; null for one that was due'),
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    orders: z.int().min(0).describe('Examined so far'),
    checks: z
      .array(
        z.object({
          name: z.string(),
          claim: z.string().describe('What has to be true'),
          violations: z.int().min(0),
          offenders: z.array(z.object({ subject: z.string(), detail: z.string() })).describe('The first of them'),
        }),
      )
      .nullable()
      .describe('Null until it is finished'),
    error: z.string().nullable(),
  })
  .meta({
    id: 'Verification',
    description: 'A run of the check that everything adds up',
    examples: [
      {
        id: '0197c9a7-8192-73a4-85b6-d7e8f90a1b2c',
        status: 'finished',
        requestedBy: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b',
        requestedAt: '2026-03-14T03:00:00.000Z',
        startedAt: '2026-03-14T03:00:00.200Z',
        finishedAt: '2026-03-14T03:00:04.100Z',
        orders: 1042,
        checks: [{ name: 'stock', claim: 'Stock is the sum of its movements', violations: 0, offenders: [] }],
        error: null,
      },
    ],
  });

const tag = 'Verification';
const access = administrator();

export const verificationRoutes = [
  route({
    method: 'post',
    path: '/admin/orders/verifications',
    operationId: 'startVerification',
    summary: 'Check that everything adds up',
    description:
      'Stock is its movements, balances are their ledgers, totals their lines, states what they derive from, and each order what its timeline says. Runs in the background, from one snapshot; read what it found by the `Location`.',
    tag,
    access,
    transaction: true,
    idempotent: true,
    responses: { 202: { description: 'It is queued', body: verification, headers: { Location: 'Path of it' } } },
    handler: async ({ principal, tx }) => {
      const queued = await queueVerification(tx, uuidv7(), principal.subject);
      return { status: 202, body: queued, headers: { Location: `/admin/orders/verifications/${queued.id}` } };
    },
  }),

  route({
    method: 'get',
    path: '/admin/orders/verifications',
    operationId: 'listVerifications',
    summary: 'What was checked, newest first',
    tag,
    access,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of verifications', body: pageOf(verification) } },
    handler: async ({ query: { limit, cursor } }, { db }) => {
      const before = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
      const rows = await listVerifications(db, before, limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ id }) => [id],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/admin/orders/verifications/:id',
    operationId: 'getVerification',
    summary: 'What a check found',
    tag,
    access,
    params: z.object({ id: z.uuid() }),
    responses: { 200: { description: 'The verification', body: verification } },
    handler: async ({ params }, { db }) => {
      const found = await findVerification(db, params.id);
      if (!found) throw notFound('verification');
      return { status: 200, body: found };
    },
  }),
];
