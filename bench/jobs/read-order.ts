import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startFilledReplica } from '../filled-replica.ts';
import { atLeast, type Job, perSecond } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { median } from '../statistics.ts';

const clients = 32;
/** Five times as many as a replica remembers. */
const orders = 10_000;
/** Of which it forgets none. */
const few = 20;

/** One order by its id, straight at the service, against an express that says hello: any of many, and one that was read lately. */
export const readOrder: Job = async (system, { runs, seconds, warmUpSeconds, say }) => {
  const { replica, ids } = await startFilledReplica(system, 'read', orders);
  const hello = fork(fileURLToPath(new URL('../limits/hello-world.ts', import.meta.url)));
  try {
    const [port] = (await once(hello, 'message')) as [number];
    const staff = system.tokens.of('admin');
    const load = async (url: string, tokens: readonly string[], paths: readonly string[]) =>
      (await putLoad({ url, work: { kind: 'get', tokens, paths }, clients, warmUpSeconds, seconds })).perSecond;
    const paths = ids.map((id) => `/api/v1/orders/${id}`);
    const rates = { hello: [] as number[], any: [] as number[], lately: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      rates.hello.push(await load(`http://127.0.0.1:${port}`, [], ['/']));
      rates.any.push(await load(replica.url, [staff], paths));
      rates.lately.push(await load(replica.url, [staff], paths.slice(0, few)));
    }
    for (const [what, each] of Object.entries(rates)) say(`  ${what}: ${each.map(Math.round).join(' ')}`);
    const said = median(rates.hello);
    const limit = `express hello ${perSecond(said)}`;
    const [any, lately] = [median(rates.any), median(rates.lately)];
    return [
      {
        name: `read one order, ${clients} clients`,
        measured: perSecond(any),
        limit,
        ratio: any / said,
        goal: atLeast(any / said, 0.5),
      },
      {
        name: '  one that was read lately',
        measured: perSecond(lately),
        limit,
        ratio: lately / said,
        goal: atLeast(lately / said, 0.5),
      },
    ];
  } finally {
    hello.disconnect();
    await replica.stop();
  }
};
