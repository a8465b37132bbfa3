import {
  createLogger,
  createTracing,
  currentRequest,
  newTraceparent,
  noTracing,
  parseTraceparent,
  runInSpan,
  type Tracing,
  type TracingSettings,
  traced,
} from '@oms/telemetry';
import { eventually, type OtlpReceiver, startOtlpReceiver } from '@oms/testing';
import { expect } from 'chai';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('A traceparent', () => {
  it('that is malformed, of another version or all zeros is none', () => {
    for (const header of [
      'x',
      parent.replace('00-', 'ff-'),
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `${parent}-x`,
    ]) {
      expect(parseTraceparent(header), header).to.equal(undefined);
    }
    expect(parseTraceparent(parent)).to.include({ parentId: '00f067aa0ba902b7', sampled: true });
    expect(parseTraceparent(newTraceparent())).to.include({ sampled: false });
  });
});

describe('Without a collector', () => {
  it('work passes on the trace that it belongs to, and begins one where it belongs to none', async () => {
    const tracing = createTracing({ service: 'orders', settings: {}, logger: createLogger({ service: 'orders' }) });
    expect(tracing).to.equal(noTracing);
    const of = (given: string | undefined) =>
      runInSpan(tracing, { name: 'x', kind: 'consumer', requestId: 'r', parent: given }, () =>
        traced('y', { kind: 'client' }, async (span) => {
          expect(span).to.equal(undefined);
          return currentRequest()?.traceparent;
        }),
      );
    expect(await of(parent)).to.equal(parent);
    const begun = await of('malformed');
    expect(parseTraceparent(begun)).to.include({ sampled: false });
    expect(await of(undefined)).to.not.equal(begun);
  });
});

describe('With a collector', () => {
  let receiver: OtlpReceiver;
  let started: Tracing[];

  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    started = [];
  });
  afterEach(async () => {
    receiver.answer('taken');
    await Promise.all(started.map((tracing) => tracing.stop()));
    await receiver.close();
  });

  async function start(settings: TracingSettings = {}): Promise<Tracing> {
    const tracing = createTracing({
      service: 'orders',
      settings: { otlpEndpoint: receiver.url, exportDelay: 20, ...settings },
      logger: createLogger({ service: 'orders', level: 'silent' }),
    });
    await tracing.start();
    started.push(tracing);
    return tracing;
  }

  const work = { name: 'process oms.mailer.mail', kind: 'consumer', requestId: 'r', parent } as const;

  it('each piece of work is a span below what caused it, with what is known of it', async () => {
    const tracing = await start();
    const outer = await runInSpan(tracing, work, async (span) => {
      span.set({ 'oms.event.outcome': 'handled', 'http.route': undefined });
      await traced(
        'transaction',
        { kind: 'client', attributes: { 'db.system.name': 'postgresql', n: 3, b: false } },
        async () => {
          expect(currentRequest()?.traceparent).to.equal(span.traceparent);
        },
      );
      return span.traceparent;
    });
    await eventually(() => expect(receiver.spans).to.have.length(2));
    const [inner, process] = receiver.spans;
    const id = parseTraceparent(outer);
    expect(process).to.deep.include({
      service: 'orders',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: id?.parentId,
      parentSpanId: '00f067aa0ba902b7',
      name: 'process oms.mailer.mail',
      kind: 'consumer',
      attributes: { 'oms.event.outcome': 'handled' },
      failed: false,
    });
    expect(inner).to.deep.include({
      traceId: id?.traceId,
      parentSpanId: id?.parentId,
      kind: 'client',
      attributes: { 'db.system.name': 'postgresql', n: 3, b: false },
    });
    expect((inner?.end ?? 0n) >= (inner?.start ?? 0n)).to.equal(true);
  });

  it('a failure is marked by its class, and none of its words leave', async () => {
    const tracing = await start();
    const failing = runInSpan(tracing, work, async () => {
      throw new TypeError('ada@example.com is wrong');
    });
    expect(await failing.catch((error: Error) => error.message)).to.contain('ada@example.com');
    await eventually(() => expect(receiver.spans).to.have.length(1));
    expect(receiver.spans[0]).to.deep.include({ failed: true, attributes: { 'error.type': 'TypeError' } });
    expect(
      JSON.stringify(receiver.spans, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).to.not.contain('ada');
  });

  it('a step fails by the errors that it is told of alone', async () => {
    const tracing = await start();
    await runInSpan(tracing, work, async () => {
      for (const name of ['a', 'b']) {
        const isFailure = (error: unknown) => (error as Error).message === 'b';
        await traced(name, { kind: 'client', isFailure }, () => Promise.reject(new Error(name))).catch(() => undefined);
      }
    });
    await eventually(() => expect(receiver.spans).to.have.length(3));
    expect(receiver.spans.map(({ name, failed }) => [name, failed])).to.deep.equal([
      ['a', false],
      ['b', true],
      [work.name, false],
    ]);
  });

  it('a caller that keeps no span has none kept by default, and all kept where the sampler says so', async () => {
    const unsampled = { ...work, parent: parent.replace(/01$/, '00') };
    const byDefault = await start();
    const passedOn = await runInSpan(byDefault, unsampled, async (span) => span.traceparent);
    expect(parseTraceparent(passedOn)).to.include({ sampled: false, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
    const always = await start({ tracesSampler: 'always_on' });
    await runInSpan(always, unsampled, async () => undefined);
    const none = await start({ tracesSampler: 'traceidratio', tracesSamplerArg: 0 });
    await runInSpan(none, work, async () => undefined);
    await Promise.all(started.map((tracing) => tracing.stop()));
    expect(receiver.spans).to.have.length(1);
  });

  it('what ended just before a stop is still handed over', async () => {
    const tracing = await start({ exportDelay: 60_000 });
    await runInSpan(tracing, work, async () => undefined);
    expect(receiver.spans).to.have.length(0);
    await tracing.stop();
    expect(receiver.spans).to.have.length(1);
  });

  it('one that never answers holds up neither the work nor, for long, the stop', async () => {
    receiver.answer('never');
    const tracing = await start();
    const begun = performance.now();
    for (let count = 0; count < 6_000; count += 1) tracing.begin('x', { kind: 'internal' }).end();
    // An export may take ten seconds.
    expect(performance.now() - begun).to.be.lessThan(5_000);
    await eventually(() => expect(receiver.requests).to.be.greaterThan(0));
    const stopping = performance.now();
    await tracing.stop();
    expect(performance.now() - stopping).to.be.lessThan(6_000);
  });
});
