import type { Knex } from 'knex';

const columns = `
-- The W3C traceparent of what caused it: what is done later, by whichever replica, stays in the trace of the request.
ALTER TABLE event_feed_queue ADD COLUMN traceparent text;
ALTER TABLE event_feed ADD COLUMN traceparent text;
ALTER TABLE webhook_deliveries ADD COLUMN traceparent text;
ALTER TABLE payment_operations ADD COLUMN traceparent text;
`;

const undo = `
ALTER TABLE payment_operations DROP COLUMN traceparent;
ALTER TABLE webhook_deliveries DROP COLUMN traceparent;
ALTER TABLE event_feed DROP COLUMN traceparent;
ALTER TABLE event_feed_queue DROP COLUMN traceparent;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(columns);

export const down = (knex: Knex): Promise<void> => knex.raw(undo);
