import { randomUUID } from 'node:crypto';
import { shippingAddress } from '../../test/system/shipping-address.ts';

/** What a client does again and again. */
export type Work =
  /** Places an order of two products, as a customer picked at random, under a key of its own. */
  | { kind: 'place'; tokens: readonly string[]; skus: readonly string[] }
  /** Asks for one of the paths, picked at random, or for one after the other. */
  | { kind: 'get'; tokens: readonly string[]; paths: readonly string[]; inTurn?: true }
  /** Sends one of the bodies, picked at random. */
  | { kind: 'post'; path: string; bodies: readonly unknown[] };

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
  expected: number;
}

const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(Math.random() * values.length)];

const authorized = (tokens: readonly string[]): Record<string, string> => {
  const token = pick(tokens);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
};

/** The next request of a client. @param key that no other has, where one is needed */
export function nextRequest(work: Work, key: string = randomUUID()): LoadRequest {
  switch (work.kind) {
    case 'place': {
      const first = Math.floor(Math.random() * work.skus.length);
      const second = (first + 1 + Math.floor(Math.random() * (work.skus.length - 1))) % work.skus.length;
      const items = [
        { sku: work.skus[first], quantity: 2 },
        { sku: work.skus[second], quantity: 1 },
      ];
      return {
        method: 'POST',
        path: '/api/v1/orders',
        headers: {
          ...authorized(work.tokens),
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ currency: 'EUR', items, shippingAddress }),
        expected: 201,
      };
    }
    case 'get':
      return { method: 'GET', path: pick(work.paths) ?? '/', headers: authorized(work.tokens), expected: 200 };
    case 'post':
      return {
        method: 'POST',
        path: work.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(pick(work.bodies)),
        expected: 200,
      };
  }
}
