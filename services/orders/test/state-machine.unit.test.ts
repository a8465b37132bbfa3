import { expect } from 'chai';
import {
  checkMachine,
  checkMachines,
  decide,
  fulfillmentMachine,
  type OrderFacts,
  orderMachine,
  paymentMachine,
} from '../src/orders/state-machine.ts';

const facts = (given: Partial<OrderFacts> = {}): OrderFacts => ({
  total: 1_000,
  authorized: 0,
  voided: 0,
  captured: 0,
  refunded: 0,
  refundedSurplus: 0,
  refunding: 0,
  ordered: 3,
  shipped: 0,
  delivered: 0,
  returned: 0,
  returning: 0,
  returnableInTime: Infinity,
  begun: 0,
  ...given,
});

describe('state machines', () => {
  it('of orders and all that they consist of are whole', () => {
    expect(checkMachines).to.not.throw();
  });

  const machine = { name: 'door', initial: 'shut', states: ['shut', 'open'] };
  const open = { event: 'open', from: ['shut'], to: 'open' };

  it('are refused when a state cannot be reached', () => {
    const broken = { ...machine, states: ['shut', 'open', 'locked'], transitions: [open] };
    expect(() => checkMachine(broken)).to.throw(TypeError, 'locked cannot be reached');
  });

  it('are refused when a transition names a state that they do not have', () => {
    const broken = { ...machine, transitions: [open, { event: 'slam', from: ['open'], to: 'broken' }] };
    expect(() => checkMachine(broken)).to.throw(TypeError, 'slam names broken');
  });

  it('are refused when a transition hides behind one that is always taken', () => {
    const broken = { ...machine, transitions: [open, { ...open, to: 'shut' }] };
    expect(() => checkMachine(broken)).to.throw(TypeError, 'never taken');
  });
});

describe('an order', () => {
  it('is confirmed once payments cover it', () => {
    expect(decide(orderMachine, 'pending', 'confirm', facts({ authorized: 400, captured: 600 }))).to.deep.equal({
      to: 'confirmed',
    });
    expect(decide(orderMachine, 'pending', 'confirm', facts({ captured: 999 }))).to.include({ code: 'not_paid' });
  });

  it('is not covered by what was paid back, or is on its way back; once confirmed it stays so', () => {
    for (const back of [{ refunded: 500 }, { refunding: 500 }]) {
      const money = facts({ captured: 1_000, ...back });
      expect(decide(orderMachine, 'pending', 'confirm', money)).to.include({ code: 'not_paid' });
      expect(decide(orderMachine, 'pending', 'ship', money)).to.include({ code: 'not_paid' });
      expect(decide(orderMachine, 'confirmed', 'ship', money)).to.deep.equal({ to: 'confirmed' });
    }
    expect(decide(orderMachine, 'pending', 'confirm', facts({ captured: 1_500, refunded: 500 }))).to.deep.equal({
      to: 'confirmed',
    });
  });

  it('is canceled only while nothing is shipped', () => {
    expect(decide(orderMachine, 'confirmed', 'cancel', facts())).to.deep.equal({ to: 'canceled' });
    expect(decide(orderMachine, 'confirmed', 'cancel', facts({ shipped: 1 }))).to.include({ code: 'already_shipped' });
  });

  it('is edited while it is open, however much of it is shipped, and no money has gone back, and stays what it is', () => {
    const edit = (given: Partial<OrderFacts> = {}, state: 'pending' | 'confirmed' | 'completed' = 'confirmed') =>
      decide(orderMachine, state, 'edit', facts(given));
    expect(edit({}, 'pending')).to.deep.equal({ to: 'pending' });
    expect(edit({ captured: 1_000 })).to.deep.equal({ to: 'confirmed' });
    expect(edit({ shipped: 1 })).to.deep.equal({ to: 'confirmed' });
    for (const gone of [{ refunded: 1 }, { refunded: 2, refundedSurplus: 1 }, { refunding: 1 }]) {
      expect(edit({ captured: 1_000, ...gone })).to.include({ code: 'already_refunded' });
    }
    const surplus = { captured: 1_500, refunded: 500, refundedSurplus: 500 };
    expect(edit(surplus)).to.deep.equal({ to: 'confirmed' });
    expect(edit(surplus, 'pending')).to.include({ code: 'already_refunded' });
    expect(edit({}, 'completed')).to.include({ code: 'invalid_state' });
  });

  it('never leaves an end', () => {
    const all = facts({ captured: 1_000, shipped: 3, delivered: 3 });
    for (const state of ['completed', 'canceled', 'expired'] as const) {
      for (const event of ['confirm', 'complete', 'cancel', 'expire'] as const) {
        expect(decide(orderMachine, state, event, all)).to.include({ code: 'invalid_state' });
      }
    }
  });

  it('takes money while it is open, and gives it back whatever has become of it', () => {
    const [open, over] = [['pending', 'confirmed'] as const, ['completed', 'canceled', 'expired'] as const];
    const money = facts({ authorized: 200, captured: 500 });
    for (const state of [...open, ...over]) {
      for (const event of ['void', 'refund'] as const) {
        expect(decide(orderMachine, state, event, money)).to.deep.equal({ to: state });
      }
      for (const event of ['pay', 'capture'] as const) {
        const decision = decide(orderMachine, state, event, money);
        if ((open as readonly string[]).includes(state)) expect(decision).to.deep.equal({ to: state });
        else expect(decision).to.include({ code: 'invalid_state' });
      }
    }
    const nothing = facts({ captured: 1_000, refunded: 900, refunding: 100, total: 100 });
    for (const [event, code] of [
      ['pay', 'nothing_due'],
      ['capture', 'nothing_authorized'],
      ['void', 'nothing_authorized'],
      ['refund', 'nothing_to_refund'],
    ] as const) {
      expect(decide(orderMachine, 'confirmed', event, nothing)).to.include({ code });
    }
  });

  it('expires while it is pending, with whatever was paid of it, and never later', () => {
    expect(decide(orderMachine, 'pending', 'expire', facts())).to.deep.equal({ to: 'expired' });
    expect(decide(orderMachine, 'pending', 'expire', facts({ authorized: 1, captured: 1 }))).to.deep.equal({
      to: 'expired',
    });
    expect(decide(orderMachine, 'confirmed', 'expire', facts())).to.include({ code: 'invalid_state' });
  });

  it('is paid in part, then in full, and refunded likewise', () => {
    expect(decide(paymentMachine, 'authorized', 'capture', facts({ captured: 1 }))).to.deep.equal({
      to: 'partially_paid',
    });
    expect(decide(paymentMachine, 'partially_paid', 'capture', facts({ captured: 1_000 }))).to.deep.equal({
      to: 'paid',
    });
    const refunded = (amount: number) =>
      decide(paymentMachine, 'paid', 'refund', facts({ captured: 1_000, refunded: amount }));
    expect(refunded(1)).to.deep.equal({ to: 'partially_refunded' });
    expect(refunded(1_000)).to.deep.equal({ to: 'refunded' });
  });

  it('is shipped and delivered in parts, and a shipment can be taken back', () => {
    const ship = (shipped: number) => decide(fulfillmentMachine, 'unfulfilled', 'ship', facts({ shipped }));
    expect(ship(1)).to.deep.equal({ to: 'partially_shipped' });
    expect(ship(3)).to.deep.equal({ to: 'shipped' });
    const deliver = (delivered: number) =>
      decide(fulfillmentMachine, 'shipped', 'deliver', facts({ shipped: 3, delivered }));
    expect(deliver(2)).to.deep.equal({ to: 'partially_delivered' });
    expect(deliver(3)).to.deep.equal({ to: 'delivered' });
    const takeBack = (shipped: number) => decide(fulfillmentMachine, 'shipped', 'cancel-shipment', facts({ shipped }));
    expect(takeBack(0)).to.deep.equal({ to: 'unfulfilled' });
    expect(takeBack(2)).to.deep.equal({ to: 'partially_shipped' });
  });
});
