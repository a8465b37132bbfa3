import { invalidTransition, Problem } from '@oms/http';
import { factsOf } from './order-facts.ts';
import type { OrderRecord } from './order-record.ts';
import {
  type Decision,
  decide,
  type Machine,
  type OrderEvent,
  orderMachine,
  type ReturnFacts,
} from './state-machine.ts';

/** @throws {Problem} 409 saying why not, where an order as it is does not let `action` be */
export function requireAction(order: OrderRecord, action: OrderEvent, returns?: ReturnFacts): void {
  const { status, paymentStatus, fulfillmentStatus, version } = order;
  const decision = decide(orderMachine, status, action, factsOf(order, returns));
  requirePossible(decision, { currentStatus: status, paymentStatus, fulfillmentStatus, version });
}

/**
 * Where `event` takes a part of an order, such as a shipment.
 *
 * @throws {Problem} 409 saying why it cannot
 */
export function requireTransition<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  part: { status: State },
  event: Event,
  order: OrderRecord,
): State {
  const decision = decide(machine, part.status, event, factsOf(order));
  return requirePossible(decision, { currentStatus: part.status, version: order.version });
}

function requirePossible<State>(decision: Decision<State>, extensions: Record<string, unknown>): State {
  if ('to' in decision) return decision.to;
  const { code: cause, detail } = decision;
  throw new Problem(invalidTransition, { detail, extensions: { cause, ...extensions } });
}
