import * as z from 'zod';
import { defineEvent } from '../event.ts';

const providedPart = z.object({
  exportId: z.uuid(),
  accountId: z.uuid(),
  /** Counts the parts of this service, from 1. */
  part: z.int().min(1),
  /** No further part follows. */
  last: z.boolean(),
  /** What the entries are: `orders`, `sessions`, ... */
  section: z.string(),
  entries: z.array(z.unknown()),
});

const providedBy = (service: string) =>
  defineEvent({
    type: `oms.${service}.export.provided.v1`,
    aggregate: 'export',
    description: `A part of what ${service} holds on a person who asked for it. Parts may come in any order.`,
    data: providedPart,
  });

const performedBy = (service: string) =>
  defineEvent({
    type: `oms.${service}.erasure.performed.v1`,
    aggregate: 'erasure',
    description: `${service} has forgotten a person.`,
    data: z.object({ erasureId: z.uuid(), accountId: z.uuid() }),
  });

/** Whom a mail about an export or an erasure goes to. */
const addressee = {
  accountId: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  locale: z.string().nullable(),
};

export const exportRequested = defineEvent({
  type: 'oms.users.export.requested.v1',
  aggregate: 'export',
  description: 'A person asked for all that is held on them: every service provides what it has.',
  data: z.object({ exportId: z.uuid(), accountId: z.uuid(), email: z.string() }),
});

export const authExportProvided = providedBy('auth');
export const ordersExportProvided = providedBy('orders');
export const mailerExportProvided = providedBy('mailer');

export const exportCompleted = defineEvent({
  type: 'oms.users.export.completed.v1',
  aggregate: 'export',
  description: 'The archive that a person asked for can be fetched, by them alone, until it expires: to be mailed.',
  data: z.object({ ...addressee, exportId: z.uuid(), expiresAt: z.iso.datetime() }),
});

export const exportFailed = defineEvent({
  type: 'oms.users.export.failed.v1',
  aggregate: 'export',
  description:
    'The archive that a person asked for could not be put together in time; they may ask again: to be mailed.',
  data: z.object({
    ...addressee,
    exportId: z.uuid(),
    missing: z.array(z.string()).describe('Services that were silent'),
  }),
});

export const erasureRequested = defineEvent({
  type: 'oms.users.erasure.requested.v1',
  aggregate: 'erasure',
  description: 'A person asked to be forgotten. Auth erases the account, or refuses; the others follow auth.',
  data: z.object({ erasureId: z.uuid(), accountId: z.uuid(), email: z.string() }),
});

export const accountErased = defineEvent({
  type: 'oms.auth.account.erased.v1',
  aggregate: 'account',
  description: 'An account is no more: every service forgets the person, and what comes late about them.',
  data: z.object({
    erasureId: z.uuid(),
    accountId: z.uuid(),
    /** For copies that are known by the address alone. */
    email: z.string(),
  }),
});

export const erasureRefused = defineEvent({
  type: 'oms.auth.erasure.refused.v1',
  aggregate: 'erasure',
  description: 'An account cannot be erased as things are; nothing was.',
  data: z.object({ erasureId: z.uuid(), accountId: z.uuid(), reason: z.enum(['last_admin']) }),
});

export const ordersErasurePerformed = performedBy('orders');
export const mailerErasurePerformed = performedBy('mailer');

export const erasureCompleted = defineEvent({
  type: 'oms.users.erasure.completed.v1',
  aggregate: 'erasure',
  description: 'Every service has forgotten a person. The last that is done with their address is to mail them so.',
  data: z.object({
    ...addressee,
    erasureId: z.uuid(),
    requestedAt: z.iso.datetime(),
    completedAt: z.iso.datetime(),
  }),
});
