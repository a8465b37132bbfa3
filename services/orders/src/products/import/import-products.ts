import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@oms/database';
import { invalidFields, Problem, problems } from '@oms/http';
import { v7 as uuidv7 } from 'uuid';
import { type GoodLine, type ImportLine, isBad } from './import-line.ts';
import { type ImportReport, importRefused, toReport } from './import-report.ts';
import { insertProducts, lockProducts, updateProducts } from './import-store.ts';
import { type Plan, planLine, refuseRepeatedSkus } from './plan.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';

export const importTypes = ['text/csv', 'application/x-ndjson'] as const;

export const importExamples: Readonly<Record<(typeof importTypes)[number], string>> = {
  'text/csv': 'sku,name,price.EUR\nCUP-GREEN,"Cup, green",14.99\n',
  'application/x-ndjson': '{"sku":"CUP-GREEN","name":"Cup, green","prices":[{"amount":1499,"currency":"EUR"}]}\n',
};

/** Lines of one file at the most. */
const mostLines = 50_000;

/** Milliseconds of work after which other requests have their turn. */
const turnLength = 10;

/** Call it after each line. */
function inTurns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < turnLength) return;
    await nextTurn();
    began = performance.now();
  };
}

/**
 * Adds and changes products by their skus. An archived product does not count: its sku is free.
 *
 * @param mode `all` writes every line or, when one is wrong, none; `partial` writes those that are right
 * @throws {Problem} 422 `import_refused` with the report, 422 for a file that cannot be read, 413 for too many lines
 */
export async function importProducts(
  tx: Transaction,
  file: { bytes: Buffer; mediaType: string | undefined },
  mode: 'all' | 'partial',
): Promise<ImportReport> {
  const lines = refuseRepeatedSkus(await readFile(file));
  const refused = lines.filter(isBad).map((line): Plan => ({ outcome: 'error', line }));
  const plans = [...refused, ...(await plan(tx, lines.filter((line) => !isBad(line)) as GoodLine[]))];
  if (mode === 'all' && plans.some(({ outcome }) => outcome === 'error')) throw importRefused(toReport(plans));
  return toReport(await save(tx, plans));
}

async function readFile({ bytes, mediaType }: { bytes: Buffer; mediaType: string | undefined }): Promise<ImportLine[]> {
  if (!isUtf8(bytes)) throw unreadable('invalid_characters', 'must be UTF-8');
  const lines: ImportLine[] = [];
  const endOfLine = inTurns();
  for await (const line of mediaType === 'text/csv' ? readCsv(bytes) : readNdjson(bytes)) {
    if (lines.length === mostLines) {
      throw new Problem(problems.payload_too_large, { detail: `A file may have ${mostLines} lines at the most.` });
    }
    lines.push(line);
    await endOfLine();
  }
  if (lines.length === 0) throw unreadable('required', 'must have a line at least');
  return lines;
}

const unreadable = (code: string, detail: string): Problem =>
  invalidFields([{ pointer: '', in: 'body', code, detail }]);

async function plan(tx: Transaction, lines: readonly GoodLine[]): Promise<Plan[]> {
  const present = await lockProducts(
    tx,
    lines.map(({ given }) => given.sku),
  );
  const plans: Plan[] = [];
  const endOfLine = inTurns();
  for (const line of lines) {
    plans.push(planLine(line, present.get(line.given.sku)));
    await endOfLine();
  }
  return plans;
}

/** @returns the plans as they were carried out */
async function save(tx: Transaction, plans: readonly Plan[]): Promise<Plan[]> {
  const creations = plans.filter((each) => each.outcome === 'created');
  const changes = plans.filter((each) => each.outcome === 'updated');
  const [created] = await Promise.all([
    insertProducts(
      tx,
      creations.map(({ product }) => ({ id: uuidv7(), ...product })),
    ),
    updateProducts(
      tx,
      changes.map(({ product }) => product),
      changes.filter(({ repriced }) => repriced).map(({ product }) => product),
    ),
  ]);
  const late = creations.filter(({ product }) => !created.has(product.sku));
  if (late.length === 0) return [...plans];
  // Somebody else has added these skus since they were looked for: now their lines change them.
  const again = await save(
    tx,
    await plan(
      tx,
      late.map(({ line }) => line),
    ),
  );
  const others = new Set<Plan>(late);
  return [...plans.filter((each) => !others.has(each)), ...again];
}
