import { badLine, type ImportLine, longestLine, readLine } from './import-line.ts';

/** Reads lines that each are a JSON text like the body of `POST /products`; empty ones are passed over. */
export function* readNdjson(bytes: Buffer): Generator<ImportLine, void, undefined> {
  const text = new TextDecoder().decode(bytes);
  let line = 0;
  for (let begin = 0; begin < text.length; ) {
    const found = text.indexOf('\n', begin);
    const end = found === -1 ? text.length : found;
    const json = text.slice(begin, end).trim();
    begin = end + 1;
    line += 1;
    if (json !== '') yield parseLine(line, json);
  }
}

function parseLine(line: number, json: string): ImportLine {
  if (json.length > longestLine) {
    const detail = `must have at most ${longestLine} characters`;
    return badLine(line, undefined, [{ pointer: '', code: 'too_big', detail }]);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return badLine(line, undefined, [{ pointer: '', code: 'malformed_json', detail: 'must be one JSON object' }]);
  }
  const decidesPrices = typeof value === 'object' && value !== null && 'prices' in value;
  return readLine(line, value, decidesPrices ? 'all' : []);
}
