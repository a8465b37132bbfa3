import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { claimStateDirectory, ensureWrk, removeData } from '@oms/local';
import type { BenchOptions, Figure, Job } from '../bench/job.ts';
import { gateway } from '../bench/jobs/gateway.ts';
import { listOrders } from '../bench/jobs/list-orders.ts';
import { mailLatency } from '../bench/jobs/mail.ts';
import { placeOrder } from '../bench/jobs/place-order.ts';
import { processes } from '../bench/jobs/processes.ts';
import { readOrder } from '../bench/jobs/read-order.ts';
import { signIn } from '../bench/jobs/sign-in.ts';
import { verifyToken } from '../bench/jobs/verify-token.ts';
import { describeFall, describeFigures, fallen, resultsOf } from '../bench/report.ts';
import { type BenchSystem, startBenchSystem } from '../bench/system.ts';
import { removeDeadRuns } from './testing/servers.ts';

/** Whoever works on what others cause would be on other machines: only what a job is about runs while it is measured. */
const alone = ['auth', 'orders'];
const jobs: Record<string, { job: Job; services?: readonly string[] }> = {
  place: { job: placeOrder, services: alone },
  read: { job: readOrder, services: alone },
  list: { job: listOrders, services: alone },
  verify: { job: verifyToken, services: alone },
  'sign-in': { job: signIn, services: alone },
  gateway: { job: gateway, services: alone },
  mail: { job: mailLatency },
  processes: { job: processes },
};
const shortJobs = ['place', 'read', 'verify', 'sign-in'];

const HELP = `npm run bench -- [options]

Measures OMS on this machine, each job in turn with what limits it, with servers and data of its own, and prints a table of
ratios; docs/performance.md says what they mean. A job of which one request failed is void. Results are kept as JSON in bench/results/.

  --only a,b      some jobs: ${Object.keys(jobs).join(', ')}
  --short         ${shortJobs.join(', ')}, less of each: some two minutes
  --check         exit status 1 where a ratio is more than a fifth below that of bench/ratios.json, twice
  --runs n        turns of each measurement (5)
  --seconds n     of each turn (5)
  --clients a,b   that place orders at the same time (1,8,32,128)
  --profile       writes profiles of processor time of the services as well, for the developer tools of a browser or speedscope
  --orders n      in the large database that lists are read from (1000000, which take some ten minutes to be made)
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string' },
    orders: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  process.exitCode = values.help ? help() : await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function help(): number {
  console.log(HELP);
  return 0;
}

async function main(): Promise<number> {
  const { short } = values;
  const options: BenchOptions = {
    runs: wholeNumber('runs', values.runs ?? (short ? '3' : '5')),
    seconds: wholeNumber('seconds', values.seconds ?? (short ? '3' : '5')),
    warmUpSeconds: short ? 1 : 2,
    clients: (values.clients ?? (short ? '32' : '1,8,32,128')).split(',').map((text) => wholeNumber('clients', text)),
    listed: [10_000, wholeNumber('orders', values.orders ?? '1000000')],
    say: console.log,
  };
  const names = values.only?.split(',') ?? (short ? shortJobs : Object.keys(jobs));
  for (const name of names) {
    if (!jobs[name])
      throw new Error(`There is no job ${JSON.stringify(name)}; there are ${Object.keys(jobs).join(', ')}.`);
  }
  const kept = JSON.parse(readFileSync(join(root, 'bench', 'ratios.json'), 'utf8')) as Record<string, number>;
  await ensureWrk(console.log);
  const runs = join(root, '.oms', 'bench');
  mkdirSync(runs, { recursive: true });
  await removeDeadRuns(runs);
  const stateDirectory = join(runs, `${process.pid}`);
  mkdirSync(stateDirectory);
  const { release } = await claimStateDirectory(stateDirectory);
  const results = join(root, 'bench', 'results');
  const name = new Date().toISOString().replaceAll(':', '-');
  const profiles = values.profile ? join(results, `${name}-profiles`) : undefined;
  if (profiles) mkdirSync(profiles, { recursive: true });
  const [before = 0] = loadavg();
  const figures = new Map<string, Figure[]>();
  const voided: string[] = [];
  const worse: string[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => reject(new Error('Stopped before the end.')));
    }
  });
  const measure = async (name: string, system: BenchSystem, chosen: BenchOptions): Promise<Figure[]> => {
    console.log(`Measuring: ${name} ...`);
    const measured = (await jobs[name]?.job(system, chosen)) ?? [];
    figures.set(name, measured);
    return values.check ? measured.filter((figure) => fallen(figure, kept)) : [];
  };
  const measureAll = async (some: readonly string[], system: BenchSystem): Promise<void> => {
    for (const name of some) {
      try {
        let slower = await measure(name, system, options);
        // Once may be the machine's doing.
        if (slower.length > 0) slower = await measure(name, system, { ...options, runs: 2 * options.runs });
        worse.push(...slower.map((figure) => describeFall(figure, kept)));
      } catch (error) {
        voided.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  try {
    for (const [services, some] of Map.groupBy(names, (name) => jobs[name]?.services)) {
      console.log(`Starting ${services?.join(', ') ?? 'all services'} ...`);
      const system = await startBenchSystem({ root, stateDirectory, profiles, ...(services && { services }) });
      try {
        await Promise.race([measureAll(some, system), interrupted]);
      } finally {
        await system.stop();
        removeData(stateDirectory);
      }
    }
  } finally {
    rmSync(stateDirectory, { recursive: true, force: true });
    release();
  }
  const [after = 0] = loadavg();
  const all = [...figures.values()].flat();
  mkdirSync(results, { recursive: true });
  const file = join(results, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(resultsOf(all, { before, after }), null, 2)}\n`);
  console.log(`\n${describeFigures(all)}\n\n${file}`);
  if (profiles) console.log(profiles);
  for (const line of voided) console.error(`VOID ${line}`);
  for (const line of worse) console.error(`SLOWER ${line}`);
  return voided.length + worse.length > 0 ? 1 : 0;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes whole numbers from 1.`);
}
