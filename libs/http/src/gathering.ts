import { Problem } from './problem.ts';
import { problems } from './problems.ts';

const overloaded = (): Problem =>
  new Problem(problems.service_unavailable, {
    detail: 'Too much else is to be done, so nothing was done for this request. Try again in a few seconds.',
    headers: { 'Retry-After': '2' },
  });

interface Waiting<Entry, Result> {
  entry: Entry;
  resolve(result: Result | Promise<Result>): void;
  reject(error: unknown): void;
  /** When it is turned away, by `now`. */
  until: number;
}

/** Times are in milliseconds. */
export interface GatheringOptions<Entry, Result> {
  /** Groups at work at the same time. */
  atOnce: number;
  /** Entries in a group at the most. */
  largest: number;
  /** After which a group keeps no other from beginning any more, however long it takes itself. */
  slowAfter: number;
  /** For which an entry waits for its group to begin. */
  patience: number;
  /** What an entry is rejected with that has waited for so long; a {@link Problem} of 503 unless told. */
  overdue?(): Error;
  /** A clock that never goes back; the process's own unless told. */
  now?(): number;
  /** Does the work of a group. @returns what becomes of each, in their order */
  run(entries: readonly Entry[]): Promise<readonly Promise<Result>[]>;
}

export interface Gathering<Entry, Result> {
  /** @returns what became of it */
  add(entry: Entry): Promise<Result>;
  /** Entries whose group has not begun. */
  waiting(): number;
}

/**
 * Groups work by itself: what arrives while all groups are busy waits and makes up the next one. Where little is going on nobody
 * waits and groups are of one; the more arrives, the larger they get.
 */
export function gather<Entry, Result>(options: GatheringOptions<Entry, Result>): Gathering<Entry, Result> {
  const { atOnce, largest, slowAfter, patience, overdue = overloaded, now = () => performance.now(), run } = options;
  // In the order in which they came. No Set: V8 keeps the tables that a Set has outgrown, and all that was in them, until the
  // next collection of the old generation.
  const waiting: Waiting<Entry, Result>[] = [];
  let busy = 0;
  let isScheduled = false;
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    if (isScheduled || busy >= atOnce || waiting.length === 0) return;
    isScheduled = true;
    // What came in the same turn of the event loop goes together.
    setImmediate(() => {
      isScheduled = false;
      const group = waiting.splice(0, largest);
      if (group.length === 0) return;
      watch();
      let isBusy = true;
      busy += 1;
      const makeRoom = (): void => {
        if (!isBusy) return;
        isBusy = false;
        busy -= 1;
        schedule();
      };
      const slow = setTimeout(makeRoom, slowAfter);
      void work(group).finally(() => {
        clearTimeout(slow);
        makeRoom();
      });
      schedule();
    });
  }

  /** One timer, for the one that has waited longest. */
  function watch(): void {
    const [oldest] = waiting;
    if (oldest === undefined) {
      clearTimeout(timer);
      timer = undefined;
    } else timer ??= setTimeout(giveUp, Math.max(1, oldest.until - now()));
  }

  function giveUp(): void {
    timer = undefined;
    const time = now();
    const stillInTime = waiting.findIndex(({ until }) => until > time);
    for (const { reject } of waiting.splice(0, stillInTime < 0 ? waiting.length : stillInTime)) reject(overdue());
    watch();
  }

  async function work(group: readonly Waiting<Entry, Result>[]): Promise<void> {
    try {
      const results = await run(group.map(({ entry }) => entry));
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index];
        if (result) resolve(result);
        else reject(new Error('nothing became of an entry'));
      }
      await Promise.allSettled(results);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return {
    add: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject, until: now() + patience });
        watch();
        schedule();
      }),
    waiting: () => waiting.length,
  };
}
