import * as z from 'zod';
import { defineEvent } from '../event.ts';

const used = (service: string) =>
  defineEvent({
    type: `oms.${service}.api-key.used.v1`,
    aggregate: 'api-key',
    description: `An API key was used with ${service}; told at most once an hour for a key, for the sake of "last used".`,
    data: z.object({ id: z.uuid(), usedAt: z.iso.datetime() }),
  });

export const usersApiKeyUsed = used('users');
export const ordersApiKeyUsed = used('orders');
export const mailerApiKeyUsed = used('mailer');
