import {
  commentAdded,
  type EventData,
  type Order,
  orderCanceled as orderCanceledEvent,
  orderEdited as orderEditedEvent,
  type orderEventTypes,
  orderExpired as orderExpiredEvent,
  orderPlaced,
  paymentCaptured,
  paymentDisputed as paymentDisputedEvent,
  paymentFailed as paymentFailedEvent,
  refundFailed as refundFailedEvent,
  refundSucceeded,
  returnApproved as returnApprovedEvent,
  returnReceived as returnReceivedEvent,
  returnRejected as returnRejectedEvent,
  shipmentCanceled as shipmentCanceledEvent,
  shipmentShipped as shipmentShippedEvent,
} from '@oms/contracts';
import type { Queryable } from '@oms/database';
import { type EventHandler, on } from '@oms/events';
import { type EnqueueContext, enqueue } from './messages/enqueue.ts';
import { type Addressee, addressee } from './recipients/addressee.ts';
import { findRecipient } from './recipients/recipient-store.ts';
import { commentAnswered, customerCommented } from './templates/comment-mails.ts';
import { paymentDisputed } from './templates/dispute-mails.ts';
import { orderConfirmation } from './templates/order-confirmation.ts';
import { orderEdited } from './templates/order-edited.ts';
import { orderCanceled, orderExpired } from './templates/order-ended.ts';
import { paymentFailed, paymentReceived } from './templates/payment-mails.ts';
import { refundFailed, refundPaid } from './templates/refund-mails.ts';
import { returnApproved, returnReceived, returnRejected } from './templates/return-mails.ts';
import { shipmentCanceled, shipmentShipped } from './templates/shipment-mails.ts';
import type { Template } from './templates/template.ts';
import type { Mailbox } from './transports/compose.ts';

export interface OrderMailContext extends EnqueueContext {
  /** Of those who look after orders; without it they get no mail. */
  ordersMailbox: (Mailbox & { locale: string }) | undefined;
}

type OrderEvent = (typeof orderEventTypes)[number];

/** A mail, what of its event it is made of, and whom it is to. */
interface Mail {
  template: Template;
  data: unknown;
  to: 'customer' | 'staff';
  /** Of a mail to staff: the account whose words it carries, with which it goes. */
  accountId?: string | null;
}

const toCustomer = (template: Template, data: unknown): Mail => ({ template, data, to: 'customer' });
const toStaff = (template: Template, data: unknown, accountId: string | null = null): Mail => ({
  template,
  data,
  to: 'staff',
  accountId,
});

/**
 * The mails that events of orders cause: to the customer, and to staff about what they have to see to. What follows from another
 * event by itself has no mail of its own: an order that is confirmed was paid, and one that is completed was sent; the money of
 * a return is told of as the refund that it is.
 */
export const orderMailHandlers = (context: OrderMailContext): EventHandler[] => {
  /** @param mailOf undefined where there is nothing to tell */
  const mailOn = <Event extends OrderEvent>(event: Event, mailOf: (data: EventData<Event>) => Mail | undefined) =>
    on(event, async (occurred, tx) => {
      const mail = mailOf(occurred.data as EventData<Event>);
      const to = mail && (await recipientOf(mail, occurred.data.order, tx, context));
      if (to) enqueue(tx, { template: mail.template, data: mail.data, event: occurred, to }, context);
    });

  return [
    mailOn(orderPlaced, ({ order }) => toCustomer(orderConfirmation, order)),
    mailOn(orderCanceledEvent, ({ order, reason }) =>
      reason === null ? undefined : toCustomer(orderCanceled, { ...order, reason }),
    ),
    mailOn(orderExpiredEvent, ({ order }) => toCustomer(orderExpired, order)),
    mailOn(orderEditedEvent, ({ order, difference }) => toCustomer(orderEdited, { ...order, difference })),
    // Money that comes for an order that was given up goes back, and the refund is told of.
    mailOn(paymentCaptured, ({ order }) =>
      order.paymentStatus === 'paid' && order.status !== 'canceled' && order.status !== 'expired'
        ? toCustomer(paymentReceived, order)
        : undefined,
    ),
    // Of an order that nobody can pay for any more there is nothing to try again.
    mailOn(paymentFailedEvent, ({ order, payment }) =>
      order.status === 'pending' && order.totals.due.amount > 0
        ? toCustomer(paymentFailed, { ...order, payment })
        : undefined,
    ),
    mailOn(paymentDisputedEvent, ({ order, payment }) => {
      // The last is the one of which there is news.
      const dispute = payment.disputes.at(-1);
      return dispute && toStaff(paymentDisputed, { ...order, payment, dispute });
    }),
    mailOn(refundSucceeded, ({ order, refund }) => toCustomer(refundPaid, { ...order, refund })),
    mailOn(refundFailedEvent, ({ order, refund }) => toStaff(refundFailed, { ...order, refund })),
    mailOn(shipmentShippedEvent, ({ order, shipment }) => toCustomer(shipmentShipped, { ...order, shipment })),
    mailOn(shipmentCanceledEvent, ({ order, shipment }) => toCustomer(shipmentCanceled, { ...order, shipment })),
    mailOn(returnApprovedEvent, ({ order, return: answered }) =>
      toCustomer(returnApproved, { ...order, return: answered }),
    ),
    mailOn(returnRejectedEvent, ({ order, return: answered }) =>
      toCustomer(returnRejected, { ...order, return: answered }),
    ),
    mailOn(returnReceivedEvent, ({ order, return: received }) =>
      toCustomer(returnReceived, { ...order, return: received }),
    ),
    mailOn(commentAdded, ({ order, comment }) => {
      if (comment.visibility === 'internal' || comment.body === null || order.email === null) return undefined;
      const data = { ...order, comment };
      return comment.author === 'staff'
        ? toCustomer(commentAnswered, data)
        : toStaff(customerCommented, data, order.customerId);
    }),
  ];
};

/** An order without an address is nobody's any more. */
async function recipientOf(
  mail: Mail,
  { customerId, email }: Pick<Order, 'customerId' | 'email'>,
  tx: Queryable,
  { ordersMailbox }: OrderMailContext,
): Promise<Addressee | undefined> {
  if (mail.to === 'customer') return email === null ? undefined : addressee(tx, customerId, { email });
  if (!ordersMailbox) return undefined;
  const { name, address, locale } = ordersMailbox;
  const accountId = mail.accountId ?? null;
  return {
    ...(await findRecipient(tx, accountId)),
    accountId,
    email: address,
    name: name === address ? null : name,
    locale,
    timeZone: null,
  };
}
