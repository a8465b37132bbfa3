import { accountRegistered, type EventData, emailChanged } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import { on } from '@oms/events';
import type { UsersContext } from '../context.ts';
import { defaults } from './ensure-profile.ts';
import { takeInRegistration } from './profile-store.ts';

/** Whoever registers has a profile; its address is that of the account. */
export const profileHandlers = ({ now }: Pick<UsersContext, 'now'>) => {
  const takeIn = async (
    {
      data,
      aggregateversion,
    }: { data: EventData<typeof emailChanged | typeof accountRegistered>; aggregateversion: number },
    tx: Transaction,
  ): Promise<void> => {
    const { accountId: id, email, name, locale } = data;
    const registered = { ...defaults, id, email, name, locale: locale ?? defaults.locale };
    await takeInRegistration(tx, { ...registered, accountVersion: aggregateversion }, now());
  };
  // A change of address tells as much of the account as a registration, should it come first.
  return [on(accountRegistered, takeIn), on(emailChanged, takeIn)];
};
