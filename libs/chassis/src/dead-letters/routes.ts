import { administrator, defineProblems, invalidFields, Problem, problems, type Route, routesFor } from '@oms/http';
import * as z from 'zod';
import type { DeadLetterDesk, Operator, ParkedLetter } from './desk.ts';

const route = routesFor<DeadLetterDesk>();

const { dead_letter_ambiguous } = defineProblems({
  dead_letter_ambiguous: { status: 409, title: 'The message is parked in several queues' },
});

const summary = z
  .object({
    id: z.string().describe('Of the event; of a message without one, `sha256:` and a digest of its body'),
    queue: z.string().describe('The queue whose consumer could not handle it'),
    type: z.string().nullable().describe('Of the event; null for what is none'),
    reason: z
      .string()
      .describe(
        '`failed` after all attempts; `too_large`, `not_json`, `not_an_event`, `unknown_type` or `schema_mismatch` for what cannot be read; `delivery_limit` when the broker gave up on it',
      )
      .meta({ examples: ['failed'] }),
    error: z
      .string()
      .nullable()
      .meta({ examples: ['Error: the mail server cannot be reached'] }),
    parkedAt: z.iso.datetime().nullable(),
    bytes: z.int().min(0),
  })
  .meta({ id: 'DeadLetter', description: 'A message that its consumer could not handle' });

const whole = summary
  .extend({
    body: z
      .string()
      .describe('The first 64 KiB; may hold personal data')
      .meta({ examples: ['{"specversion":"1.0","type":"oms.orders.order.placed.v1"}'] }),
  })
  .meta({ id: 'DeadLetterWithBody', description: 'A message that its consumer could not handle' });

const list = z
  .object({
    data: z.array(summary).describe('The oldest of each queue first'),
    nextCursor: z.null().describe('There are no further pages'),
    queues: z.array(z.object({ queue: z.string(), count: z.int().min(0) })).describe('How many are parked in each'),
  })
  .meta({ id: 'DeadLetterList' });

const tag = 'Dead letters';
export const deadLetterTag = {
  name: tag,
  description: 'Messages that could not be handled: to be replayed or deleted',
};

const queue = z.string().max(255).optional().describe('Name of one queue, such as `oms.orders.customers`');
const params = z.object({ id: z.string().min(1).max(255) });
const query = z.strictObject({ queue });
const access = administrator();
const about = [problems.service_unavailable];
const ambiguous = [...about, dead_letter_ambiguous];

/**
 * What administrators do about the dead letters of a service: `/admin/<service>/dead-letters`. {@link createService} serves
 * them in every service that has consumers; the service lists them in its OpenAPI document.
 */
export function deadLetterRoutes(service: string): Route<DeadLetterDesk>[] {
  const path = `/admin/${service}/dead-letters`;
  const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  return [
    route({
      method: 'get',
      path,
      operationId: `list${name}DeadLetters`,
      summary: `What ${service} could not handle`,
      description:
        'Without the bodies. RabbitMQ gives no position in a queue to go on from, so there is one page: the oldest `limit`. While a message is looked at it is held, so that looking through another replica at the same moment may show less.',
      tag,
      access,
      query: z.strictObject({
        queue,
        limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Entries at the most'),
      }),
      responses: { 200: { description: 'What is parked', body: list } },
      problems: about,
      handler: async ({ query: { queue: only, limit } }, desk) => {
        const wanted = queuesOf(desk, only);
        const queues: z.infer<typeof list>['queues'] = [];
        const data: z.infer<typeof summary>[] = [];
        for (const each of wanted) {
          const count = await desk.count(each);
          queues.push({ queue: each, count });
          if (count > 0 && data.length < limit) {
            data.push(...(await desk.list(each, limit - data.length)).map(withoutBody));
          }
        }
        return { status: 200, body: { data, nextCursor: null, queues } };
      },
    }),

    route({
      method: 'get',
      path: `${path}/:id`,
      operationId: `get${name}DeadLetter`,
      summary: 'A dead letter with its body',
      tag,
      access,
      params,
      query,
      responses: { 200: { description: 'The dead letter', body: whole } },
      problems: ambiguous,
      handler: async (input, desk) => ({
        status: 200,
        body: await theOne(desk, input.query.queue, input.params.id),
      }),
    }),

    route({
      method: 'post',
      path: `${path}/:id/replay`,
      operationId: `replay${name}DeadLetter`,
      summary: 'Have a dead letter handled again',
      description:
        'It goes back into its queue with all its attempts before it; an event that was handled meanwhile has no second effect. Asked again, it is 404 once the message is no longer parked. Stands in the audit log.',
      tag,
      access,
      params,
      query,
      responses: { 200: { description: 'It is in its queue again', body: summary } },
      problems: ambiguous,
      handler: async ({ params: { id }, query: { queue: only }, principal, request }, desk) => {
        const letter = await theOne(desk, only, id);
        const replayed = await desk.replay(letter.queue, id, operator(principal.subject, request.ip));
        if (!replayed) throw notParked();
        return { status: 200, body: withoutBody(replayed) };
      },
    }),

    route({
      method: 'delete',
      path: `${path}/:id`,
      operationId: `discard${name}DeadLetter`,
      summary: 'Delete a dead letter for good',
      description: 'Stands in the audit log.',
      tag,
      access,
      params,
      query,
      responses: { 204: { description: 'It is gone' } },
      problems: ambiguous,
      handler: async ({ params: { id }, query: { queue: only }, principal, request }, desk) => {
        const letter = await theOne(desk, only, id);
        if (!(await desk.discard(letter.queue, id, operator(principal.subject, request.ip)))) throw notParked();
        return { status: 204 };
      },
    }),
  ];
}

/** The routes as an app takes them whose handlers get another context. */
export const boundTo = <Context>(routes: readonly Route<DeadLetterDesk>[], desk: DeadLetterDesk): Route<Context>[] =>
  routes.map((each) => ({ ...each, handler: (input: unknown) => each.handler(input, desk) }) as Route<Context>);

function queuesOf(desk: DeadLetterDesk, only: string | undefined): readonly string[] {
  if (!desk.reachable) {
    throw new Problem(problems.service_unavailable, {
      detail: 'RabbitMQ cannot be reached. Try again in a few seconds.',
      headers: { 'Retry-After': '5' },
    });
  }
  if (only === undefined) return desk.queues;
  if (desk.queues.includes(only)) return [only];
  throw invalidFields([
    { pointer: '/queue', in: 'query', code: 'unknown_queue', detail: `must be one of ${desk.queues.join(', ')}` },
  ]);
}

async function theOne(desk: DeadLetterDesk, only: string | undefined, id: string): Promise<ParkedLetter> {
  const [letter, ...others] = await desk.find(queuesOf(desk, only), id);
  if (!letter) throw notParked();
  if (others.length === 0) return letter;
  const names = [letter, ...others].map((each) => each.queue);
  throw new Problem(dead_letter_ambiguous, { detail: `Say which by ?queue=: ${names.join(', ')}.` });
}

const notParked = (): Problem =>
  new Problem(problems.not_found, {
    detail: 'No such message is parked, or somebody else looks at it at this moment.',
  });

const operator = (accountId: string, ip: string): Operator => ({ accountId, ip: ip === '' ? null : ip });

const withoutBody = ({ body: _, ...rest }: ParkedLetter): z.infer<typeof summary> => rest;
