import type { Redis } from 'ioredis';

/**
 * The id that a Redis server gives itself at each start. A generation of revocations names the run that it was written
 * in: a server that comes back with an older copy of its data, or a replica promoted in its place, is thereby known to
 * lack what was revoked in between.
 */
export async function redisRunId(redis: Redis): Promise<string> {
  const info = await redis.info('server');
  return /^run_id:(\S+)/m.exec(info)?.[1] ?? 'unknown';
}

/** A generation is `<run id>.<random>`. */
export const generationRun = (generation: string): string => generation.slice(0, generation.indexOf('.'));
