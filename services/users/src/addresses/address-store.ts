import type { Address } from '@oms/contracts';
import type { Queryable, Transaction } from '@oms/database';

export interface SavedAddress {
  id: string;
  address: Address;
  defaultShipping: boolean;
  defaultBilling: boolean;
  createdAt: string;
  updatedAt: string;
}

/** What an address can be the default for. */
export type Use = 'shipping' | 'billing';

const columns = `id, address, default_shipping AS "defaultShipping", default_billing AS "defaultBilling",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** A person's addresses, in the order in which they were added. */
export const findAddresses = (db: Queryable, profileId: string): Promise<SavedAddress[]> =>
  db.query<SavedAddress>(`SELECT ${columns} FROM addresses WHERE profile_id = $1 ORDER BY id`, [profileId]);

export const insertAddress = (
  tx: Transaction,
  profileId: string,
  added: Pick<SavedAddress, 'id' | 'address' | 'defaultShipping' | 'defaultBilling'>,
  now: Date,
): Promise<unknown> =>
  tx.query(
    `INSERT INTO addresses (id, profile_id, address, default_shipping, default_billing, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)`,
    [added.id, profileId, JSON.stringify(added.address), added.defaultShipping, added.defaultBilling, now],
  );

export const updateAddress = (
  tx: Transaction,
  id: string,
  { address, defaultShipping, defaultBilling }: Pick<SavedAddress, 'address' | 'defaultShipping' | 'defaultBilling'>,
  now: Date,
): Promise<unknown> =>
  tx.query(
    `UPDATE addresses SET address = $2, default_shipping = $3, default_billing = $4, updated_at = $5 WHERE id = $1`,
    [id, JSON.stringify(address), defaultShipping, defaultBilling, now],
  );

/** Takes the default away from whichever address has it, so that another can have it. */
export async function clearDefault(tx: Transaction, profileId: string, use: Use): Promise<void> {
  if (use === 'shipping') {
    await tx.query(`UPDATE addresses SET default_shipping = false WHERE profile_id = $1 AND default_shipping`, [
      profileId,
    ]);
  } else {
    await tx.query(`UPDATE addresses SET default_billing = false WHERE profile_id = $1 AND default_billing`, [
      profileId,
    ]);
  }
}

export const deleteAddress = (tx: Transaction, id: string): Promise<unknown> =>
  tx.query(`DELETE FROM addresses WHERE id = $1`, [id]);
