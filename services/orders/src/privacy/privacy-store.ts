import { orderRedacted } from '@oms/contracts';
import { type Database, streamRowsIn, type Transaction } from '@oms/database';
import type { ExportEntry } from '@oms/events';
import {
  type CommentRow,
  forgetAuthors,
  forgetWords,
  presentComment,
  publicCommentsOf,
} from '../comments/comment-store.ts';
import type { OrdersContext } from '../context.ts';
import { documentsOf } from '../documents/document-store.ts';
import { editsOf, forgetEditReasons } from '../edits/edit-store.ts';
import { OrderChange } from '../orders/order-change.ts';
import { theSystem } from '../orders/order-events.ts';
import { type OrderRecord, present } from '../orders/order-record.ts';
import { lockOrder, ordersOf } from '../orders/order-store.ts';
import { type PaymentRecord, presentPayment } from '../payments/payment.ts';
import { forgetReferences, paymentsBy } from '../payments/payment-store.ts';
import { presentRefund, type RefundRecord } from '../refunds/refund.ts';
import { forgetRefundReasons, refundsTo } from '../refunds/refund-store.ts';
import { forgetReasons, returnsOf } from '../returns/return-store.ts';
import { forgetTracking, shipmentsTo } from '../shipments/shipment-store.ts';
import { nobody } from '../timeline/patch.ts';
import { forgetAnswers } from '../webhooks/delivery-store.ts';
import { forgetMakers } from '../webhooks/subscription-store.ts';

type PrivacyContext = Pick<OrdersContext, 'db' | 'personKeys' | 'announce'>;

/** Orders redacted in one transaction where nothing holds them together. */
const batchSize = 100;

/**
 * Forgets a customer: destroys their key, so that nobody reads them out of timelines again, takes them out of their orders,
 * and notes that nothing may bring them back.
 */
export async function eraseCustomer(tx: Transaction, id: string, context: PrivacyContext): Promise<void> {
  await Promise.all([
    tx.query(`INSERT INTO erased_customers (id, erased_at) VALUES ($1, now()) ON CONFLICT DO NOTHING`, [id]),
    context.personKeys.destroy(tx, id),
  ]);
  while ((await redactOrders(tx, [id], context)) > 0);
}

/**
 * Takes the person out of their orders: who, their address, their words, what a client noted. What was bought and paid stays,
 * and can still be found by number and sku.
 *
 * @returns how many there were
 */
async function redactOrders(tx: Transaction, customerIds: readonly string[], context: PrivacyContext): Promise<number> {
  const due = await tx.query<{ id: string }>(
    'SELECT id FROM orders WHERE customer_id = ANY ($1::uuid[]) ORDER BY id LIMIT $2',
    [customerIds, batchSize],
  );
  for (const { id } of due) {
    const locked = await lockOrder(tx, id);
    if (!locked || locked.found.customerId === null) continue;
    const change = new OrderChange(context, locked, theSystem);
    change.happened(orderRedacted, {}, nobody);
    await change.save(tx, () => [
      forgetWords(tx, id),
      forgetTracking(tx, id),
      forgetReasons(tx, id),
      forgetReferences(tx, id),
      forgetRefundReasons(tx, id),
      forgetEditReasons(tx, id),
      forgetAnswers(tx, id),
    ]);
  }
  // After the orders, as whoever gives up an order locks them.
  await tx.query('DELETE FROM discount_customers WHERE customer_id = ANY ($1::uuid[])', [customerIds]);
  await forgetAuthors(tx, customerIds);
  // An event that told of the account may have been handled at the same time, and seen no erasure yet.
  await tx.query('DELETE FROM customers WHERE id = ANY ($1::uuid[])', [customerIds]);
  await forgetMakers(tx, customerIds);
  return due.length;
}

/** What requests and events that were under way while their account was erased have brought in. */
export async function redactLateOrders(context: PrivacyContext): Promise<void> {
  const erased = await context.db.query<{ id: string }>(
    `SELECT id FROM erased_customers WHERE erased_at > now() - interval '1 day'`,
  );
  if (erased.length === 0) return;
  const ids = erased.map(({ id }) => id);
  while ((await context.db.transaction((tx) => redactOrders(tx, ids, context))) > 0);
}

/**
 * All that is held on a person: their orders, how they were paid and paid back, how they were to be edited, what was sent and returned of them, what was issued for
 * them, what they and staff wrote to each other about them, the address that orders for them are placed with, and the webhooks they
 * made. Internal comments are left out: they are what staff know.
 */
export async function* findEverything(
  tx: Transaction,
  knex: Database['knex'],
  accountId: string,
): AsyncGenerator<ExportEntry> {
  for await (const entry of streamRowsIn(tx, knex('customers').where({ id: accountId }).select('id', 'email'))) {
    yield { section: 'customer', entry };
  }
  for await (const record of streamRowsIn<OrderRecord>(tx, ordersOf(knex, accountId), { batch: 100 })) {
    yield { section: 'orders', entry: present(record) };
  }
  for await (const record of streamRowsIn<PaymentRecord>(tx, paymentsBy(knex, accountId), { batch: 100 })) {
    yield { section: 'payments', entry: presentPayment(record) };
  }
  for await (const record of streamRowsIn<RefundRecord>(tx, refundsTo(knex, accountId), { batch: 100 })) {
    yield { section: 'refunds', entry: presentRefund(record) };
  }
  for await (const entry of streamRowsIn(tx, documentsOf(knex, accountId), { batch: 100 })) {
    yield { section: 'documents', entry };
  }
  for await (const row of streamRowsIn<CommentRow>(tx, publicCommentsOf(knex, accountId), { batch: 100 })) {
    yield { section: 'comments', entry: presentComment(row) };
  }
  for await (const entry of streamRowsIn(tx, shipmentsTo(knex, accountId), { batch: 100 })) {
    yield { section: 'shipments', entry };
  }
  for await (const entry of streamRowsIn(tx, returnsOf(knex, accountId), { batch: 100 })) {
    yield { section: 'returns', entry };
  }
  for await (const entry of streamRowsIn(tx, editsOf(knex, accountId), { batch: 100 })) {
    yield { section: 'edits', entry };
  }
  const subscriptions = knex('webhook_subscriptions')
    .where({ created_by: accountId })
    .select('id', 'url', 'description', 'created_by_email as createdByEmail', 'created_at as createdAt');
  for await (const entry of streamRowsIn(tx, subscriptions)) yield { section: 'webhookSubscriptions', entry };
}
