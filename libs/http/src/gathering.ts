interface Waiting<Entry, Result> {
  entry: Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface GatheringOptions<Entry, Result> {
  /** Groups at work at the same time. */
  atOnce: number;
  /** Entries in a group at the most. */
  largest: number;
  /** Does the work of a group. @returns what became of each, in their order */
  run(entries: readonly Entry[]): Promise<readonly PromiseSettledResult<Result>[]>;
}

/**
 * Groups work by itself: what arrives while all groups are busy waits and makes up the next one. Where little is going on nobody
 * waits and groups are of one; the more arrives, the larger they get.
 *
 * @returns what adds an entry, and resolves or rejects with what became of it
 */
export function gather<Entry, Result>(options: GatheringOptions<Entry, Result>): (entry: Entry) => Promise<Result> {
  const { atOnce, largest, run } = options;
  let waiting: Waiting<Entry, Result>[] = [];
  let busy = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || busy >= atOnce || waiting.length === 0) return;
    isScheduled = true;
    // What came in the same turn of the event loop goes together.
    setImmediate(() => {
      isScheduled = false;
      const group = waiting.slice(0, largest);
      waiting = waiting.slice(largest);
      busy += 1;
      void work(group).finally(() => {
        busy -= 1;
        schedule();
      });
      schedule();
    });
  }

  async function work(group: readonly Waiting<Entry, Result>[]): Promise<void> {
    const results = await run(group.map(({ entry }) => entry)).catch((reason: unknown) =>
      group.map(() => ({ status: 'rejected', reason }) as const),
    );
    for (const [index, { resolve, reject }] of group.entries()) {
      const result = results[index];
      if (result?.status === 'fulfilled') resolve(result.value);
      else reject(result?.reason ?? new Error('nothing became of an entry'));
    }
  }

  return (entry) =>
    new Promise((resolve, reject) => {
      waiting.push({ entry, resolve, reject });
      schedule();
    });
}
