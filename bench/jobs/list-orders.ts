import { startFilledReplica } from '../filled-replica.ts';
import { atMost, type Job, milliseconds } from '../job.ts';
import { putLoad } from '../load/load.ts';
import type { Replica } from '../replica.ts';
import { inTurn, median } from '../statistics.ts';

const clients = 8;

/** The first page of all orders, from a database of few and one of many. */
export const listOrders: Job = async (system, { runs, seconds, warmUpSeconds, listed: [few, many], say }) => {
  const replicas: Replica[] = [];
  try {
    for (const [name, orders] of [
      ['few', few],
      ['many', many],
    ] as const) {
      say(`  filling a database with ${orders} orders`);
      replicas.push((await startFilledReplica(system, name, orders)).replica);
    }
    const [small, large] = replicas;
    const work = { kind: 'get', tokens: [system.tokens.of('admin')], paths: ['/api/v1/orders?limit=20'] } as const;
    const list = (replica: Replica | undefined) =>
      putLoad({ url: replica?.url ?? '', work, clients, warmUpSeconds, seconds });
    const { measured, limit } = await inTurn(
      runs,
      () => list(small),
      () => list(large),
    );
    const ofMany = median(measured.map((one) => one.p50));
    const ofFew = median(limit.map((one) => one.p50));
    return [
      {
        name: `list 20 of ${many} orders, p50, ${clients} clients`,
        measured: milliseconds(ofMany),
        limit: `of ${few}: ${milliseconds(ofFew)}`,
        ratio: ofMany / ofFew,
        goal: atMost(ofMany / ofFew, 1.3, 'times'),
      },
    ];
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()));
  }
};
