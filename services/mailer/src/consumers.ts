import { apiKeyConsumer } from '@oms/chassis';
import {
  accountRegistered,
  emailChanged,
  emailChangeRequested,
  emailVerificationRequested,
  erasureCompleted,
  exportCompleted,
  exportFailed,
  factorChanged,
  magicLinkRequested,
  passwordChanged,
  passwordResetRequested,
  preferencesChanged,
  profileUpdated,
  refreshTokenReused,
  registrationRepeated as registrationRepeatedEvent,
  sessionStarted,
  webhookSubscriptionDisabled,
} from '@oms/contracts';
import type { Database } from '@oms/database';
import { on } from '@oms/events';
import { enqueue } from './messages/enqueue.ts';
import { type OrderMailContext, orderMailHandlers } from './order-mails.ts';
import { updatePreferences } from './preferences/preference-store.ts';
import { privacyConsumer } from './privacy/handlers.ts';
import { addressee } from './recipients/addressee.ts';
import { insertRecipient, updateRecipient } from './recipients/recipient-store.ts';
import * as notices from './templates/account-notices.ts';
import { registrationRepeated } from './templates/registration-repeated.ts';
import { verifyEmail } from './templates/verify-email.ts';

/** What the service does about events: mails, and what it keeps of the people it writes to. */
export const consumersOf = (context: OrderMailContext & { db: Pick<Database, 'knex'> }) => [
  apiKeyConsumer,
  privacyConsumer(context),
  {
    purpose: 'mail',
    handlers: [
      on(emailVerificationRequested, async (event, tx) => {
        const { accountId, sealedToken, expiresAt } = event.data;
        const to = await addressee(tx, accountId, event.data);
        enqueue(tx, { template: verifyEmail, event, to, data: { expiresAt }, sealedToken, expiresAt }, context);
      }),
      on(registrationRepeatedEvent, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: registrationRepeated, event, to, data: {} }, context);
      }),
      on(passwordResetRequested, async (event, tx) => {
        const { accountId, sealedToken, expiresAt } = event.data;
        const to = await addressee(tx, accountId, event.data);
        const template = notices.passwordReset;
        enqueue(tx, { template, event, to, data: { expiresAt }, sealedToken, expiresAt }, context);
      }),
      on(magicLinkRequested, async (event, tx) => {
        const { accountId, sealedToken, expiresAt } = event.data;
        const to = await addressee(tx, accountId, event.data);
        const template = notices.magicLink;
        enqueue(tx, { template, event, to, data: { expiresAt }, sealedToken, expiresAt }, context);
      }),
      on(passwordChanged, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.passwordChanged, event, to, data: { at: event.time } }, context);
      }),
      on(refreshTokenReused, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.refreshTokenReused, event, to, data: occurred(event) }, context);
      }),
      on(sessionStarted, async (event, tx) => {
        if (!event.data.newDevice) return;
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.newDevice, event, to, data: occurred(event) }, context);
      }),
      on(factorChanged, async (event, tx) => {
        const { accountId, change, label, remaining } = event.data;
        const to = await addressee(tx, accountId, event.data);
        const data = { ...occurred(event), change, label, remaining };
        enqueue(tx, { template: notices.factorChanged, event, to, data }, context);
      }),
      on(emailChangeRequested, async (event, tx) => {
        const { accountId, email, currentEmail, sealedToken, expiresAt } = event.data;
        const to = await addressee(tx, accountId, event.data);
        if (sealedToken !== null && expiresAt !== null) {
          const template = notices.newAddress;
          enqueue(tx, { template, event, to, data: { expiresAt }, sealedToken, expiresAt }, context);
        }
        const data = { at: event.time, newEmail: email };
        const template = notices.addressChangeAsked;
        enqueue(tx, { template, event, to: { ...to, email: currentEmail }, data }, context);
      }),
      on(emailChanged, async (event, tx) => {
        const { accountId, email, previousEmail } = event.data;
        const to = { ...(await addressee(tx, accountId, event.data)), email: previousEmail };
        const data = { at: event.time, newEmail: email };
        enqueue(tx, { template: notices.addressChanged, event, to, data }, context);
      }),
      on(exportCompleted, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.exportReady, event, to, data: event.data }, context);
      }),
      on(exportFailed, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.exportFailed, event, to, data: {} }, context);
      }),
      on(erasureCompleted, async (event, tx) => {
        const to = await addressee(tx, event.data.accountId, event.data);
        enqueue(tx, { template: notices.erasureDone, event, to, data: event.data, toErased: true }, context);
      }),
      on(webhookSubscriptionDisabled, async (event, tx) => {
        const { accountId, email } = event.data;
        if (email === null) return;
        const to = await addressee(tx, accountId, { email, name: null, locale: null });
        const data = { ...event.data, at: event.time };
        enqueue(tx, { template: notices.webhooksStopped, event, to, data }, context);
      }),
      ...orderMailHandlers(context),
    ],
  },
  {
    purpose: 'recipients',
    handlers: [
      on(accountRegistered, ({ data }, tx) => insertRecipient(tx, data.accountId, { ...data, timeZone: null })),
      on(profileUpdated, ({ data, aggregateversion }, tx) =>
        updateRecipient(tx, data.accountId, data, aggregateversion),
      ),
      on(preferencesChanged, ({ data, aggregateversion }, tx) =>
        updatePreferences(tx, data.accountId, data.mails, aggregateversion),
      ),
    ],
  },
];

/** When and where from, for notices. */
const occurred = ({ time, data }: { time: string; data: { ip: string | null; userAgent: string | null } }) => ({
  at: time,
  ip: data.ip,
  userAgent: data.userAgent,
});
