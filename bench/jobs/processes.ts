import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, serviceNames } from '@oms/local';
import { atMost, type Figure, type Job } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { type Replica, startReplica } from '../replica.ts';
import { stockShop } from '../shop.ts';
import { median } from '../statistics.ts';
import type { BenchSystem } from '../system.ts';

/** Between two looks at whether a service is ready. */
const lookMs = 5;

/** How long each service takes until it is ready, and the memory that it has. */
export const processes: Job = async (system, { runs, seconds, warmUpSeconds }) => {
  const names = serviceNames(system.root);
  const started = new Map<string, number>();
  for (const name of names) {
    const took: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const begun = performance.now();
      const replica = await startReplica(system, name, await freePort(), lookMs);
      took.push(performance.now() - begun);
      await replica.stop();
    }
    started.set(name, median(took));
  }
  const idle = await idleMemory(system, names);
  const shop = await stockShop(system);
  const memory = sampleMemory(system, names);
  try {
    await putLoad({
      url: system.gatewayUrl,
      work: { kind: 'place', tokens: system.tokens.customers(200), skus: shop.skus },
      clients: 32,
      warmUpSeconds,
      seconds: 2 * seconds,
    });
    const { email, password } = system.admin;
    await putLoad({
      url: system.gatewayUrl,
      work: { kind: 'post', path: '/api/v1/auth/login', bodies: [{ email, password }] },
      // More at once at one account would be taken for guessing.
      clients: 4,
      warmUpSeconds,
      seconds,
    });
  } finally {
    memory.stop();
  }
  return names.flatMap((name): Figure[] => {
    const start = (started.get(name) ?? Number.NaN) / 1000;
    const loaded = memory.most.get(name) ?? Number.NaN;
    return [
      { name: `start of ${name}`, measured: `${start.toFixed(2)} s`, goal: atMost(start, 1, 's') },
      {
        name: '  memory idle, under load',
        measured: `${idle.get(name)}, ${loaded} MiB`,
        goal: atMost(loaded, 120, 'MiB'),
      },
    ];
  });
};

/** Of processes that have just started and do nothing. MiB. */
async function idleMemory(system: BenchSystem, names: readonly string[]): Promise<Map<string, number>> {
  const idle = new Map<string, number>();
  for (const name of names) {
    const replica: Replica = await startReplica(system, name, await freePort(), lookMs);
    await delay(2_000);
    idle.set(name, residentMebibytes(replica.pid));
    await replica.stop();
  }
  return idle;
}

/** Looks at the memory of the system's services now and then, until it is stopped. */
function sampleMemory(
  system: BenchSystem,
  names: readonly string[],
): { most: ReadonlyMap<string, number>; stop(): void } {
  const most = new Map<string, number>();
  const pids = new Map(names.map((name) => [name, pidOf(system, name)]));
  const look = (): void => {
    for (const [name, pid] of pids) most.set(name, Math.max(most.get(name) ?? 0, residentMebibytes(pid)));
  };
  const timer = setInterval(look, 200);
  return { most, stop: () => clearInterval(timer) };
}

function pidOf({ stateDirectory }: BenchSystem, name: string): number {
  return (JSON.parse(readFileSync(join(stateDirectory, 'run', `${name}.pid`), 'utf8')) as { pid: number }).pid;
}

/** proc(5), VmRSS. MiB. */
function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kibibytes) / 1024);
}
