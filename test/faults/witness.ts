import type { Queryable } from '@oms/database';

/**
 * Has the database itself write down each event that a transaction puts into an outbox: what the observer must see, whatever
 * the services do with their outboxes afterwards.
 *
 * @param db of an administrator
 */
export async function witnessOutboxes(db: Queryable, schemas: readonly string[]): Promise<void> {
  await db.query('CREATE SCHEMA faults');
  await db.query(
    `CREATE TABLE faults.recorded (
       id uuid PRIMARY KEY, schema text NOT NULL, aggregate_id text NOT NULL, type text NOT NULL, version integer NOT NULL)`,
  );
  await db.query(
    `CREATE FUNCTION faults.witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN
       INSERT INTO faults.recorded VALUES (NEW.id, TG_TABLE_SCHEMA, NEW.aggregate_id, NEW.type,
                                           (NEW.payload::jsonb ->> 'aggregateversion')::integer);
       RETURN NULL;
     END $$`,
  );
  for (const schema of schemas) {
    await db.query(
      `CREATE TRIGGER witness AFTER INSERT ON ${schema}.outbox FOR EACH ROW EXECUTE FUNCTION faults.witness()`,
    );
  }
}

/** The ids of all events that were committed. */
export async function recordedEvents(db: Queryable): Promise<string[]> {
  return (await db.query<{ id: string }>('SELECT id FROM faults.recorded')).map(({ id }) => id);
}
