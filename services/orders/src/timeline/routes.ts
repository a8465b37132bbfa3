import { actor } from '@oms/contracts';
import { decodeCursor, pageOf, pageQuery, signedIn, toPage } from '@oms/http';
import { can } from '@oms/security';
import * as z from 'zod';
import { route } from '../context.ts';
import { maySee } from '../orders/order-access.ts';
import { findOrder } from '../orders/order-store.ts';
import { notFound } from '../problems.ts';
import { changesIn } from './changes.ts';
import { loadHistory } from './load-history.ts';

const change = z
  .object({
    path: z
      .string()
      .describe('Member of the order as a JSON pointer; lines by their id')
      .meta({
        examples: ['/paymentStatus', '/lines/0192f0c4-7a1e-7c3e-8f00-0242ac120002/shipped'],
      }),
    before: z.unknown().optional().describe('Absent where there was none'),
    after: z.unknown().optional().describe('Absent where there is none any more'),
  })
  .meta({ id: 'OrderFieldChange' });

const timelineEntry = z
  .object({
    id: z.uuid().describe('Of the event'),
    type: z.string().meta({ examples: ['oms.orders.order.placed.v1'] }),
    version: z.int().min(1).describe('Of the order after it'),
    time: z.iso.datetime(),
    actor,
    changes: z.array(change).describe('What it changed in the order; of the first entry all that it was placed with'),
    data: z.record(z.string(), z.unknown()).describe('What else the event told, such as the shipment'),
    redacted: z.boolean().describe('Whether it told of a person who has been erased since'),
    hash: z.string().describe('SHA-256 over this entry and the hash of the one before, base64url'),
  })
  .meta({
    id: 'TimelineEntry',
    examples: [
      {
        id: '0197c9a1-2b3c-7d4e-8f60-718293a4b5c7',
        type: 'oms.orders.order.confirmed.v1',
        version: 2,
        time: '2026-03-14T09:30:00.000Z',
        actor: { kind: 'person', id: '0197c99f-11d2-7a3b-9c44-5d6e7f809a1b' },
        changes: [{ path: '/status', before: 'pending', after: 'confirmed' }],
        data: {},
        redacted: false,
        hash: 'mS3iN0qk4QvO2n2d6bTqfXo6a0Yc8yTg6m2C5i3hB1k',
      },
    ],
  });

export const timelineRoutes = [
  route({
    method: 'get',
    path: '/api/v1/orders/:id/timeline',
    operationId: 'getOrderTimeline',
    summary: 'Everything that happened to an order',
    description:
      'The oldest first. Entries are made by the same events that are published, and each holds the hash of the one before. What told of a person is left out once they are erased. Internal comments are shown to staff alone.',
    tag: 'Orders',
    access: signedIn({ keyPermission: 'orders:read' }),
    params: z.object({ id: z.uuid() }),
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of entries', body: pageOf(timelineEntry) } },
    handler: async ({ params, query: { limit, cursor }, principal }, context) => {
      const after = decodeCursor(cursor, z.tuple([z.int()]))?.[0] ?? 0;
      const found = await findOrder(context.db, params.id);
      if (!found || !maySee(found, principal)) throw notFound('order');
      const seesAll = can(principal, 'orders:read') || can(principal, 'orders:write');
      const shown: z.infer<typeof timelineEntry>[] = [];
      for (const moment of await loadHistory(context.db, context, params.id)) {
        const { entry, actor, data, before } = moment;
        if (entry.version <= after || (!seesAll && isInternal(data))) continue;
        shown.push({
          id: entry.eventId,
          type: entry.type,
          version: entry.version,
          time: entry.occurredAt,
          actor,
          changes: changesIn(before, moment.after),
          data,
          redacted: moment.redacted,
          hash: entry.hash,
        });
        if (shown.length > limit) break;
      }
      return {
        status: 200,
        body: toPage(
          shown,
          limit,
          ({ version }) => [version],
          (entry) => entry,
        ),
      };
    },
  }),
];

const isInternal = ({ comment }: Record<string, unknown>): boolean =>
  (comment as { visibility?: string } | undefined)?.visibility === 'internal';
