import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { order } from '../order.ts';

export const orderPlaced = defineEvent({
  type: 'oms.orders.order.placed.v1',
  aggregate: 'order',
  description: 'An order was placed and its stock is reserved.',
  data: z.object({ order }),
});
