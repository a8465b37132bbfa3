import type { Database, Queryable } from '@oms/database';
import type { Attempt, Message, MessageStatus } from './message.ts';

export interface NewMessage {
  id: string;
  eventId: string;
  /** Whose account it is about. */
  accountId: string | null;
  recipient: string;
  recipientName: string | null;
  template: string;
  locale: string;
  timeZone: string;
  data: unknown;
  sealedToken: string | null;
  resendInDoubt: boolean;
  expiresAt: string | null;
  giveUpAt: Date;
  messageId: string;
  /** Set where the mail can never be sent: it is kept as failed, for somebody to see. */
  refusal: string | null;
  requestId: string | null;
  traceparent: string | null;
}

/** Does nothing where the event has this mail already. */
export async function insertMessage(tx: Queryable, message: NewMessage): Promise<void> {
  await tx.query(
    `INSERT INTO messages (id, event_id, recipient, recipient_name, template, locale, time_zone, data, sealed_token,
                           resend_in_doubt, expires_at, give_up_at, message_id, request_id, traceparent,
                           status, next_attempt_at, last_error, account_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
             CASE WHEN $16::text IS NULL THEN 'queued' ELSE 'failed' END,
             CASE WHEN $16::text IS NULL THEN now() END, $16, $17)
     ON CONFLICT ON CONSTRAINT messages_once DO NOTHING`,
    [
      message.id,
      message.eventId,
      message.recipient,
      message.recipientName,
      message.template,
      message.locale,
      message.timeZone,
      JSON.stringify(message.data),
      message.sealedToken,
      message.resendInDoubt,
      message.expiresAt,
      message.giveUpAt,
      message.messageId,
      message.requestId,
      message.traceparent,
      message.refusal,
      message.accountId,
    ],
  );
}

/** All that is shown; never `sealed_token`. */
const shown = [
  'id',
  'event_id AS eventId',
  'recipient',
  'recipient_name AS recipientName',
  'template',
  'locale',
  'time_zone AS timeZone',
  'data',
  'status',
  'attempts',
  'next_attempt_at AS nextAttemptAt',
  'expires_at AS expiresAt',
  'message_id AS messageId',
  'sent_at AS sentAt',
  'last_error AS lastError',
  'delivered_at AS deliveredAt',
  'bounced_at AS bouncedAt',
  'complained_at AS complainedAt',
  'created_at AS createdAt',
];

export interface MessageFilter {
  status?: MessageStatus | undefined;
  /** In any mixture of upper and lower case. */
  recipient?: string | undefined;
  template?: string | undefined;
}

/** Newest first. */
export function listMessages(
  db: Database,
  { status, recipient, template }: MessageFilter,
  before: string | undefined,
  limit: number,
): Promise<Message[]> {
  const query = db.knex('messages').select(shown).orderBy('id', 'desc').limit(limit);
  if (status !== undefined) query.where('status', status);
  if (recipient !== undefined) query.whereRaw('lower(recipient) = lower(?)', [recipient]);
  if (template !== undefined) query.where('template', template);
  if (before !== undefined) query.where('id', '<', before);
  return db.run<Message>(query);
}

const shownSql = shown.map((column) => column.replace(/ AS (\w+)$/, ' AS "$1"')).join(', ');

export async function findMessage(db: Queryable, id: string): Promise<Message | undefined> {
  const [message] = await db.query<Message>(`SELECT ${shownSql} FROM messages WHERE id = $1`, [id]);
  return message;
}

/** As {@link findMessage}, locked until the transaction ends. */
export async function lockMessage(tx: Queryable, id: string): Promise<Message | undefined> {
  const [message] = await tx.query<Message>(`SELECT ${shownSql} FROM messages WHERE id = $1 FOR UPDATE`, [id]);
  return message;
}

export const listAttempts = (db: Queryable, id: string): Promise<Attempt[]> =>
  db.query<Attempt>(
    `SELECT number, started_at AS "startedAt", finished_at AS "finishedAt", outcome, transport, detail, response,
            provider_id AS "providerId"
       FROM attempts WHERE message_id = $1 ORDER BY number`,
    [id],
  );

export async function requeueMessage(tx: Queryable, id: string, giveUpAt: Date): Promise<Message | undefined> {
  const [message] = await tx.query<Message>(
    `UPDATE messages SET status = 'queued', next_attempt_at = now(), give_up_at = $2 WHERE id = $1
     RETURNING ${shownSql}`,
    [id, giveUpAt],
  );
  return message;
}
