import type { Transaction } from '@oms/database';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import type { IssuedDocument, Snapshot } from './document.ts';
import { insertCreditNote, insertInvoice, type NewDocument, type StandingInvoice } from './document-store.ts';
import { creditNoteSnapshot, invoiceSnapshot, type RefundedAmounts } from './snapshots.ts';

type Context = Pick<OrdersContext, 'invoicing'>;

/**
 * Issues the invoice of an order that has been paid in full, in the transaction that captured the last of it.
 *
 * Call it with the order's row locked and as the **last** statement of the transaction (the last of a `Promise.all` will
 * do): taking a number locks the series' row until the commit, and whoever issues next waits for it. One statement, one
 * round trip. A transaction that is rolled back gives its number back.
 *
 * @param order as it is after the capture: what it says is what the invoice shows for good
 * @param now RFC 3339, by the database's clock; its year in the seller's zone names the series
 * @param replaced the invoice that {@link cancelInvoice} cancels next, in the same transaction
 * @returns the invoice; undefined where the order has one already
 * @throws {RangeError} where less than the order's total was captured
 */
export async function issueInvoice(
  tx: Transaction,
  order: OrderRecord,
  now: string,
  { invoicing }: Context,
  replaced?: Pick<StandingInvoice, 'revision'>,
): Promise<IssuedDocument | undefined> {
  if (order.paid < order.total) {
    throw new RangeError(`order ${order.number} is not paid in full: ${order.paid} of ${order.total}`);
  }
  const snapshot = invoiceSnapshot(order, now, invoicing);
  return insertInvoice(tx, document(order, snapshot, now, { invoicing }), replaced?.revision);
}

/**
 * Issues the credit note of a refund that has succeeded, in the transaction that notes the success. Everything said of
 * {@link issueInvoice} holds: the order's row locked, this the last statement.
 *
 * A credit note corrects an invoice, so there is none for money given back before the order was paid in full.
 *
 * @param order as it is after the refund
 * @param refund amounts in minor units; what `lines` and `shipping` leave of `amount` is shown as an amount of its own
 * @param now RFC 3339, by the database's clock
 * @returns the credit note; undefined where the order has no invoice, or the refund a credit note already
 */
export async function issueCreditNote(
  tx: Transaction,
  order: OrderRecord,
  refund: RefundedAmounts,
  now: string,
  { invoicing }: Context,
): Promise<IssuedDocument | undefined> {
  const snapshot = creditNoteSnapshot(order, refund, now, invoicing);
  return insertCreditNote(tx, { refundId: refund.id }, document(order, snapshot, now, { invoicing }));
}

/**
 * Cancels the invoice of an order that was changed after it: by a credit note over all of it that is not credited yet, for the
 * changed order to be invoiced anew. A transaction that issues both issues the invoice first, so that all lock the series in the
 * same order.
 *
 * @param order as the invoice shows it, before the change
 */
export async function cancelInvoice(
  tx: Transaction,
  order: OrderRecord,
  { revision, amount, credited, creditedTax }: StandingInvoice,
  now: string,
  { invoicing }: Context,
): Promise<IssuedDocument | undefined> {
  const whole = { shipping: order.shipping, lines: order.lines.map((line) => ({ ...line, amount: line.total })) };
  const parts = {
    id: order.id,
    amount: amount - credited,
    tax: order.tax - creditedTax,
    reason: null,
    ...(credited === 0 && amount === order.total && whole),
  };
  const snapshot = { ...creditNoteSnapshot(order, parts, now, invoicing), cancels: true };
  return insertCreditNote(tx, { revision }, document(order, snapshot, now, { invoicing }));
}

const document = <S extends Pick<Snapshot, 'kind' | 'date' | 'total'>>(
  { id, currency }: OrderRecord,
  snapshot: S,
  now: string,
  { invoicing: { prefixes } }: Context,
): NewDocument<S> => ({
  id: uuidv7({ msecs: Date.parse(now) }),
  orderId: id,
  series: seriesOf(prefixes[snapshot.kind], snapshot.date),
  issuedAt: now,
  currency,
  amount: snapshot.total,
  snapshot,
});

const seriesOf = (prefix: string, date: string): string => `${prefix}-${date.slice(0, 4)}`;
