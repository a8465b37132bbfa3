import * as accountNotices from './account-notices.ts';
import { orderConfirmation } from './order-confirmation.ts';
import { orderCanceled, orderExpired } from './order-ended.ts';
import { registrationRepeated } from './registration-repeated.ts';
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
];

const byName = new Map(templates.map((template) => [template.name, template]));

export const findTemplate = (name: string): Template | undefined => byName.get(name);
