import { cloudEvent } from '@oms/contracts';
import { decodeCursor, encodeCursor, pageQuery, permission } from '@oms/http';
import * as z from 'zod';
import { route } from '../context.ts';
import { feedEnd, loadEvents, readFeed } from '../timeline/feed.ts';
import { logUnreadable } from '../timeline/load-history.ts';
import { orderEventType } from './subscription.ts';

const event = cloudEvent.meta({ id: 'OrderEvent' });

export const eventRoutes = [
  route({
    method: 'get',
    path: '/api/v1/events',
    operationId: 'listEvents',
    summary: 'Read the events of all orders, oldest first',
    description:
      'The same events, with the same ids, as webhooks carry. Keep `nextCursor` and go on from it: there is always one, and ' +
      'nothing ever appears before it. Without `after` it begins at the first event. Events live as long as their orders; what ' +
      'told of a person is gone from them once that person is erased.',
    tag: 'Events',
    access: permission('webhooks:write'),
    query: z.strictObject({
      limit: pageQuery.limit,
      after: z
        .string()
        .max(1000)
        .optional()
        .describe('`nextCursor` of the page before, or `latest` for what happens from now on'),
      type: orderEventType.optional(),
    }),
    responses: {
      200: {
        description: 'Events; none when nothing has happened since',
        body: z.object({ data: z.array(event), nextCursor: z.string().describe('Where to go on, now or later') }),
      },
    },
    handler: async ({ query: { after, limit, type } }, { db, personKeys, logger }) => {
      const [given] = (after !== 'latest' && decodeCursor(after, cursorShape, 'after')) || [0];
      // Read first: what a page that is not full has passed over lies below it, and need not be looked through again.
      const end = after === 'latest' || type !== undefined ? await feedEnd(db) : 0;
      const from = after === 'latest' ? end : given;
      const entries = await readFeed(db, from, limit, type);
      const last = entries.at(-1)?.position ?? from;
      return {
        status: 200,
        body: {
          data: await loadEvents(db, personKeys, entries, logUnreadable(logger)),
          nextCursor: encodeCursor([entries.length < limit ? Math.max(last, end) : last]),
        },
      };
    },
  }),
];

const cursorShape = z.tuple([z.int().min(0)]);
