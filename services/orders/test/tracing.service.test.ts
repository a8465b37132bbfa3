import { eventually, type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '@oms/testing';
import { expect } from 'chai';
import { newOrder, type Orders, startOrders } from './orders-harness.ts';
import { answerAsStripe, type StripeApi, stripeSettings } from './stripe-api.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

describe('what orders does later', () => {
  let collector: OtlpReceiver;
  let receiver: Receiver;
  let stripe: StripeApi;
  let orders: Orders;

  before(async () => {
    stripe = answerAsStripe();
    [collector, receiver] = await Promise.all([startOtlpReceiver(), startReceiver()]);
    orders = await startOrders({
      ...stripeSettings,
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
  });
  after(async () => {
    await orders?.stop();
    await Promise.all([collector?.close(), receiver?.close()]);
    stripe.stop();
  });

  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traced = { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } };
  const find = (wanted: Partial<ReceivedSpan>, attribute?: [string, unknown]) =>
    eventually(
      () =>
        collector.spans.find(
          (span) =>
            span.traceId === traceId &&
            Object.entries(wanted).every(([key, value]) => span[key as keyof ReceivedSpan] === value) &&
            (!attribute || span.attributes[attribute[0]] === attribute[1]),
        ) ?? expect.fail(`no span like ${JSON.stringify([wanted, attribute])}`),
    );

  it('webhooks and calls of payment providers are in the trace of the request that caused them', async () => {
    const { body: subscription } = await orders
      .as(orders.newPerson('admin'))
      .post('/webhooks/subscriptions', { url: receiver.url('/hooks/secret-path'), eventTypes: ['*'] });
    receiver.decide('/hooks/secret-path', () => 500);
    const person = orders.newPerson();
    const { sku } = await orders.newProduct({ stock: 10 });
    const order = await orders.as(person).post('/orders', newOrder([{ sku, quantity: 1 }]), traced);
    expect(order.status).to.equal(201);
    const placing = await find({ kind: 'server', name: 'POST /api/v1/orders' });
    const failed = await find({ name: 'POST', failed: true }, ['oms.webhook.attempt', 1]);
    expect(failed.parentSpanId).to.equal(placing.spanId);
    expect(failed.attributes).to.include({
      'http.response.status_code': 500,
      'error.type': '500',
      'oms.webhook.subscription': subscription.id,
    });
    expect(Object.values(failed.attributes).join()).to.not.contain('secret-path');

    stripe.state.isDown = true;
    const paid = await orders.as(person).post(`/orders/${order.body.id}/payments`, { provider: 'stripe' }, traced);
    expect(paid.status).to.equal(201);
    const paying = await find({ kind: 'server', name: 'POST /api/v1/orders/:id/payments' });
    const refused = await find({ name: 'payment create', failed: true }, ['oms.payment.attempt', 1]);
    stripe.state.isDown = false;
    const done = await find({ name: 'payment create', failed: false });
    for (const attempt of [refused, done]) expect(attempt.parentSpanId).to.equal(paying.spanId);
  });
});
