import type { Finding } from './finding.ts';

/** Offenders of one claim that are named. */
const named = 10;

/** What was done and what was found, for people to read. */
export function describeReport(
  done: readonly (readonly [string, string | number])[],
  found: readonly Finding[],
): string {
  const width = Math.max(...done.map(([name]) => name.length));
  const lines = done.map(([name, figure]) => `  ${name.padEnd(width)}  ${figure}`);
  const claimWidth = Math.max(...found.map(({ claim }) => claim.length));
  const claims = found.flatMap(({ claim, figures, offenders }) => [
    `${offenders.length === 0 ? 'ok  ' : 'FAIL'} ${claim.padEnd(claimWidth)}  ${figures}`,
    ...offenders.slice(0, named).map((offender) => `       ${offender}`),
    ...(offenders.length > named ? [`       and ${offenders.length - named} more`] : []),
  ]);
  const broken = found.filter(({ offenders }) => offenders.length > 0).length;
  const verdict = broken === 0 ? 'Everything held.' : `${broken} of ${found.length} did not hold.`;
  return ['What was done', ...lines, '', 'What must hold', ...claims, '', verdict].join('\n');
}
