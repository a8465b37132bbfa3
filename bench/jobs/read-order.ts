import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atLeast, type Job, perSecond } from '../job.ts';
import { type Load, putLoad } from '../load/load.ts';
import { stockShop } from '../shop.ts';
import { inTurn, median } from '../statistics.ts';

const clients = 32;

/** One order by its id, straight at the service, against an express that says hello. */
export const readOrder: Job = async (system, { runs, seconds, warmUpSeconds, say }) => {
  const shop = await stockShop(system);
  const orders = await Promise.all(Array.from({ length: 20 }, () => shop.placeOne()));
  const hello = fork(fileURLToPath(new URL('../limits/hello-world.ts', import.meta.url)));
  try {
    const [port] = (await once(hello, 'message')) as [number];
    const staff = system.tokens.of('admin');
    const paths = orders.map(({ id }) => `/api/v1/orders/${id}`);
    const load = (part: Pick<Load, 'url' | 'work'>) => putLoad({ ...part, clients, warmUpSeconds, seconds });
    const { measured, limit } = await inTurn(
      runs,
      () => load({ url: `http://127.0.0.1:${port}`, work: { kind: 'get', tokens: [], paths: ['/'] } }),
      () => load({ url: system.urlOf('orders'), work: { kind: 'get', tokens: [staff], paths } }),
    );
    const read = median(measured.map((one) => one.perSecond));
    const said = median(limit.map((one) => one.perSecond));
    say(
      `  read ${measured.map((one) => Math.round(one.perSecond)).join(' ')}, hello ${limit.map((one) => Math.round(one.perSecond)).join(' ')}`,
    );
    return [
      {
        name: `read one order, ${clients} clients`,
        measured: perSecond(read),
        limit: `express hello ${perSecond(said)}`,
        ratio: read / said,
        goal: atLeast(read / said, 0.5),
      },
    ];
  } finally {
    hello.disconnect();
  }
};
