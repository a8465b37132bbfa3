import type { Database, Queryable } from '@oms/database';

/**
 * The rows that placing an order writes, as scripts for pgbench: the limit of placing orders. No request is read, nothing is
 * decided, checked or told to anybody; rows alone are written, and committed.
 */
export interface PlacingScripts {
  /** A statement for each table, between BEGIN and COMMIT. */
  several: string;
  /** All in one statement. */
  one: string;
}

/** Where the rows of an order are, and what differs from order to order in each. */
const tables: {
  table: string;
  where: string;
  /** Whether its rows are deleted again soon. */
  isPassing?: true;
  differs: Record<string, (row: number) => string>;
}[] = [
  { table: 'orders', where: 'id = $1', differs: { id: () => id(0), number: () => `'B' || nextval('order_sequence')` } },
  {
    table: 'order_lines',
    where: 'order_id = $1',
    differs: { order_id: () => id(0), id: (row) => id(1 + row), product_id: product },
  },
  {
    table: 'stock_movements',
    where: 'order_id = $1',
    differs: { id: (row) => id(3 + row), order_id: () => id(0), product_id: product },
  },
  {
    table: 'outbox',
    where: 'aggregate_id = $1::text',
    isPassing: true,
    differs: { id: () => id(5), aggregate_id: () => `${id(0)}::text` },
  },
  { table: 'order_timeline', where: 'order_id = $1', differs: { order_id: () => id(0), event_id: () => id(5) } },
  { table: 'event_feed_queue', where: 'order_id = $1', isPassing: true, differs: { order_id: () => id(0) } },
  { table: 'idempotency_keys', where: `body::json->>'id' = $1::text`, differs: { key: () => `${id(0)}::text` } },
];

/** A time-ordered UUID (version 7 but for its random part, which pgbench draws once a transaction). */
function id(offset: number): string {
  const random = `lpad(to_hex(:r::bigint + ${offset}), 16, '0')`;
  return `(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '7000' || ${random})::uuid`;
}

function product(row: number): string {
  return `(:products)[:p${row}::integer]`;
}

interface Insert {
  columns: string[];
  rows: string[][];
}

/**
 * @param captured as {@link captureRows} found them
 * @param products ids that there is stock of
 */
export function placingScripts(captured: ReadonlyMap<string, Insert>, products: readonly string[]): PlacingScripts {
  const ids = `ARRAY[${products.map((one) => `'${one}'`).join(', ')}]::uuid[]`;
  const head = [
    `\\set r random(1, 4000000000000000000)`,
    `\\set p0 random(1, ${products.length})`,
    `\\set p1 1 + (:p0 + random(0, ${products.length - 2})) % ${products.length}`,
  ].join('\n');
  const reserve = `SELECT product_id FROM stock
    WHERE product_id IN (${product(0)}, ${product(1)}) ORDER BY product_id FOR UPDATE`;
  const update = (locked: string): string =>
    `UPDATE stock s SET reserved = s.reserved + 1 FROM ${locked} l WHERE s.product_id = l.product_id`;
  const inserts = [...captured].map(
    ([table, { columns, rows }]) =>
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`,
  );
  const script = (statements: readonly string[]): string =>
    `${head}\n${statements.join(';\n').replaceAll('(:products)', `(${ids})`)};\n`;
  return {
    several: script(['BEGIN', `WITH locked AS (${reserve}) ${update('locked')}`, ...inserts, 'COMMIT']),
    one: script([
      `WITH locked AS (${reserve}), reserved AS (${update('locked')}),
       ${inserts.map((insert, index) => `i${index} AS (${insert})`).join(', ')} SELECT 1`,
    ]),
  };
}

/**
 * The rows that an order of two products writes, each value as SQL.
 *
 * @param db the schema's owner, who may make triggers: some rows are gone as soon as somebody has seen to them
 * @param place places one through the API @returns its id
 */
export async function captureRows(
  db: Pick<Database, 'pool' | 'query'>,
  place: () => Promise<string>,
): Promise<Map<string, Insert>> {
  const passing = tables.filter(({ isPassing }) => isPassing).map(({ table }) => table);
  for (const table of passing) await db.pool.query(keepCopies(table));
  const orderId = await place();
  const captured = new Map<string, Insert>();
  for (const { table, where, differs, isPassing } of tables) {
    const columns = await writtenColumns(db, table);
    const rows = await db.query<{ texts: (string | null)[] }>(
      `SELECT ARRAY[${columns.map(({ name }) => `${name}::text`).join(', ')}] AS texts
         FROM ${isPassing ? `copied_${table}` : table} WHERE ${where} ORDER BY 1`,
      [orderId],
    );
    if (rows.length === 0) throw new Error(`placing an order wrote nothing into ${table}`);
    captured.set(table, {
      columns: columns.map(({ name }) => name),
      rows: rows.map(({ texts }, row) =>
        columns.map(({ name, type }, index) => differs[name]?.(row) ?? literal(texts[index] ?? null, type)),
      ),
    });
  }
  for (const table of passing) await db.pool.query(`DROP TABLE copied_${table}; DROP FUNCTION copy_${table} CASCADE`);
  return captured;
}

const keepCopies = (table: string): string => `
  CREATE TABLE copied_${table} (LIKE ${table});
  CREATE FUNCTION copy_${table}() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO copied_${table} SELECT NEW.*; RETURN NEW; END';
  CREATE TRIGGER copy BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION copy_${table}()`;

/** A colon before a letter would be a variable of pgbench, inside of quotes as well. */
function literal(text: string | null, type: string): string {
  if (text === null) return `NULL::${type}`;
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replaceAll(/:(?=[A-Za-z_])/g, '\\072');
  return `E'${escaped}'::${type}`;
}

/** Columns that somebody writes, not the database. */
const writtenColumns = (db: Pick<Queryable, 'query'>, table: string): Promise<{ name: string; type: string }[]> =>
  db.query(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND a.attidentity = '' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval%'
      ORDER BY a.attnum`,
    [table],
  );
