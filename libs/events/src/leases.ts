import type { Database } from '@oms/database';
import { planShare } from './fair-share.ts';
import { releaseLeases, renewLeases, retireRelay, takeLeases } from './lease-store.ts';
import { PARTITIONS } from './partition.ts';

interface Held {
  fence: number;
  /** On the monotonic clock; from here on another relay may have the partition. */
  validUntil: number;
  /** To be handed over as soon as nothing of it is on its way. */
  leaving: boolean;
}

export interface LeaseChanges {
  gained: number[];
  lost: number[];
}

/** The partitions that one relay holds, as far as it knows. */
export interface Leases {
  /** Renews, takes and marks for hand-over, towards an equal share with the other live relays. */
  update(): Promise<LeaseChanges>;
  /** The fence under which the partition may be read and published now; undefined when it may not. */
  fenceOf(partition: number): number | undefined;
  /** Partitions that may be read and published now. */
  usable(): number[];
  leaving(): number[];
  handOver(partitions: readonly number[]): Promise<void>;
  /** True when there may be more to take, so that the next update should come soon. */
  readonly wanting: boolean;
  retire(): Promise<void>;
}

/** Part of the time to live after which a relay stops trusting its lease: clocks and pauses may differ. */
const SAFETY = 0.1;

export function createLeases(db: Database, relay: string, ttlMs: number): Leases {
  const held = new Map<number, Held>();
  let wanting = true;

  const valid = (lease: Held | undefined): lease is Held =>
    lease !== undefined && !lease.leaving && performance.now() < lease.validUntil;

  return {
    async update() {
      const before = usable();
      const validUntil = performance.now() + ttlMs * (1 - SAFETY);
      const { relays, leases } = await renewLeases(db, relay, ttlMs);
      const still = new Set(leases.map(({ partition }) => partition));
      for (const partition of held.keys()) if (!still.has(partition)) held.delete(partition);
      for (const { partition, fence } of leases) held.set(partition, { fence, validUntil, leaving: false });

      const { take, handOver } = planShare(PARTITIONS, relays, [...held.keys()]);
      for (const partition of handOver) {
        const lease = held.get(partition);
        if (lease) lease.leaving = true;
      }
      if (take > 0) {
        const takenUntil = performance.now() + ttlMs * (1 - SAFETY);
        for (const { partition, fence } of await takeLeases(db, relay, ttlMs, take)) {
          held.set(partition, { fence, validUntil: takenUntil, leaving: false });
        }
      }
      const after = usable();
      wanting = held.size < Math.floor(PARTITIONS / relays);
      return {
        gained: after.filter((partition) => !before.includes(partition)),
        lost: before.filter((partition) => !after.includes(partition)),
      };
    },
    fenceOf(partition) {
      const lease = held.get(partition);
      return valid(lease) ? lease.fence : undefined;
    },
    usable,
    leaving: () => [...held].filter(([, { leaving }]) => leaving).map(([partition]) => partition),
    async handOver(partitions) {
      await releaseLeases(db, relay, partitions);
      for (const partition of partitions) held.delete(partition);
    },
    get wanting() {
      return wanting;
    },
    async retire() {
      held.clear();
      await retireRelay(db, relay);
    },
  };

  function usable(): number[] {
    return [...held].filter(([, lease]) => valid(lease)).map(([partition]) => partition);
  }
}
