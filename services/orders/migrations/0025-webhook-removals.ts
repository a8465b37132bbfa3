import type { Knex } from 'knex';

const changes = `
-- Subscriptions that were removed, whose deliveries are still to be deleted, some at a time: there may be millions of them. They have
-- no subscription any more, so nothing is sent or shown of them.
CREATE TABLE webhook_removals (
  subscription_id uuid CONSTRAINT webhook_removals_pkey PRIMARY KEY
);
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_subscription;
`;

const undo = `
DELETE FROM webhook_deliveries d WHERE NOT EXISTS (SELECT FROM webhook_subscriptions s WHERE s.id = d.subscription_id);
ALTER TABLE webhook_deliveries
  ADD CONSTRAINT webhook_deliveries_subscription FOREIGN KEY (subscription_id)
    REFERENCES webhook_subscriptions ON DELETE CASCADE;
DROP TABLE webhook_removals;
`;

export const up = (knex: Knex): Promise<void> => knex.raw(changes);

export const down = (knex: Knex): Promise<void> => knex.raw(undo);
