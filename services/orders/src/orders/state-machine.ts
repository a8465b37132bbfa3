import type { Order } from '@oms/contracts';
import { editMachine } from '../edits/edit-machine.ts';
import { returnMachine } from '../returns/return-machine.ts';
import { shipmentMachine } from '../shipments/shipment-machine.ts';

/** What guards look at: sums of the ledger and of the lines. Amounts in minor units. */
export interface OrderFacts extends ReturnFacts, PaymentFacts {
  total: number;
  /** Held by providers, not yet captured. */
  authorized: number;
  /** Held once, and let go. */
  voided: number;
  /** All that was ever captured. */
  captured: number;
  refunded: number;
  /** Of that, what took nothing off what the order costs. */
  refundedSurplus: number;
  /** On its way back. */
  refunding: number;
  /** Pieces. */
  ordered: number;
  shipped: number;
  delivered: number;
  returned: number;
}

/** What only the payments of an order tell. */
export interface PaymentFacts {
  /** That were begun and hold nothing yet, or not all. */
  begun: number;
}

/** What only the returns of an order tell. Pieces. */
export interface ReturnFacts {
  /** In returns that have not come yet. */
  returning: number;
  /** That whoever asks can still send back, as far as time is concerned. */
  returnableInTime: number;
}

interface Guard {
  /** Stable; clients may branch on it. */
  code: string;
  /** Why not, for the reader. */
  detail: string;
  allows(facts: OrderFacts): boolean;
}

export interface Transition<State extends string, Event extends string> {
  event: Event;
  from: readonly State[];
  to: State;
  guards?: readonly Guard[];
}

/** One axis of an order's life as data. Of several transitions for one event the first whose guards allow it is taken. */
export interface Machine<State extends string = string, Event extends string = string> {
  name: string;
  initial: State;
  states: readonly State[];
  transitions: readonly Transition<State, Event>[];
}

const guards = {
  coveredByPayment: {
    code: 'not_paid',
    detail: 'The order is not yet paid, or its payment authorized, in full.',
    allows: ({ total, authorized, captured, refunded, refunding }) =>
      authorized + captured - refunded - refunding >= total,
  },
  // What is paid back of an order that was covered once, to make up for something, does not keep it from being shipped.
  coveredBeforeRefunds: {
    code: 'not_paid',
    detail: 'The order is not yet paid, or its payment authorized, in full.',
    allows: ({ total, authorized, captured }) => authorized + captured >= total,
  },
  nothingShipped: {
    code: 'already_shipped',
    detail:
      'Parts of the order have been shipped. They can be returned; what is not shipped, staff take out by an edit.',
    allows: ({ shipped }) => shipped === 0,
  },
  somethingDue: {
    code: 'nothing_due',
    detail: 'Nothing is due: the order is paid, or its payment held.',
    allows: ({ total, authorized, captured, refunded }) => total - captured + refunded - authorized > 0,
  },
  // What is paid back once all was paid is for something; nobody pays it again.
  notPaidInFull: {
    code: 'nothing_due',
    detail: 'Nothing is due: the order is paid.',
    allows: ({ total, captured }) => captured < total,
  },
  somethingAuthorized: {
    code: 'nothing_authorized',
    detail: 'No payment for the order is held.',
    allows: ({ authorized }) => authorized > 0,
  },
  somethingToVoid: {
    code: 'nothing_authorized',
    detail: 'No payment for the order is held, or waits to be.',
    allows: ({ authorized, begun }) => authorized > 0 || begun > 0,
  },
  somethingToRefund: {
    code: 'nothing_to_refund',
    detail: 'Nothing was captured for the order that is not paid back, or on its way back.',
    allows: ({ captured, refunded, refunding }) => captured - refunded - refunding > 0,
  },
  nothingRefunded: {
    code: 'already_refunded',
    detail: 'Money of the order was paid back, or is on its way back.',
    allows: ({ refunded, refunding }) => refunded === 0 && refunding === 0,
  },
  nothingCredited: {
    code: 'already_refunded',
    detail: 'Of what the order costs something was paid back, or is on its way back.',
    allows: ({ refunded, refundedSurplus, refunding }) => refunded === refundedSurplus && refunding === 0,
  },
  capturedInFull: {
    code: 'not_paid',
    detail: 'The order is not yet paid in full.',
    allows: ({ total, captured }) => captured >= total,
  },
  refundedInFull: {
    code: 'not_refunded_in_full',
    detail: 'Not everything that was captured has been refunded.',
    allows: ({ captured, refunded }) => refunded >= captured,
  },
  shippedInFull: {
    code: 'not_shipped_in_full',
    detail: 'Parts of the order have not been shipped.',
    allows: ({ ordered, shipped }) => shipped >= ordered,
  },
  piecesToShip: {
    code: 'already_shipped',
    detail: 'All of the order has been shipped.',
    allows: ({ ordered, shipped }) => shipped < ordered,
  },
  deliveredInFull: {
    code: 'not_delivered_in_full',
    detail: 'Parts of the order have not been delivered.',
    allows: ({ ordered, delivered }) => delivered >= ordered,
  },
  piecesToReturn: {
    code: 'nothing_to_return',
    detail: 'Nothing of the order has been shipped that is not returned, or about to be.',
    allows: ({ shipped, returned, returning }) => returned + returning < shipped,
  },
  returnWindowOpen: {
    code: 'return_window_over',
    detail: 'The time in which customers can send it back has passed.',
    allows: ({ returnableInTime }) => returnableInTime > 0,
  },
  nothingDelivered: {
    code: 'already_delivered',
    detail: 'Parts of the order have been delivered.',
    allows: ({ delivered }) => delivered === 0,
  },
} satisfies Record<string, Guard>;

export const orderEvents = [
  'confirm',
  'complete',
  'cancel',
  'expire',
  'pay',
  'capture',
  'void',
  'refund',
  'ship',
  'request_return',
  'edit',
] as const;
export type OrderEvent = (typeof orderEvents)[number];

const orderStates = ['pending', 'confirmed', 'completed', 'canceled', 'expired'] as const;

/** Transitions for what moves money, and leads nowhere by itself. */
const stayingIn = (states: readonly Order['status'][], event: OrderEvent, needed: readonly Guard[]) =>
  states.map((state): Transition<Order['status'], OrderEvent> => ({ event, from: [state], to: state, guards: needed }));

export const orderMachine: Machine<Order['status'], OrderEvent> = {
  name: 'order',
  initial: 'pending',
  states: orderStates,
  transitions: [
    { event: 'confirm', from: ['pending'], to: 'confirmed', guards: [guards.coveredByPayment] },
    {
      event: 'complete',
      from: ['confirmed'],
      to: 'completed',
      guards: [guards.capturedInFull, guards.deliveredInFull],
    },
    { event: 'cancel', from: ['pending', 'confirmed'], to: 'canceled', guards: [guards.nothingShipped] },
    // When its time has come, with what was paid of it: see expiry.ts.
    { event: 'expire', from: ['pending'], to: 'expired' },
    ...stayingIn(['pending'], 'pay', [guards.somethingDue]),
    ...stayingIn(['confirmed'], 'pay', [guards.notPaidInFull, guards.somethingDue]),
    ...stayingIn(['pending', 'confirmed'], 'capture', [guards.somethingAuthorized]),
    ...stayingIn(orderStates, 'void', [guards.somethingToVoid]),
    ...stayingIn(orderStates, 'refund', [guards.somethingToRefund]),
    // Of a pending order the first guard says what it waits for: covered, it would be confirmed.
    { event: 'ship', from: ['pending'], to: 'confirmed', guards: [guards.coveredByPayment, guards.piecesToShip] },
    { event: 'ship', from: ['confirmed'], to: 'confirmed', guards: [guards.coveredBeforeRefunds, guards.piecesToShip] },
    {
      event: 'request_return',
      from: ['confirmed'],
      to: 'confirmed',
      guards: [guards.piecesToReturn, guards.returnWindowOpen],
    },
    {
      event: 'request_return',
      from: ['completed'],
      to: 'completed',
      guards: [guards.piecesToReturn, guards.returnWindowOpen],
    },
    // Pieces that were paid back would have to be told apart from those that are taken out. Those that were shipped stay: see reckonEdit.
    ...stayingIn(['pending'], 'edit', [guards.nothingRefunded]),
    ...stayingIn(['confirmed'], 'edit', [guards.nothingCredited]),
  ],
};

type PaymentEvent = 'authorize' | 'capture' | 'refund' | 'void';

export const paymentMachine: Machine<Order['paymentStatus'], PaymentEvent> = {
  name: 'payment',
  initial: 'pending',
  states: ['pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'voided'],
  transitions: [
    { event: 'authorize', from: ['pending', 'voided'], to: 'authorized' },
    {
      event: 'capture',
      from: ['pending', 'authorized', 'partially_paid', 'voided'],
      to: 'paid',
      guards: [guards.capturedInFull],
    },
    { event: 'capture', from: ['pending', 'authorized', 'partially_paid', 'voided'], to: 'partially_paid' },
    {
      event: 'refund',
      from: ['partially_paid', 'paid', 'partially_refunded'],
      to: 'refunded',
      guards: [guards.refundedInFull],
    },
    { event: 'refund', from: ['partially_paid', 'paid', 'partially_refunded'], to: 'partially_refunded' },
    { event: 'void', from: ['authorized'], to: 'voided' },
  ],
};

type FulfillmentEvent = 'ship' | 'deliver' | 'cancel-shipment';

export const fulfillmentMachine: Machine<Order['fulfillmentStatus'], FulfillmentEvent> = {
  name: 'fulfillment',
  initial: 'unfulfilled',
  states: ['unfulfilled', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered'],
  transitions: [
    {
      event: 'ship',
      from: ['unfulfilled', 'partially_shipped'],
      to: 'shipped',
      guards: [guards.shippedInFull, guards.nothingDelivered],
    },
    {
      event: 'ship',
      from: ['unfulfilled', 'partially_shipped'],
      to: 'partially_shipped',
      guards: [guards.nothingDelivered],
    },
    { event: 'ship', from: ['partially_delivered'], to: 'partially_delivered' },
    {
      event: 'deliver',
      from: ['partially_shipped', 'shipped', 'partially_delivered'],
      to: 'delivered',
      guards: [guards.deliveredInFull],
    },
    { event: 'deliver', from: ['partially_shipped', 'shipped', 'partially_delivered'], to: 'partially_delivered' },
    {
      event: 'cancel-shipment',
      from: ['partially_shipped', 'shipped'],
      to: 'unfulfilled',
      guards: [guards.nothingShipped],
    },
    { event: 'cancel-shipment', from: ['partially_shipped', 'shipped'], to: 'partially_shipped' },
    { event: 'cancel-shipment', from: ['partially_delivered'], to: 'partially_delivered' },
  ],
};

/** Why something is not possible: `code` for programs, `detail` for people. */
export interface Refusal {
  code: string;
  detail: string;
}

export type Decision<State> = { to: State } | Refusal;

/**
 * Where `event` leads from `state`, or why it is not possible.
 *
 * @param facts of the order as the event leaves it
 */
export function decide<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
  facts: OrderFacts,
): Decision<State> {
  let refusal = { code: 'invalid_state', detail: `Not possible for what is ${state}.` };
  for (const { to, from, guards = [], ...transition } of machine.transitions) {
    if (transition.event !== event || !from.includes(state)) continue;
    const closed = guards.find((guard) => !guard.allows(facts));
    if (!closed) return { to };
    refusal = { code: closed.code, detail: closed.detail };
  }
  return refusal;
}

/**
 * Proves a machine whole: every state can be reached, every transition is between states that it has, and none hides
 * behind one that is always taken.
 *
 * @throws {TypeError} naming what is wrong
 */
export function checkMachine<State extends string, Event extends string>(machine: Machine<State, Event>): void {
  const { name, initial, states, transitions } = machine;
  const known = new Set<string>(states);
  const open = new Set<string>();
  for (const { event, from, to, guards = [] } of transitions) {
    for (const state of [...from, to]) {
      if (!known.has(state)) throw new TypeError(`${name}: ${event} names ${state}, which is not a state`);
    }
    for (const state of from) {
      const way = `${event} from ${state}`;
      if (open.has(way)) throw new TypeError(`${name}: ${way} to ${to} is never taken, one before it always is`);
      if (guards.length === 0) open.add(way);
    }
  }
  const reached = new Set<string>([initial]);
  // A set is walked on to what is added meanwhile.
  for (const state of reached) {
    for (const { from, to } of transitions) if ((from as readonly string[]).includes(state)) reached.add(to);
  }
  const unreachable = states.filter((state) => !reached.has(state));
  if (unreachable.length > 0) throw new TypeError(`${name}: ${unreachable.join(', ')} cannot be reached`);
}

/** Run when the service starts. @throws {TypeError} */
export function checkMachines(): void {
  checkMachine(orderMachine);
  checkMachine(paymentMachine);
  checkMachine(fulfillmentMachine);
  checkMachine(shipmentMachine);
  checkMachine(returnMachine);
  checkMachine(editMachine);
}
