import type { OrderRecord } from '../../orders/order-record.ts';
import type { Seller } from '../document.ts';
import { formatsFor } from './formats.ts';
import { footOf, oneParagraph, opening, recipients } from './parts.ts';
import { createSheet } from './sheet.ts';
import { type Locale, textsIn } from './texts.ts';

/**
 * @param orderDate the calendar date of the order
 * @returns the PDF of what is to go into parcels of an order, without prices
 */
export function renderPackingSlip(
  order: OrderRecord,
  orderDate: string,
  seller: Seller,
  locale: Locale,
): Promise<Buffer> {
  const texts = textsIn[locale];
  const formats = formatsFor(locale);
  const { count } = formats;
  const title = `${texts.packingSlip} ${order.number}`;
  const sheet = createSheet({ title, author: seller.name, date: order.updatedAt, locale });
  opening(sheet, seller, texts.packingSlip, [
    { label: texts.orderNumber, value: order.number },
    { label: texts.orderDate, value: formats.date(orderDate) },
    ...(order.shippingMethodName === null ? [] : [{ label: texts.shippingMethod, value: order.shippingMethodName }]),
    ...(order.note === null ? [] : [{ label: texts.note, value: oneParagraph(order.note) }]),
  ]);
  recipients(sheet, [{ title: texts.shipTo, address: order.shippingAddress }], formats);
  sheet.table(
    [
      { title: texts.position, width: 30 },
      { title: texts.item },
      { title: texts.ordered, width: 64, align: 'right' },
      { title: texts.shipped, width: 76, align: 'right' },
      { title: texts.open, width: 76, align: 'right' },
    ],
    order.lines.map(({ name, sku, quantity, shipped }, index) => [
      { cells: [String(index + 1), name, count(quantity), count(shipped), count(quantity - shipped)] },
      { cells: ['', sku], style: { muted: true, size: 8 } },
    ]),
  );
  return sheet.finish(footOf(seller, texts), texts.page);
}
