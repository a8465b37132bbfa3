import { type Order, orderPlaced } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidFields, Problem, problems } from '@oms/http';
import { can, type Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { refuseUsedUp } from '../discounts/choose-discounts.ts';
import { useDiscounts } from '../discounts/discount-use-store.ts';
import { orderProblems } from '../problems.ts';
import { refuseShortage } from '../stock/shortage.ts';
import { reserveStock } from '../stock/stock-store.ts';
import { loadOffer, type Offer } from './catalogue-store.ts';
import { draftOrder } from './draft-order.ts';
import { mergeItems, type NewOrder } from './new-order.ts';
import { OrderChange } from './order-change.ts';
import { actorOf } from './order-events.ts';
import { present } from './order-record.ts';
import { requireTellable } from './tellable.ts';

/**
 * Places an order: prices and taxes it, uses its discounts, reserves its stock, saves and publishes it, all in `tx`.
 *
 * Two round trips to the database, beside the transaction's own: one reads all that the order depends on; the other sends
 * the discounts' uses, the reservation, the order, its lines and its event together. What locks discounts and stock is thus
 * the last thing before the commit, and orders for the same product or code wait for one another as shortly as can be.
 *
 * @param isQuote `tx` is rolled back in any case
 * @throws {Problem} 403 for somebody else's order without `orders:write`; 409 when there is not enough in stock or a
 * discount is used up; 422 for what does not exist or has no price, or for more than events can tell
 */
export async function placeOrder(
  request: NewOrder,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
  { isQuote }: { isQuote: boolean },
): Promise<Order> {
  const customerId = customerOf(request, principal);
  const items = mergeItems(request.items);
  const offer = await loadOffer(tx, {
    skus: items.map(({ sku }) => sku),
    currency: request.currency,
    country: request.shippingAddress.country,
    shippingMethod: request.shippingMethod,
    discountCodes: request.discountCodes ?? [],
    customerId,
    isQuote,
  });
  const email = emailOf(customerId, principal, offer);
  const record = draftOrder(request, items, { id: customerId, email }, offer, context);
  requireTellable(record);
  // What is sold out already is refused without a lock or a write.
  refuseShortage(
    record.lines,
    offer.products.map(({ id, available }) => ({ productId: id, available })),
  );
  const journal = { hash: null, sealedKey: offer.customer.sealedKey };
  const change = OrderChange.placing(context, record, journal, actorOf(principal), orderPlaced);
  let used: ReturnType<typeof useDiscounts> | undefined;
  let reserved: ReturnType<typeof reserveStock> | undefined;
  const placed = await change.save(tx, () => {
    if (record.discounts.length > 0) {
      used = useDiscounts(
        tx,
        record,
        record.discounts.map(({ discountId }) => discountId),
      );
    }
    reserved = reserveStock(tx, record.id, record.lines);
    return [used, reserved];
  });
  refuseUsedUp((await used) ?? []);
  refuseShortage(record.lines, (await reserved) ?? []);
  return present(placed);
}

function customerOf({ customerId }: NewOrder, principal: Principal): string {
  if (customerId === undefined || customerId === principal.subject) return principal.subject;
  if (can(principal, 'orders:write')) return customerId;
  throw new Problem(problems.forbidden, { detail: 'Orders for somebody else need the permission orders:write.' });
}

/** @throws {Problem} 422 for somebody of whom nothing is known, 409 for somebody who is erased, or about to be */
function emailOf(customerId: string, principal: Principal, { customer }: Offer): string | null {
  if (customer.erased) {
    throw new Problem(orderProblems.account_erased, {
      detail: 'Nothing can be ordered for an account that is erased.',
    });
  }
  if (customerId === principal.subject) return principal.email ?? customer.email;
  if (customer.email !== null) return customer.email;
  const detail = 'is not the account of a person with a proven address';
  throw invalidFields([{ pointer: '/customerId', in: 'body', code: 'unknown_customer', detail }]);
}
