import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';

const needed = 3;
/** Where so many did not do, the heap is collected all the time. */
const stretches = 20;

const oldBytes = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name }) => space_name === 'old_space')
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);

/** Node notes a collection in one turn of the event loop, and tells observers of it in the next. */
async function observersTold(): Promise<void> {
  await turnOfTheEventLoop();
  await turnOfTheEventLoop();
}

/**
 * How many bytes of each piece of work reach the old generation of the heap, where they stay until V8 collects that: of something that
 * does its work and is done, next to none should. For a process of its own with a small young generation
 * (`--max-semi-space-size=1`).
 *
 * @param work does it so many times
 */
export async function leftInOldGeneration(work: (times: number) => Promise<void>, times: number): Promise<number> {
  let collections = 0;
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as (PerformanceEntry & { detail?: { kind: number } })[]) {
      if (detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) collections += 1;
    }
  }).observe({ entryTypes: ['gc'] });
  await work(times);
  const grown: number[] = [];
  // What is collected meanwhile is not seen to grow: the first three stretches in which nothing was.
  for (let stretch = 0; stretch < stretches && grown.length < needed; stretch += 1) {
    await observersTold();
    const before = { bytes: oldBytes(), collections };
    await work(times);
    const bytes = oldBytes() - before.bytes;
    await observersTold();
    // Only a collection makes it smaller, told of or not.
    if (collections === before.collections && bytes >= 0) grown.push(bytes / times);
  }
  if (grown.length < needed) {
    throw new Error(
      `In ${stretches} times ${times} pieces of work the old generation was collected in all but ${grown.length}.`,
    );
  }
  return grown.toSorted((one, other) => one - other)[1] ?? Number.NaN;
}
