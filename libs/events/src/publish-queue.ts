import type { OutboxEvent } from './outbox-store.ts';

export interface QueuedEvent extends OutboxEvent {
  /** Of the lease under which it was read. */
  fence: number;
}

interface Entry {
  event: QueuedEvent;
  bytes: number;
  state: 'waiting' | 'in flight' | 'confirmed';
  publishedAt: number;
  failures: number;
  notBefore: number;
}

/**
 * What a relay has read from the outbox and not deleted yet. Of one aggregate at most one event is in flight, the oldest,
 * until it is confirmed: whatever is refused or lost on the way, the events of an aggregate never overtake each other.
 * Times are milliseconds on one clock of the caller's choice.
 */
export interface PublishQueue {
  /** False when the event is in the queue already. Events of one aggregate must be added in the order of seq. */
  add(event: QueuedEvent): boolean;
  /** The next event that may be published, which is in flight from here on. */
  next(now: number): QueuedEvent | undefined;
  /** @returns milliseconds that it was in flight; undefined when it was not */
  confirm(seq: number, now: number): number | undefined;
  /** The broker refused it: it is due again after a pause that doubles with each refusal. */
  refuse(seq: number, now: number): void;
  /** The channel is gone: what was in flight is due again. */
  recall(): void;
  /** Gives what is in flight its whole time again. */
  extend(now: number): void;
  /** It is deleted from the outbox, or belongs to another relay now. */
  forget(seq: number): void;
  /** Gives up a partition's waiting events. Those in flight or confirmed stay until they are settled. */
  drop(partition: number): void;
  /** True while events of the partition are in flight, or confirmed and not deleted. */
  unsettled(partition: number): boolean;
  known(): number[];
  readonly size: number;
  readonly bytes: number;
  readonly inFlight: number;
  /** When the event longest in flight was published. */
  readonly oldestInFlight: number | undefined;
  /** When the first of the refused events is due; undefined when none rests. */
  readonly nextDue: number | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export function createPublishQueue(): PublishQueue {
  const entries = new Map<number, Entry>();
  /** Unconfirmed events of each aggregate, oldest first. */
  const chains = new Map<string, Entry[]>();
  /** Aggregates whose oldest event may be published, in turn. */
  const ready = new Set<string>();
  /** Aggregates whose oldest event was refused and rests. */
  const resting = new Set<string>();
  /** In the order of publishing. */
  const flying = new Map<number, Entry>();
  let bytes = 0;

  const remove = (entry: Entry) => {
    if (entries.delete(entry.event.seq)) bytes -= entry.bytes;
  };

  const unchain = (entry: Entry) => {
    const { aggregateId } = entry.event;
    const chain = chains.get(aggregateId);
    if (!chain) return;
    const index = chain.indexOf(entry);
    if (index >= 0) chain.splice(index, 1);
    if (chain.length === 0) {
      chains.delete(aggregateId);
      ready.delete(aggregateId);
      resting.delete(aggregateId);
    }
  };

  const offerHead = (aggregateId: string) => {
    const head = chains.get(aggregateId)?.[0];
    if (head?.state !== 'waiting') return;
    if (head.notBefore > 0) resting.add(aggregateId);
    else ready.add(aggregateId);
  };

  const land = (entry: Entry) => {
    flying.delete(entry.event.seq);
    entry.state = 'waiting';
    offerHead(entry.event.aggregateId);
  };

  return {
    add(event) {
      if (entries.has(event.seq)) return false;
      const entry: Entry = {
        event,
        bytes: Buffer.byteLength(event.payload),
        state: 'waiting',
        publishedAt: 0,
        failures: 0,
        notBefore: 0,
      };
      entries.set(event.seq, entry);
      bytes += entry.bytes;
      const chain = chains.get(event.aggregateId);
      if (chain) chain.push(entry);
      else chains.set(event.aggregateId, [entry]);
      offerHead(event.aggregateId);
      return true;
    },
    next(now) {
      for (const aggregateId of resting) {
        const head = chains.get(aggregateId)?.[0];
        if (head && head.notBefore > now) continue;
        resting.delete(aggregateId);
        ready.add(aggregateId);
      }
      for (const aggregateId of ready) {
        ready.delete(aggregateId);
        const head = chains.get(aggregateId)?.[0];
        if (head?.state !== 'waiting') continue;
        head.state = 'in flight';
        head.publishedAt = now;
        head.notBefore = 0;
        flying.set(head.event.seq, head);
        return head.event;
      }
      return undefined;
    },
    confirm(seq, now) {
      const entry = flying.get(seq);
      if (!entry) return undefined;
      flying.delete(seq);
      entry.state = 'confirmed';
      // Only its number is still needed.
      entry.event = { ...entry.event, payload: '' };
      bytes -= entry.bytes;
      entry.bytes = 0;
      unchain(entry);
      offerHead(entry.event.aggregateId);
      return now - entry.publishedAt;
    },
    refuse(seq, now) {
      const entry = flying.get(seq);
      if (!entry) return;
      entry.notBefore = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** entry.failures);
      entry.failures += 1;
      land(entry);
    },
    recall() {
      for (const entry of [...flying.values()]) land(entry);
    },
    extend(now) {
      for (const entry of flying.values()) entry.publishedAt = now;
    },
    forget(seq) {
      const entry = entries.get(seq);
      if (!entry) return;
      flying.delete(seq);
      remove(entry);
      unchain(entry);
      offerHead(entry.event.aggregateId);
    },
    drop(partition) {
      for (const entry of [...entries.values()]) {
        if (entry.event.partition !== partition || entry.state !== 'waiting') continue;
        remove(entry);
        unchain(entry);
      }
    },
    unsettled(partition) {
      for (const entry of entries.values()) {
        if (entry.event.partition === partition && entry.state !== 'waiting') return true;
      }
      return false;
    },
    known: () => [...entries.keys()],
    get size() {
      return entries.size;
    },
    get bytes() {
      return bytes;
    },
    get inFlight() {
      return flying.size;
    },
    get oldestInFlight() {
      for (const { publishedAt } of flying.values()) return publishedAt;
      return undefined;
    },
    get nextDue() {
      let due: number | undefined;
      for (const aggregateId of resting) {
        const head = chains.get(aggregateId)?.[0];
        if (head && (due === undefined || head.notBefore < due)) due = head.notBefore;
      }
      return due;
    },
  };
}
