import { editDifference, order, words } from '@oms/contracts';
import * as z from 'zod';
import { highestQuantity } from '../orders/new-order.ts';
import { type OrderRecord, present } from '../orders/order-record.ts';
import { editStatuses } from './edit-machine.ts';
import { asShipped, differenceOf, type EditOutcome } from './reckon-edit.ts';

const items = z
  .array(
    z.strictObject({
      sku: z.string().min(1).max(64),
      quantity: z.int().min(0).max(highestQuantity).describe('How many there are to be; 0 takes the line out'),
    }),
  )
  .min(1)
  .max(200)
  .describe('Lines of other skus stay as they are');

export const newEdit = z
  .strictObject({
    items,
    reason: words(500).optional().describe('Why; the order’s customer can read it'),
  })
  .meta({ examples: [{ items: [{ sku: 'MUG-BLUE', quantity: 3 }], reason: 'One more, as asked by phone' }] });

export const editConfirmation = z.strictObject({
  version: z
    .int()
    .min(1)
    .describe('Of the order that the preview was seen with: the edit’s `baseVersion`, or a later one'),
});

export const edit = z
  .object({
    id: z.uuid(),
    orderId: z.uuid(),
    status: z.enum(editStatuses).describe('`superseded` by a later edit of the order'),
    baseVersion: z.int().min(1).describe('Version of the order that it was made for'),
    items,
    preview: z.object({
      difference: editDifference,
      order: order
        .nullable()
        .describe('As it would be, or, in the answer that confirms it, as it has become; null once the edit is over'),
    }),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'OrderEdit', description: 'A change of an order’s lines' });

export type NewEdit = z.infer<typeof newEdit>;
export type Edit = z.infer<typeof edit>;

/** An edit as its table holds it. */
export interface EditRecord extends Omit<Edit, 'preview'> {
  outcome: EditOutcome;
  /** As it was reckoned last. */
  difference: Edit['preview']['difference'];
}

/**
 * An edit as clients see it. One that is open is compared with the order as it is: money may have come in since.
 *
 * @param order as it is now
 */
export function presentEdit({ outcome, difference, ...shown }: EditRecord, order: OrderRecord): Edit {
  const preview =
    shown.status === 'open'
      ? { difference: differenceOf(order, outcome), order: present({ ...order, ...asShipped(order, outcome) }) }
      : { difference, order: null };
  return { ...shown, preview };
}
