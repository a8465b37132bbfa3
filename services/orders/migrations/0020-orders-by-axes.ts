import type { Knex } from 'knex';

/** One index serves every filter on the three axes, where there were three that each change of an order had to enter. */
const indexes = `
CREATE INDEX orders_by_axes ON orders (status, payment_status, fulfillment_status, id);
DROP INDEX orders_by_status, orders_by_payment_status, orders_by_fulfillment_status;
`;

const undo = `
CREATE INDEX orders_by_status ON orders (status, id);
CREATE INDEX orders_by_payment_status ON orders (payment_status, id);
CREATE INDEX orders_by_fulfillment_status ON orders (fulfillment_status, id);
DROP INDEX orders_by_axes;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(indexes);

export const down = (knex: Knex): Promise<void> => knex.raw(undo);
