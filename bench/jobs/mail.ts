import { eventually } from '@oms/testing';
import { atMost, type Job, milliseconds } from '../job.ts';
import { putPacedLoad } from '../load/paced-load.ts';
import { stockShop } from '../shop.ts';

const ordersPerSecond = 100;

/** From the answer to an order to the moment in which the mail server has taken its confirmation. */
export const mailLatency: Job = async (system, { seconds }) => {
  const shop = await stockShop(system);
  const taken = new Map<string, number>();
  const stop = system.onMail(({ at, subject }) => {
    const number = /^Your order (\S+)$/.exec(subject)?.[1];
    if (number !== undefined && !taken.has(number)) taken.set(number, at);
  });
  try {
    const answers = await putPacedLoad({
      url: system.urlOf('orders'),
      work: { kind: 'place', tokens: system.tokens.customers(200), skus: shop.skus },
      clients: 32,
      // Until code that is compiled as it is used has been, in each of the services.
      warmUpSeconds: 15,
      // Enough for the hundredth part to be more than some.
      seconds: Math.max(10, seconds),
      perSecond: ordersPerSecond,
    });
    const placed = answers.map(({ at, text }) => ({ at, number: (JSON.parse(text) as { number: string }).number }));
    await eventually(() => placed.every(({ number }) => taken.has(number)), { timeoutMs: 60_000, intervalMs: 50 });
    const took = placed
      .map(({ at, number }) => Math.max(0, (taken.get(number) ?? Number.NaN) - at))
      .sort((one, other) => one - other);
    const at = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? Number.NaN;
    return [
      {
        name: `placed to mail accepted, ${ordersPerSecond} orders/s, p50`,
        measured: milliseconds(at(0.5)),
        goal: atMost(at(0.5), 50, 'ms'),
      },
      { name: '  p99', measured: milliseconds(at(0.99)), goal: atMost(at(0.99), 250, 'ms') },
    ];
  } finally {
    stop();
  }
};
