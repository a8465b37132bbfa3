import { preferencesChanged } from '@oms/contracts';
import { record } from '@oms/events';
import { problems, signedIn } from '@oms/http';
import * as z from 'zod';
import { ensureProfile } from '../profiles/ensure-profile.ts';
import { route } from '../routes.ts';
import { findPreferences, putPreferences } from './preference-store.ts';

const preferences = z
  .strictObject({
    mails: z.strictObject({
      orderUpdates: z.boolean().describe('What becomes of one’s orders'),
      news: z.boolean().describe('Offers and news'),
    }),
  })
  .meta({ id: 'Preferences' });

const path = '/api/v1/users/me/preferences';
const tag = 'Preferences';
const responses = { 200: { description: 'The preferences', body: preferences } } as const;

export const getPreferences = route({
  method: 'get',
  path,
  operationId: 'getPreferences',
  summary: 'Which mails one wants',
  description: 'Mails about the security of the account are always sent.',
  tag,
  access: signedIn(),
  responses,
  handler: async ({ principal }, { db }) => ({
    status: 200,
    body: { mails: await findPreferences(db, principal.subject) },
  }),
});

export const replacePreferences = route({
  method: 'put',
  path,
  operationId: 'replacePreferences',
  summary: 'Say which mails one wants',
  tag,
  access: signedIn(),
  transaction: true,
  body: preferences,
  responses,
  problems: [problems.not_found],
  handler: async ({ principal, tx, body }, context) => {
    const { id } = await ensureProfile(tx, context, principal);
    const version = await putPreferences(tx, id, body.mails, context.now());
    await record(tx, {
      event: preferencesChanged,
      aggregateId: id,
      aggregateVersion: version,
      data: { accountId: id, mails: body.mails },
    });
    return { status: 200, body };
  },
});
