import { isDeepStrictEqual } from 'node:util';
import { type Address, address, type EventData, metadata, type Order, orderUpdated } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { type ExpectedVersion, invalidTransition, Problem, requireVersion } from '@oms/http';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import { definedOnly } from '../changes.ts';
import type { OrdersContext } from '../context.ts';
import { notFound, orderProblems } from '../problems.ts';
import { type Rate, taxRateFor } from '../tax-rates/tax-rate-for.ts';
import { ratesOf } from '../tax-rates/tax-rate-store.ts';
import { changedSince } from '../timeline/changed-since.ts';
import { note } from './new-order.ts';
import { maySee, requireCustomer, requireOwnerOrStaff } from './order-access.ts';
import { OrderChange } from './order-change.ts';
import { actorOf } from './order-events.ts';
import { type OrderRecord, present } from './order-record.ts';
import { lockOrder } from './order-store.ts';
import { requireTellable } from './tellable.ts';

export const orderChange = z.strictObject({
  shippingAddress: address.optional(),
  billingAddress: address.optional(),
  note: note.nullable().optional(),
  metadata: metadata.optional().describe('All entries anew'),
});

export type RequestedChange = z.infer<typeof orderChange>;
type ChangedFields = EventData<typeof orderUpdated>['changed'];

const fields = ['shippingAddress', 'billingAddress', 'note', 'metadata'] as const;

/**
 * Changes addresses, note and metadata of an order. Its amounts stay as they were placed, so an address that is taxed
 * differently is refused.
 *
 * @throws {Problem} 403, 404, 409, 412 or 422
 */
export async function updateOrder(
  id: string,
  requested: RequestedChange,
  expected: ExpectedVersion,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Order> {
  const locked = await lockOrder(tx, id);
  if (!locked || !maySee(locked.found, principal)) throw notFound('order');
  const before = locked.found;
  requireOwnerOrStaff(before, principal);
  if (expected !== 'any' && expected !== before.version) {
    requireVersion(expected, before.version, await changedSince(before, expected, tx, context));
  }
  const wanted: OrderRecord = { ...before, ...definedOnly(requested) };
  const changed = fields.filter((field) => !isDeepStrictEqual(before[field], wanted[field]));
  requireEditable(before, changed, principal);
  if (changed.length === 0) return present(before);
  // Where it is sent has to be known for as long as it takes to send it.
  if (changed.some((field) => field !== 'shippingAddress')) requireCustomer(before);
  if (placeOf(wanted.shippingAddress) !== placeOf(before.shippingAddress)) {
    const country = wanted.shippingAddress?.country ?? '';
    requireSameTax(before, wanted.shippingAddress?.region, await ratesOf(tx, country));
  }
  requireTellable(wanted);
  const { shippingAddress, billingAddress, note, metadata } = wanted;
  const change = new OrderChange(context, locked, actorOf(principal));
  change.happened(orderUpdated, { changed }, { shippingAddress, billingAddress, note, metadata });
  return present(await change.save(tx));
}

/** @throws {Problem} 409 when the order has gone too far for the change */
function requireEditable(order: OrderRecord, changed: ChangedFields, principal: Principal): void {
  const { status, fulfillmentStatus, version } = order;
  const refuse = (detail: string) =>
    new Problem(invalidTransition, { detail, extensions: { currentStatus: status, version } });
  if (status !== 'pending' && !can(principal, 'orders:write')) {
    throw refuse(`Customers can change an order while it is pending; this one is ${status}.`);
  }
  if (!changed.includes('shippingAddress')) return;
  // Where the customer was erased in between, the rest of it could not be sent anywhere.
  const isOnItsWay = order.shippingAddress === null ? hasLeft(order) : fulfillmentStatus !== 'unfulfilled';
  if ((status !== 'pending' && status !== 'confirmed') || isOnItsWay) {
    throw refuse(`The order is ${status} and ${fulfillmentStatus}: where it goes can no longer be changed.`);
  }
}

const hasLeft = ({ lines }: OrderRecord): boolean => lines.every(({ quantity, shipped }) => shipped >= quantity);

/** Of an address, what taxes go by. Within a place they stay as the order has them, whatever the rates are by now. */
const placeOf = (to: Address | null): string => `${to?.country} ${to?.region?.toLowerCase() ?? ''}`;

/** @param rates of the new country. @throws {Problem} 409 */
function requireSameTax(order: OrderRecord, region: string | undefined, rates: readonly Rate[]): void {
  const taxed = [
    ...order.lines,
    { taxClass: order.shippingTaxClass ?? 'zero', taxRatePpm: order.shippingTaxRatePpm },
  ] as const;
  if (taxed.every(({ taxClass, taxRatePpm }) => taxRateFor(rates, taxClass, region) === taxRatePpm)) return;
  throw new Problem(orderProblems.tax_would_change, {
    detail: 'Cancel the order and place it anew to have it sent where other taxes apply.',
  });
}
