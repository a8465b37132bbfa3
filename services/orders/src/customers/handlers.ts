import { accountRegistered, accountVerified, emailChanged } from '@oms/contracts';
import { on } from '@oms/events';
import { saveCustomer } from './customer-store.ts';

/** Learns of people whom orders can be placed for: those with a proven address. */
export const customerHandlers = [
  on(emailChanged, async ({ data, aggregateversion }, tx) => {
    await saveCustomer(tx, { id: data.accountId, email: data.email, accountVersion: aggregateversion });
  }),
  on(accountRegistered, async ({ data, aggregateversion }, tx) => {
    if (!data.emailVerified) return;
    await saveCustomer(tx, { id: data.accountId, email: data.email, accountVersion: aggregateversion });
  }),
  on(accountVerified, async ({ data, aggregateversion }, tx) => {
    await saveCustomer(tx, { id: data.accountId, email: data.email, accountVersion: aggregateversion });
  }),
];
