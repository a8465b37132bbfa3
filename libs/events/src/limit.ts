import pLimit from 'p-limit';

/** Runs work when there is room for it. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs so much at the same time, at the most; the rest waits in turn. */
export const limitTo = (atOnce: number): Limit => {
  const limit = pLimit(atOnce);
  return (work) => limit(work);
};

export const unlimited: Limit = (work) => work();
