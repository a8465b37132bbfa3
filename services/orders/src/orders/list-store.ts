import { fulfillmentStatus, orderStatus, paymentStatus } from '@oms/contracts';
import { type Database, type Queryable, streamRows } from '@oms/database';
import type { Knex } from 'knex';
import { searchPatterns } from '../search.ts';
import type { OrderRecord } from './order-record.ts';
import { orderColumns } from './order-store.ts';

export interface OrderFilter {
  customerId?: string | undefined;
  status?: string | undefined;
  paymentStatus?: string | undefined;
  fulfillmentStatus?: string | undefined;
  number?: string | undefined;
  sku?: string | undefined;
  q?: string | undefined;
  /** RFC 3339. */
  placedAfter?: string | undefined;
  placedBefore?: string | undefined;
}

export type OrderSort = '-placedAt' | 'placedAt';

/** Where a page lies among ids, which are in the order of placing. */
interface Range {
  direction: 'asc' | 'desc';
  bounds: readonly [operator: '<' | '>' | '>=', id: string][];
}

/** Orders that are few enough to look at each of them. */
const few = 2_000;

/**
 * A page of orders with their lines; `after` is the id of the last one seen.
 *
 * Each way is chosen so that neither a filter that matches nothing nor one that matches all makes it walk through many orders;
 * `bench/lists.ts` measures them.
 */
export async function listOrders(
  db: Database,
  filter: OrderFilter,
  sort: OrderSort,
  after: string | undefined,
  limit: number,
): Promise<OrderRecord[]> {
  const { knex } = db;
  const range = rangeOf(filter, sort, after);
  const page = (await axesLead(db, filter, range))
    ? byAxes(knex, filter, range, limit)
    : walking(knex, filter, range, await fewWithWords(db, filter, range)).limit(limit);
  return db.run<OrderRecord>(withLines(knex, page, range));
}

/** All orders that match, from one snapshot, as they come. */
export function streamOrders(
  db: Database,
  filter: OrderFilter,
  sort: OrderSort,
  after: string | undefined,
): AsyncIterable<OrderRecord> {
  const range = rangeOf(filter, sort, after);
  return streamRows<OrderRecord>(db, withLines(db.knex, walking(db.knex, filter, range), range));
}

/** The page is cut before the lines are fetched. */
const withLines = (knex: Knex, page: Knex.QueryBuilder, { direction }: Range): Knex.QueryBuilder =>
  knex.select(knex.raw(orderColumns)).from(page.as('o')).orderBy('o.id', direction);

/** Whether a page is best found by its states: where nothing else narrows it more. */
async function axesLead(db: Queryable & Pick<Database, 'knex'>, filter: OrderFilter, range: Range): Promise<boolean> {
  const { status, paymentStatus, fulfillmentStatus, customerId, number, sku, q } = filter;
  if (status === undefined && paymentStatus === undefined && fulfillmentStatus === undefined) return false;
  if (customerId !== undefined || number !== undefined || searchPatterns(q ?? '').length > 0) return false;
  if (sku === undefined) return true;
  const found = await db.run(idsByAxes(db.knex, { ...filter, sku: undefined }, range, few));
  return found.length < few;
}

/** Ids of all orders that have the words, where they are few and a sku would lead through many; undefined otherwise. */
async function fewWithWords(
  db: Queryable & Pick<Database, 'knex'>,
  filter: OrderFilter,
  range: Range,
): Promise<string[] | undefined> {
  const { q = '' } = filter;
  if (!skuLeads(filter) || searchPatterns(q).length === 0) return undefined;
  const found = await db.run<{ id: string }>(
    withWords(within(db.knex('orders'), 'id', range), q)
      .select('id')
      .limit(few),
  );
  return found.length < few ? found.map(({ id }) => id) : undefined;
}

/** Most skus are in more orders than a customer has, or than have a number. */
const skuLeads = ({ sku, customerId, number }: OrderFilter): boolean =>
  sku !== undefined && customerId === undefined && number === undefined;

function withWords(query: Knex.QueryBuilder, q: string): Knex.QueryBuilder {
  for (const pattern of searchPatterns(q)) query.whereILike('search', pattern);
  return query;
}

/**
 * Walks orders as they were placed, those of a customer, or those with a sku, and leaves out what does not match.
 *
 * @param among ids of all that can match, where they are known
 */
function walking(knex: Knex, filter: OrderFilter, range: Range, among?: string[]): Knex.QueryBuilder {
  const { sku } = filter;
  const leads = skuLeads(filter) && !among;
  const page = leads ? withSku(knex, sku ?? '', range) : within(knex('orders'), 'orders.id', range);
  if (among) page.whereRaw('orders.id = ANY (?::uuid[])', [among]);
  if (sku !== undefined && !leads) page.whereExists(lineOf(knex, 'orders.id', sku));
  const equals = {
    customer_id: filter.customerId,
    status: filter.status,
    payment_status: filter.paymentStatus,
    fulfillment_status: filter.fulfillmentStatus,
    number: filter.number,
  };
  for (const [column, value] of Object.entries(equals)) if (value !== undefined) page.where(column, value);
  withWords(page, filter.q ?? '');
  // Named as the index has it that the page is walked in.
  return page.select('orders.*').orderBy(leads ? 'with_sku.order_id' : 'orders.id', range.direction);
}

/** A line of an order that has a sku. @param id of the order, as the query around it calls it */
const lineOf = (knex: Knex, id: 'orders.id' | 'x.id', sku: string): Knex.QueryBuilder =>
  knex('order_lines AS l').select(knex.raw('1')).whereRaw('l.order_id = ??', [id]).where('l.sku', sku);

/**
 * Orders that have a sku, found through their lines. LIMIT keeps the planner from walking through all orders in search of a
 * rare sku, for to it all skus are alike.
 */
function withSku(knex: Knex, sku: string, range: Range): Knex.QueryBuilder {
  const lines = knex('order_lines').distinct('order_id').where('sku', sku).orderBy('order_id', range.direction);
  return knex
    .from(within(lines, 'order_id', range).as('with_sku'))
    .joinRaw('CROSS JOIN LATERAL (SELECT * FROM orders o WHERE o.id = with_sku.order_id LIMIT 1) AS orders');
}

const byAxes = (knex: Knex, filter: OrderFilter, range: Range, limit: number): Knex.QueryBuilder =>
  knex('orders')
    .select('orders.*')
    .whereIn('id', idsByAxes(knex, filter, range, limit));

/**
 * Ids of orders in certain states. Each combination of the three axes that is asked for is one stretch of the index
 * orders_by_axes, in order of id: the first of each stretch are taken, and of these the first. There are some dozens of
 * combinations, and looking into a stretch costs next to nothing, be it empty or long.
 */
function idsByAxes(knex: Knex, filter: OrderFilter, range: Range, limit: number): Knex.QueryBuilder {
  const combinations = (filter.status === undefined ? orderStatus.options : [filter.status]).flatMap((status) =>
    (filter.paymentStatus === undefined ? paymentStatus.options : [filter.paymentStatus]).flatMap((payment) =>
      (filter.fulfillmentStatus === undefined ? fulfillmentStatus.options : [filter.fulfillmentStatus]).map(
        (fulfillment) => [status, payment, fulfillment],
      ),
    ),
  );
  const stretch = within(knex('orders AS x').select('x.id'), 'x.id', range)
    .whereRaw('(x.status, x.payment_status, x.fulfillment_status) = (c.status, c.payment, c.fulfillment)')
    .orderBy('x.id', range.direction)
    .limit(limit);
  const { sku } = filter;
  if (sku !== undefined) stretch.whereExists(lineOf(knex, 'x.id', sku));
  const [statuses, payments, fulfillments] = [0, 1, 2].map((axis) => combinations.map((each) => each[axis] ?? ''));
  return knex
    .select('found.id')
    .from(
      knex.raw('unnest(?::text[], ?::text[], ?::text[]) AS c (status, payment, fulfillment)', [
        statuses ?? [],
        payments ?? [],
        fulfillments ?? [],
      ]),
    )
    .crossJoin(knex.raw('LATERAL (?) AS found', [stretch]))
    .orderBy('found.id', range.direction)
    .limit(limit);
}

function within(query: Knex.QueryBuilder, id: string, { bounds }: Range): Knex.QueryBuilder {
  for (const [operator, value] of bounds) query.where(id, operator, value);
  return query;
}

function rangeOf({ placedAfter, placedBefore }: OrderFilter, sort: OrderSort, after: string | undefined): Range {
  const direction = sort === 'placedAt' ? 'asc' : 'desc';
  const bounds: Range['bounds'][number][] = [];
  if (placedAfter !== undefined) bounds.push(['>=', lowestId(Date.parse(placedAfter) + 1)]);
  if (placedBefore !== undefined) bounds.push(['<', lowestId(Date.parse(placedBefore))]);
  if (after !== undefined) bounds.push([direction === 'asc' ? '>' : '<', after]);
  return { direction, bounds };
}

/** The lowest UUIDv7 of a millisecond (RFC 9562, section 5.7): ids of orders are made from the time of placing. */
function lowestId(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
