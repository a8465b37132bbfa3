import type { Transaction } from '@oms/database';

/** Keeps an address unless a later one is known already: events may come out of order. Of an erased account nothing is kept. */
export const saveCustomer = async (
  tx: Transaction,
  customer: { id: string; email: string; accountVersion: number },
): Promise<void> => {
  await tx.query(
    `INSERT INTO customers AS c (id, email, account_version) SELECT $1::uuid, $2::text, $3::bigint WHERE NOT EXISTS (SELECT 1 FROM erased_customers WHERE id = $1)
     ON CONFLICT (id) DO UPDATE SET email = excluded.email, account_version = excluded.account_version
       WHERE c.account_version < excluded.account_version`,
    [customer.id, customer.email, customer.accountVersion],
  );
};
