import { Problem } from '@oms/http';
import * as z from 'zod';
import { orderProblems } from '../../problems.ts';
import type { Plan } from './plan.ts';

const outcomes = ['created', 'updated', 'unchanged', 'error'] as const;

const lineError = z.object({
  pointer: z
    .string()
    .describe(
      'JSON Pointer (RFC 6901) into the line: a member of its JSON, or a column of the CSV; empty for all of it',
    ),
  code: z.string(),
  detail: z.string(),
});

export const importReport = z
  .object({
    counts: z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), error: z.int() }),
    lines: z
      .array(
        z.object({
          line: z.int().describe('As an editor counts, from 1'),
          sku: z.string().nullable().describe('Null where it cannot be read'),
          outcome: z.enum(outcomes),
          errors: z.array(lineError).describe('At most five'),
        }),
      )
      .describe('In the order of the file'),
  })
  .meta({
    id: 'ImportReport',
    examples: [
      {
        counts: { created: 1, updated: 0, unchanged: 0, error: 0 },
        lines: [{ line: 2, sku: 'CUP-GREEN', outcome: 'created', errors: [] }],
      },
    ],
  });

export type ImportReport = z.infer<typeof importReport>;

export function toReport(plans: readonly Plan[]): ImportReport {
  const lines = plans
    .map(({ outcome, line }) =>
      outcome === 'error' ? { ...line, outcome } : { line: line.line, sku: line.given.sku, outcome, errors: [] },
    )
    .sort((one, other) => one.line - other.line);
  const counts = { created: 0, updated: 0, unchanged: 0, error: 0 };
  for (const { outcome } of lines) counts[outcome] += 1;
  return { counts, lines };
}

/**
 * All or nothing, and it is nothing: a 4xx, so that whoever looks at the status alone never takes the file for imported.
 * The report goes along, with what would have become of the lines that are right.
 */
export const importRefused = (report: ImportReport): Problem =>
  new Problem(orderProblems.import_refused, {
    detail:
      `${report.counts.error} of ${report.lines.length} lines are wrong, so nothing was written: see report. ` +
      'Mend them, or send the file with ?mode=partial to write the others.',
    extensions: { report },
  });
