import type { EventDefinition } from '@oms/contracts';
import type { Transaction } from '@oms/database';
import type * as z from 'zod';
import { record } from './record.ts';

/** Bytes of JSON in one part, at the most unless a single entry has more: half of what an event may have. */
const partBytes = 128 * 1024;

/** One thing that is held on a person, and what kind of thing it is. */
export interface ExportEntry {
  section: string;
  entry: unknown;
}

interface Part {
  exportId: string;
  accountId: string;
  part: number;
  last: boolean;
  section: string;
  entries: unknown[];
}

/**
 * Answers a person's wish to have all that is held on them: records it as events, in parts that are small enough, of one
 * section each. With nothing to tell it is one empty part.
 *
 * @param event the service's own `...export.provided.v1`
 */
export async function recordExport(
  tx: Transaction,
  event: EventDefinition<z.ZodType<Part, Part>>,
  { exportId, accountId }: { exportId: string; accountId: string },
  found: AsyncIterable<ExportEntry> | Iterable<ExportEntry>,
): Promise<void> {
  let part = 1;
  let section = '';
  let entries: unknown[] = [];
  let bytes = 0;
  const send = async (last: boolean): Promise<void> => {
    const data = { exportId, accountId, part, last, section, entries };
    await record(tx, { event, aggregateId: exportId, aggregateVersion: part, data });
    part += 1;
    entries = [];
    bytes = 0;
  };
  for await (const next of found) {
    const size = Buffer.byteLength(JSON.stringify(next.entry));
    if (entries.length > 0 && (next.section !== section || bytes + size > partBytes)) await send(false);
    section = next.section;
    entries.push(next.entry);
    bytes += size;
  }
  await send(true);
}
