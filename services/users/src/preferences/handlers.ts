import { mailUnsubscribed, preferencesChanged } from '@oms/contracts';
import { on, record } from '@oms/events';
import type { UsersContext } from '../context.ts';
import { findProfile } from '../profiles/profile-store.ts';
import { findPreferences, putPreferences } from './preference-store.ts';

/** Who unsubscribes from within a mail finds it among their preferences. */
export const preferenceHandlers = ({ now }: Pick<UsersContext, 'now'>) => [
  on(mailUnsubscribed, async ({ data: { accountId, category } }, tx) => {
    if (!(await findProfile(tx, accountId))) return;
    const mails = { ...(await findPreferences(tx, accountId)), [category]: false };
    const version = await putPreferences(tx, accountId, mails, now());
    await record(tx, {
      event: preferencesChanged,
      aggregateId: accountId,
      aggregateVersion: version,
      data: { accountId, mails },
    });
  }),
];
