import type { Comment } from '@oms/contracts';
import type { Database, Transaction } from '@oms/database';
import type { Knex } from 'knex';

/** A comment, and its place among those of its order. */
export interface CommentRow extends Comment {
  /** Of the order after it. */
  version: number;
  /** The account of staff; null for the order's customer. */
  authorId: string | null;
}

const columns = [
  'c.id',
  'c.order_id AS orderId',
  'c.version',
  'c.visibility',
  'c.body',
  'c.author',
  'c.author_id AS authorId',
  'c.created_at AS createdAt',
];

/** The comment as clients and events show it. */
export const presentComment = ({ version: _version, authorId: _authorId, ...shown }: CommentRow): Comment => shown;

export const insertComment = async (tx: Transaction, comment: CommentRow): Promise<void> => {
  await tx.query(
    `INSERT INTO order_comments (id, order_id, version, visibility, body, author, author_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      comment.id,
      comment.orderId,
      comment.version,
      comment.visibility,
      comment.body,
      comment.author,
      comment.authorId,
      comment.createdAt,
    ],
  );
};

export type CommentSort = 'createdAt' | '-createdAt';

interface Shown {
  orderId: string;
  /** Whether internal ones are among them. */
  internal: boolean;
}

const shownOf = (knex: Knex, { orderId, internal }: Shown): Knex.QueryBuilder => {
  const query = knex('order_comments AS c').select(columns).where('c.order_id', orderId);
  return internal ? query : query.where('c.visibility', 'public');
};

/** A page of the comments on an order; `after` is the version of the last one seen. */
export function listComments(
  { knex, run }: Database,
  shown: Shown,
  sort: CommentSort,
  after: number | undefined,
  limit: number,
): Promise<CommentRow[]> {
  const [direction, beyond] = sort === 'createdAt' ? (['asc', '>'] as const) : (['desc', '<'] as const);
  const query = shownOf(knex, shown).orderBy('c.version', direction).limit(limit);
  if (after !== undefined) query.where('c.version', beyond, after);
  return run<CommentRow>(query);
}

export async function findComment({ knex, run }: Database, shown: Shown, id: string): Promise<CommentRow | undefined> {
  const [row] = await run<CommentRow>(shownOf(knex, shown).where('c.id', id));
  return row;
}

/** What a customer has to see of the comments on their orders, in the order in which they were written. */
export const publicCommentsOf = (knex: Knex, customerId: string): Knex.QueryBuilder =>
  knex('order_comments AS c')
    .join('orders AS o', 'o.id', 'c.order_id')
    .where({ 'o.customer_id': customerId, 'c.visibility': 'public' })
    .select(columns)
    .orderBy(['c.order_id', 'c.version']);

/** Takes the words out of all comments on an order. */
export const forgetWords = async (tx: Transaction, orderId: string): Promise<void> => {
  await tx.query('UPDATE order_comments SET body = NULL WHERE order_id = $1 AND body IS NOT NULL', [orderId]);
};

/** Takes the names of staff off what they have written; the words belong to the order. */
export const forgetAuthors = async (tx: Transaction, accountIds: readonly string[]): Promise<void> => {
  await tx.query('UPDATE order_comments SET author_id = NULL WHERE author_id = ANY ($1::uuid[])', [accountIds]);
};
