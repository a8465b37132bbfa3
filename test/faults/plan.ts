import type { Random } from '@oms/orders/random';

/** The processes of the system under test, by service; a second replica ends in `-2`. */
export const processes = ['auth', 'users', 'orders-1', 'orders-2', 'mailer-1', 'mailer-2'] as const;
export type ProcessName = (typeof processes)[number];

export const servers = ['postgres', 'rabbitmq', 'redis'] as const;
export type ServerName = (typeof servers)[number];

/** Where a process is made to die that serves orders, and one that sends mail. */
export const deaths = {
  orders: ['outbox.committed', 'relay.published', 'relay.confirmed'],
  mailer: ['consumer.handled', 'mail.offered', 'mail.accepted'],
} as const;

export type Fault =
  /** SIGKILL. */
  | { kind: 'kill'; process: ProcessName }
  /** SIGKILL, and at the next start the order to die where `failpoint` is passed the `pass`-th time: two deaths. */
  | { kind: 'failpoint'; process: ProcessName; failpoint: string; pass: number }
  /** SIGTERM, as an update does it. */
  | { kind: 'stop'; process: ProcessName }
  | { kind: 'server'; server: ServerName; how: 'kill' | 'restart' }
  /** The server is killed, and nobody reaches it for a while. */
  | { kind: 'outage'; server: ServerName; seconds: number }
  /**
   * The way from one process to one server: connections refused and ended; all that is under way held back and let go later;
   * or lost, and the connections with it in the end.
   */
  | { kind: 'network'; process: ProcessName; server: ServerName; how: 'cut' | 'stall' | 'lose'; seconds: number }
  /** The mail server refuses connections; answers late; or takes mails and hangs up without an answer. */
  | { kind: 'mail'; how: 'refuse' | 'delay' | 'drop'; seconds: number };

export interface PlannedFault {
  /** Seconds from the first order. */
  at: number;
  fault: Fault;
}

export interface PlanOptions {
  /** In which faults happen. */
  seconds: number;
  /** Deaths of services, by signal and at failpoints. */
  kills: number;
  /** Deaths and restarts of each of the servers. */
  serverRestarts: number;
  /** For which RabbitMQ is away, from a third of the time on; 0 for not at all. */
  outageSeconds: number;
}

/** Between two deaths of one server: one that dies more than once a minute is taken to be beyond help by its supervisor. */
export const serverRestSeconds = 70;

/** What goes wrong, and when. The same for the same options and a random source in the same state. */
export function planFaults(options: PlanOptions, random: Random): PlannedFault[] {
  const { seconds, kills, serverRestarts, outageSeconds } = options;
  const faults: PlannedFault[] = [];
  const spread = (count: number, make: (index: number) => Fault): void => {
    for (let index = 0; index < count; index += 1) {
      const at = ((index + 0.15 + random.next(700) / 1000) * seconds) / count;
      faults.push({ at, fault: make(index) });
    }
  };
  const lasting = () => 2 + random.next(7);

  const atFailpoints = Math.floor(kills / 4);
  spread(kills - 2 * atFailpoints, () => ({ kind: 'kill', process: random.pick(processes) }));
  spread(atFailpoints, (index) => {
    const service = index % 2 === 0 ? 'orders' : 'mailer';
    const failpoint = random.pick<string>(deaths[service]);
    const process = random.pick(processes.filter((name) => name.startsWith(service)));
    return { kind: 'failpoint', process, failpoint, pass: 1 + random.next(15) };
  });
  spread(Math.ceil(kills / 8), () => ({ kind: 'stop', process: random.pick(processes) }));
  spread(Math.ceil(kills / 4), () => ({
    kind: 'network',
    process: random.pick(processes),
    server: random.pick(servers),
    how: random.pick(['cut', 'stall', 'lose'] as const),
    seconds: lasting(),
  }));
  spread(Math.ceil(kills / 6), () => ({
    kind: 'mail',
    how: random.pick(['refuse', 'delay', 'drop'] as const),
    seconds: lasting(),
  }));
  const restarts = Math.min(serverRestarts, Math.max(1, Math.floor(seconds / serverRestSeconds)));
  for (const server of servers) {
    spread(restarts, (index) => ({ kind: 'server', server, how: index % 2 === 0 ? 'kill' : 'restart' }));
  }
  if (outageSeconds > 0) {
    faults.push({ at: seconds / 3, fault: { kind: 'outage', server: 'rabbitmq', seconds: outageSeconds } });
  }
  return faults.sort((one, other) => one.at - other.at);
}

/** A line for the log. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill ${fault.process}`;
    case 'failpoint':
      return `kill ${fault.process}, which dies again at ${fault.failpoint}:${fault.pass}`;
    case 'stop':
      return `stop ${fault.process}`;
    case 'server':
      return `${fault.how} ${fault.server}`;
    case 'outage':
      return `${fault.server} is away for ${fault.seconds} s`;
    case 'network':
      return `${fault.how} the way from ${fault.process} to ${fault.server} for ${fault.seconds} s`;
    case 'mail':
      return `the mail server: ${fault.how} for ${fault.seconds} s`;
  }
}
