import type { Queryable } from '@oms/database';

/** What is under way between services. */
export interface Backlog {
  /** Events that are not with the broker yet. */
  outbox: number;
  /** Mails that are not sent yet. */
  mails: number;
  /** Entries of timelines without a position in the feed. */
  feed: number;
  /** Operations at payment providers. */
  payments: number;
  /** Messages in queues, by queue, of those that hold any. */
  queues: Record<string, number>;
}

/** @param db of an administrator, who sees every schema */
export async function readBacklog(db: Queryable, managementUrl: string): Promise<Backlog> {
  const [[row], queues] = await Promise.all([
    db.query<Omit<Backlog, 'queues'>>(
      `SELECT (SELECT count(*) FROM auth.outbox) + (SELECT count(*) FROM users.outbox)
              + (SELECT count(*) FROM orders.outbox) + (SELECT count(*) FROM mailer.outbox) AS outbox,
              (SELECT count(*) FROM mailer.messages WHERE status IN ('queued', 'sending')) AS mails,
              (SELECT count(*) FROM orders.event_feed_queue) AS feed,
              (SELECT count(*) FROM orders.payment_operations WHERE status = 'pending') AS payments`,
    ),
    readQueues(managementUrl),
  ]);
  if (!row) throw new Error('the database told nothing');
  return { ...row, queues };
}

/** Messages in each queue that holds any; dead letters and those of retries too. The broker counts every five seconds. */
async function readQueues(managementUrl: string): Promise<Record<string, number>> {
  const { origin, username, password } = new URL(managementUrl);
  const response = await fetch(`${origin}/api/queues?columns=name,messages`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${decodeURIComponent(password)}`).toString('base64')}`,
    },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`RabbitMQ's API answered ${response.status}`);
  const queues = (await response.json()) as { name: string; messages?: number }[];
  return Object.fromEntries(queues.flatMap(({ name, messages = 0 }) => (messages > 0 ? [[name, messages]] : [])));
}

export const isEmpty = ({ outbox, mails, feed, payments, queues }: Backlog): boolean =>
  outbox + mails + feed + payments === 0 && Object.keys(queues).length === 0;
