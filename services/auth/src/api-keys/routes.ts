import { allPermissions } from '@oms/contracts';
import { decodeCursor, pageOf, pageQuery, problems, signedIn, toPage } from '@oms/http';
import * as z from 'zod';
import { clientOf } from '../client.ts';
import { authProblems } from '../problems.ts';
import { route } from '../routes.ts';
import { type ApiKey, findApiKeys } from './api-key-store.ts';
import { createApiKey, revokeApiKey } from './manage.ts';

const tag = 'API keys';

const apiKey = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ examples: ['Warehouse'] }),
    prefix: z.string().describe('How the key begins, for telling which one a program has'),
    permissions: z.array(z.enum(allPermissions)).describe('What it may do now'),
    granted: z
      .array(z.enum(allPermissions))
      .describe('What it was given; what its maker loses, the key loses, and gets back with its maker'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().describe('To about an hour'),
  })
  .meta({ id: 'ApiKey' });

const present = (key: ApiKey): z.infer<typeof apiKey> => ({
  id: key.id,
  name: key.name,
  prefix: `oms_${key.id.replaceAll('-', '')}`,
  permissions: key.permissions,
  granted: key.granted,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: key.lastUsedAt,
});

export const makeApiKey = route({
  method: 'post',
  path: '/api/v1/auth/api-keys',
  operationId: 'createApiKey',
  summary: 'Make an API key',
  description:
    'The key is shown here and never again. It is sent to any service as `Authorization: Bearer oms_…`, acts for its maker, and can do what it was given of what its maker can. Routes that need a recent sign-in, and those about signing in, are not for keys. A new key is known to every service within a few seconds.',
  tag,
  access: signedIn({ recentLogin: true }),
  body: z
    .strictObject({
      name: z.string().trim().min(1).max(100).describe('What it is for'),
      permissions: z
        .array(z.enum(allPermissions))
        .min(1)
        .max(allPermissions.length)
        .refine((given) => new Set(given).size === given.length, 'must not name a permission twice'),
      expiresAt: z.iso
        .datetime({ offset: true })
        .refine((at) => Date.parse(at) > Date.now(), 'must be in the future')
        .optional(),
    })
    .meta({ examples: [{ name: 'Warehouse', permissions: ['orders:read', 'stock:write'] }] }),
  responses: {
    201: {
      description: 'The key',
      body: apiKey.extend({ key: z.string().describe('Shown once') }).meta({ id: 'NewApiKey' }),
    },
  },
  problems: [problems.not_found, authProblems.too_many_api_keys],
  handler: async ({ principal, body, request }, context) => {
    const { name, permissions, expiresAt } = body;
    const wanted = { name, permissions, expiresAt: expiresAt === undefined ? null : new Date(expiresAt) };
    const made = await createApiKey(context, principal, wanted, clientOf(request));
    return {
      status: 201,
      headers: { 'Cache-Control': 'no-store', Location: `/api/v1/auth/api-keys/${made.apiKey.id}` },
      body: { ...present(made.apiKey), key: made.key },
    };
  },
});

export const listApiKeys = route({
  method: 'get',
  path: '/api/v1/auth/api-keys',
  operationId: 'listApiKeys',
  summary: 'One’s API keys, the newest first',
  tag,
  access: signedIn(),
  query: z.strictObject(pageQuery),
  responses: { 200: { description: 'A page of keys', body: pageOf(apiKey) } },
  handler: async ({ principal, query: { limit, cursor } }, { db }) => {
    const after = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
    const found = await findApiKeys(db, principal.subject, { limit: limit + 1, cursor: after });
    return { status: 200, body: toPage(found, limit, ({ id }) => [id], present) };
  },
});

export const deleteApiKey = route({
  method: 'delete',
  path: '/api/v1/auth/api-keys/:id',
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key, within a second on every service',
  tag,
  access: signedIn(),
  params: z.object({ id: z.uuid() }),
  responses: { 204: { description: 'It is void' } },
  handler: async ({ principal, params: { id }, request }, context) => {
    await revokeApiKey(context, { id, accountId: principal.subject }, clientOf(request));
    return { status: 204 };
  },
});
