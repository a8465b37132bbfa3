import type { NoteApiKeyUse } from '@oms/chassis';
import { mailerApiKeyUsed, ordersApiKeyUsed, usersApiKeyUsed } from '@oms/contracts';
import { on } from '@oms/events';
import { noteUse } from './api-key-store.ts';

/** Seconds: `lastUsedAt` is for telling keys that are no longer needed, and right to the hour. */
const quietSeconds = 60 * 60;

/** The use of a key with auth itself. */
export const noteOwnUse: NoteApiKeyUse = async (tx, id) => {
  await noteUse(tx, id, new Date(), quietSeconds);
};

/** The use of keys with the other services, as they tell. */
export const apiKeyUseConsumer = {
  purpose: 'api-key-use',
  handlers: [usersApiKeyUsed, ordersApiKeyUsed, mailerApiKeyUsed].map((used) =>
    on(used, async ({ data }, tx) => {
      await noteUse(tx, data.id, new Date(data.usedAt), 0);
    }),
  ),
};
