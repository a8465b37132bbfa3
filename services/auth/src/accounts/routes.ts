import { localeTag, permissionsOf, personName, roles } from '@oms/contracts';
import { anyone, problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { clientOf } from '../client.ts';
import { secondFactorMethods, secondFactorsOf } from '../factors/second-factors.ts';
import { tokenField } from '../links/token-field.ts';
import { chosenPassword } from '../passwords/password-field.ts';
import { authProblems, notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { grantedRoles } from '../sessions/granted-roles.ts';
import { findAccount } from './account-store.ts';
import { emailAddress } from './email-address.ts';
import { register } from './register.ts';
import { verifyEmail } from './verify-email.ts';
import { findWaysIn, waysIn } from './ways-in.ts';

export const registerAccount = route({
  method: 'post',
  path: '/api/v1/auth/register',
  operationId: 'registerAccount',
  summary: 'Make an account',
  description:
    'Answers the same whether or not the address has an account already. A mail with a link follows; the account can be used once the link has been.',
  tag: 'Accounts',
  access: anyone(),
  body: z.strictObject({
    email: emailAddress,
    password: chosenPassword,
    name: personName.optional(),
    locale: localeTag.optional(),
  }),
  responses: { 202: { description: 'A mail is on its way, if the address can receive it' } },
  problems: [
    authProblems.password_too_short,
    authProblems.password_too_long,
    authProblems.password_breached,
    authProblems.overloaded,
    problems.too_many_requests,
  ],
  handler: async ({ body, request }, context) => {
    const client = clientOf(request);
    await context.ipLimits.require('mail', client);
    await register(context, body, client);
    return { status: 202 };
  },
});

export const verifyAccountEmail = route({
  method: 'post',
  path: '/api/v1/auth/verify-email',
  operationId: 'verifyEmail',
  summary: 'Verify an address by the token that was mailed to it',
  tag: 'Accounts',
  access: anyone(),
  body: z.strictObject({ token: tokenField }),
  responses: { 204: { description: 'The address is verified; the token is used up' } },
  problems: [authProblems.link_invalid],
  handler: async ({ body, request }, context) => {
    await verifyEmail(context, body.token, clientOf(request));
    return { status: 204 };
  },
});

export const me = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string().nullable(),
    emailVerified: z.boolean(),
    roles: z.array(z.enum(roles)),
    permissions: z.array(z.string()).describe('What this session may do'),
    secondFactorRequired: z
      .boolean()
      .describe(
        'Whether the roles staff and admin do not count in this session, since it began without a second factor: set one up, and sign in with it',
      ),
    methods: z.array(z.enum(waysIn)).describe('Ways in which the person can sign in, links by mail aside'),
    secondFactors: z.array(z.enum(secondFactorMethods)).describe('What is asked for as well; none where one is enough'),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'Me',
    examples: [
      {
        id: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        emailVerified: true,
        roles: ['customer'],
        permissions: [],
        secondFactorRequired: false,
        methods: ['password'],
        secondFactors: [],
        createdAt: '2026-03-14T09:00:00.000Z',
      },
    ],
  });

export const getMe = route({
  method: 'get',
  path: '/api/v1/auth/me',
  operationId: 'getMe',
  summary: 'The account that is signed in',
  tag: 'Accounts',
  access: signedIn(),
  responses: { 200: { description: 'The account', body: me } },
  problems: [problems.not_found],
  handler: async ({ principal }, { db, requireStaffMfa }) => {
    const account = await findAccount(db, principal.subject);
    if (!account) throw notFound('account');
    const granted = grantedRoles(account.roles, principal.amr, { requireStaffMfa });
    return {
      status: 200,
      body: {
        id: account.id,
        email: account.email,
        name: account.name,
        emailVerified: account.emailVerifiedAt !== null,
        roles: account.roles,
        permissions: permissionsOf(granted),
        secondFactorRequired: granted.length < account.roles.length,
        methods: await findWaysIn(db, account.id),
        secondFactors: await secondFactorsOf(db, account.id),
        createdAt: account.createdAt,
      },
    };
  },
});
