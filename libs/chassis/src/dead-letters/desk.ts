import { deadLetterEvents, type EventDefinition } from '@oms/contracts';
import type { Database } from '@oms/database';
import { type Broker, type DeadLetter, type DeadLetters, deadLetters, queueName, record } from '@oms/events';
import { v7 as uuidv7 } from 'uuid';

export interface ParkedLetter extends DeadLetter {
  /** The consumer's queue. */
  queue: string;
}

/** Who acts, for the audit log. */
export interface Operator {
  accountId: string;
  ip: string | null;
}

/** The dead letters of all consumers of a service. */
export interface DeadLetterDesk {
  readonly queues: readonly string[];
  /** False while the broker is away: then nothing here answers before it is back. */
  readonly reachable: boolean;
  count(queue: string): Promise<number>;
  list(queue: string, limit: number): Promise<ParkedLetter[]>;
  /** Wherever in `queues` it is parked. */
  find(queues: readonly string[], id: string): Promise<ParkedLetter[]>;
  /** Puts it back into its queue, once it stands in the outbox who did. @returns undefined when it is not parked there */
  replay(queue: string, id: string, operator: Operator): Promise<ParkedLetter | undefined>;
  /** Deletes it for good, once it stands in the outbox who did. @returns undefined when it is not parked there */
  discard(queue: string, id: string, operator: Operator): Promise<ParkedLetter | undefined>;
}

export interface DeskParts {
  service: string;
  purposes: readonly string[];
  broker: Broker;
  db: Database;
}

/** Whether a service has events to tell auth's audit log by. */
const isAudited = (service: string): service is keyof typeof deadLetterEvents => service in deadLetterEvents;

/** @throws {RangeError} when the service has no events for what is done to its dead letters */
export function createDeadLetterDesk({ service, purposes, broker, db }: DeskParts): DeadLetterDesk {
  if (!isAudited(service)) throw new RangeError(`deadLetterEvents of @oms/contracts know of no service ${service}`);
  const events = deadLetterEvents[service];
  const parked = new Map(
    purposes.map((purpose) => queueName(service, purpose)).map((queue) => [queue, deadLetters(broker, queue)]),
  );
  /** A message under view is held, so that two who look at once would each see a part. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(queue: string, work: (letters: DeadLetters) => Promise<T>): Promise<T> {
    const letters = parked.get(queue);
    if (!letters) throw new RangeError(`${service} has no queue ${queue}`);
    const result = last.then(() => work(letters));
    last = result.catch(() => undefined);
    return result;
  }

  const note = (event: EventDefinition, queue: string, { accountId, ip }: Operator) => {
    return async ({ id, type, reason }: DeadLetter): Promise<void> => {
      const data = { id, queue, type, reason, actorId: accountId, ip };
      // Each is a happening of its own: the same message may be parked and replayed again and again.
      await db.transaction((tx) => record(tx, { event, aggregateId: uuidv7(), aggregateVersion: 1, data }));
    };
  };
  const at = (queue: string) => (letter: DeadLetter) => ({ ...letter, queue });

  return {
    queues: [...parked.keys()],
    get reachable() {
      return broker.ready;
    },
    count: (queue) => inTurn(queue, (letters) => letters.count()),
    list: async (queue, limit) => (await inTurn(queue, (letters) => letters.list(limit))).map(at(queue)),
    async find(queues, id) {
      const found = await Promise.all(queues.map((queue) => inTurn(queue, (letters) => letters.show(id))));
      return found.flatMap((letter, index) => (letter ? [at(queues[index] ?? '')(letter)] : []));
    },
    async replay(queue, id, operator) {
      const done = await inTurn(queue, (letters) => letters.replay(id, note(events.replayed, queue, operator)));
      return done && at(queue)(done);
    },
    async discard(queue, id, operator) {
      const done = await inTurn(queue, (letters) => letters.discard(id, note(events.discarded, queue, operator)));
      return done && at(queue)(done);
    },
  };
}
