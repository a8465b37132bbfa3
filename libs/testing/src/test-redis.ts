import { Redis } from 'ioredis';
import { useInfrastructure } from './infrastructure.ts';

export interface TestRedis {
  /** REDIS_URL of a Redis database of its own, empty at first. */
  url: string;
  drop(): Promise<void>;
}

/** As `databases` in the test server's configuration; number 0 holds the list of those in use. */
const DATABASES = 64;
const LEASE_SECONDS = 3600;

export async function createTestRedis({ redisUrl } = useInfrastructure()): Promise<TestRedis> {
  const number = await withRedis(redisUrl, lease);
  const url = `${redisUrl.replace(/\/\d*$/, '')}/${number}`;
  await withRedis(url, (redis) => redis.flushdb());
  return {
    url,
    async drop() {
      await withRedis(url, (redis) => redis.flushdb());
      await withRedis(redisUrl, (redis) => redis.del(leaseKey(number)));
    },
  };
}

async function lease(redis: Redis): Promise<number> {
  for (let number = 1; number < DATABASES; number += 1) {
    if (await redis.set(leaseKey(number), process.pid, 'EX', LEASE_SECONDS, 'NX')) return number;
  }
  throw new Error(`All ${DATABASES - 1} Redis databases for tests are in use: a test does not drop() its own.`);
}

const leaseKey = (number: number): string => `oms-tests:database:${number}`;

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2 });
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
