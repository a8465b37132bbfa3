import { type Shipment, shipmentCanceled, shipmentDelivered } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { invalidTransition, Problem } from '@oms/http';
import type { Principal } from '@oms/security';
import type { OrdersContext } from '../context.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { type LockedOrder, lockOrder } from '../orders/order-store.ts';
import { countPieces, type PiecesByLine, productsOf } from '../orders/pieces.ts';
import { requireTransition } from '../orders/require-transition.ts';
import { notFound } from '../problems.ts';
import { openReturns } from '../returns/return-store.ts';
import { unshipStock } from '../stock/stock-store.ts';
import { shipmentMachine } from './shipment-machine.ts';
import { findShipment, updateShipment } from './shipment-store.ts';

/** A shipment, and where in which order it is. */
interface Place {
  orderId: string;
  shipmentId: string;
}

/**
 * Notes that a parcel has arrived.
 *
 * @throws {Problem} 404 or 409
 */
export async function deliverShipment(
  place: Place,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Shipment> {
  const { locked, found } = await lockShipment(place, tx);
  const before = locked.found;
  const status = requireTransition(shipmentMachine, found, 'deliver', before);
  const change = new OrderChange(context, locked, actorOf(principal));
  const shipment: Shipment = { ...found, status, deliveredAt: change.now };
  const lines = countPieces(before.lines, shipment.items, ({ delivered }, quantity) => ({
    delivered: delivered + quantity,
  }));
  change.happened(shipmentDelivered, { shipment }, { lines });
  await change.save(tx, () => [updateShipment(tx, shipment)]);
  return shipment;
}

/**
 * Takes back a parcel that did not leave after all: its pieces are in stock again, reserved for the order as they were.
 *
 * @throws {Problem} 404 or 409
 */
export async function cancelShipment(
  place: Place,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Shipment> {
  const [{ locked, found }, open] = await Promise.all([lockShipment(place, tx), openReturns(tx, place.orderId)]);
  const before = locked.found;
  const status = requireTransition(shipmentMachine, found, 'cancel', before);
  requireNotReturned(before, found, open);
  const change = new OrderChange(context, locked, actorOf(principal));
  const shipment: Shipment = { ...found, status, canceledAt: change.now };
  const lines = countPieces(before.lines, shipment.items, ({ shipped }, quantity) => ({
    shipped: shipped - quantity,
  }));
  change.happened(shipmentCanceled, { shipment }, { lines });
  await change.save(tx, () => [
    updateShipment(tx, shipment),
    unshipStock(tx, place.orderId, productsOf(before.lines, shipment.items)),
  ]);
  return shipment;
}

/** @throws {Problem} 409 where pieces of it are on their way back, or are back already */
function requireNotReturned({ lines, version }: OrderRecord, { items, status }: Shipment, open: PiecesByLine): void {
  const isReturned = countPieces(lines, items, ({ shipped }, quantity) => ({ shipped: shipped - quantity })).some(
    ({ id, shipped, returned }) => shipped < returned + (open.get(id) ?? 0),
  );
  if (!isReturned) return;
  throw new Problem(invalidTransition, {
    detail: 'Pieces of it were returned or are to be: it did leave. Note that it has arrived instead.',
    extensions: { cause: 'returned', currentStatus: status, version },
  });
}

/** Locking the order locks its shipments: nothing else changes them. */
async function lockShipment(
  { orderId, shipmentId }: Place,
  tx: Transaction,
): Promise<{ locked: LockedOrder; found: Shipment }> {
  // Sent together; what is sent later sees what was committed while the first waited.
  const [locked, found] = await Promise.all([lockOrder(tx, orderId), findShipment(tx, orderId, shipmentId)]);
  if (!locked || !found) throw notFound('shipment');
  return { locked, found };
}
