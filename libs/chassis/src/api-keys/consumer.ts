import { apiKeyChanged, apiKeyCreated, apiKeyRevoked, type EventData } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { on } from '@oms/events';
import { saveApiKey } from './store.ts';

const save = (
  { data, aggregateversion }: { data: EventData<typeof apiKeyCreated>; aggregateversion: number },
  tx: Transaction,
): Promise<unknown> => saveApiKey(tx, { ...data, version: aggregateversion });

/** The queue by which a service learns of API keys, to be listed with its consumers. */
export const apiKeyConsumer = {
  purpose: 'api-keys',
  handlers: [
    on(apiKeyCreated, async (event, tx) => void (await save(event, tx))),
    on(apiKeyChanged, async (event, tx) => void (await save(event, tx))),
    on(apiKeyRevoked, async ({ data, aggregateversion }, tx) => {
      await saveApiKey(tx, {
        ...data,
        hash: null,
        permissions: [],
        active: false,
        expiresAt: null,
        version: aggregateversion,
      });
    }),
  ],
};
