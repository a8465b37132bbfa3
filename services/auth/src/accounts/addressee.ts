import type { Account } from './account-store.ts';

/** The part of an account that an event carries so that a mail can be written. */
export const addresseeOf = ({ id, email, name, locale }: Pick<Account, 'id' | 'email' | 'name' | 'locale'>) => ({
  accountId: id,
  email,
  name,
  locale,
});
