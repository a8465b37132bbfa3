import {
  type LinePieces,
  orderCanceled,
  orderExpired,
  orderPlaced,
  type Payment,
  paymentCaptured,
  type Shipment,
  shipmentDelivered,
  shipmentShipped,
} from '@oms/contracts';
import type { PersonKey } from '@oms/security';
import { v7 as uuidv7 } from 'uuid';
import type { OrdersContext } from '../context.ts';
import type { Offer } from '../orders/catalogue-store.ts';
import { type DraftSettings, draftOrder } from '../orders/draft-order.ts';
import { OrderChange } from '../orders/order-change.ts';
import { theSystem } from '../orders/order-events.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import type { TimelineEntry } from '../timeline/entry.ts';
import type { SeedPerson } from './people.ts';
import type { Random } from './random.ts';

/** An order and all that is kept of its life. */
export interface Life {
  order: OrderRecord;
  timelineHash: string;
  entries: TimelineEntry[];
  payment: Payment | undefined;
  shipment: Shipment | undefined;
}

export type Fate = 'pending' | 'expired' | 'canceled' | 'confirmed' | 'shipped' | 'completed';

const minute = 60_000;
const hour = 60 * minute;

/** Of a hundred orders, how many have come how far. Those of the last days are still on their way. */
export function fateOf(random: Random, ageMs: number): Fate {
  const lot = random.next(100);
  if (ageMs < 2 * hour) return lot < 40 ? 'pending' : 'confirmed';
  if (lot < 6) return 'expired';
  if (lot < 11) return 'canceled';
  if (ageMs < 48 * hour) return 'confirmed';
  if (ageMs < 120 * hour) return 'shipped';
  return lot < 14 ? 'confirmed' : lot < 20 ? 'shipped' : 'completed';
}

/** Lives an order as requests would have made it, through the same code; nothing is published. */
export async function live(
  {
    offer,
    person,
    key,
    random,
    placedAt,
    now,
    fate,
  }: {
    offer: Offer;
    person: SeedPerson;
    key: PersonKey;
    random: Random;
    /** Milliseconds since 1970. */
    placedAt: number;
    now: number;
    fate: Fate;
  },
  context: Pick<OrdersContext, 'personKeys' | 'announce'> & DraftSettings,
): Promise<Life> {
  const items = chooseItems(offer, random);
  const request = { currency: 'EUR', items, shippingAddress: person.address };
  const dated = { ...offer, now: new Date(placedAt).toISOString() };
  const indexed = items.map((item, index) => ({ ...item, index }));
  const draft = draftOrder(request, indexed, person, dated, context);
  const customer = { kind: 'person' as const, id: person.id };
  const journal = { hash: null as string | null, sealedKey: null };
  // The sweeper must find nothing to do.
  const expiresAt = fate === 'pending' ? new Date(now + 30 * 24 * hour).toISOString() : draft.expiresAt;
  let change = OrderChange.placing(context, { ...draft, expiresAt }, customer, orderPlaced);
  const entries: TimelineEntry[] = [];
  let payment: Payment | undefined;
  let shipment: Shipment | undefined;
  const write = async (): Promise<void> => {
    const written = change.prepare(key);
    entries.push(...written.entries);
    journal.hash = written.hash;
  };
  /** Goes on with the order at a later time, never past the present. */
  const later = async (after: number, actor: typeof customer | typeof theSystem): Promise<string> => {
    await write();
    const time = new Date(Math.min(Date.parse(change.now) + after, now)).toISOString();
    change = new OrderChange(context, { found: change.order, now: time, journal }, actor);
    return time;
  };

  if (fate === 'expired') {
    await later(hour, theSystem);
    change.happened(orderExpired, {}, { status: 'expired' });
  } else if (fate === 'canceled') {
    await later(random.next(40) * minute, customer);
    change.happened(orderCanceled, { reason: 'I changed my mind.' }, { status: 'canceled' });
  } else if (fate !== 'pending' && change.order.total > 0) {
    const paidAt = await later((1 + random.next(50)) * minute, theSystem);
    payment = capturedPayment(change.order, paidAt);
    change.happened(paymentCaptured, { payment }, { paid: change.order.total });
  }
  if (fate === 'shipped' || fate === 'completed') {
    const shippedAt = await later((4 + random.next(40)) * hour, theSystem);
    const lines = change.order.lines.map((line) => ({ ...line, shipped: line.quantity }));
    shipment = shipmentOf(change.order, shippedAt);
    change.happened(shipmentShipped, { shipment }, { lines });
  }
  if (fate === 'completed' && shipment) {
    const deliveredAt = await later((20 + random.next(50)) * hour, theSystem);
    const lines = change.order.lines.map((line) => ({ ...line, delivered: line.quantity }));
    shipment = { ...shipment, status: 'delivered', deliveredAt };
    change.happened(shipmentDelivered, { shipment }, { lines });
  }
  await write();
  return { order: change.order, timelineHash: journal.hash ?? '', entries, payment, shipment };
}

/** One to four products, the first ones of the catalogue more often than the last. */
function chooseItems({ products }: Offer, random: Random): { sku: string; quantity: number }[] {
  const chosen = new Map<string, number>();
  for (let count = 1 + random.next(4); count > 0; count -= 1) {
    const product = products[Math.floor((random.next(1_000) / 1_000) ** 2 * products.length)];
    if (product) chosen.set(product.sku, 1 + random.next(3));
  }
  return [...chosen].map(([sku, quantity]) => ({ sku, quantity }));
}

function capturedPayment({ id: orderId, total, currency, number }: OrderRecord, at: string): Payment {
  const [all, none] = [
    { amount: total, currency },
    { amount: 0, currency },
  ];
  return {
    id: uuidv7({ msecs: Date.parse(at) }),
    orderId,
    provider: 'manual',
    status: 'captured',
    amount: all,
    authorized: none,
    voided: none,
    captured: all,
    refunded: none,
    reference: `Transfer for ${number}`,
    failure: null,
    disputes: [],
    createdAt: at,
    updatedAt: at,
  };
}

const shipmentOf = ({ id: orderId, number, lines }: OrderRecord, at: string): Shipment => ({
  id: uuidv7({ msecs: Date.parse(at) }),
  orderId,
  status: 'shipped',
  items: lines.map(({ id: lineId, sku, name, quantity }): LinePieces => ({ lineId, sku, name, quantity })),
  carrier: 'DHL',
  trackingNumber: `00340${number.replaceAll(/\D/g, '')}`,
  trackingUrl: null,
  shippedAt: at,
  deliveredAt: null,
  canceledAt: null,
});
