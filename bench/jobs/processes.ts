import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, serviceNames } from '@oms/local';
import { atMost, type Figure, type Job } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { putPacedLoad } from '../load/paced-load.ts';
import type { Work } from '../load/requests.ts';
import { type Replica, startReplica } from '../replica.ts';
import { stockShop } from '../shop.ts';
import { median } from '../statistics.ts';
import type { BenchSystem } from '../system.ts';

/** Between two looks at whether a service is ready. */
const lookMs = 5;

/** What a process takes of the machine's memory. MiB. */
interface Memory {
  /** All that it has mapped and that is there (VmRSS of proc(5)), Node's own program included. */
  resident: number;
  /**
   * What nobody else has (RssAnon and RssShmem): heap, buffers, stacks. The rest of what is resident are pages of files, Node's
   * program above all, which the kernel keeps once for all processes and can drop. A container is charged with them where it
   * was the first to touch them; so what one more replica takes, and what makes the kernel end it, is this.
   */
  own: number;
}

/** Of a process of its own, at the most. MiB. */
const ownGoal = 120;

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
    const work: Work = { kind: 'place', tokens: system.tokens.customers(200), skus: shop.skus };
    // More than the mailer keeps up with: it has as much to do as it can, until the end.
    await putLoad({ url: system.gatewayUrl, work, clients: 32, warmUpSeconds, seconds: 2 * seconds });
    const { email, password } = system.admin;
    await putLoad({
      url: system.gatewayUrl,
      work: { kind: 'post', path: '/api/v1/auth/login', bodies: [{ email, password }] },
      // More at once at one account would be taken for guessing, and as many as these may be under way still when the warm-up ends.
      clients: 2,
      warmUpSeconds,
      seconds,
    });
    await putPacedLoad({
      url: system.gatewayUrl,
      work,
      clients: 32,
      warmUpSeconds,
      seconds: 2 * seconds,
      perSecond: 100,
    });
  } finally {
    memory.stop();
  }
  return names.flatMap((name): Figure[] => {
    const start = (started.get(name) ?? Number.NaN) / 1000;
    const before = idle.get(name) ?? nothing;
    const loaded = memory.most.get(name) ?? nothing;
    return [
      { name: `start of ${name}`, measured: `${start.toFixed(2)} s`, goal: atMost(start, 1, 's') },
      {
        name: '  own memory idle, under load',
        measured: `${before.own}, ${loaded.own} MiB`,
        goal: atMost(loaded.own, ownGoal, 'MiB'),
      },
      { name: '  with the pages of files', measured: `${before.resident}, ${loaded.resident} MiB` },
    ];
  });
};

const nothing: Memory = { resident: Number.NaN, own: Number.NaN };

/** Of processes that have just started and do nothing. */
async function idleMemory(system: BenchSystem, names: readonly string[]): Promise<Map<string, Memory>> {
  const idle = new Map<string, Memory>();
  for (const name of names) {
    const replica: Replica = await startReplica(system, name, await freePort(), lookMs);
    await delay(2_000);
    idle.set(name, memoryOf(replica.pid));
    await replica.stop();
  }
  return idle;
}

/** Looks at the memory of the system's services now and then, until it is stopped. */
function sampleMemory(
  system: BenchSystem,
  names: readonly string[],
): { most: ReadonlyMap<string, Memory>; stop(): void } {
  const most = new Map<string, Memory>();
  const pids = new Map(names.map((name) => [name, pidOf(system, name)]));
  const look = (): void => {
    for (const [name, pid] of pids) {
      const { resident, own } = memoryOf(pid);
      const before = most.get(name) ?? { resident: 0, own: 0 };
      most.set(name, { resident: Math.max(before.resident, resident), own: Math.max(before.own, own) });
    }
  };
  const timer = setInterval(look, 200);
  return { most, stop: () => clearInterval(timer) };
}

function pidOf({ stateDirectory }: BenchSystem, name: string): number {
  return (JSON.parse(readFileSync(join(stateDirectory, 'run', `${name}.pid`), 'utf8')) as { pid: number }).pid;
}

function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return {
    resident: Math.round(mebibytes('VmRSS')),
    own: Math.round(mebibytes('RssAnon') + mebibytes('RssShmem')),
  };
}
