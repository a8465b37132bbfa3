import { accountErased, erasureRefused, mailerErasurePerformed, ordersErasurePerformed } from '@oms/contracts';
import { on } from '@oms/events';
import type { UsersContext } from '../context.ts';
import { markRefused } from './erasure-store.ts';
import { forgetPerson, takeStep } from './follow-erasure.ts';

/** Follows an erasure through the services. */
export const erasureHandlers = ({ now }: Pick<UsersContext, 'now'>) => [
  on(accountErased, ({ data }, tx) => forgetPerson(tx, now(), data)),
  on(erasureRefused, async ({ data }, tx) => {
    await markRefused(tx, data.erasureId, data.reason);
  }),
  on(ordersErasurePerformed, ({ data }, tx) => takeStep(tx, now(), data.erasureId, 'orders')),
  on(mailerErasurePerformed, ({ data }, tx) => takeStep(tx, now(), data.erasureId, 'mailer')),
];
