import type { Knex } from 'knex';

const index = `
-- What the sweeper of unpaid orders walks: an order leaves it once it is paid in part, confirmed or ended.
CREATE INDEX orders_due ON orders (expires_at, id)
  WHERE status = 'pending' AND payment_status IN ('pending', 'voided');
`;

export const up = (knex: Knex): Promise<void> => knex.raw(index);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP INDEX orders_due');
