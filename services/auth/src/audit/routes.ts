import { decodeCursor, pageOf, pageQuery, permission, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../routes.ts';
import { auditTypes, searchAudit } from './audit-log.ts';

const entry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    type: z.enum(auditTypes),
    accountId: z.uuid().nullable().describe('Whose account it is about'),
    actorId: z.uuid().nullable().describe('Who did it; null for nobody signed in, and for the system itself'),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    details: z.record(z.string(), z.unknown()).meta({ examples: [{ method: 'password' }] }),
  })
  .meta({ id: 'AuditEntry' });

export const listAuditLog = route({
  method: 'get',
  path: '/api/v1/auth/audit-log',
  operationId: 'listAuditLog',
  summary: 'What happened to accounts, the latest first',
  description:
    'Entries cannot be changed or deleted, and hold no secrets. Of an erased person they keep what happened and when.',
  tag: 'Administration',
  access: permission('accounts:write'),
  query: z.strictObject({
    accountId: z.uuid().optional(),
    type: z.enum(auditTypes).optional(),
    ...pageQuery,
  }),
  responses: { 200: { description: 'A page of the log', body: pageOf(entry) } },
  handler: async ({ query }, { db }) => {
    const { limit, cursor, ...filter } = query;
    const after = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
    const found = await searchAudit(db, filter, { limit: limit + 1, cursor: after });
    return {
      status: 200,
      body: toPage(
        found,
        limit,
        ({ id }) => [id],
        (each) => each,
      ),
    };
  },
});
