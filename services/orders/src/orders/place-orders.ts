import { type Order, orderPlaced } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidFields, Problem, problems } from '@oms/http';
import { can, type PersonKey, type Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { refuseUsedUp } from '../discounts/choose-discounts.ts';
import { useDiscounts } from '../discounts/discount-use-store.ts';
import { orderProblems } from '../problems.ts';
import { allot } from '../stock/allot.ts';
import { refuseShortage } from '../stock/shortage.ts';
import { lockAvailable } from '../stock/stock-store.ts';
import { loadOffers, type Offer, type Wanted } from './catalogue-store.ts';
import { draftOrder } from './draft-order.ts';
import { type Item, mergeItems, type NewOrder } from './new-order.ts';
import { OrderChange } from './order-change.ts';
import { actorOf } from './order-events.ts';
import { type OrderRecord, present } from './order-record.ts';
import { savePlaced } from './save-placed.ts';
import { requireTellable } from './tellable.ts';

/** An order that somebody wants to place. */
export interface Placement {
  request: NewOrder;
  principal: Principal;
  /** Whether the transaction is rolled back in any case. */
  isQuote: boolean;
  /** Runs `work` as part of the request. */
  within<T>(work: () => T): T;
}

/** A placement on its way, and what it has come to. */
interface Candidate extends Placement {
  refused?: Error;
  customerId?: string;
  items?: Item[];
  offer?: Offer;
  record?: OrderRecord;
}

/** A placement that has an order to save. */
type Drafted = Candidate & Required<Pick<Candidate, 'customerId' | 'offer' | 'record'>>;

/**
 * Places orders: prices and taxes them, uses their discounts, reserves their stock, saves and publishes them, all in `tx`.
 *
 * As many statements for many as for one, in three round trips to the database: one reads all that the orders depend on, one
 * locks their stock, one writes everything and commits: it ends the transaction. What locks stock is thus the last thing before
 * that, and others who order the same products wait as shortly as can be. Nothing is written for an order that is refused
 * but its customer's key; what an order with discounts uses of them is, so that it is placed by itself, in a transaction that its
 * refusal rolls back.
 *
 * @returns for each its order, or why there is none: a {@link Problem} of 403 for somebody else's order without `orders:write`;
 * 409 when there is not enough in stock or a discount is used up; 422 for what does not exist or has no price, or for more
 * than events can tell
 */
export async function placeOrders(
  placements: readonly Placement[],
  tx: Transaction,
  context: OrdersContext,
): Promise<(Order | Error)[]> {
  const candidates: Candidate[] = placements.map((placement) => ({ ...placement }));
  each(candidates, (candidate) => {
    candidate.customerId = customerOf(candidate.request, candidate.principal);
    candidate.items = mergeItems(candidate.request.items);
  });
  const open = candidates.filter(({ refused }) => !refused);
  const offers = open.length > 0 ? await loadOffers(tx, open.map(wantedBy)) : [];
  for (const [index, candidate] of open.entries()) candidate.offer = offers[index] as Offer;
  each(open, (candidate) => draft(candidate, context));
  const drafted = open.filter((candidate): candidate is Drafted => !candidate.refused);

  // Sent together: whoever locks keys and stock locks keys first.
  const [keys] = await Promise.all([customerKeys(tx, drafted, context), reserve(tx, drafted)]);
  const placed = drafted.filter(({ refused }) => !refused);
  const changes = new Map<Candidate, OrderChange>(
    placed.map((each) => [each, OrderChange.placing(context, each.record, actorOf(each.principal), orderPlaced)]),
  );
  const save = (): Promise<void> =>
    savePlaced(
      tx,
      placed.map((each) => ({
        change: changes.get(each) as OrderChange,
        key: keys.get(each.customerId),
        within: each.within,
      })),
    );
  // A quote is told what an order would be told, and is not committed.
  if (placements.some(({ isQuote }) => isQuote)) await save();
  else tx.endWith(() => [save()]);
  return candidates.map((candidate) => {
    const change = changes.get(candidate);
    return change ? present(change.order) : (candidate.refused ?? new Error('an order came to nothing'));
  });
}

/** Does `work` for each as part of its request; what it throws is why there is no order, and no concern of the others. */
function each<C extends Candidate>(candidates: readonly C[], work: (candidate: C) => void): void {
  for (const candidate of candidates) {
    try {
      candidate.within(() => work(candidate));
    } catch (error) {
      candidate.refused = error instanceof Error ? error : new Error(String(error));
    }
  }
}

const wantedBy = ({ request, items = [], customerId = '', isQuote }: Candidate): Wanted => ({
  skus: items.map(({ sku }) => sku),
  currency: request.currency,
  country: request.shippingAddress.country,
  shippingMethod: request.shippingMethod,
  discountCodes: request.discountCodes ?? [],
  customerId,
  isQuote,
});

function draft(candidate: Candidate, context: OrdersContext): void {
  const { request, principal, customerId = '', items = [], offer } = candidate;
  if (!offer) throw new Error('an order was offered nothing');
  const email = emailOf(customerId, principal, offer);
  const record = draftOrder(request, items, { id: customerId, email }, offer, context);
  requireTellable(record);
  // What is sold out already is refused without a lock or a write.
  refuseShortage(
    record.lines,
    offer.products.map(({ id, available }) => ({ productId: id, available })),
  );
  candidate.record = record;
}

/** Locks what the orders want, and refuses those for which there is too little, in the order in which they came. */
async function reserve(tx: Transaction, drafted: readonly Drafted[]): Promise<void> {
  if (drafted.length === 0) return;
  const [first] = drafted;
  const discountIds = first?.record.discounts.map(({ discountId }) => discountId) ?? [];
  if (drafted.length > 1 && drafted.some(({ record }) => record.discounts.length > 0)) {
    throw new Error('orders with discounts are placed one by one');
  }
  const productIds = new Set(drafted.flatMap(({ record }) => record.lines.map(({ productId }) => productId)));
  // Sent together, discounts first, as everybody locks them.
  const [used, available] = await Promise.all([
    first && discountIds.length > 0 ? useDiscounts(tx, first.record, discountIds) : [],
    lockAvailable(tx, [...productIds]),
  ]);
  refuseUsedUp(used);
  const shortages = allot(
    drafted.map(({ record }) => record.lines),
    available,
  );
  const shortageOf = new Map(drafted.map((candidate, index) => [candidate, shortages[index] ?? []]));
  each(drafted, (candidate) => refuseShortage(candidate.record.lines, shortageOf.get(candidate) ?? []));
}

/** The keys of the customers' timelines: those that were read with the offers, and new ones for whom has none yet. */
async function customerKeys(
  tx: Transaction,
  drafted: readonly Drafted[],
  { personKeys }: OrdersContext,
): Promise<Map<string, PersonKey>> {
  const known = new Map(drafted.map(({ customerId, offer }) => [customerId, offer.customer.sealedKey]));
  const without = [...known].flatMap(([customerId, sealedKey]) => (sealedKey === null ? [customerId] : []));
  const keys = without.length > 0 ? await personKeys.forWritingAll(tx, without) : new Map<string, PersonKey>();
  for (const [customerId, sealedKey] of known) {
    if (sealedKey !== null) keys.set(customerId, personKeys.open(customerId, sealedKey));
  }
  return keys;
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
