import type { Knex } from 'knex';

const table = `
-- Runs of the invariant check, and what each found.
CREATE TABLE verifications (
  id uuid CONSTRAINT verifications_pkey PRIMARY KEY,
  status text NOT NULL CONSTRAINT verifications_status_known CHECK (status IN ('queued', 'running', 'finished', 'failed')),
  -- Account of who asked for it; null for one that was due.
  requested_by uuid,
  requested_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  -- Of the replica that runs it; when it stops, another takes over.
  heartbeat_at timestamptz,
  finished_at timestamptz,
  orders bigint NOT NULL DEFAULT 0,
  checks jsonb,
  error text
);
CREATE INDEX verifications_open ON verifications (requested_at) WHERE status IN ('queued', 'running');
CREATE INDEX verifications_finished ON verifications (finished_at) WHERE status = 'finished';
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE verifications');
