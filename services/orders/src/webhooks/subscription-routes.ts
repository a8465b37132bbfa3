import { webhookSubscriptionTested } from '@oms/contracts';
import { decodeCursor, etag, invalidFields, pageOf, pageQuery, permission, requireVersion, toPage } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import { definedOnly } from '../changes.ts';
import { route } from '../context.ts';
import { notFound } from '../problems.ts';
import { feedEnd } from '../timeline/feed.ts';
import { delivery } from './delivery.ts';
import { findDelivery, insertTest } from './delivery-store.ts';
import { type ReceiverRules, refusalOf } from './receiver-url.ts';
import { newSecret, sealSecret } from './signing.ts';
import {
  newSubscription,
  type Subscription,
  subscription,
  subscriptionChange,
  subscriptionWithSecret,
} from './subscription.ts';
import {
  deleteSubscription,
  findSubscription,
  insertSubscription,
  listSubscriptions,
  lockSubscription,
  replaceSecret,
  updateSubscription,
} from './subscription-store.ts';

const tag = 'Webhooks';
const access = permission('webhooks:write');
const params = z.object({ id: z.uuid() });
const tagged = { ETag: 'Version, for If-Match' };
const tagOf = ({ version, failingSince, previousSecretUntil }: Subscription) =>
  etag(version, [failingSince, previousSecretUntil].map((time) => (time === null ? 0 : Date.parse(time))).join('-'));

/** @throws {Problem} 422 when webhooks cannot be sent there */
function checkUrl(url: string, rules: ReceiverRules): void {
  const refusal = refusalOf(url, rules);
  if (refusal === undefined) return;
  throw invalidFields([{ pointer: '/url', in: 'body', code: 'invalid_receiver', detail: refusal }]);
}

export const subscriptionRoutes = [
  route({
    method: 'get',
    path: '/api/v1/webhooks/subscriptions',
    operationId: 'listWebhookSubscriptions',
    summary: 'List subscriptions, in the order in which they were made',
    tag,
    access,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of subscriptions', body: pageOf(subscription) } },
    handler: async ({ query: { limit, cursor } }, { db }) => {
      const [after] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [];
      const rows = await listSubscriptions(db, after, limit + 1);
      return {
        status: 200,
        body: toPage(
          rows,
          limit,
          ({ id }) => [id],
          (row) => row,
        ),
      };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/webhooks/subscriptions/:id',
    operationId: 'getWebhookSubscription',
    summary: 'One subscription',
    tag,
    access,
    params,
    responses: { 200: { description: 'The subscription', body: subscription, headers: tagged } },
    handler: async ({ params }, { db }) => {
      const found = await findSubscription(db, params.id);
      if (!found) throw notFound('subscription');
      return { status: 200, body: found, headers: { ETag: tagOf(found) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/webhooks/subscriptions',
    operationId: 'createWebhookSubscription',
    summary: 'Have events of orders sent to a URL',
    description:
      'From now on each event is sent as a CloudEvent, signed as [Standard Webhooks](https://www.standardwebhooks.com) says, ' +
      'with the `secret` of this answer, which is shown this once: an answer that was lost cannot be replayed, so this takes no ' +
      '`Idempotency-Key`. Events of one order come in their order; each comes at least once, so keep the `webhook-id` of ' +
      'those you have dealt with. Answer 2xx within 15 s; anything else is tried again for three days, and 410 ends the ' +
      'subscription.',
    tag,
    access,
    body: newSubscription,
    transaction: true,
    responses: {
      201: {
        description: 'The subscription, with its secret',
        body: subscriptionWithSecret,
        headers: { ...tagged, Location: 'Path of the subscription' },
      },
    },
    handler: async ({ body, tx, principal }, { keyEncryptionKey, webhooks }) => {
      checkUrl(body.url, webhooks.rules);
      const [id, secret] = [uuidv7(), newSecret()];
      const maker = { id: principal.subject, email: principal.email };
      const sealedSecret = sealSecret(keyEncryptionKey, id, secret);
      const position = await feedEnd(tx);
      const created = await insertSubscription(tx, { id, ...body, sealedSecret, position }, maker);
      return {
        status: 201,
        body: { ...created, secret },
        headers: { ETag: tagOf(created), Location: `/api/v1/webhooks/subscriptions/${id}` },
      };
    },
  }),

  route({
    method: 'patch',
    path: '/api/v1/webhooks/subscriptions/:id',
    operationId: 'updateWebhookSubscription',
    summary: 'Change a subscription, or set it active or inactive',
    description: 'What waits to be sent when it becomes inactive is skipped.',
    tag,
    access,
    params,
    body: subscriptionChange,
    transaction: true,
    ifMatch: true,
    responses: { 200: { description: 'The subscription as it is now', body: subscription, headers: tagged } },
    handler: async ({ params, body, tx, expectedVersion }, { webhooks }) => {
      if (body.url !== undefined) checkUrl(body.url, webhooks.rules);
      const found = await lockSubscription(tx, params.id);
      if (!found) throw notFound('subscription');
      requireVersion(expectedVersion, found.version);
      const changed = await updateSubscription(tx, { ...found, ...definedOnly(body) });
      tx.afterCommit(webhooks.wake);
      return { status: 200, body: changed, headers: { ETag: tagOf(changed) } };
    },
  }),

  route({
    method: 'delete',
    path: '/api/v1/webhooks/subscriptions/:id',
    operationId: 'deleteWebhookSubscription',
    summary: 'Remove a subscription with its deliveries',
    tag,
    access,
    params,
    transaction: true,
    ifMatch: true,
    responses: { 204: { description: 'It is gone' } },
    handler: async ({ params, tx, expectedVersion }) => {
      const found = await lockSubscription(tx, params.id);
      if (!found) throw notFound('subscription');
      requireVersion(expectedVersion, found.version);
      await deleteSubscription(tx, params.id);
      return { status: 204 };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/webhooks/subscriptions/:id/rotate-secret',
    operationId: 'rotateWebhookSecret',
    summary: 'Replace the secret of a subscription',
    description:
      'For 24 hours deliveries are signed with the new secret and the one before it; a further rotation ends the older of these. ' +
      'The new one is shown this once, so this takes no `Idempotency-Key`.',
    tag,
    access,
    params,
    transaction: true,
    responses: {
      200: { description: 'The subscription, with its new secret', body: subscriptionWithSecret, headers: tagged },
    },
    handler: async ({ params, tx }, { keyEncryptionKey }) => {
      if (!(await lockSubscription(tx, params.id))) throw notFound('subscription');
      const secret = newSecret();
      const changed = await replaceSecret(tx, params.id, sealSecret(keyEncryptionKey, params.id, secret));
      return { status: 200, body: { ...changed, secret }, headers: { ETag: tagOf(changed) } };
    },
  }),

  route({
    method: 'post',
    path: '/api/v1/webhooks/subscriptions/:id/test',
    operationId: 'testWebhookSubscription',
    summary: 'Send a test to a subscription',
    description:
      `Sends one \`${webhookSubscriptionTested.type}\`, once, whether the subscription is active or not. What became of it stands in ` +
      'the delivery a moment later.',
    tag,
    access,
    params,
    transaction: true,
    idempotent: true,
    responses: {
      201: { description: 'The delivery, on its way', body: delivery, headers: { Location: 'Path of the delivery' } },
    },
    handler: async ({ params, tx }, { webhooks }) => {
      if (!(await lockSubscription(tx, params.id))) throw notFound('subscription');
      const id = uuidv7();
      const { type } = webhookSubscriptionTested;
      await insertTest(tx, { id, subscriptionId: params.id, eventId: uuidv7(), eventType: type });
      const made = await findDelivery(tx, id);
      if (!made) throw new Error(`delivery ${id} was not stored`);
      tx.afterCommit(webhooks.wake);
      return { status: 201, body: made, headers: { Location: `/api/v1/webhooks/deliveries/${id}` } };
    },
  }),
];
