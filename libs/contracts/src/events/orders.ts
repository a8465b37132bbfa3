import * as z from 'zod';
import { defineEvent } from '../event.ts';
import { actor, order } from '../order.ts';
import { comment, editDifference, orderReturn, payment, refund, shipment } from '../order-parts.ts';

/**
 * Something that happened to an order. Each carries the whole order as it is after it, so that a reader needs no other
 * event; together they are the order's timeline.
 *
 * @param personal paths in the data, beside those of the order, that hold a person's words
 */
const orderEvent = <Shape extends z.ZodRawShape>(
  type: `oms.orders.${string}`,
  description: string,
  shape: Shape,
  personal: readonly string[] = [],
) =>
  defineEvent({
    type,
    aggregate: 'order',
    description,
    data: z.object({ order, actor, ...shape }),
    personal,
  });

export const orderPlaced = orderEvent(
  'oms.orders.order.placed.v1',
  'An order was placed and its stock is reserved.',
  {},
);

export const orderUpdated = orderEvent(
  'oms.orders.order.updated.v1',
  'Addresses, the note or metadata of an order were changed.',
  { changed: z.array(z.enum(['shippingAddress', 'billingAddress', 'note', 'metadata'])).min(1) },
);

export const orderConfirmed = orderEvent(
  'oms.orders.order.confirmed.v1',
  'An order is paid, or its payment authorized, in full: it can be shipped.',
  {},
);

export const orderCompleted = orderEvent('oms.orders.order.completed.v1', 'All of an order is paid and delivered.', {});

export const orderCanceled = orderEvent(
  'oms.orders.order.canceled.v1',
  'An order was canceled and its stock released.',
  { reason: z.string().min(1).nullable().describe('Null once the customer is erased') },
  ['reason'],
);

export const orderExpired = orderEvent(
  'oms.orders.order.expired.v1',
  'An order was not paid in time; its stock is released.',
  {},
);

export const orderEdited = orderEvent('oms.orders.order.edited.v1', 'Lines of an order were changed.', {
  editId: z.uuid(),
  difference: editDifference,
});

export const orderRedacted = orderEvent(
  'oms.orders.order.redacted.v1',
  'The customer of an order was erased; what told of them is gone from it.',
  {},
);

/** How a provider or the bookkeeping calls a payment leads to who made it; staff write names there, too. */
const paymentEvent = (state: string, description: string) =>
  orderEvent(`oms.orders.payment.${state}.v1`, description, { payment }, ['payment.reference']);

export const paymentAuthorized = paymentEvent('authorized', 'A provider holds money for an order.');
export const paymentCaptured = paymentEvent('captured', 'Money for an order was captured.');
export const paymentVoided = paymentEvent('voided', 'Money that was held for an order was let go.');
export const paymentFailed = paymentEvent('failed', 'A provider refused a payment; another can be tried.');

export const paymentDisputed = paymentEvent(
  'disputed',
  'A payer has a payment taken back by their bank, or that was decided; `disputes` says how it stands.',
);

export const refundRequested = orderEvent(
  'oms.orders.refund.requested.v1',
  'Money of an order is on its way back.',
  { refund },
  ['refund.reason'],
);

export const refundUpdated = orderEvent(
  'oms.orders.refund.updated.v1',
  'Of a refund out of several payments the part of one was paid out or refused; the rest is on its way.',
  { refund, payment: payment.describe('Whose part it is') },
  ['refund.reason', 'payment.reference'],
);

export const refundSucceeded = orderEvent(
  'oms.orders.refund.succeeded.v1',
  'Money of an order was paid back.',
  { refund },
  ['refund.reason'],
);

export const refundFailed = orderEvent(
  'oms.orders.refund.failed.v1',
  'A provider refused a refund; the money is still here.',
  { refund },
  ['refund.reason'],
);

/** Who knows how a carrier tracks a parcel learns from it where the customer lives. */
const shipmentEvent = (state: string, description: string) =>
  orderEvent(`oms.orders.shipment.${state}.v1`, description, { shipment }, [
    'shipment.trackingNumber',
    'shipment.trackingUrl',
  ]);

export const shipmentShipped = shipmentEvent('shipped', 'A parcel of an order left.');
export const shipmentDelivered = shipmentEvent('delivered', 'A parcel of an order arrived.');
export const shipmentCanceled = shipmentEvent(
  'canceled',
  'A parcel of an order does not leave after all; its pieces are reserved again.',
);

const returnEvent = (state: string, description: string) =>
  orderEvent(`oms.orders.return.${state}.v1`, description, { return: orderReturn }, ['return.reason', 'return.answer']);

export const returnRequested = returnEvent('requested', 'A customer wants to send something back.');
export const returnApproved = returnEvent('approved', 'What a customer wants to send back will be taken.');
export const returnRejected = returnEvent('rejected', 'What a customer wants to send back will not be taken.');
export const returnReceived = returnEvent('received', 'What was sent back has come.');
export const returnRefunded = returnEvent('refunded', 'The money for what was sent back was paid out.');
export const returnReopened = returnEvent(
  'reopened',
  'The money for what was sent back did not arrive after all; it is to be paid back again.',
);
export const returnCanceled = returnEvent('canceled', 'A return is given up.');

export const commentAdded = orderEvent('oms.orders.comment.added.v1', 'Somebody wrote about an order.', { comment }, [
  'comment.body',
]);

/** All that can happen to an order. */
export const orderEventTypes = [
  orderPlaced,
  orderUpdated,
  orderConfirmed,
  orderCompleted,
  orderCanceled,
  orderExpired,
  orderEdited,
  orderRedacted,
  paymentAuthorized,
  paymentCaptured,
  paymentVoided,
  paymentFailed,
  paymentDisputed,
  refundRequested,
  refundUpdated,
  refundSucceeded,
  refundFailed,
  shipmentShipped,
  shipmentDelivered,
  shipmentCanceled,
  returnRequested,
  returnApproved,
  returnRejected,
  returnReceived,
  returnRefunded,
  returnReopened,
  returnCanceled,
  commentAdded,
] as const;
