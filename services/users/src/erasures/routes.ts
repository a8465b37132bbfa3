import type { Queryable } from '@oms/database';
import { anyone, decodeCursor, pageOf, pageQuery, permission, problems, signedIn, timestamp, toPage } from '@oms/http';
import * as z from 'zod';
import { notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { type Erasure, findErasure, findSteps, listErasures, type Step } from './erasure-store.ts';
import { erasers } from './follow-erasure.ts';
import { requestErasure } from './request-erasure.ts';

const status = z.enum(['requested', 'erasing', 'completed', 'refused']);

const state = z
  .object({
    id: z.uuid(),
    status,
    refusal: z
      .string()
      .nullable()
      .describe('Why nothing was erased: `last_admin` when there is no other administrator'),
    requestedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
    performed: z
      .array(z.object({ service: z.string(), at: z.iso.datetime() }))
      .describe('Who has forgotten the person'),
    missing: z.array(z.string()).describe('Services that have not yet'),
  })
  .meta({ id: 'Erasure' });

function present(erasure: Erasure, steps: readonly Step[]): z.infer<typeof state> {
  const own = steps.filter(({ erasureId }) => erasureId === erasure.id);
  return {
    id: erasure.id,
    status: erasure.status,
    refusal: erasure.refusal,
    requestedAt: erasure.requestedAt,
    completedAt: erasure.completedAt,
    performed: own.map(({ service, performedAt }) => ({ service, at: performedAt })),
    missing: erasure.status === 'refused' ? [] : erasers.filter((name) => !own.some(({ service }) => service === name)),
  };
}

const presentOne = async (db: Queryable, erasure: Erasure) => present(erasure, await findSteps(db, [erasure.id]));

const path = '/api/v1/users/erasures';
const tag = 'Privacy';

export const eraseOneself = route({
  method: 'delete',
  path: '/api/v1/users/me',
  operationId: 'eraseOneself',
  summary: 'Be forgotten',
  description:
    'Ends every session, deletes the account and has every service forget the person, which cannot be undone. Orders are kept without them. A last mail confirms it. The id in the answer shows how far it is, without signing in.',
  tag,
  access: signedIn({ recentLogin: true }),
  transaction: true,
  responses: {
    202: { description: 'It has begun', body: state, headers: { Location: 'Where to look how far it is' } },
  },
  problems: [problems.not_found],
  handler: async ({ principal, tx }, context) => {
    const erasure = await requestErasure(tx, context, principal);
    return { status: 202, headers: { Location: `${path}/${erasure.id}` }, body: await presentOne(tx, erasure) };
  },
});

export const getErasure = route({
  method: 'get',
  path: `${path}/:id`,
  operationId: 'getErasure',
  summary: 'How far an erasure is',
  description: 'For whoever was given the id: the person cannot sign in any more. It tells nothing about them.',
  tag,
  access: anyone(),
  params: z.object({ id: z.uuid() }),
  responses: { 200: { description: 'The erasure', body: state } },
  handler: async ({ params: { id } }, { db }) => {
    const erasure = await findErasure(db, id);
    if (!erasure) throw notFound('erasure');
    return { status: 200, headers: { 'Cache-Control': 'no-store' }, body: await presentOne(db, erasure) };
  },
});

export const listErasuresRoute = route({
  method: 'get',
  path,
  operationId: 'listErasures',
  summary: 'Erasures and how far they are',
  tag,
  access: permission('users:read'),
  query: z.strictObject({ status: status.optional(), ...pageQuery }),
  responses: { 200: { description: 'A page of erasures', body: pageOf(state) } },
  handler: async ({ query: { limit, cursor, ...filter } }, { db }) => {
    const before = decodeCursor(cursor, z.tuple([timestamp, z.uuid()]));
    const found = await listErasures(db, filter.status, before && { requestedAt: before[0], id: before[1] }, limit + 1);
    const steps = await findSteps(
      db,
      found.map(({ id }) => id),
    );
    return {
      status: 200,
      body: toPage(
        found,
        limit,
        ({ requestedAt, id }) => [requestedAt, id],
        (erasure) => present(erasure, steps),
      ),
    };
  },
});
