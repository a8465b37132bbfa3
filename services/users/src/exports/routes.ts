import { Problem, problems, signedIn } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import { notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { streamArchive } from './archive.ts';
import { keptDays, missingOf } from './collect.ts';
import { type Export, findExport, streamParts } from './export-store.ts';
import { requestExport } from './request-export.ts';

const state = z
  .object({
    id: z.uuid(),
    status: z.enum(['requested', 'collecting', 'ready', 'failed', 'expired']),
    requestedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
    expiresAt: z.iso.datetime().nullable().describe('Until when the archive can be fetched'),
    missing: z.array(z.string()).describe('Services that have not sent all they hold'),
    archive: z
      .record(z.string(), z.record(z.string(), z.array(z.unknown())))
      .nullable()
      .describe('Once it is ready: what each service holds, by kind'),
  })
  .meta({ id: 'DataExport' });

const present = (found: Export, missing: string[]): Omit<z.infer<typeof state>, 'archive'> => ({
  id: found.id,
  status: found.status,
  requestedAt: found.requestedAt,
  completedAt: found.completedAt,
  expiresAt: found.expiresAt,
  missing,
});

/** @throws {Problem} 403 for an API key: the archive is for the person alone */
export function requirePerson({ kind }: Principal): void {
  if (kind !== 'person') throw new Problem(problems.forbidden, { detail: 'This is for the person alone: sign in.' });
}

const path = '/api/v1/users/me/export';
const tag = 'Privacy';

export const createExport = route({
  method: 'post',
  path,
  operationId: 'createExport',
  summary: 'Ask for all that is held on oneself',
  description: `Every service is asked. A mail tells when the archive is ready; it is kept for ${keptDays} days.`,
  tag,
  access: signedIn(),
  transaction: true,
  idempotent: true,
  responses: { 202: { description: 'It is being collected', body: state, headers: { Location: 'Where it will be' } } },
  problems: [problems.not_found, problems.forbidden, problems.too_many_requests],
  handler: async ({ principal, tx }, context) => {
    requirePerson(principal);
    const requested = await requestExport(tx, context, principal);
    const missing = await missingOf(tx, requested.id);
    return {
      status: 202,
      headers: { Location: `${path}/${requested.id}` },
      body: { ...present(requested, missing), archive: null },
    };
  },
});

export const getExport = route({
  method: 'get',
  path: `${path}/:id`,
  operationId: 'getExport',
  summary: 'How far an export is, and the archive once it is ready',
  tag,
  access: signedIn(),
  params: z.object({ id: z.uuid() }),
  responses: { 200: { description: 'The export', body: state } },
  problems: [problems.forbidden],
  handler: async ({ principal, params: { id } }, { db, now }) => {
    requirePerson(principal);
    const stored = await findExport(db, id);
    if (!stored || stored.accountId !== principal.subject) throw notFound('export');
    const over = stored.status === 'ready' && Date.parse(stored.expiresAt ?? '') <= now().getTime();
    const found: Export = over ? { ...stored, status: 'expired' } : stored;
    if (found.status === 'ready') {
      const content = streamArchive(present(found, []), streamParts(db, id));
      return { status: 200, type: 'application/json', content };
    }
    const missing = found.status === 'expired' ? [] : await missingOf(db, id);
    return { status: 200, body: { ...present(found, missing), archive: null } };
  },
});
