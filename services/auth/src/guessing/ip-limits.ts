import { isIPv6 } from 'node:net';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Client } from '../context.ts';
import { tooMany } from './guess-limiter.ts';

/** What is limited by the address that asks: proofs of who somebody is, and requests that send mail. */
export type LimitedAction = 'sign-in' | 'mail';

export interface IpLimits {
  /** Counts a request. @throws {Problem} 429 too_many_requests with Retry-After */
  require(action: LimitedAction, client: Client): Promise<void>;
}

/** Requests of one address that are taken in a window of `seconds`. */
export type IpLimitSettings = Readonly<Record<LimitedAction, { requests: number; seconds: number }>>;

/**
 * Limits by address, against passwords sprayed over many accounts (ASVS 5, 6.3.1) and floods of mail. They are generous,
 * since many people may share an address; one account is guarded by its own count.
 *
 * While Redis cannot be reached each process counts for itself.
 */
export function createIpLimits(redis: Redis, settings: IpLimitSettings, prefix = 'oms:'): IpLimits {
  const limiterOf = (action: LimitedAction): RateLimiterRedis => {
    const { requests, seconds } = settings[action];
    const limit = { points: requests, duration: seconds };
    return new RateLimiterRedis({
      ...limit,
      storeClient: redis,
      keyPrefix: `${prefix}ip:${action}`,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(limit),
    });
  };
  const limiters = { 'sign-in': limiterOf('sign-in'), mail: limiterOf('mail') };
  return {
    async require(action, { ip }) {
      try {
        await limiters[action].consume(ip === null ? 'unknown' : networkOf(ip));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw tooMany(refusal.msBeforeNext, 'Too many requests came from your network.');
      }
    },
  };
}

/**
 * What one subscriber has: an IPv4 address, or the /64 of an IPv6 address, within which anybody can take as many addresses
 * as they like (RFC 6177). An IPv4 address in IPv6 clothes counts as itself.
 */
export function networkOf(ip: string): string {
  const address = ip.replace(/%.*$/, '');
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  // The URL parser writes every form of an address as one (WHATWG URL, 3.5).
  const [head = '', tail = ''] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
