import { escapeLike } from '@oms/database';

/** One LIKE pattern for each word of what was typed, every one of which must be found; at most eight. */
export const searchPatterns = (typed: string): string[] =>
  typed
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => `%${escapeLike(word)}%`);
