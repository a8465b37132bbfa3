import { decodeCursor, Problem, pageOf, pageQuery, permission, problems, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { deleteSuppression, listSuppressions, putSuppression, suppressionReasons } from './suppression-store.ts';

const reason = z.enum(suppressionReasons);

const suppression = z
  .object({
    email: z.string().describe('In lower case'),
    reason: reason.meta({ examples: ['manual'] }),
    note: z
      .string()
      .nullable()
      .meta({ examples: ['Asked for it by phone'] }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'MailSuppression' });

const params = z.object({ email: z.email().max(254) });
const tag = 'Mail suppressions';

export const listMailSuppressions = route({
  method: 'get',
  path: '/api/v1/mail/suppressions',
  operationId: 'listMailSuppressions',
  summary: 'List addresses that get no mail',
  tag,
  access: permission('mail:write'),
  query: z.strictObject({ ...pageQuery, reason: reason.optional() }),
  responses: { 200: { description: 'In the order of their addresses', body: pageOf(suppression) } },
  handler: async ({ query }, { db }) => {
    const [after] = decodeCursor(query.cursor, z.tuple([z.string()])) ?? [];
    const rows = await listSuppressions(db, query.reason, after, query.limit + 1);
    return {
      status: 200,
      body: toPage(
        rows,
        query.limit,
        ({ email }) => [email],
        (row) => row,
      ),
    };
  },
});

export const putMailSuppression = route({
  method: 'put',
  path: '/api/v1/mail/suppressions/:email',
  operationId: 'putMailSuppression',
  summary: 'Send no more mail to an address',
  description: 'Mail that answers what somebody did themselves still reaches who has only complained or unsubscribed.',
  tag,
  access: permission('mail:write'),
  params,
  body: z
    .strictObject({ reason: reason.default('manual'), note: z.string().trim().min(1).max(500).nullish() })
    .meta({ examples: [{ reason: 'manual', note: 'Asked for it by phone' }] }),
  responses: { 200: { description: 'The address is suppressed', body: suppression } },
  handler: async ({ params: { email }, body }, { db }) => ({
    status: 200,
    body: await putSuppression(db, { email, reason: body.reason, note: body.note ?? null }),
  }),
});

export const deleteMailSuppression = route({
  method: 'delete',
  path: '/api/v1/mail/suppressions/:email',
  operationId: 'deleteMailSuppression',
  summary: 'Send mail to an address again',
  tag,
  access: permission('mail:write'),
  params,
  responses: { 204: { description: 'The address is not suppressed any more' } },
  handler: async ({ params: { email } }, { db }) => {
    if (await deleteSuppression(db, email)) return { status: 204 };
    throw new Problem(problems.not_found, { detail: `${email} is not suppressed.` });
  },
});
