import { randomUUID } from 'node:crypto';
import { eventually, type OtlpReceiver, type ReceivedSpan, skipBecause, startOtlpReceiver } from '@oms/testing';
import { expect } from 'chai';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { type Customer, registerCustomer } from './people.ts';
import { type BootedSystem, bootSystem } from './running-system.ts';
import { shippingAddress } from './shipping-address.ts';

describe('the trace of an order', () => {
  let receiver: OtlpReceiver;
  let system: BootedSystem;
  let mailbox: Mailbox;
  let ada: Customer;
  let sku: string;

  before(async function () {
    if (process.env.BASE_URL) skipBecause(this, 'it has spans sent to a receiver of its own, not a running system');
    receiver = await startOtlpReceiver();
    system = await bootSystem({
      settings: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '50' },
    });
    mailbox = openMailbox(system.mailUrl);
    ada = await registerCustomer(system.gatewayUrl, mailbox);
    const { data } = await ada.oms.GET('/api/v1/products', { params: { query: { currency: 'EUR', limit: 1 } } });
    sku = data.data[0]?.sku ?? expect.fail('there is no product');
  });
  after(async () => {
    await system?.stop();
    await receiver?.close();
  });

  const place = (headers: Record<string, string> = {}) =>
    ada.oms.POST('/api/v1/orders', {
      body: { currency: 'EUR', items: [{ sku, quantity: 1 }], shippingAddress },
      headers,
    });
  const newTraceId = () => randomUUID().replaceAll('-', '');
  const spansOf = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId);
  const has = (traceId: string, wanted: Partial<ReceivedSpan>) =>
    eventually(() => {
      const found = spansOf(traceId).find((span) =>
        Object.entries(wanted).every(([key, value]) => span[key as keyof ReceivedSpan] === value),
      );
      return found ?? expect.fail(`no span like ${JSON.stringify(wanted)}`);
    });

  it('leads from the request through outbox, broker and consumer to the mail, each span below one that is there', async () => {
    const traceId = newTraceId();
    const caller = '00f067aa0ba902b7';
    const placed = await place({ traceparent: `00-${traceId}-${caller}-01` });
    expect(placed.response.status).to.equal(201);
    await mailbox.waitFor(ada.email, new RegExp(placed.data.number));

    const request = await has(traceId, { service: 'orders', kind: 'server', name: 'POST /api/v1/orders' });
    const publish = await has(traceId, { kind: 'producer', name: 'publish oms.events:orders.order.placed.v1' });
    const process = await has(traceId, { service: 'mailer', kind: 'consumer', name: 'process oms.mailer.mail' });
    const mail = await has(traceId, { service: 'mailer', kind: 'client', name: 'send mail order-confirmation' });
    const transaction = await has(traceId, { service: 'orders', name: 'transaction', parentSpanId: request.spanId });
    expect(request.parentSpanId).to.equal(caller);
    expect(publish).to.include({ service: 'orders', parentSpanId: request.spanId });
    expect(process.parentSpanId).to.equal(request.spanId);
    expect(mail.parentSpanId).to.equal(process.spanId);
    expect(mail.attributes['oms.mail.outcome']).to.equal('sent');
    expect(request.attributes['http.response.header.x-request-id']).to.deep.equal([
      placed.response.headers.get('x-request-id'),
    ]);
    // Spans begin on a whole millisecond.
    const slack = 1_000_000n;
    expect(transaction.end <= request.end + slack && request.start <= transaction.start + slack).to.equal(true);

    // What the commit only wakes, and which deals with other orders too, is none of this one's.
    const steps = spansOf(traceId).filter(({ parentSpanId }) => parentSpanId === request.spanId);
    expect(steps.filter(({ kind }) => kind === 'client').map(({ name }) => name)).to.deep.equal(['transaction']);

    const ids = new Set([caller, ...spansOf(traceId).map(({ spanId }) => spanId)]);
    expect(ids.size, 'each span has an id of its own').to.equal(spansOf(traceId).length + 1);
    for (const { name, parentSpanId } of spansOf(traceId)) expect(ids, name).to.include(parentSpanId);
    const text = JSON.stringify(spansOf(traceId), (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of [ada.email, ada.token, 'Lovelace']) expect(text).to.not.contain(secret);
  });

  it('is begun by OMS where the client has none', async () => {
    const placed = await place();
    const id = placed.response.headers.get('x-request-id');
    const request = await eventually(
      () =>
        receiver.spans.find(({ attributes }) => String(attributes['http.response.header.x-request-id']) === id) ??
        expect.fail('no span of the request'),
    );
    expect(request.parentSpanId).to.equal(undefined);
    await has(request.traceId, { name: 'send mail order-confirmation' });
  });

  it('is not kept where the client says that it keeps none, and lost without harm while the collector is down', async () => {
    const traceId = newTraceId();
    receiver.answer('unavailable');
    try {
      const placed = await place({ traceparent: `00-${traceId}-00f067aa0ba902b7-00` });
      const kept = await place();
      expect([placed.response.status, kept.response.status]).to.deep.equal([201, 201]);
      await mailbox.waitFor(ada.email, new RegExp(placed.data.number));
      await mailbox.waitFor(ada.email, new RegExp(kept.data.number));
    } finally {
      receiver.answer('taken');
    }
    const later = newTraceId();
    await place({ traceparent: `00-${later}-00f067aa0ba902b7-01` });
    await has(later, { name: 'send mail order-confirmation' });
    expect(spansOf(traceId)).to.deep.equal([]);
  });
});
