import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@oms/orders/random';
import { shippingAddress } from '../system/shipping-address.ts';
import type { Person } from './customers.ts';
import type { PatientClient } from './http-client.ts';

/** An order as its customer was told of it. */
export interface Acknowledged {
  key: string;
  customer: Person;
  id: string;
  number: string;
  items: readonly { sku: string; quantity: number }[];
  then: 'nothing' | 'canceled' | 'paid';
}

export interface Load {
  readonly acknowledged: readonly Acknowledged[];
  /** Requests that were answered as they must not be. */
  readonly unexpected: readonly string[];
  /** Resolves when each order has been answered for, and what follows it. */
  readonly done: Promise<void>;
}

export interface LoadOptions {
  orders: PatientClient;
  customers: readonly Person[];
  staff: Person;
  skus: readonly string[];
  count: number;
  /** Over which the orders are spread. */
  seconds: number;
  random: Random;
}

/** Orders under way at the same time, at the most: who waits for an answer sends no other. */
const mostAtOnce = 50;

/** Asks for an order until there is an answer. */
export async function askFor(
  orders: PatientClient,
  { customer, items, key }: Pick<Acknowledged, 'customer' | 'items' | 'key'>,
): Promise<{ id: string; number: string }> {
  const body = { currency: 'EUR', items, shippingAddress, metadata: { key } };
  const answer = await orders.call({ method: 'POST', path: '/api/v1/orders', token: customer.token, body, key });
  return answer.body;
}

/** Places orders at an even pace; some are canceled by their customer then, some paid. */
export function placeOrders({ orders, customers, staff, skus, count, seconds, random }: LoadOptions): Load {
  const acknowledged: Acknowledged[] = [];
  const unexpected: string[] = [];
  const underWay = new Set<Promise<void>>();

  async function placeOne(index: number): Promise<void> {
    const customer = random.pick(customers);
    const chosen = new Set(Array.from({ length: 1 + random.next(3) }, () => random.pick(skus)));
    const items = [...chosen].map((sku) => ({ sku, quantity: 1 + random.next(3) }));
    const then = random.pick(['nothing', 'nothing', 'nothing', 'canceled', 'paid'] as const);
    const key = `order-${index}`;
    const post = (person: Person, path: string, body: unknown) =>
      orders.call({ method: 'POST', path: `/api/v1${path}`, token: person.token, body, key });
    const { id, number } = await askFor(orders, { customer, items, key });
    const order: Acknowledged = { key, customer, id, number, items, then };
    acknowledged.push(order);
    if (then === 'canceled') await post(customer, `/orders/${id}/cancel`, { reason: 'Changed my mind' });
    if (then === 'paid') await post(staff, `/orders/${id}/payments`, { provider: 'manual', reference: key });
  }

  async function run(): Promise<void> {
    const paceMs = (seconds * 1000) / count;
    const begun = performance.now();
    let due = begun;
    for (let index = 0; index < count; index += 1) {
      await delay(Math.max(0, due - performance.now()));
      // Who has fallen behind catches up at twice the pace, for what piles up then is no fault's doing.
      due = Math.max(begun + (index + 1) * paceMs, performance.now() + paceMs / 2);
      while (underWay.size >= mostAtOnce) await Promise.race(underWay);
      const work = placeOne(index)
        .catch((error: Error) => {
          unexpected.push(`order-${index}: ${error.message}`);
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    }
    await Promise.all(underWay);
  }
  return { acknowledged, unexpected, done: run() };
}
