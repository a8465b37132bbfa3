import { Problem } from '@oms/http';
import type { OrdersContext } from '../context.ts';
import { OrderChange } from '../orders/order-change.ts';
import { theSystem } from '../orders/order-events.ts';
import { lockOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { loadMoney, OrderMoney } from './order-money.ts';
import { findOrderOfPayment, noteProviderEvent } from './payment-store.ts';
import { BadSignature, type ProviderEvent } from './provider.ts';

/**
 * Takes in what a provider tells: once for each of its events, together with what that changes. What is not ours is passed over,
 * for the provider would only send it again.
 *
 * @param body as it was sent, which the signature covers
 * @throws {Problem} 400 where the provider did not sign it, 404 where it is not set up
 */
export async function receiveWebhook(
  providerName: string,
  body: Buffer,
  header: (name: string) => string | undefined,
  context: OrdersContext,
): Promise<void> {
  const { db, logger, payments, countPaymentWebhook } = context;
  const provider = payments.providers.get(providerName);
  if (!provider?.readWebhook) throw notFound('provider that sends webhooks');
  let event: ProviderEvent;
  try {
    event = provider.readWebhook(body, header);
  } catch (error) {
    if (!(error instanceof BadSignature)) throw error;
    countPaymentWebhook(providerName, 'refused');
    throw new Problem(orderProblems.bad_signature, { detail: error.message });
  }
  const { about } = event;
  const told = { provider: providerName, providerEvent: event.id, type: event.type };
  if (!about) {
    countPaymentWebhook(providerName, 'irrelevant');
    return logger.debug(told, 'a webhook says nothing of payments');
  }
  const found = await findOrderOfPayment(db, providerName, about);
  if (!found) {
    countPaymentWebhook(providerName, 'unknown');
    return logger.warn({ ...told, reference: about.reference }, 'a webhook tells of a payment that is not ours');
  }
  const outcome = await db.transaction(async (tx) => {
    const [isNew, locked, known] = await Promise.all([
      noteProviderEvent(tx, providerName, event.id),
      lockOrder(tx, found.orderId),
      loadMoney(tx, found.orderId),
    ]);
    if (!isNew) {
      logger.info(told, 'a webhook came again');
      return 'repeated';
    }
    if (!locked) throw new Error(`order ${found.orderId} of payment ${found.paymentId} is gone`);
    const { currency, number } = locked.found;
    if (about.currency !== currency) {
      const of = { ...told, reference: about.reference, order: number, currency: about.currency };
      logger.error(
        of,
        'a webhook tells of money in another currency than the order’s, which is not counted; look at the provider',
      );
      return 'other_currency';
    }
    const money = new OrderMoney(context, new OrderChange(context, locked, theSystem), known);
    await money.apply(found.paymentId, about.fact, event.id);
    await money.save(tx);
    return 'applied';
  });
  countPaymentWebhook(providerName, outcome);
}
