import type { Comment, EditDifference, Order, OrderReturn, Payment, Refund, Shipment } from '@oms/contracts';
import { v7 as uuidv7 } from 'uuid';

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

const at = '2026-11-22T09:30:00.000Z';
const made = ({ id }: Order) => ({ id: uuidv7(), orderId: id, createdAt: at, updatedAt: at });

/** Pieces of the order's first line. */
const somePieces = ({ lines: [line] }: Order) => [
  { lineId: line?.id ?? '', sku: line?.sku ?? '', name: line?.name ?? '', quantity: 1 },
];

export const paymentOf = (order: Order, changes: Partial<Payment> = {}): Payment => ({
  ...made(order),
  provider: 'stripe',
  status: 'captured',
  amount: order.totals.total,
  authorized: eur(0),
  captured: order.totals.total,
  voided: eur(0),
  refunded: eur(0),
  reference: null,
  failure: null,
  disputes: [],
  ...changes,
});

export const refundOf = (order: Order, changes: Partial<Refund> = {}): Refund => ({
  ...made(order),
  status: 'succeeded',
  amount: eur(7_490),
  tax: eur(1_196),
  shipping: eur(0),
  items: somePieces(order).map((pieces) => ({ ...pieces, amount: eur(7_490), tax: eur(1_196) })),
  returnId: null,
  reason: 'The shade had a <dent>.',
  ...changes,
});

export const shipmentOf = (order: Order, changes: Partial<Shipment> = {}): Shipment => ({
  id: uuidv7(),
  orderId: order.id,
  status: 'shipped',
  items: somePieces(order),
  carrier: 'DHL',
  trackingNumber: '00340434161094042557',
  trackingUrl: 'https://carrier.example/track?n=00340434161094042557&l=en',
  shippedAt: at,
  deliveredAt: null,
  canceledAt: null,
  ...changes,
});

export const returnOf = (order: Order, changes: Partial<OrderReturn> = {}): OrderReturn => ({
  ...made(order),
  status: 'approved',
  items: somePieces(order),
  reason: 'Too bright',
  answer: 'Please use the label in the parcel.',
  restocked: null,
  refundId: null,
  ...changes,
});

export const commentOf = (order: Order, changes: Partial<Comment> = {}): Comment => ({
  id: uuidv7(),
  orderId: order.id,
  visibility: 'public',
  body: 'Oak or walnut?\n<i>Tell us.</i>',
  author: 'staff',
  createdAt: at,
  ...changes,
});

/** One piece less of the first line. */
export const differenceOf = ({ lines: [line] }: Order, due: number): EditDifference => ({
  total: eur(-7_490),
  due: eur(due),
  lines: [{ lineId: line?.id ?? '', sku: line?.sku ?? '', name: line?.name ?? '', before: 2, after: 1, stock: -1 }],
});
