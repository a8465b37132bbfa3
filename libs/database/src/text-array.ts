import pg from 'pg';

const { TEXT, JSON: JSON_TYPE } = pg.types.builtins;
const headerBytes = 20;

/**
 * An array of texts as PostgreSQL sends and receives it in binary (`array_recv`), for long ones such as documents: in an array
 * written as text each quotation mark of theirs is escaped here and unescaped there.
 *
 * @param type of the elements: the parameter is then `text[]` or `json[]`
 */
export function textArray(values: readonly (string | null)[], type: 'text' | 'json' = 'text'): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const array = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), headerBytes));
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(lengths.includes(-1) ? 1 : 0, 4); // whether there are nulls
  array.writeInt32BE(type === 'text' ? TEXT : JSON_TYPE, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16); // index of the first
  let at = headerBytes;
  for (const [index, value] of values.entries()) {
    const length = lengths[index] ?? -1;
    at = array.writeInt32BE(length, at);
    if (value !== null) at += array.write(value, at);
  }
  return array;
}
