import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startFilledReplica } from '../filled-replica.ts';
import { atLeast, type Job, perSecond } from '../job.ts';
import { putLoad } from '../load/load.ts';
import { median } from '../statistics.ts';

const clients = 32;
/** Nine of ten of which a replica remembers. */
const many = 10_000;
const few = 20;
/** More than it remembers: read in turn, each is forgotten when its turn comes again. */
const others = 20_000;

/** One order by its id, straight at the service, against an express that says hello: any of many, one of a few, one not read lately. */
export const readOrder: Job = async (system, { runs, seconds, warmUpSeconds, say }) => {
  const { replica, ids } = await startFilledReplica(system, 'read', many + others);
  const hello = fork(fileURLToPath(new URL('../limits/hello-world.ts', import.meta.url)));
  try {
    const [port] = (await once(hello, 'message')) as [number];
    const staff = system.tokens.of('admin');
    const load = async (url: string, tokens: readonly string[], paths: readonly string[]) =>
      (await putLoad({ url, work: { kind: 'get', tokens, paths }, clients, warmUpSeconds, seconds })).perSecond;
    const paths = ids.map((id) => `/api/v1/orders/${id}`);
    const [any, lately] = [paths.slice(0, many), paths.slice(0, few)];
    let forgotten = paths.slice(many);
    const loadInTurn = async () => {
      const work = { kind: 'get', tokens: [staff], paths: forgotten, inTurn: true } as const;
      const { done, perSecond } = await putLoad({ url: replica.url, work, clients, warmUpSeconds: 0, seconds });
      const next = done % forgotten.length;
      forgotten = [...forgotten.slice(next), ...forgotten.slice(0, next)];
      return perSecond;
    };
    const rates = { hello: [] as number[], any: [] as number[], lately: [] as number[], forgotten: [] as number[] };
    // Until code that is compiled as it is used has been, and what follows from so many new orders is done.
    await load(replica.url, [staff], any);
    for (let run = 0; run < runs; run += 1) {
      rates.hello.push(await load(`http://127.0.0.1:${port}`, [], ['/']));
      rates.any.push(await load(replica.url, [staff], any));
      rates.lately.push(await load(replica.url, [staff], lately));
      rates.forgotten.push(await loadInTurn());
    }
    for (const [what, each] of Object.entries(rates)) say(`  ${what}: ${each.map(Math.round).join(' ')}`);
    const said = median(rates.hello);
    const limit = `express hello ${perSecond(said)}`;
    const row = (name: string, measured: number) => ({
      name,
      measured: perSecond(measured),
      limit,
      ratio: measured / said,
      goal: atLeast(measured / said, 0.5),
    });
    return [
      row(`read one order, ${clients} clients`, median(rates.any)),
      row('  one of a few', median(rates.lately)),
      row('  one that was not read lately', median(rates.forgotten)),
    ];
  } finally {
    hello.disconnect();
    await replica.stop();
  }
};
