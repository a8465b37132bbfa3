import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MailServer } from './mail-server.ts';
import { describeFault, type Fault, type PlannedFault, processes, type ServerName } from './plan.ts';
import type { FaultySystem } from './system.ts';

export interface Inflicted {
  /** Faults by kind, so far. */
  readonly counts: ReadonlyMap<string, number>;
  /** Resolves when the last fault is over. */
  readonly done: Promise<void>;
}

export interface InflictOptions {
  plan: readonly PlannedFault[];
  system: FaultySystem;
  mails: MailServer;
  stateDirectory: string;
  /** After which nothing more is done to the system. */
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Lets happen what is planned, from now on. */
export function inflict({ plan, system, mails, stateDirectory, signal, log }: InflictOptions): Inflicted {
  const counts = new Map<string, number>();
  /** Servers that nobody is to reach for now. */
  const away = new Set<ServerName>();
  const begun = performance.now();

  async function happen({ at, fault }: PlannedFault): Promise<void> {
    await delay(Math.max(0, begun + at * 1000 - performance.now()));
    if (signal.aborted) return;
    log(describeFault(fault));
    const name = nameOf(fault);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await carryOut(fault);
  }

  async function carryOut(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
        return system.processes.get(fault.process)?.kill();
      case 'failpoint':
        return system.processes.get(fault.process)?.kill(`${fault.failpoint}:${fault.pass}`);
      case 'stop':
        return system.processes.get(fault.process)?.stop();
      case 'server':
        endServer(stateDirectory, fault.server, fault.how);
        return;
      case 'outage': {
        const ways = processes.map((process) => system.way(process, fault.server));
        away.add(fault.server);
        for (const way of ways) way.cut();
        endServer(stateDirectory, fault.server, 'kill');
        await delay(fault.seconds * 1000);
        away.delete(fault.server);
        for (const way of ways) way.restore();
        return;
      }
      case 'network': {
        const way = system.way(fault.process, fault.server);
        if (away.has(fault.server)) return;
        if (fault.how === 'cut') way.cut();
        if (fault.how === 'stall') way.stall();
        if (fault.how === 'lose') way.silence();
        await delay(fault.seconds * 1000);
        // What was lost on its way is not sent again by us: the connections it was lost from cannot go on.
        if (fault.how === 'lose') way.cut();
        if (!away.has(fault.server)) way.restore();
        return;
      }
      case 'mail':
        mails.state = fault.how;
        await delay(fault.seconds * 1000);
        mails.state = 'well';
    }
  }

  return { counts, done: Promise.all(plan.map(happen)).then(() => undefined) };
}

function nameOf(fault: Fault): string {
  switch (fault.kind) {
    case 'server':
      return `${fault.how} ${fault.server}`;
    case 'outage':
      return `${fault.server} away for ${fault.seconds} s`;
    case 'network':
      return `network ${fault.how}`;
    case 'mail':
      return `mail server ${fault.how}`;
    default:
      return fault.kind;
  }
}

/** Ends a server of the run; its supervisor starts it again. */
function endServer(stateDirectory: string, server: ServerName, how: 'kill' | 'restart'): void {
  const file = join(stateDirectory, 'run', `${server}.pid`);
  let noted: { pid: number; stopSignal: NodeJS.Signals };
  try {
    noted = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // It is being started again.
    return;
  }
  if (how === 'restart') {
    send(noted.pid, noted.stopSignal);
    return;
  }
  // All of a server's processes at the same moment, as when its machine loses power.
  for (const pid of [noted.pid, ...childrenOf(noted.pid)]) send(pid, 'SIGKILL');
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === `${parent}`;
      } catch {
        return false;
      }
    });
}
