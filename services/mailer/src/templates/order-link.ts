import { order } from '@oms/contracts';
import type { ViewContext } from './template.ts';

/** Which order a mail is about, for its link; mails that were written before there were links lack it. */
export const orderId = order.shape.id.optional();

/** The shop's page of an order, where a setting says where it is. */
export const orderLink = (
  { id, number }: { id?: string | undefined; number: string },
  { orderPageUrl }: Pick<ViewContext, 'orderPageUrl'>,
): string | undefined =>
  orderPageUrl === undefined || (id === undefined && orderPageUrl.includes('{id}'))
    ? undefined
    : orderPageUrl.replaceAll('{id}', id ?? '').replaceAll('{number}', encodeURIComponent(number));
