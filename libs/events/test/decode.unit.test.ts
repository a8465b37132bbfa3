import { defineEvent } from '@oms/contracts';
import { on } from '@oms/events';
import { expect } from 'chai';
import * as z from 'zod';
import { decode } from '../src/decode.ts';

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
