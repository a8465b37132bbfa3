import { accountRegistered } from '@oms/contracts';
import { on } from '@oms/events';
import type { UsersContext } from '../context.ts';
import { defaults } from './ensure-profile.ts';
import { takeInRegistration } from './profile-store.ts';

/** Whoever registers has a profile. */
export const profileHandlers = ({ now }: Pick<UsersContext, 'now'>) => [
  on(accountRegistered, async ({ data, aggregateversion }, tx) => {
    const { accountId: id, email, name, locale } = data;
    const registered = { ...defaults, id, email, name, locale: locale ?? defaults.locale };
    await takeInRegistration(tx, { ...registered, accountVersion: aggregateversion }, now());
  }),
];
