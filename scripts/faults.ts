import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { claimStateDirectory, removeData } from '@oms/local';
import { seededRandom } from '@oms/orders/random';
import { describeFault, planFaults } from '../test/faults/plan.ts';
import { runFaults } from '../test/faults/run.ts';
import { removeDeadRuns } from './testing/servers.ts';

const HELP = `npm run test:faults [-- options]

Runs the services as processes, two replicas of orders and of mailer, with servers of their own, places orders, and meanwhile
kills processes and servers and cuts connections. Then it checks that nothing was lost and nothing was done twice. The exit status
is 1 when something did not hold. docs/faults.md says what is done and what is proved.

  --orders n      orders to place (600)
  --kills n       deaths of services, by signal and where they hurt most (24)
  --restarts n    deaths and restarts of each server (by time: one every 70 s at the most)
  --outage n      seconds for which RabbitMQ is away in the middle (0)
  --seconds n     over which all of it is spread (by orders and kills, from 60)
  --seed n        the same seed, the same plan (1)
  --plan          writes what would happen, and ends
`;

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '600' },
    kills: { type: 'string', default: '24' },
    restarts: { type: 'string', default: '10' },
    outage: { type: 'string', default: '0' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    plan: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});

/** Seconds between two deaths: the processes must have time to come back, for who is dead cannot be killed. */
const secondsPerKill = 5;
const ordersPerSecond = 25;

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  // At once: where a run ends early, customers still wait for answers.
  process.exit(values.help ? help() : await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

function help(): number {
  console.log(HELP);
  return 0;
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} must be a whole number from ${least}.`);
  return number;
}

async function main(): Promise<number> {
  const orders = wholeNumber('orders', values.orders, 1);
  const kills = wholeNumber('kills', values.kills, 0);
  const serverRestarts = wholeNumber('restarts', values.restarts, 0);
  const outageSeconds = wholeNumber('outage', values.outage, 0);
  const seed = wholeNumber('seed', values.seed, 0);
  const least = Math.ceil(Math.max(60, kills * secondsPerKill, orders / ordersPerSecond, 2 * outageSeconds));
  const seconds = values.seconds === undefined ? least : wholeNumber('seconds', values.seconds, 10);
  const plan = planFaults({ seconds, kills, serverRestarts, outageSeconds }, seededRandom(seed));
  if (values.plan) {
    for (const { at, fault } of plan) console.log(`${at.toFixed(1).padStart(7)} ${describeFault(fault)}`);
    return 0;
  }

  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  const runs = join(root, '.oms', 'faults');
  await removeDeadRuns(runs);
  const stateDirectory = join(runs, `${process.pid}`);
  mkdirSync(stateDirectory, { recursive: true });
  const { release } = await claimStateDirectory(stateDirectory);
  try {
    const run = { stateDirectory, plan, orders, seconds, seed, signal: stopping.signal, say: console.log };
    const { held, text } = await runFaults(run);
    console.log(`\n${text}\n\nWhat happened when, and what each process wrote: ${stateDirectory}/logs`);
    return held ? 0 : 1;
  } finally {
    removeData(stateDirectory);
    rmSync(join(stateDirectory, 'ports.json'), { force: true });
    release();
  }
}
