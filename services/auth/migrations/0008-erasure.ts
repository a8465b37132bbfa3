import type { Knex } from 'knex';

const change = `
-- Accounts that are no more.
CREATE TABLE erased_accounts (
  id uuid PRIMARY KEY,
  erased_at timestamptz NOT NULL
);

-- The one change that an entry of the audit log may see: once the account that it is about, or that acted, is erased, it
-- loses what tells of the person (address, device, and details if they are theirs) and keeps what happened, and when.
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id DESC) WHERE actor_id IS NOT NULL;
DROP TRIGGER audit_log_append_only ON audit_log;
CREATE FUNCTION audit_log_only_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.at, NEW.type) IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.type)
     AND NEW.account_id IS NOT DISTINCT FROM OLD.account_id AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id
     AND NEW.ip IS NULL AND NEW.user_agent IS NULL AND NEW.details IN ('{}', OLD.details)
     AND EXISTS (SELECT 1 FROM erased_accounts WHERE id IN (OLD.account_id, OLD.actor_id)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_only_forgets BEFORE UPDATE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_log_only_forgets();
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
`;

export const up = (knex: Knex): Promise<void> => knex.raw(change);

export const down = (knex: Knex): Promise<void> =>
  knex.raw(`
    DROP TRIGGER audit_log_append_only ON audit_log;
    DROP TRIGGER audit_log_only_forgets ON audit_log;
    DROP FUNCTION audit_log_only_forgets;
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();
    DROP INDEX audit_log_by_actor;
    DROP TABLE erased_accounts;
  `);
