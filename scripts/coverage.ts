import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = `npm run coverage [-- what npm test takes]

Runs the tests and says how much of libs/ and services/ they run: a summary here, line by line in coverage/index.html. A whole
run fails when less is covered than docs/coverage.json says, and raises the floor there when more is.
`;

/** Percentage points that a run may fall below the last one: what depends on timing, such as the reconnecting, comes and goes. */
const SLACK = 0.5;

const root = fileURLToPath(new URL('..', import.meta.url));
const floorFile = join(root, 'docs', 'coverage.json');
const figures = ['lines', 'branches', 'functions'] as const;
type Floor = Record<(typeof figures)[number], number>;

const wanted = process.argv.slice(2);
if (wanted.includes('--help') || wanted.includes('-h')) console.log(HELP);
else process.exitCode = measure();

function measure(): number {
  rmSync(join(root, 'coverage'), { recursive: true, force: true });
  const environment = { ...process.env, NODE_V8_COVERAGE: join(root, 'coverage', 'raw') };
  const node = (args: readonly string[], env: NodeJS.ProcessEnv): number =>
    spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
  const tested = node([join('scripts', 'test.ts'), ...wanted], environment);
  const reported = node([join('node_modules', 'c8', 'bin', 'c8.js'), 'report'], process.env);
  if (tested !== 0 || reported !== 0 || wanted.length > 0) return tested || reported;
  return holdToFloor();
}

function holdToFloor(): number {
  const { total } = JSON.parse(readFileSync(join(root, 'coverage', 'coverage-summary.json'), 'utf8')) as {
    total: Record<string, { pct: number }>;
  };
  const floor = JSON.parse(readFileSync(floorFile, 'utf8')) as Floor;
  const now = Object.fromEntries(figures.map((figure) => [figure, total[figure]?.pct ?? 0])) as Floor;
  const fallen = figures.filter((figure) => now[figure] < floor[figure] - SLACK);
  for (const figure of fallen) {
    console.error(
      `${figure}: ${now[figure]} % are covered, ${floor[figure]} % were: test what is new, or what lost its tests.`,
    );
  }
  if (fallen.length > 0) return 1;
  const raised = Object.fromEntries(figures.map((figure) => [figure, Math.max(floor[figure], now[figure])]));
  if (figures.some((figure) => raised[figure] !== floor[figure])) {
    writeFileSync(floorFile, `${JSON.stringify(raised, null, 2)}\n`);
    console.log('More is covered than before: docs/coverage.json says so now; commit it.');
  }
  return 0;
}
