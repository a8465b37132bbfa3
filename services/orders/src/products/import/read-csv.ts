import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCurrency, type Money, minorUnits } from '@oms/contracts';
import { type FieldError, invalidFields } from '@oms/http';
import { CsvError, parse } from 'csv-parse';
import { parseAmount } from './decimal-amount.ts';
import { badLine, type ImportLine, type LineError, longestLine, readLine } from './import-line.ts';

const fields = ['sku', 'name', 'description', 'taxClass', 'active'];
const priceColumn = /^price\.(.+)$/;

/** More than there are fields and currencies. */
const mostColumns = 100;

/** Bytes parsed at once; in between other requests have their turn. */
const sliceLength = 64 * 1024;

async function* slices(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  for (let begin = 0; begin < bytes.length; begin += sliceLength) {
    yield bytes.subarray(begin, begin + sliceLength);
    await nextTurn();
  }
}

const lineBreaks = (cell: string): number => (cell.includes('\n') ? cell.split('\n').length - 1 : 0);

/**
 * Reads CSV (RFC 4180) whose first record names its columns, in any order: `sku`, and if wanted `name`, `description`,
 * `taxClass`, `active` and a `price.<currency>` for each currency, as a decimal amount. An empty cell is an empty
 * description, no price in that currency, and elsewhere the same as no column.
 *
 * @throws {Problem} 422 when the header is wrong, or when the quotes are, so that nobody knows where records end
 */
export async function* readCsv(bytes: Buffer): AsyncGenerator<ImportLine, void, undefined> {
  const records = pipeline(
    Readable.from(slices(bytes)),
    // Empty lines are not skipped here, so that lines can be counted below: the parser's own count is off after CRLF in quotes.
    parse({
      bom: true,
      trim: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
      max_record_size: longestLine,
    }),
    () => undefined,
  );
  let line = 1;
  let header: string[] | undefined;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      const begins = line;
      line += 1 + record.reduce((breaks, cell) => breaks + lineBreaks(cell), 0);
      if (record.length === 1 && record[0] === '') continue;
      if (header) yield readRecord(begins, header, record);
      else header = readHeader(record);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw invalidFields([{ pointer: '', in: 'body', code: 'malformed_csv', detail: error.message }]);
  }
}

/** Columns decide what the whole file means: with a wrong one no line can be trusted. */
function readHeader(columns: string[]): string[] {
  const error = (column: string, code: string, detail: string): FieldError[] => [
    { pointer: column && `/${column}`, in: 'body', code, detail },
  ];
  if (columns.length > mostColumns) {
    throw invalidFields(
      error('', 'too_big', `has ${columns.length} columns, of which there are ${mostColumns} at the most`),
    );
  }
  const errors = columns.flatMap((column, index) => {
    const [, currency] = priceColumn.exec(column) ?? [];
    if (columns.indexOf(column) !== index) return error(column, 'duplicate_column', 'is a column already');
    if (currency !== undefined && !isCurrency(currency)) {
      return error(column, 'unknown_currency', 'must end in a known ISO 4217 currency code, such as price.EUR');
    }
    if (currency !== undefined || fields.includes(column)) return [];
    return error(
      column,
      'unknown_field',
      `is no column; ${fields.join(', ')} and price.<currency> are, divided by commas`,
    );
  });
  if (!columns.includes('sku')) errors.push(...error('sku', 'required', 'must be a column'));
  if (errors.length > 0) throw invalidFields(errors, 'The first line must name the columns.');
  return columns;
}

function readRecord(line: number, header: readonly string[], record: readonly string[]): ImportLine {
  const cells = new Map(header.map((column, index) => [column, record[index] ?? '']));
  const given: Record<string, unknown> = Object.fromEntries(
    ['sku', 'name', 'description'].filter((field) => cells.has(field)).map((field) => [field, cells.get(field)]),
  );
  const errors: LineError[] = [];
  if (record.length !== header.length) {
    const detail = `has ${record.length} cells where the header has ${header.length}; put what holds a comma in quotes`;
    return badLine(line, given, [{ pointer: '', code: 'column_count', detail }]);
  }

  const [taxClass, active] = [cells.get('taxClass'), cells.get('active')?.toLowerCase()];
  if (taxClass) given.taxClass = taxClass;
  if (active === 'true' || active === 'false') given.active = active === 'true';
  else if (active) errors.push({ pointer: '/active', code: 'invalid_value', detail: 'must be true or false' });

  const columns = header.filter((column) => priceColumn.test(column));
  const currencies = columns.map((column) => column.slice('price.'.length));
  const prices: Money[] = [];
  for (const currency of currencies) {
    const text = cells.get(`price.${currency}`);
    if (!text) continue;
    const amount = parseAmount(text, currency);
    if (amount !== undefined) prices.push({ amount, currency });
    else errors.push(noAmount(currency));
  }
  if (prices.length > 0) given.prices = prices;
  const read = readLine(line, given, currencies);
  if (!('errors' in read)) return errors.length > 0 ? badLine(line, given, errors) : read;
  return badLine(line, given, [
    ...errors,
    ...read.errors.map((error) => ({ ...error, pointer: toColumn(error.pointer, prices) })),
  ]);
}

function noAmount(currency: string): LineError {
  const digits = minorUnits(currency);
  const detail =
    digits === 0
      ? 'must be a whole number'
      : `must be a number such as 12.${'5'.padEnd(digits, '0')}, with at most ${digits} digits after the point`;
  return { pointer: `/price.${currency}`, code: 'invalid_amount', detail };
}

/** What is wrong with a price stands in the column that it comes from. */
function toColumn(pointer: string, prices: readonly Money[]): string {
  const [, index] = /^\/prices\/(\d+)/.exec(pointer) ?? [];
  return index === undefined ? pointer : `/price.${prices[Number(index)]?.currency}`;
}
