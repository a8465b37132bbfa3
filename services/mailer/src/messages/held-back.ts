import { preferencesOf } from '../preferences/preference-store.ts';
import { holdsBack } from '../suppressions/suppression-store.ts';
import { type Category, isOptional } from '../templates/template.ts';
import type { ClaimedMessage } from './queue-store.ts';

/**
 * Why a mail that is due must not be sent after all: since it was written its address may have bounced, or the recipient have said
 * that they want no such mails. A mail of before accounts were noted follows
 * the defaults.
 */
export function heldBack(
  { suppression, statedPreferences }: Pick<ClaimedMessage, 'suppression' | 'statedPreferences'>,
  category: Category,
): string | undefined {
  if (suppression !== null && holdsBack(suppression, category)) return `the address is suppressed: ${suppression}`;
  if (isOptional(category) && !preferencesOf(statedPreferences)[category])
    return 'the recipient wants no such mails any more';
  return undefined;
}
