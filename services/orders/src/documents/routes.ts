import { money } from '@oms/contracts';
import { Problem, permission, problems, signedIn } from '@oms/http';
import { can, type Principal } from '@oms/security';
import * as z from 'zod';
import { type OrdersContext, route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import type { OrderRecord } from '../orders/order-record.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound, orderProblems } from '../problems.ts';
import { documentKinds, type IssuedDocument } from './document.ts';
import { findDocument, findInvoice, listDocuments } from './document-store.ts';
import { locales } from './pdf/texts.ts';
import { print } from './print.ts';
import { dateIn } from './snapshots.ts';

const tag = 'Documents';
const access = signedIn({ keyPermission: 'orders:read' });
const params = z.object({ id: z.uuid() });
const query = z.strictObject({ locale: z.enum(locales).default('en').describe('The language of the document') });
const type = 'application/pdf';
const pdf = (description: string) => ({
  description,
  types: [type],
  headers: { 'Content-Disposition': 'A name for the file' },
});

const issuedDocument = z
  .object({
    id: z.uuid(),
    kind: z.enum(documentKinds),
    number: z.string().meta({ examples: ['INV-2026-000001'] }),
    issuedAt: z.iso.datetime(),
    amount: money.describe('Of an invoice the total, of a credit note what was given back'),
  })
  .meta({ id: 'IssuedDocument' });

const present = ({ id, kind, number, issuedAt, amount, currency }: IssuedDocument) => ({
  id,
  kind,
  number,
  issuedAt,
  amount: { amount, currency },
});

const answer = (name: string, content: Buffer) => ({
  status: 200 as const,
  headers: { 'Content-Disposition': `inline; filename="${name}.pdf"` },
  type,
  content,
});

/**
 * What was issued is shown to the customer and to `orders:read`: it names the person even after they are erased, when the
 * order is nobody's any more.
 *
 * @throws {Problem} 403 or 404
 */
function requireReader(order: OrderRecord | undefined, principal: Principal): asserts order is OrderRecord {
  if (!order || !maySee(order, principal)) throw notFound('order');
  if (order.customerId === principal.subject || can(principal, 'orders:read')) return;
  throw new Problem(problems.forbidden, { detail: 'This needs the permission orders:read.' });
}

/** The order and something of it, read together. @throws {Problem} 403 or 404 */
async function readFor<T>(
  principal: Principal,
  orderId: string,
  { db }: OrdersContext,
  read: (db: OrdersContext['db']) => Promise<T>,
): Promise<T> {
  const [order, found] = await Promise.all([findOrder(db, orderId), read(db)]);
  requireReader(order, principal);
  return found;
}

export const documentRoutes = [
  route({
    method: 'get',
    path: '/api/v1/orders/:id/invoice',
    operationId: 'getOrderInvoice',
    summary: 'The invoice of an order, as PDF',
    description:
      'Issued once the order is paid in full, and never changed. An edit of the order afterwards cancels it and has another issued. For its customer, and with `orders:read`.',
    tag,
    access,
    params,
    query,
    responses: { 200: pdf('The invoice') },
    problems: [problems.forbidden, orderProblems.not_invoiced],
    handler: async ({ params, query: { locale }, principal }, context) => {
      const invoice = await readFor(principal, params.id, context, (db) => findInvoice(db, params.id));
      if (!invoice) {
        throw new Problem(orderProblems.not_invoiced, {
          detail:
            'The invoice is issued once the order is paid in full; ask again then. An order that costs nothing has none.',
        });
      }
      return answer(invoice.number, await print({ kind: 'document', document: invoice, locale }));
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/documents',
    operationId: 'listOrderDocuments',
    summary: 'The invoices and the credit notes of an order',
    description:
      'Each invoice with the credit notes that correct it, or cancel it, the oldest first. For its customer, and with `orders:read`.',
    tag,
    access,
    params,
    responses: { 200: { description: 'What was issued', body: z.object({ data: z.array(issuedDocument) }) } },
    problems: [problems.forbidden],
    handler: async ({ params, principal }, context) => {
      const issued = await readFor(principal, params.id, context, (db) => listDocuments(db, params.id));
      return { status: 200, body: { data: issued.map(present) } };
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/documents/:documentId',
    operationId: 'getOrderDocument',
    summary: 'An invoice or a credit note of an order, as PDF',
    tag,
    access,
    params: params.extend({ documentId: z.uuid() }),
    query,
    responses: { 200: pdf('The document') },
    problems: [problems.forbidden],
    handler: async ({ params: { id, documentId }, query: { locale }, principal }, context) => {
      const found = await readFor(principal, id, context, (db) => findDocument(db, id, documentId));
      if (!found) throw notFound('document of this order');
      return answer(found.number, await print({ kind: 'document', document: found, locale }));
    },
  }),

  route({
    method: 'get',
    path: '/api/v1/orders/:id/packing-slip',
    operationId: 'getOrderPackingSlip',
    summary: 'What is to be packed for an order, as PDF',
    description: 'Without prices: pieces that were ordered, that are shipped, and that are to be. As the order is now.',
    tag,
    access: permission('orders:read'),
    params,
    query,
    responses: { 200: pdf('The packing slip') },
    handler: async ({ params, query: { locale } }, { db, invoicing: { seller, timeZone } }) => {
      const order = await findOrder(db, params.id);
      if (!order) throw notFound('order');
      const placedOn = dateIn(timeZone, order.placedAt);
      const slip = await print({ kind: 'packing_slip', slip: [order, placedOn, seller, locale] });
      return answer(`packing-slip-${order.number}`, slip);
    },
  }),
];
