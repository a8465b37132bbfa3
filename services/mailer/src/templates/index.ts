import * as accountNotices from './account-notices.ts';
import * as commentMails from './comment-mails.ts';
import * as disputeMails from './dispute-mails.ts';
import { orderConfirmation } from './order-confirmation.ts';
import { orderEdited } from './order-edited.ts';
import { orderCanceled, orderExpired } from './order-ended.ts';
import * as paymentMails from './payment-mails.ts';
import * as refundMails from './refund-mails.ts';
import { registrationRepeated } from './registration-repeated.ts';
import * as returnMails from './return-mails.ts';
import * as shipmentMails from './shipment-mails.ts';
import type { Template } from './template.ts';
import { verifyEmail } from './verify-email.ts';

/** Every kind of mail that the service sends. */
export const templates: readonly Template[] = [
  verifyEmail,
  registrationRepeated,
  ...Object.values(accountNotices),
  orderConfirmation,
  orderCanceled,
  orderExpired,
  orderEdited,
  ...Object.values(paymentMails),
  ...Object.values(disputeMails),
  ...Object.values(refundMails),
  ...Object.values(shipmentMails),
  ...Object.values(returnMails),
  ...Object.values(commentMails),
];

const byName = new Map(templates.map((template) => [template.name, template]));

export const findTemplate = (name: string): Template | undefined => byName.get(name);
