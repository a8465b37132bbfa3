import type { Queryable } from '@oms/database';
import { findRecipient, type KnownRecipient } from './recipient-store.ts';

/** Whom a mail is to, and how they want to be addressed. */
export interface Addressee extends KnownRecipient {
  /** Whose account it is about: it goes when that is erased. */
  accountId: string | null;
  email: string;
}

/** A profile's own words win over those of an event. */
export async function addressee(
  db: Queryable,
  accountId: string | null,
  told: Pick<Addressee, 'email'> & Partial<Pick<Addressee, 'name' | 'locale'>>,
): Promise<Addressee> {
  const known = await findRecipient(db, accountId);
  return {
    ...known,
    accountId,
    email: told.email,
    name: known.name ?? told.name ?? null,
    locale: known.locale ?? told.locale ?? null,
  };
}
