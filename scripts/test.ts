import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBrowser, ensurePromtool } from '@oms/local';
import { checkConsumers, runChecks } from './testing/checks.ts';
import { readDurations } from './testing/durations.ts';
import { ALL_LEVELS, findTestFiles, LEVELS, type Level, type TestFile } from './testing/files.ts';
import { groupFiles } from './testing/groups.ts';
import { count, describeCounts, type Outcome } from './testing/outcome.ts';
import { type FileRun, type RunOptions, runGroups } from './testing/run-files.ts';
import { startTestServers, type TestServers, usesServers } from './testing/servers.ts';

const HELP = `npm test [-- options] [files or folders]

The whole check: format, lint, types, then unit, service and system tests, with private servers of their own. With an
option or a file it runs those tests alone; for a workspace also whom its events and routes break, without starting them.

  --level unit|service|system|drill   may be given more than once; drills run when they are asked for, or their file is
  --workspace services/orders   may be given more than once
  --grep text                   tests whose name matches
  --list                        name every test, not only those that fail

BASE_URL=https://... npm run test:system    tests a running system; starts nothing
`;

const { values, positionals } = parseArgs({
  options: {
    level: { type: 'string', multiple: true, default: [] },
    workspace: { type: 'string', multiple: true, default: [] },
    grep: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
  allowPositionals: true,
});
const root = fileURLToPath(new URL('..', import.meta.url));
/** Processes of tests with servers at a time: they wait for servers, and the servers compute. */
const JOBS = Math.min(8, Math.ceil(1.5 * availableParallelism()));

if (values.help) console.log(HELP);
else {
  process.exitCode = await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}

async function main(): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const unlessTold = positionals.length > 0 ? ALL_LEVELS : LEVELS;
  const levels = values.level.length > 0 ? values.level.map(toLevel) : unlessTold;
  const files = findTestFiles(root, { levels, workspaces: values.workspace, paths: positionals });
  const isWhole = values.level.length + values.workspace.length + positionals.length === 0 && values.grep === undefined;
  const changed = values.level.length + positionals.length === 0 && values.grep === undefined ? consumed() : [];
  if (files.length === 0 && !isWhole) throw new Error('No test file matches. npm test -- --help shows how to choose.');

  // On a machine of their own tests want all that they can use; on somebody's they take what is there.
  if (process.env.CI && files.some(({ level }) => level === 'system') && !process.env.BASE_URL) {
    await ensureBrowser(console.log);
  }
  if (process.env.CI && files.some(({ path }) => path.startsWith('test/alerts/'))) await ensurePromtool(console.log);
  const needsServers = files.some(
    ({ level, path }) =>
      (level === 'service' && usesServers(join(root, path))) || (level === 'system' && !process.env.BASE_URL),
  );
  const servers = needsServers ? await startTestServers(root, console.log) : undefined;
  const results = new Map<string, { outcomes: Outcome[]; seconds: number }>();
  try {
    if (isWhole) await timed(results, 'checks', () => runChecks(root, showCheck));
    else if (changed.length > 0) await timed(results, 'checks', () => checkConsumers(root, changed, showCheck));
    await runLevels(files, servers, stopping.signal, results);
  } finally {
    await servers?.stop();
  }
  if (stopping.signal.aborted) {
    console.error('Stopped before the end.');
    return 130;
  }
  return summarise(results);
}

async function runLevels(
  files: readonly TestFile[],
  servers: TestServers | undefined,
  signal: AbortSignal,
  results: Map<string, { outcomes: Outcome[]; seconds: number }>,
): Promise<void> {
  const of = (level: Level) => files.filter((file) => file.level === level);
  const options = { root, environment: process.env, grep: values.grep, signal };
  // Unit tests compute all the time: as many processes at a time as there are processors.
  const units = groupFiles(of('unit'));
  if (units.length > 0) {
    await timed(results, 'unit', () => runGroups(units, availableParallelism(), { ...options, onGroup: showUnits }));
  }
  const drills = groupFiles(of('drill'));
  if (drills.length > 0) await timed(results, 'drill', () => runGroups(drills, 1, { ...options, onGroup: showFiles }));
  const durations = readDurations(root, join(root, '.oms', 'test-durations.json'));
  const withServers: RunOptions = {
    ...options,
    environment: { ...process.env, ...(await servers?.environment) },
    onGroup(runs) {
      for (const run of runs) durations.note(run);
      showFiles(runs);
    },
  };
  const groups = durations.longestFirst(groupFiles([...of('service'), ...of('system')]));
  if (groups.length > 0) {
    await timed(results, 'service and system', () => runGroups(groups, JOBS, withServers));
    // Some of its tests tell nothing of how long a file takes.
    if (values.grep === undefined) durations.save();
  }
}

async function timed(
  results: Map<string, { outcomes: Outcome[]; seconds: number }>,
  name: string,
  work: () => Promise<Outcome[]>,
): Promise<void> {
  const begun = performance.now();
  const outcomes = await work();
  results.set(name, { outcomes, seconds: (performance.now() - begun) / 1000 });
}

/** Of the chosen workspaces those that others read something of. */
function consumed(): string[] {
  return values.workspace
    .filter((workspace) => workspace.startsWith('services/') || workspace === 'libs/contracts')
    .map((workspace) => workspace.replace('services/', ''));
}

function toLevel(name: string): Level {
  const level = ALL_LEVELS.find((known) => known === name);
  if (!level) throw new Error(`There is no level ${JSON.stringify(name)}; there are ${ALL_LEVELS.join(', ')}.`);
  return level;
}

function showCheck({ result, title, durationMs, reason }: Outcome): void {
  console.log(`${result === 'passed' ? 'ok  ' : 'FAIL'} ${title} (${(durationMs / 1000).toFixed(1)} s)`);
  if (reason) console.log(indent(reason));
}

function showFiles(runs: readonly FileRun[]): void {
  for (const { file, outcomes, seconds } of runs) show(file.path, outcomes, seconds);
}

function showUnits(runs: readonly FileRun[]): void {
  const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
  const outcomes = runs.flatMap((run) => run.outcomes);
  show(runs.length === 1 ? (runs[0]?.file.path ?? '') : `${runs.length} files of unit tests`, outcomes, seconds);
}

function show(name: string, outcomes: readonly Outcome[], seconds: number): void {
  const counts = count(outcomes);
  console.log(`${counts.failed > 0 ? 'FAIL' : 'ok  '} ${name}: ${describeCounts(counts)} (${seconds.toFixed(1)} s)`);
  for (const outcome of outcomes) {
    if (outcome.result === 'failed') showFailure(outcome);
    else if (values.list) console.log(`     ${outcome.result === 'passed' ? '' : '(skipped) '}${outcome.title}`);
  }
}

function showFailure({ file, title, reason }: Outcome): void {
  console.log(`\n     ${title}\n     in ${file}\n${indent(reason ?? '')}\n`);
}

function summarise(results: ReadonlyMap<string, { outcomes: Outcome[]; seconds: number }>): number {
  const all = [...results.values()].flatMap(({ outcomes }) => outcomes);
  console.log('');
  const width = Math.max(...[...results.keys()].map((name) => name.length));
  for (const [name, { outcomes, seconds }] of results) {
    console.log(`${name.padEnd(width)} ${describeCounts(count(outcomes))} (${seconds.toFixed(1)} s)`);
  }
  const skipped = all.filter(({ result }) => result === 'skipped');
  if (skipped.length > 0) console.log('\nSkipped:');
  for (const { file, title, reason } of skipped) console.log(`  ${title} (${file}): ${reason}`);
  const failed = all.filter(({ result }) => result === 'failed');
  if (failed.length > 0) console.log('\nFailed:');
  for (const { file, title } of failed) console.log(`  ${title}${file && ` (${file})`}`);
  console.log(`\n${describeCounts(count(all))}`);
  return failed.length > 0 || all.length === 0 ? 1 : 0;
}

function indent(text: string): string {
  return text.replace(/^/gm, '     | ');
}
