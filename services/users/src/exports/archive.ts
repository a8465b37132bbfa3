import { Readable } from 'node:stream';

export interface StoredPart {
  service: string;
  section: string;
  /** JSON of a list. */
  entries: string;
}

/**
 * The JSON text of `head` with one more member, `archive`, made of parts that are sorted by service and section, without
 * ever holding it whole: `{"auth": {"sessions": [...], ...}, ...}`.
 */
export const streamArchive = (head: object, parts: AsyncIterable<StoredPart>): Readable =>
  Readable.from(archiveText(head, parts), { objectMode: true });

async function* archiveText(head: object, parts: AsyncIterable<StoredPart>): AsyncGenerator<string, void, undefined> {
  yield `${JSON.stringify(head).slice(0, -1)},"archive":{`;
  let service: string | undefined;
  let section: string | undefined;
  let empty = true;
  for await (const part of parts) {
    if (part.service !== service) {
      yield `${service === undefined ? '' : `${section === undefined ? '' : ']'}},`}${JSON.stringify(part.service)}:{`;
      service = part.service;
      section = undefined;
    }
    const entries = part.entries.slice(1, -1);
    if (entries === '') continue;
    if (part.section !== section) {
      yield `${section === undefined ? '' : '],'}${JSON.stringify(part.section)}:[`;
      section = part.section;
      empty = true;
    }
    yield empty ? entries : `,${entries}`;
    empty = false;
  }
  yield `${section === undefined ? '' : ']'}${service === undefined ? '' : '}'}}}`;
}
