import {
  accountRegistered,
  emailVerificationRequested,
  orderPlaced,
  profileUpdated,
  registrationRepeated as registrationRepeatedEvent,
} from '@oms/contracts';
import type { Queryable } from '@oms/database';
import { on } from '@oms/events';
import { type Addressee, type EnqueueContext, enqueue } from './messages/enqueue.ts';
import { findRecipient, insertRecipient, updateRecipient } from './recipients/recipient-store.ts';
import { orderConfirmation } from './templates/order-confirmation.ts';
import { registrationRepeated } from './templates/registration-repeated.ts';
import { verifyEmail } from './templates/verify-email.ts';

/** What the service does about events: mails, and what it keeps of the people it writes to. */
export const consumersOf = (context: EnqueueContext) => [
  {
    purpose: 'mail',
    handlers: [
      on(emailVerificationRequested, async (event, tx) => {
        const { accountId, sealedToken, expiresAt } = event.data;
        const to = await addressee(tx, accountId, event.data);
        await enqueue(tx, { template: verifyEmail, event, to, data: { expiresAt }, sealedToken, expiresAt }, context);
      }),
      on(registrationRepeatedEvent, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        await enqueue(tx, { template: registrationRepeated, event, to, data: {} }, context);
      }),
      on(orderPlaced, async (event, tx) => {
        const { order } = event.data;
        if (order.email === null) return;
        const to = await addressee(tx, order.customerId, { email: order.email, name: null, locale: null });
        await enqueue(tx, { template: orderConfirmation, event, to, data: order }, context);
      }),
    ],
  },
  {
    purpose: 'recipients',
    handlers: [
      on(accountRegistered, ({ data }, tx) => insertRecipient(tx, data.accountId, { ...data, timeZone: null })),
      on(profileUpdated, ({ data, aggregateversion }, tx) =>
        updateRecipient(tx, data.accountId, data, aggregateversion),
      ),
    ],
  },
];

/** A profile's own words win over those of an event. */
async function addressee(
  db: Queryable,
  accountId: string | null,
  told: Pick<Addressee, 'email' | 'name' | 'locale'>,
): Promise<Addressee> {
  const known = accountId === null ? undefined : await findRecipient(db, accountId);
  return {
    email: told.email,
    name: known?.name ?? told.name,
    locale: known?.locale ?? told.locale,
    timeZone: known?.timeZone ?? null,
  };
}
