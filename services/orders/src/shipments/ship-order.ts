import { type Shipment, shipmentShipped } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type { Principal } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import { kept } from '../orders/order-access.ts';
import { OrderChange } from '../orders/order-change.ts';
import { actorOf } from '../orders/order-events.ts';
import { lockOrder } from '../orders/order-store.ts';
import { choosePieces, countPieces, type Left, productsOf } from '../orders/pieces.ts';
import { requireAction } from '../orders/require-transition.ts';
import { notFound } from '../problems.ts';
import { shipStock } from '../stock/stock-store.ts';
import type { NewShipment } from './new-shipment.ts';
import { insertShipment } from './shipment-store.ts';

const toShip: Left = {
  of: ({ quantity, shipped }) => quantity - shipped,
  what: 'left to ship',
  cause: 'too_many',
};

/**
 * Ships pieces of a confirmed order: they leave the stock, where they were reserved.
 *
 * @throws {Problem} 404, 409 or 422
 */
export async function shipOrder(
  orderId: string,
  request: NewShipment,
  principal: Principal,
  tx: Transaction,
  context: OrdersContext,
): Promise<Shipment> {
  const locked = await lockOrder(tx, orderId);
  if (!locked) throw notFound('order');
  const before = locked.found;
  requireAction(before, 'ship');
  const items = choosePieces(before, request.items, toShip);
  const change = new OrderChange(context, locked, actorOf(principal));
  const shipment: Shipment = {
    id: uuidv7(),
    orderId,
    status: 'shipped',
    items,
    carrier: request.carrier ?? null,
    trackingNumber: kept(before, request.trackingNumber),
    trackingUrl: kept(before, request.trackingUrl),
    shippedAt: change.now,
    deliveredAt: null,
    canceledAt: null,
  };
  const lines = countPieces(before.lines, items, ({ shipped }, quantity) => ({ shipped: shipped + quantity }));
  change.happened(shipmentShipped, { shipment }, { lines });
  await change.save(tx, () => [insertShipment(tx, shipment), shipStock(tx, orderId, productsOf(before.lines, items))]);
  return shipment;
}
