import * as z from 'zod';
import { defineEvent } from '../event.ts';

const letter = z.object({
  /** Of the message: mostly an event's. */
  id: z.string(),
  /** The consumer's queue whose dead letter it was. */
  queue: z.string(),
  /** Type of the event that it holds; null for what was none. */
  type: z.string().nullable(),
  /** Why it was parked. */
  reason: z.string(),
  /** Who did it. */
  actorId: z.uuid(),
  ip: z.string().nullable(),
});

const eventsOf = (service: string) => ({
  replayed: defineEvent({
    type: `oms.${service}.dead-letter.replayed.v1`,
    aggregate: 'dead-letter-action',
    description: `An administrator has put a dead letter of ${service} back into its queue. Written down right before it is done.`,
    data: letter,
  }),
  discarded: defineEvent({
    type: `oms.${service}.dead-letter.discarded.v1`,
    aggregate: 'dead-letter-action',
    description: `An administrator has deleted a dead letter of ${service}. Written down right before it is done.`,
    data: letter,
  }),
});

/** By service: what administrators did about its dead letters. */
export const deadLetterEvents = {
  auth: eventsOf('auth'),
  users: eventsOf('users'),
  orders: eventsOf('orders'),
  mailer: eventsOf('mailer'),
} as const;
