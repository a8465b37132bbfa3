import { SealError, type SealingKey, seal, unseal } from '@oms/security';
import * as z from 'zod';
import { optionalCategories } from '../templates/template.ts';

/** Who wants no more mails of what. */
const subscription = z.object({ accountId: z.uuid(), category: z.enum(optionalCategories) });
export type Subscription = z.infer<typeof subscription>;

export const unsubscribePath = '/api/v1/mail/unsubscribe';

const context = 'unsubscribe';

/** Says who and what, sealed so that nobody can make or read one; it does not expire, for mails are kept for years. */
export const unsubscribeToken = (key: SealingKey, { accountId, category }: Subscription): string =>
  seal(key, JSON.stringify({ accountId, category }), context);

/** @returns undefined for what is no token of ours */
export function readUnsubscribeToken(key: SealingKey, token: string): Subscription | undefined {
  try {
    return subscription.parse(JSON.parse(unseal(key, token, context)));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

export const unsubscribeLink = (publicUrl: string, key: SealingKey, who: Subscription): string =>
  linkWith(publicUrl, unsubscribeToken(key, who));

/** Such a link as samples have it: it is not one of ours. */
export const sampleUnsubscribeLink = (publicUrl: string): string => linkWith(publicUrl, 'sample-token');

const linkWith = (publicUrl: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${unsubscribePath}?token=${token}`;
