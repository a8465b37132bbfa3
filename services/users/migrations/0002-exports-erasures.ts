import type { Knex } from 'knex';

const tables = `
CREATE TABLE exports (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  -- Whom the mail at the end goes to.
  email text NOT NULL,
  status text NOT NULL CHECK (status IN ('requested', 'collecting', 'ready', 'failed', 'expired')),
  requested_at timestamptz NOT NULL,
  -- A service that is silent until then lets it fail.
  deadline_at timestamptz NOT NULL,
  completed_at timestamptz,
  expires_at timestamptz,
  CHECK ((status IN ('ready', 'expired')) = (expires_at IS NOT NULL))
);
CREATE INDEX exports_by_account ON exports (account_id, id DESC);
CREATE INDEX exports_under_way ON exports (deadline_at) WHERE status IN ('requested', 'collecting');
CREATE INDEX exports_ready ON exports (expires_at) WHERE status = 'ready';

CREATE TABLE export_parts (
  export_id uuid NOT NULL REFERENCES exports ON DELETE CASCADE,
  service text NOT NULL,
  part integer NOT NULL CHECK (part > 0),
  last boolean NOT NULL,
  section text NOT NULL,
  -- JSON of a list, as it goes into the archive.
  entries text NOT NULL,
  PRIMARY KEY (export_id, service, part)
);

CREATE TABLE erasures (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('requested', 'erasing', 'completed', 'refused')),
  refusal text,
  -- Whom the last mail goes to; forgotten with its sending.
  email text,
  name text,
  locale text,
  requested_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK ((status = 'refused') = (refusal IS NOT NULL)),
  CHECK ((status IN ('requested', 'erasing')) = (email IS NOT NULL)),
  CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
CREATE UNIQUE INDEX erasures_once ON erasures (account_id) WHERE status <> 'refused';
CREATE INDEX erasures_by_time ON erasures (requested_at DESC, id DESC);
CREATE INDEX erasures_by_status ON erasures (status, requested_at DESC, id DESC);

CREATE TABLE erasure_steps (
  erasure_id uuid NOT NULL REFERENCES erasures ON DELETE CASCADE,
  service text NOT NULL,
  performed_at timestamptz NOT NULL,
  PRIMARY KEY (erasure_id, service)
);

-- Accounts that are no more. What comes late about them makes no profile.
CREATE TABLE erased_accounts (
  id uuid PRIMARY KEY,
  erased_at timestamptz NOT NULL
);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(tables);

export const down = (knex: Knex): Promise<void> =>
  knex.raw('DROP TABLE erased_accounts, erasure_steps, erasures, export_parts, exports');
