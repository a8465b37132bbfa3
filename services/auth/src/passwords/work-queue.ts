/** Thrown when so many wait already that an answer would come too late to be of use. */
export class QueueFullError extends Error {
  constructor() {
    super('too many are waiting');
    this.name = 'QueueFullError';
  }
}

/**
 * Runs at most `concurrency` pieces of work at a time, in the order they came.
 *
 * @param options.waiting how many may wait; one more is refused with {@link QueueFullError}
 */
export function createWorkQueue(options: { concurrency: number; waiting: number }) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= options.concurrency) {
      if (waiting.length >= options.waiting) throw new QueueFullError();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to who waits, so that nobody who has just come can take it.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
