import { fulfillmentStatus, orderStatus, paymentStatus } from '@oms/contracts';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import { customersMayEdit, mayChange, needsOrdersWrite, needsPaymentsWrite } from './order-access.ts';
import { factsOf } from './order-facts.ts';
import type { OrderRecord } from './order-record.ts';
import {
  type Decision,
  decide,
  type OrderEvent,
  orderEvents,
  orderMachine,
  type PaymentFacts,
  type ReturnFacts,
} from './state-machine.ts';

export const transition = z
  .object({
    action: z.enum(orderEvents),
    possible: z.boolean().describe('Whether the caller can do it now'),
    to: orderStatus.nullable().describe('The status that it leads to, where it is possible'),
    code: z.string().nullable().describe('Why it is not possible, for programs'),
    detail: z.string().nullable().describe('Why it is not possible, for people'),
  })
  .meta({ id: 'OrderTransition' });

export const transitions = z
  .object({
    status: orderStatus,
    paymentStatus,
    fulfillmentStatus,
    version: z.int().min(1).describe('Of the order that this is true of'),
    actions: z.array(transition),
  })
  .meta({
    id: 'OrderTransitions',
    description: 'What can be done with an order, and why the rest cannot',
    examples: [
      {
        status: 'pending',
        paymentStatus: 'pending',
        fulfillmentStatus: 'unfulfilled',
        version: 1,
        actions: [
          { action: 'cancel', possible: true, to: 'canceled', code: null, detail: null },
          {
            action: 'ship',
            possible: false,
            to: null,
            code: 'not_confirmed',
            detail: 'The order is not confirmed yet.',
          },
        ],
      },
    ],
  });

/** What nobody asks for; it follows from payments, shipments and time. */
const automatic: ReadonlySet<OrderEvent> = new Set<OrderEvent>(['confirm', 'complete', 'expire']);

/** What is not for customers, of their own orders either, or not of such orders. */
const forStaff: Partial<Record<OrderEvent, (order: OrderRecord) => boolean>> = {
  ship: () => true,
  edit: (order) => !customersMayEdit(order),
};

/** What needs `payments:write`, of anybody. */
const forTreasury: ReadonlySet<OrderEvent> = new Set<OrderEvent>(['capture', 'void', 'refund']);

/** What `principal` can do with an order as it is. */
export const transitionsOf = (
  order: OrderRecord,
  principal: Principal,
  elsewhere: ReturnFacts & PaymentFacts,
): z.infer<typeof transitions> => ({
  status: order.status,
  paymentStatus: order.paymentStatus,
  fulfillmentStatus: order.fulfillmentStatus,
  version: order.version,
  actions: orderEvents.map((action) => {
    const decision = decideFor(order, action, principal, elsewhere);
    return 'to' in decision
      ? { action, possible: true, to: decision.to, code: null, detail: null }
      : { action, possible: false, to: null, ...decision };
  }),
});

function decideFor(
  order: OrderRecord,
  action: OrderEvent,
  principal: Principal,
  elsewhere: ReturnFacts & PaymentFacts,
): Decision<OrderRecord['status']> {
  const decision = decide(orderMachine, order.status, action, factsOf(order, elsewhere));
  if ('code' in decision) return decision;
  if (automatic.has(action)) return { code: 'automatic', detail: 'Happens by itself when its time has come.' };
  if (forTreasury.has(action)) {
    return can(principal, 'payments:write') ? decision : { code: 'forbidden', detail: needsPaymentsWrite };
  }
  const may = forStaff[action]?.(order) ? can(principal, 'orders:write') : mayChange(order, principal);
  if (!may) return { code: 'forbidden', detail: needsOrdersWrite };
  return decision;
}
