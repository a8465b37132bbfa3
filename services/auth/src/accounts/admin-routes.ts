import { roles } from '@oms/contracts';
import { decodeCursor, invalidTransition, pageOf, pageQuery, permission, toPage } from '@oms/http';
import type { Principal } from '@oms/security';
import * as z from 'zod';
import { clientOf } from '../client.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { searchAccounts } from './account-search.ts';
import { type Account, findAccount } from './account-store.ts';
import { type Actor, changeRoles, reactivate, revokeSessions, suspend } from './administer.ts';

const account = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    status: z.enum(['active', 'suspended']),
    suspensionReason: z.string().nullable(),
    emailVerified: z.boolean(),
    roles: z.array(z.enum(roles)),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Account' });

const present = (each: Account): z.infer<typeof account> => ({
  id: each.id,
  email: each.email,
  name: each.name,
  status: each.status,
  suspensionReason: each.suspensionReason,
  emailVerified: each.emailVerifiedAt !== null,
  roles: each.roles,
  createdAt: each.createdAt,
  updatedAt: each.updatedAt,
});

const params = z.object({ id: z.uuid() });
const tag = 'Administration';
const read = permission('users:read');
const write = permission('accounts:write', { recentLogin: true });

const actorOf = (principal: Principal, request: Parameters<typeof clientOf>[0]): Actor => ({
  accountId: principal.subject,
  client: clientOf(request),
});

export const listAccounts = route({
  method: 'get',
  path: '/api/v1/auth/accounts',
  operationId: 'listAccounts',
  summary: 'Accounts, newest first',
  tag,
  access: read,
  query: z.strictObject({
    search: z.string().trim().min(1).max(200).optional().describe('Part of the address or the name'),
    role: z.enum(roles).optional(),
    status: z.enum(['active', 'suspended']).optional(),
    ...pageQuery,
  }),
  responses: { 200: { description: 'A page of accounts', body: pageOf(account) } },
  handler: async ({ query }, { db }) => {
    const { limit, cursor, ...filter } = query;
    const after = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
    const found = await searchAccounts(db, filter, { limit: limit + 1, cursor: after });
    return { status: 200, body: toPage(found, limit, ({ id }) => [id], present) };
  },
});

export const getAccount = route({
  method: 'get',
  path: '/api/v1/auth/accounts/:id',
  operationId: 'getAccount',
  summary: 'One account',
  tag,
  access: read,
  params,
  responses: { 200: { description: 'The account', body: account } },
  handler: async ({ params: { id } }, { db }) => {
    const found = await findAccount(db, id);
    if (!found) throw notFound('account');
    return { status: 200, body: present(found) };
  },
});

export const putRoles = route({
  method: 'put',
  path: '/api/v1/auth/accounts/:id/roles',
  operationId: 'putAccountRoles',
  summary: 'Give an account other roles',
  description:
    'Access tokens from before are refused on every service within a second; the next refresh brings a new one.',
  tag,
  access: write,
  params,
  body: z
    .strictObject({
      roles: z
        .array(z.enum(roles))
        .min(1)
        .max(roles.length)
        .refine((given) => new Set(given).size === given.length, 'must not name a role twice'),
    })
    .meta({ examples: [{ roles: ['customer', 'staff'] }] }),
  responses: { 200: { description: 'The account', body: account } },
  problems: [authProblems.last_admin],
  handler: async ({ params: { id }, body, principal, request }, context) => ({
    status: 200,
    body: present(await changeRoles(context, id, body.roles, actorOf(principal, request))),
  }),
});

export const suspendAccount = route({
  method: 'post',
  path: '/api/v1/auth/accounts/:id/suspend',
  operationId: 'suspendAccount',
  summary: 'End every session of an account and keep it from signing in',
  tag,
  access: write,
  params,
  body: z
    .strictObject({ reason: z.string().trim().min(1).max(500) })
    .meta({ examples: [{ reason: 'Three chargebacks in a week' }] }),
  responses: { 200: { description: 'The account', body: account } },
  problems: [invalidTransition, authProblems.last_admin],
  handler: async ({ params: { id }, body, principal, request }, context) => ({
    status: 200,
    body: present(await suspend(context, id, body.reason, actorOf(principal, request))),
  }),
});

export const reactivateAccount = route({
  method: 'post',
  path: '/api/v1/auth/accounts/:id/reactivate',
  operationId: 'reactivateAccount',
  summary: 'Let a suspended account sign in again',
  tag,
  access: write,
  params,
  responses: { 200: { description: 'The account', body: account } },
  problems: [invalidTransition],
  handler: async ({ params: { id }, principal, request }, context) => ({
    status: 200,
    body: present(await reactivate(context, id, actorOf(principal, request))),
  }),
});

export const revokeAccountSessions = route({
  method: 'post',
  path: '/api/v1/auth/accounts/:id/sessions/revoke',
  operationId: 'revokeAccountSessions',
  summary: 'End every session of an account',
  tag,
  access: write,
  params,
  responses: { 200: { description: 'The account', body: account } },
  handler: async ({ params: { id }, principal, request }, context) => ({
    status: 200,
    body: present(await revokeSessions(context, id, actorOf(principal, request))),
  }),
});
