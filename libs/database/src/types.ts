import pg from 'pg';

const { builtins } = pg.types;

const safeInteger = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database is beyond the safe integers`);
  return value;
};

const parsers = new Map<number, (text: string) => unknown>([
  // Minor units, versions and counts stay far below 2^53.
  [builtins.INT8, safeInteger],
  // Sessions run in UTC with ISO dates, so this text always parses.
  [builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
  [builtins.DATE, (text) => text],
]);

/** How column types reach the code: int8 as number, timestamptz as RFC 3339 UTC with milliseconds, date as text. */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parsers.get(oid) ?? pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;
