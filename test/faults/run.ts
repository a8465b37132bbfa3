import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@oms/database';
import { seededRandom } from '@oms/orders/random';
import { createLogger } from '@oms/telemetry';
import { eventually } from '@oms/testing';
import { type Backlog, isEmpty, readBacklog } from './backlog.ts';
import { checkEvents } from './check-events.ts';
import { checkMails } from './check-mails.ts';
import { checkLedgers, checkOrders, checkReplays } from './check-orders.ts';
import { type Person, personOf, register } from './customers.ts';
import { type Finding, finding } from './finding.ts';
import { createPatientClient } from './http-client.ts';
import { inflict } from './inflict.ts';
import { askFor, placeOrders } from './load.ts';
import { startMailServer } from './mail-server.ts';
import { startObserver } from './observer.ts';
import type { PlannedFault } from './plan.ts';
import { describeReport } from './report.ts';
import type { Death } from './service-process.ts';
import { stockShop } from './shop.ts';
import { createFaultySystem, type FaultySystem } from './system.ts';
import { witnessOutboxes } from './witness.ts';

export interface FaultRun {
  /** A folder of its own, for the data of the servers and all logs. */
  stateDirectory: string;
  plan: readonly PlannedFault[];
  orders: number;
  /** Over which orders are spread, and faults. */
  seconds: number;
  seed: number;
  /** Ends the run early. */
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface FaultReport {
  held: boolean;
  text: string;
}

const customerCount = 20;
/** Time for the backlog to be gone once all is well again. */
export const drainLimitSeconds = 30;
/** After which nobody waits for it any more. */
const drainPatienceMs = 10 * 60_000;
/** The broker's counts of its queues may be this old. */
const countsAreOldMs = 6_000;

/** Lets a system of its own suffer what is planned while orders are placed, and looks at what became of them. */
export async function runFaults(run: FaultRun): Promise<FaultReport> {
  const { stateDirectory, signal, say } = run;
  mkdirSync(join(stateDirectory, 'logs'), { recursive: true });
  const begun = performance.now();
  const log = (line: string): void => {
    const at = ((performance.now() - begun) / 1000).toFixed(1).padStart(7);
    appendFileSync(join(stateDirectory, 'logs', 'faults.log'), `${at} ${line}\n`);
  };
  const stops: (() => Promise<unknown>)[] = [];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Stopped before the end.')), { once: true });
  });
  try {
    return await Promise.race([suffer(run, log, stops), aborted]);
  } finally {
    say('Stopping ...');
    for (let undo = stops.pop(); undo; undo = stops.pop()) {
      await undo().catch((error: unknown) => log(`while stopping: ${String(error)}`));
    }
  }
}

async function suffer(
  { stateDirectory, plan, orders: count, seconds, seed, signal, say }: FaultRun,
  log: (line: string) => void,
  stops: (() => Promise<unknown>)[],
): Promise<FaultReport> {
  const logger = createLogger({ service: 'faults', level: 'fatal' });
  say('Starting PostgreSQL, RabbitMQ, Redis and six processes of four services ...');
  const mails = await startMailServer();
  stops.push(() => mails.close());
  const system = await createFaultySystem({ stateDirectory, smtpPort: mails.port, log });
  stops.push(() => system.stop());
  const { amqpUrl, managementUrl } = system.infrastructure.addresses;
  const db = createDatabase({
    url: system.adminUrl,
    poolMax: 2,
    applicationName: 'faults',
    statementTimeout: 0,
    logger,
  });
  stops.push(() => db.close());
  await witnessOutboxes(db, ['auth', 'users', 'orders', 'mailer']);
  const observer = await startObserver(amqpUrl, logger);
  stops.push(() => observer.stop());
  await system.start();

  const urlsOf = (service: string): string[] =>
    [...system.processes].filter(([name]) => name.startsWith(service)).map(([, { url }]) => url);
  const auth = createPatientClient(urlsOf('auth'));
  const orders = createPatientClient(urlsOf('orders'));
  const staff = personOf(auth, system.admin.email, system.admin.password);
  const customers: Person[] = [];
  for (let index = 0; index < customerCount; index += 1) {
    customers.push(await register(auth, mails, `customer-${index}@oms.example`));
  }
  const skus = await stockShop(orders, staff);
  mails.keepNoMore();

  say(`Placing ${count} orders within ${seconds} s while ${plan.length} faults happen ...`);
  const load = placeOrders({ orders, customers, staff, skus, count, seconds, random: seededRandom(seed) });
  const inflicted = inflict({ plan, system, mails, stateDirectory, signal, log });
  const since = performance.now();
  const progress = setInterval(() => {
    const happened = [...inflicted.counts.values()].reduce((all, number) => all + number, 0);
    const elapsed = Math.round((performance.now() - since) / 1000);
    say(`  ${`${elapsed}`.padStart(5)} s: ${load.acknowledged.length} orders, ${happened} faults`);
  }, 15_000);
  try {
    await Promise.all([load.done, inflicted.done]);
  } finally {
    clearInterval(progress);
  }
  const over = performance.now();
  say('The last fault is over; waiting until all run again, and nothing is under way ...');
  await eventually(() => system.isReady(), { timeoutMs: 180_000, intervalMs: 250 });
  const quiet = performance.now();
  const drained = await waitUntilEmpty(() => readBacklog(db, managementUrl), log);

  say('Looking at what became of it ...');
  const { replayed } = orders;
  const found: Finding[] = [
    ...(await checkOrders(db, load)),
    await checkReplays(orders, (order) => askFor(orders, order), load.acknowledged),
    await checkLedgers(system.databaseUrl('orders'), system.keyEncryptionKey, logger),
    ...(await checkEvents(db, observer)),
    ...(await checkMails(db, mails, load.acknowledged)),
    drainFinding(drained, quiet),
    finding('No process ends by itself', '', endedByThemselves(system)),
  ];
  const done: [string, string | number][] = [
    ['seed', seed],
    ['seconds of load and faults', Math.round((over - since) / 1000)],
    ['seconds until all ran again', Math.round((quiet - over) / 1000)],
    ['orders', load.acknowledged.length],
    ['requests tried again', auth.retries + orders.retries],
    ['answers that were those of an earlier try', replayed],
    ...[...inflicted.counts].sort(([one], [other]) => one.localeCompare(other)),
    ...deathsOf(system),
    ['mails taken without an answer', mails.dropped],
  ];
  return { held: found.every(({ offenders }) => offenders.length === 0), text: describeReport(done, found) };
}

interface Drained {
  /** `performance.now()` when the backlog was empty, for good. */
  at: number | undefined;
  last: Backlog | undefined;
}

async function waitUntilEmpty(read: () => Promise<Backlog>, log: (line: string) => void): Promise<Drained> {
  const deadline = performance.now() + drainPatienceMs;
  let at: number | undefined;
  for (;;) {
    // A server that was killed last may not answer yet.
    const last = await read().catch((error: unknown) => {
      log(`the backlog cannot be read: ${String(error)}`);
      return undefined;
    });
    const now = performance.now();
    if (!last || !isEmpty(last)) {
      log(`under way: ${JSON.stringify(last)}`);
      at = undefined;
    } else at ??= now;
    if ((at !== undefined && now - at >= countsAreOldMs) || now > deadline) return { at, last };
    await delay(500);
  }
}

function drainFinding({ at, last }: Drained, quiet: number): Finding {
  const claim = `Nothing is under way ${drainLimitSeconds} s after all runs again`;
  if (at === undefined) return finding(claim, 'it never ended', [JSON.stringify(last)]);
  const seconds = (at - quiet) / 1000;
  return finding(claim, `${seconds.toFixed(1)} s`, seconds > drainLimitSeconds ? ['too late'] : []);
}

function deathsOf({ processes }: FaultySystem): [string, string | number][] {
  const all = [...processes.values()];
  const sum = (death: Death) => all.reduce((count, { deaths }) => count + deaths[death], 0);
  const waiting = all.filter(({ armed }) => armed !== undefined).length;
  const atFailpoints = Map.groupBy(
    all.flatMap(({ diedAt }) => diedAt),
    (name) => name,
  );
  return [
    ['processes killed', sum('killed')],
    ...[...atFailpoints]
      .sort()
      .map(([name, { length }]): [string, number] => [`processes that died at ${name}`, length]),
    ['failpoints not reached', waiting],
    ['processes stopped', sum('stopped')],
  ];
}

const endedByThemselves = ({ processes }: FaultySystem): string[] =>
  [...processes.values()].flatMap(({ name, deaths }) => {
    const times = deaths['by itself'];
    return times > 0 ? [`${name}: ${times} times`] : [];
  });
