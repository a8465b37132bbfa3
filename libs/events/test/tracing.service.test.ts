import { createRelay, on, record } from '@oms/events';
import { createMetrics, createTracing, currentRequest, runInSpan, type Tracing } from '@oms/telemetry';
import { eventually, type OtlpReceiver, startOtlpReceiver } from '@oms/testing';
import { expect } from 'chai';
import { logger, newParcel, type ParcelService, parcelMoved, quick, quickRetries, startParcels } from './parcels.ts';

describe('the trace of an event', () => {
  let parcels: ParcelService;
  let receiver: OtlpReceiver;
  let tracing: Tracing;

  beforeEach(async () => {
    [parcels, receiver] = await Promise.all([startParcels(), startOtlpReceiver()]);
    tracing = createTracing({ service: 'parcels', settings: { otlpEndpoint: receiver.url, exportDelay: 20 }, logger });
    await tracing.start();
  });
  afterEach(async () => {
    await parcels.stop();
    await tracing.stop();
    await receiver.close();
  });

  it('leads from the request through the outbox to each attempt to handle it, and on to what that records', async () => {
    let attempts = 0;
    const follower = newParcel();
    await parcels.startConsumer({
      tracing,
      retryDelaysMs: quickRetries,
      handlers: [
        on(parcelMoved, async (event, tx) => {
          if (event.subject === follower) return;
          attempts += 1;
          if (attempts === 1) throw new TypeError('not yet');
          await record(tx, { event: parcelMoved, aggregateId: follower, aggregateVersion: 1, data: { step: 1 } });
        }),
      ],
    });
    const { db, amqp } = parcels;
    const relay = createRelay({
      db,
      amqp,
      logger,
      metrics: createMetrics('parcels'),
      service: 'parcels',
      timing: quick,
      tracing,
    });
    relay.start();
    try {
      const parcel = newParcel();
      const request = await runInSpan(
        tracing,
        { name: 'POST /parcels', kind: 'server', requestId: 'request-1' },
        async () => {
          await parcels.move(parcel);
          return currentRequest()?.traceparent?.split('-');
        },
      );
      await eventually(() => expect(receiver.spans.filter(({ kind }) => kind === 'consumer')).to.have.length(3));
      await eventually(() => expect(receiver.spans.filter(({ kind }) => kind === 'producer')).to.have.length(2));
      await eventually(() => expect(receiver.spans.some(({ kind }) => kind === 'server')).to.equal(true));

      const about = (subject: string) =>
        receiver.spans
          .filter(({ attributes }) => attributes['cloudevents.event_subject'] === subject)
          .sort((one, other) => (one.start < other.start ? -1 : 1));
      const [published, failed, handled] = about(parcel);
      const [, traceId, spanId] = request ?? [];
      for (const span of [published, failed, handled]) expect(span).to.include({ traceId, parentSpanId: spanId });
      expect(published).to.deep.include({ name: 'publish oms.events:parcels.parcel.moved.v1', kind: 'producer' });
      expect(published?.attributes).to.include({
        'messaging.system': 'rabbitmq',
        'messaging.operation.type': 'send',
        'messaging.rabbitmq.destination.routing_key': 'parcels.parcel.moved.v1',
      });
      expect(failed?.failed).to.equal(true);
      expect(failed?.attributes).to.include({ 'oms.event.attempt': 1, 'error.type': 'TypeError' });
      expect(handled?.failed).to.equal(false);
      expect(handled?.attributes).to.include({
        'oms.event.attempt': 2,
        'oms.event.outcome': 'handled',
        'messaging.operation.type': 'process',
      });
      expect(about(follower)).to.have.length(2);
      for (const span of about(follower)) expect(span).to.include({ traceId, parentSpanId: handled?.spanId });
      const transactions = receiver.spans.filter(({ name }) => name === 'transaction');
      expect(transactions.map(({ parentSpanId }) => parentSpanId)).to.include.members([
        spanId,
        failed?.spanId,
        handled?.spanId,
      ]);
    } finally {
      await relay.stop();
    }
  });

  it('begins with its publishing where nobody’s request caused it', async () => {
    const { db, amqp } = parcels;
    await parcels.startConsumer({ tracing });
    const metrics = createMetrics('parcels');
    const relay = createRelay({ db, amqp, logger, metrics, service: 'parcels', timing: quick, tracing });
    relay.start();
    try {
      await parcels.move(newParcel());
      const [processed, published] = await eventually(() => {
        const of = (kind: string) => receiver.spans.find((span) => span.kind === kind) ?? expect.fail(`no ${kind}`);
        return [of('consumer'), of('producer')];
      });
      expect(published?.parentSpanId).to.equal(undefined);
      expect(processed).to.include({ traceId: published?.traceId, parentSpanId: published?.spanId });
    } finally {
      await relay.stop();
    }
  });
});
