import { decodeCursor, invalidTransition, Problem, pageOf, pageQuery, permission, problems, toPage } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { attemptOutcomes, messageStatuses } from './message.ts';
import { findMessage, listAttempts, listMessages } from './message-store.ts';
import { retryMessage as retry } from './retry-message.ts';

const messageFields = {
  id: z.uuid(),
  eventId: z.uuid().describe('The event that it answers'),
  recipient: z.string(),
  recipientName: z.string().nullable(),
  template: z.string(),
  locale: z.string().describe('BCP 47'),
  timeZone: z.string().describe('IANA name'),
  status: z
    .enum(messageStatuses)
    .describe('`unknown`: the connection was lost after the content had left, and it is not sent again by itself')
    .meta({ examples: ['sent'] }),
  attempts: z.int().min(0),
  nextAttemptAt: z.iso
    .datetime()
    .nullable()
    .meta({ examples: [null] }),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .describe('When its link stops working')
    .meta({ examples: [null] }),
  messageId: z.string().describe('The same in every attempt; without angle brackets'),
  sentAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
  deliveredAt: z.iso.datetime().nullable().describe('When the recipient’s server took it, as the provider tells'),
  bouncedAt: z.iso.datetime().nullable().describe('When it came back for good, which may be after it was delivered'),
  complainedAt: z.iso.datetime().nullable().describe('When the recipient called it spam'),
  createdAt: z.iso.datetime(),
};

const message = z.object(messageFields).meta({ id: 'MailMessage' });

const messageDetails = z
  .object({
    ...messageFields,
    data: z
      .record(z.string(), z.unknown())
      .describe('What the template is filled with, less any secret')
      .meta({ examples: [{ order: { number: 'A-100042' } }] }),
    deliveries: z.array(
      z.object({
        number: z.int().min(1),
        startedAt: z.iso.datetime(),
        finishedAt: z.iso.datetime().nullable(),
        outcome: z.enum(attemptOutcomes).nullable(),
        transport: z.string().nullable(),
        detail: z
          .string()
          .nullable()
          .meta({ examples: [null] }),
        response: z.string().nullable().describe('What the mail server answered'),
        providerId: z.string().nullable().describe('What the provider calls it'),
      }),
    ),
  })
  .meta({ id: 'MailMessageDetails' });

const params = z.object({ id: z.uuid() });
const tag = 'Mail messages';

export const listMailMessages = route({
  method: 'get',
  path: '/api/v1/mail/messages',
  operationId: 'listMailMessages',
  summary: 'List mails, newest first',
  tag,
  access: permission('mail:read'),
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(messageStatuses).optional(),
    recipient: z.string().min(1).max(254).optional().describe('The whole address'),
    template: z.string().min(1).max(100).optional(),
  }),
  responses: { 200: { description: 'A page of the ledger', body: pageOf(message) } },
  handler: async ({ query: { cursor, limit, ...filter } }, { db }) => {
    const [before] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
    const rows = await listMessages(db, filter, before, limit + 1);
    return {
      status: 200,
      body: toPage(
        rows,
        limit,
        ({ id }) => [id],
        ({ data: _data, ...shown }) => shown,
      ),
    };
  },
});

export const getMailMessage = route({
  method: 'get',
  path: '/api/v1/mail/messages/:id',
  operationId: 'getMailMessage',
  summary: 'Read a mail with every attempt to send it',
  tag,
  access: permission('mail:read'),
  params,
  responses: { 200: { description: 'The mail', body: messageDetails } },
  handler: async ({ params: { id } }, { db }) => {
    const found = await findMessage(db, id);
    if (!found) throw new Problem(problems.not_found, { detail: 'There is no such message.' });
    return { status: 200, body: { ...found, deliveries: await listAttempts(db, id) } };
  },
});

export const retryMailMessage = route({
  method: 'post',
  path: '/api/v1/mail/messages/:id/retry',
  operationId: 'retryMailMessage',
  summary: 'Send a mail again now',
  description:
    'For mail that failed, waits for its next attempt, was held back, or whose fate is unknown. It keeps its Message-ID.',
  tag,
  access: permission('mail:write'),
  params,
  transaction: true,
  idempotent: true,
  responses: { 200: { description: 'It is queued', body: message } },
  problems: [invalidTransition],
  handler: async ({ params: { id }, tx }, { wake }) => {
    const { data: _data, ...queued } = await retry(tx, id, new Date());
    tx.afterCommit(wake);
    return { status: 200, body: queued };
  },
});
