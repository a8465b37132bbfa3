import { expect } from 'chai';
import fc from 'fast-check';
import { RememberedOrders } from '../src/orders/remembered-orders.ts';

const day = 86_400_000;
const order = (json: string, version = 1) => ({ version, customerId: null, json });

describe('remembered orders', () => {
  it('are as they were noted last, or forgotten, and the last is never forgotten', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const note = fc.record({ id: fc.constantFrom(...'abcdefgh'), json: text });
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 120 }), fc.array(note, { maxLength: 60 }), (bytes, notes) => {
        const remembered = new RememberedOrders(bytes, day);
        const noted = new Map<string, string>();
        for (const { id, json } of notes) {
          remembered.set(id, order(json));
          noted.set(id, json);
          for (const [each, last] of noted) expect(remembered.get(each)?.json).to.be.oneOf([last, undefined]);
          if (Buffer.byteLength(json) <= bytes) expect(remembered.get(id)?.json).to.equal(json);
        }
      }),
    );
  });

  it('are all remembered that there is room for, and the oldest is forgotten first', () => {
    const remembered = new RememberedOrders(30, day);
    const left = () => [...'abcd'].filter((id) => remembered.get(id)).join('');
    for (const id of 'abc') remembered.set(id, order(id.repeat(10)));
    expect(left()).to.equal('abc');
    remembered.set('d', order('d'.repeat(10)));
    expect(left(), 'no more is forgotten than there must be').to.equal('bcd');
    remembered.set('a', order('a'));
    expect(left()).to.equal('acd');
    remembered.set('c', order('c'.repeat(9)));
    remembered.set('b', order('b'.repeat(11)));
    expect(left(), 'what was noted anew is no longer the oldest').to.equal('bc');
  });

  it('are forgotten when their time is up', () => {
    let now = 1_000;
    const remembered = new RememberedOrders(100, 20, () => now);
    remembered.set('a', order('{}', 7));
    now += 19;
    expect(remembered.get('a')).to.deep.equal(order('{}', 7));
    now += 1;
    expect(remembered.get('a')).to.equal(undefined);
  });
});
