import { address } from '@oms/contracts';
import { problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { notFound, usersProblems } from '../problems.ts';
import { ensureProfile } from '../profiles/ensure-profile.ts';
import { route } from '../routes.ts';
import { addAddress, changeAddress, removeAddress } from './address-book.ts';
import { findAddresses, type SavedAddress } from './address-store.ts';

const savedAddress = z
  .object({
    id: z.uuid(),
    ...address.shape,
    defaultShipping: z.boolean(),
    defaultBilling: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedAddress' });

const { company, line2, region, phone } = address.shape;
const makeDefault = z.literal(true).optional();

const newAddress = z.strictObject({
  ...address.shape,
  defaultShipping: z.boolean().optional().describe('The first address is the default anyway'),
  defaultBilling: z.boolean().optional().describe('The first address is the default anyway'),
});

const addressChanges = z
  .strictObject({
    ...address.partial().shape,
    company: company.nullable(),
    line2: line2.nullable(),
    region: region.nullable(),
    phone: phone.nullable(),
    defaultShipping: makeDefault.describe('Another address stops being the default by this one becoming it'),
    defaultBilling: makeDefault.describe('Another address stops being the default by this one becoming it'),
  })
  .refine((given) => Object.keys(given).length > 0, 'must change something');

const present = ({ address: fields, ...rest }: SavedAddress): z.infer<typeof savedAddress> => ({ ...fields, ...rest });

const params = z.object({ id: z.uuid() });
const tag = 'Addresses';
const path = '/api/v1/users/me/addresses';

export const listAddresses = route({
  method: 'get',
  path,
  operationId: 'listAddresses',
  summary: 'One’s addresses, in the order in which they were added',
  tag,
  access: signedIn(),
  responses: { 200: { description: 'All of them', body: z.object({ data: z.array(savedAddress) }) } },
  handler: async ({ principal }, { db }) => ({
    status: 200,
    body: { data: (await findAddresses(db, principal.subject)).map(present) },
  }),
});

export const getAddress = route({
  method: 'get',
  path: `${path}/:id`,
  operationId: 'getAddress',
  summary: 'One of one’s addresses',
  tag,
  access: signedIn(),
  params,
  responses: { 200: { description: 'The address', body: savedAddress } },
  handler: async ({ principal, params }, { db }) => {
    const found = (await findAddresses(db, principal.subject)).find(({ id }) => id === params.id);
    if (!found) throw notFound('address');
    return { status: 200, body: present(found) };
  },
});

export const createAddress = route({
  method: 'post',
  path,
  operationId: 'createAddress',
  summary: 'Add an address',
  tag,
  access: signedIn(),
  transaction: true,
  idempotent: true,
  body: newAddress,
  responses: {
    201: { description: 'The address', body: savedAddress, headers: { Location: 'Path of the address' } },
  },
  problems: [problems.not_found, usersProblems.too_many_addresses],
  handler: async ({ principal, tx, body }, context) => {
    const { id: profileId } = await ensureProfile(tx, context, principal);
    const { defaultShipping, defaultBilling, ...fields } = body;
    const added = await addAddress(tx, context, profileId, fields, { defaultShipping, defaultBilling });
    return { status: 201, headers: { Location: `${path}/${added.id}` }, body: present(added) };
  },
});

export const updateAddress = route({
  method: 'patch',
  path: `${path}/:id`,
  operationId: 'updateAddress',
  summary: 'Change an address, or make it a default',
  tag,
  access: signedIn(),
  transaction: true,
  params,
  body: addressChanges,
  responses: { 200: { description: 'The address', body: savedAddress } },
  handler: async ({ principal, params: { id }, tx, body }, context) => {
    const { defaultShipping, defaultBilling, ...fields } = body;
    const defaults = { defaultShipping, defaultBilling };
    return { status: 200, body: present(await changeAddress(tx, context, principal.subject, id, fields, defaults)) };
  },
});

export const deleteAddress = route({
  method: 'delete',
  path: `${path}/:id`,
  operationId: 'deleteAddress',
  summary: 'Delete an address',
  description: 'What it was the default for, the latest of the others is from then on.',
  tag,
  access: signedIn(),
  transaction: true,
  params,
  responses: { 204: { description: 'It is gone' } },
  handler: async ({ principal, params: { id }, tx }, context) => {
    await removeAddress(tx, context, principal.subject, id);
    return { status: 204 };
  },
});
