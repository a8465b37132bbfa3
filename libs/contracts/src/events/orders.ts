import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { actor, order } from '../order.ts';

export const orderPlaced = defineEvent({
  type: 'oms.orders.order.placed.v1',
  aggregate: 'order',
  description: 'An order was placed and its stock is reserved.',
  data: z.object({ order, actor }),
});

export const orderUpdated = defineEvent({
  type: 'oms.orders.order.updated.v1',
  aggregate: 'order',
  description: 'Addresses, the note or metadata of an order were changed.',
  data: z.object({
    order,
    actor,
    changed: z.array(z.enum(['shippingAddress', 'billingAddress', 'note', 'metadata'])).min(1),
  }),
});

export const orderCanceled = defineEvent({
  type: 'oms.orders.order.canceled.v1',
  aggregate: 'order',
  description: 'An order was canceled and its stock released.',
  data: z.object({ order, actor, reason: z.string().min(1) }),
});

export const orderExpired = defineEvent({
  type: 'oms.orders.order.expired.v1',
  aggregate: 'order',
  description: 'An order was not paid in time; its stock is released.',
  data: z.object({ order, actor }),
});
