import { defineEvent } from '@oms/contracts';
import { on } from '@oms/events';
import { expect } from 'chai';
import * as z from 'zod';
import { decode } from '../src/decode.ts';
import { restAfter } from '../src/retry-policy.ts';
import { createSerialByKey } from '../src/serial-by-key.ts';
import { consumerQueues } from '../src/topology.ts';

const opened = defineEvent({
  type: 'oms.parcels.parcel.opened.v1',
  aggregate: 'parcel',
  description: 'A parcel was opened.',
  data: z.object({ by: z.string() }),
});
const handlers = new Map([[opened.type, on(opened, async () => {})]]);
const valid = {
  specversion: '1.0',
  id: '0190f5c8-3c1b-7d0a-b0a2-2f6d3c9f8e11',
  source: '/oms/parcels',
  type: opened.type,
  subject: 'p1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  aggregateversion: 1,
  data: { by: 'Ann' },
};
const read = (body: unknown) => decode(Buffer.from(JSON.stringify(body)), handlers);
const reason = (body: unknown) => {
  const decoded = read(body);
  return decoded.ok ? 'ok' : decoded.reason;
};

describe('decode', () => {
  it('reads an event and finds its handler, whatever fields a later version has added', () => {
    const decoded = read({ ...valid, more: 1, data: { by: 'Ann', at: 'noon' } });
    expect(decoded).to.include({ ok: true, handler: handlers.get(opened.type) });
    expect(decoded.ok && decoded.event).to.deep.equal(valid);
  });

  it('says why a message can never be handled', () => {
    expect(reason({ ...valid, id: 'x' })).to.equal('not_an_event');
    expect(reason({ ...valid, aggregateversion: 0 })).to.equal('not_an_event');
    expect(reason({ ...valid, type: 'oms.parcels.parcel.lost.v1' })).to.equal('unknown_type');
    expect(reason({ ...valid, data: { by: 1 } })).to.equal('schema_mismatch');
    expect(reason({ ...valid, data: { by: 'x'.repeat(300_000) } })).to.equal('too_large');
    expect(decode(Buffer.from('<xml/>'), handlers)).to.include({ ok: false, reason: 'not_json' });
  });
});

describe('restAfter', () => {
  it('rests longer after each failure and ends after the last delay', () => {
    expect([1, 2, 3, 4].map((failures) => restAfter(failures, [10, 60, 600]))).to.deep.equal([10, 60, 600, undefined]);
  });
});

describe('serial work by key', () => {
  it('goes on after a failure, in turn, and other keys do not wait', async () => {
    const serial = createSerialByKey();
    const done: string[] = [];
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const first = serial.run('a', async () => {
      await gate;
      done.push('a1');
      throw new Error('no');
    });
    const second = serial.run('a', async () => {
      done.push('a2');
    });
    await serial.run('b', async () => {
      done.push('b1');
    });
    open();
    await Promise.allSettled([first, second]);
    expect(done).to.deep.equal(['b1', 'a1', 'a2']);
  });
});

describe('the queues of a consumer', () => {
  it('carry their retry delay in their name, and every one refuses rather than drops', () => {
    const queues = consumerQueues({
      queue: 'oms.orders.mail',
      routingKeys: [],
      retryDelaysMs: [10_000, 60_000, 600_000, 50],
    });
    expect(queues.map(({ name }) => name)).to.deep.equal([
      'oms.orders.mail.dlq',
      'oms.orders.mail',
      'oms.orders.mail.retry.10s',
      'oms.orders.mail.retry.1m',
      'oms.orders.mail.retry.10m',
      'oms.orders.mail.retry.50ms',
    ]);
    for (const queue of queues) {
      expect(queue.arguments).to.include({ 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' });
    }
  });
});
