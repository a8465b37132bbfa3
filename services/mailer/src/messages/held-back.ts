import type { Queryable } from '@oms/database';
import { wants } from '../preferences/preference-store.ts';
import { suppressionOf } from '../suppressions/suppression-store.ts';
import { type Category, isOptional } from '../templates/template.ts';
import type { ClaimedMessage } from './queue-store.ts';

/**
 * Why a mail that is due must not be sent after all: since it was written its address may have bounced, or the recipient have said
 * that they want no such mails.
 */
export async function heldBack(
  db: Queryable,
  { recipient, accountId }: Pick<ClaimedMessage, 'recipient' | 'accountId'>,
  category: Category,
): Promise<string | undefined> {
  const [suppressed, isWanted] = await Promise.all([
    suppressionOf(db, recipient, category),
    !isOptional(category) || accountId === null || wants(db, accountId, category),
  ]);
  if (suppressed !== undefined) return `the address is suppressed: ${suppressed}`;
  return isWanted ? undefined : 'the recipient wants no such mails any more';
}
