import { localeTag, personName, phoneNumber, timeZone } from '@oms/contracts';
import {
  type Column,
  decodeCursor,
  etag,
  exportsOf,
  exportTypes,
  pageOf,
  pageQuery,
  permission,
  problems,
  sendRows,
  signedIn,
  timestamp,
  toPage,
} from '@oms/http';
import * as z from 'zod';
import { notFound } from '../problems.ts';
import { route } from '../routes.ts';
import { changeProfile } from './change-profile.ts';
import { ensureProfile } from './ensure-profile.ts';
import { findProfile, type Profile, searchProfiles, streamProfiles } from './profile-store.ts';

const user = z
  .object({
    id: z.uuid().describe('The account’s id'),
    email: z.string(),
    name: z.string().nullable(),
    phone: z.string().nullable().describe('E.164'),
    locale: z.string().describe('BCP 47'),
    timeZone: z.string().describe('IANA time zone'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({
    id: 'User',
    examples: [
      {
        id: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        phone: '+4930123456',
        locale: 'en-GB',
        timeZone: 'Europe/Berlin',
        createdAt: '2026-03-14T09:00:00.000Z',
        updatedAt: '2026-03-14T09:05:00.000Z',
        version: 2,
      },
    ],
  });

const changes = z
  .strictObject({
    name: personName.nullable().optional(),
    phone: phoneNumber.nullable().optional(),
    locale: localeTag.optional(),
    timeZone: timeZone.optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'must change something');

const present = ({ fieldVersions: _fieldVersions, ...profile }: Profile): z.infer<typeof user> => profile;

const answer = (profile: Profile) => ({
  status: 200 as const,
  headers: { ETag: etag(profile.version) },
  body: present(profile),
});

/** Without the fields that were left out. */
const given = (body: z.output<typeof changes>): Partial<Profile> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

const headers = { ETag: 'The version, for If-Match' };
const one = { 200: { description: 'The person', body: user, headers } } as const;
const params = z.object({ id: z.uuid() });
const tag = 'Profiles';

export const getOwnProfile = route({
  method: 'get',
  path: '/api/v1/users/me',
  operationId: 'getOwnProfile',
  summary: 'What one has told about oneself',
  tag,
  access: signedIn(),
  responses: one,
  problems: [problems.not_found],
  handler: async ({ principal }, context) => answer(await ensureProfile(context.db, context, principal)),
});

export const changeOwnProfile = route({
  method: 'patch',
  path: '/api/v1/users/me',
  operationId: 'changeOwnProfile',
  summary: 'Change name, telephone number, locale or time zone',
  tag,
  access: signedIn(),
  transaction: true,
  ifMatch: true,
  body: changes,
  responses: one,
  problems: [problems.not_found],
  handler: async ({ principal, tx, body, expectedVersion }, context) => {
    const { id } = await ensureProfile(tx, context, principal);
    return answer(await changeProfile(tx, context, id, expectedVersion, given(body)));
  },
});

async function* streamPresented(...search: Parameters<typeof streamProfiles>) {
  for await (const profile of streamProfiles(...search)) yield present(profile);
}

const columns: readonly Column<z.infer<typeof user>>[] = [
  ['id', ({ id }) => id],
  ['email', ({ email }) => email],
  ['name', ({ name }) => name],
  ['phone', ({ phone }) => phone],
  ['locale', ({ locale }) => locale],
  ['timeZone', (person) => person.timeZone],
  ['createdAt', ({ createdAt }) => createdAt],
  ['updatedAt', ({ updatedAt }) => updatedAt],
  ['version', ({ version }) => version],
];

export const listUsers = route({
  method: 'get',
  path: '/api/v1/users',
  operationId: 'listUsers',
  summary: 'People, newest first',
  description:
    'With `Accept: text/csv` or `application/x-ndjson` all that match are streamed, from one snapshot; `limit` does not count then.',
  tag,
  access: permission('users:read'),
  query: z.strictObject({
    search: z.string().trim().min(1).max(200).optional().describe('Part of the address or the name'),
    createdAfter: timestamp.optional(),
    ...pageQuery,
  }),
  responses: { 200: { description: 'A page of people, or all', body: pageOf(user), ...exportsOf(user, columns) } },
  handler: async ({ query, request }, { db }) => {
    const { limit, cursor, ...filter } = query;
    const after = decodeCursor(cursor, z.tuple([z.uuid()]))?.[0];
    const type = request.prefers(['application/json', ...exportTypes]);
    if (type !== 'application/json') {
      return { status: 200, ...sendRows(type, streamPresented(db, filter, after), { name: 'users', columns }) };
    }
    const found = await searchProfiles(db, filter, { limit: limit + 1, after });
    return { status: 200, body: toPage(found, limit, ({ id }) => [id], present) };
  },
});

export const getUser = route({
  method: 'get',
  path: '/api/v1/users/:id',
  operationId: 'getUser',
  summary: 'One person',
  tag,
  access: permission('users:read'),
  params,
  responses: one,
  handler: async ({ params: { id } }, { db }) => {
    const profile = await findProfile(db, id);
    if (!profile) throw notFound('user');
    return answer(profile);
  },
});

export const changeUser = route({
  method: 'patch',
  path: '/api/v1/users/:id',
  operationId: 'changeUser',
  summary: 'Change somebody’s name, telephone number, locale or time zone',
  tag,
  access: permission('users:write'),
  transaction: true,
  ifMatch: true,
  params,
  body: changes,
  responses: one,
  handler: async ({ params: { id }, tx, body, expectedVersion }, context) =>
    answer(await changeProfile(tx, context, id, expectedVersion, given(body))),
});
