import type { Queryable } from './database.ts';

export interface Column {
  name: string;
  /** As PostgreSQL calls it, `text[]` for an array. */
  type: string;
  isNullable: boolean;
  isPrimary: boolean;
  isUnique: boolean;
}

export interface Reference {
  /** Columns of the table that refers, in the order of the key. */
  columns: string[];
  table: string;
  /** At most one row refers to each. */
  isUnique: boolean;
  isNullable: boolean;
}

export interface Table {
  name: string;
  columns: Column[];
  references: Reference[];
}

/** The tables of a schema by name; partitions are part of theirs, and the bookkeeping of migrations is left out. */
export const describeSchema = (db: Queryable, schema: string): Promise<Table[]> => db.query<Table>(tables, [schema]);

/** A unique index over exactly the columns, of all rows. */
const isUnique = (table: string, columns: string): string => `EXISTS (
  SELECT 1 FROM pg_index
   WHERE indrelid = ${table} AND indisunique AND indpred IS NULL
     AND ARRAY(SELECT key FROM unnest(indkey::smallint[]) key ORDER BY key)
       = ARRAY(SELECT key FROM unnest(${columns}) key ORDER BY key))`;

const tables = `
  SELECT class.relname AS name,
         (SELECT json_agg(json_build_object(
                   'name', attname,
                   'type', regexp_replace(type.typname, '^_(.*)$', '\\1[]'),
                   'isNullable', NOT attnotnull,
                   'isPrimary', EXISTS (SELECT 1 FROM pg_index
                                         WHERE indrelid = class.oid AND indisprimary AND attnum = ANY (indkey)),
                   'isUnique', ${isUnique('class.oid', 'ARRAY[attnum]')}) ORDER BY attnum)
            FROM pg_attribute JOIN pg_type type ON type.oid = atttypid
           WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS columns,
         coalesce((SELECT json_agg(json_build_object(
                   'columns', (SELECT json_agg(attname ORDER BY place)
                                 FROM unnest(conkey) WITH ORDINALITY AS key (attnum, place)
                                 JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid),
                   'table', confrelid::regclass::text,
                   'isNullable', EXISTS (SELECT 1 FROM pg_attribute
                                          WHERE attrelid = conrelid AND attnum = ANY (conkey) AND NOT attnotnull),
                   'isUnique', ${isUnique('conrelid', 'conkey')}) ORDER BY conname)
            FROM pg_constraint WHERE conrelid = class.oid AND contype = 'f'), '[]') AS references
    FROM pg_class class
   WHERE class.relnamespace = to_regnamespace($1) AND class.relkind IN ('r', 'p') AND NOT class.relispartition
     AND class.relname NOT LIKE 'knex\\_%'
   ORDER BY class.relname`;
